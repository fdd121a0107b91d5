package pooling

import "strings"

// effects are words that make a SELECT more than a read: FOR UPDATE, INTO, LOCK IN SHARE
// MODE, and functions, from the manuals of PostgreSQL ("Sequence Manipulation" and "System
// Administration Functions") and MySQL ("Locking Functions"); and functions that tell of what
// only the primary knows, such as who has a lock. Some are harmless elsewhere,
// as in SUBSTRING(a FOR 3); such a statement goes to the primary for nothing.
var effects = map[string]bool{
	"for": true, "into": true, "lock": true,
	"nextval": true, "next_value": true, "setval": true, "currval": true, "lastval": true, "set_config": true,
	"pg_notify": true, "txid_current": true, "pg_current_xact_id": true, "dblink_exec": true,
	"pg_promote": true, "pg_export_snapshot": true, "brin_desummarize_range": true, "gin_clean_pending_list": true,
	"loread": true, "lowrite": true,
	"get_lock": true, "release_lock": true, "release_all_locks": true, "is_free_lock": true, "is_used_lock": true,
	"last_insert_id": true, "last_insert_rowid": true, "found_rows": true, "row_count": true,
	"changes": true, "scope_identity": true,
}

// families are the beginnings of such functions' names.
var families = []string{
	"pg_advisory_", "pg_try_advisory_", "pg_terminate_", "pg_cancel_", "lo_", "dblink", "brin_summarize_",
	"pg_create_", "pg_drop_", "pg_copy_", "pg_replication_", "pg_logical_", "pg_sync_replication_", "pg_wal_replay_",
	"pg_switch_", "pg_backup_", "pg_reload_", "pg_rotate_", "pg_stat_reset", "pg_stat_statements_reset", "pg_import_",
	"pg_restore_", "pg_clear_",
}

// HasEffect reports whether a function is known to have an effect beyond its result, such as
// nextval. The name may be quoted, and have a schema.
func HasEffect(name string) bool {
	word := strings.ToLower(strings.Trim(name[strings.LastIndexByte(name, '.')+1:], "\"`[]"))
	if effects[word] {
		return true
	}
	for _, f := range families {
		if strings.HasPrefix(word, f) {
			return true
		}
	}
	return false
}
