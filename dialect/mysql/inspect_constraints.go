package mysql

import (
	"strings"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

// keyRow is a column of a key. Foreign keys have a target.
type keyRow struct {
	Table, Name, Column, Schema                         string
	TargetSchema, Target, RefColumn, OnDelete, OnUpdate string
}

type checkRow struct {
	Table, Name, Clause, Schema string
	Column, NotEnforced         bool
}

func readConstraints(r *dialect.Reading) (map[schema.Name]schema.Constraints, error) {
	keys, err := keyRows(r)
	if err != nil {
		return nil, err
	}
	found := map[schema.Name]schema.Constraints{}
	for i := range keys {
		row := &keys[i]
		all := found[r.Name(row.Table)]
		row.addTo(&all, r)
		found[r.Name(row.Table)] = all
	}
	checks, err := checkRows(r)
	if err != nil {
		return nil, err
	}
	for _, row := range checks {
		check := schema.CheckInfo{Name: row.Name, SQL: unqualified(row.Clause, row.Schema), NotEnforced: row.NotEnforced}
		if row.Column {
			if row.Clause == "json_valid(`"+strings.ReplaceAll(row.Name, "`", "``")+"`)" { // part of the type JSON
				continue
			}
			check.Name, check.Column = "", row.Name // which is called as its column
		}
		all := found[r.Name(row.Table)]
		all.Checks = append(all.Checks, check)
		found[r.Name(row.Table)] = all
	}
	return found, nil
}

// keyRows reads the columns of all keys, in the order of the keys' names.
func keyRows(r *dialect.Reading) ([]keyRow, error) {
	return dialect.Rows[keyRow](r, "SELECT u.table_schema AS `schema`, u.table_name AS `table`, u.constraint_name AS name, u.column_name AS `column`,"+`
	coalesce(u.referenced_table_schema, '') AS target_schema, coalesce(u.referenced_table_name, '') AS target, coalesce(u.referenced_column_name, '') AS ref_column,
	coalesce(k.delete_rule, '') AS on_delete, coalesce(k.update_rule, '') AS on_update
FROM information_schema.key_column_usage u LEFT JOIN information_schema.referential_constraints k
	ON u.referenced_table_name IS NOT NULL AND k.constraint_schema = u.constraint_schema AND k.table_name = u.table_name AND k.constraint_name = u.constraint_name`+
		of(r, "u")+" ORDER BY u.table_name, u.referenced_table_name IS NOT NULL, u.constraint_name, u.ordinal_position")
}

// addTo adds a column to its key, which the first one of it makes.
func (row *keyRow) addTo(all *schema.Constraints, r *dialect.Reading) {
	switch {
	case row.Target != "":
		n := len(all.ForeignKeys)
		if n == 0 || all.ForeignKeys[n-1].Name != row.Name {
			target := schema.Name{Schema: row.TargetSchema, Name: row.Target}
			if row.TargetSchema == row.Schema {
				target.Schema = r.Schema
			}
			all.ForeignKeys = append(all.ForeignKeys, schema.ForeignKeyInfo{Name: row.Name, Target: target, OnDelete: action(row.OnDelete), OnUpdate: action(row.OnUpdate)})
			n++
		}
		fk := &all.ForeignKeys[n-1]
		fk.Columns, fk.RefColumns = append(fk.Columns, row.Column), append(fk.RefColumns, row.RefColumn)
	case row.Name == "PRIMARY":
		if all.PrimaryKey == nil {
			all.PrimaryKey = &schema.KeyInfo{} // the name is always this, and not given
		}
		all.PrimaryKey.Columns = append(all.PrimaryKey.Columns, row.Column)
	default:
		n := len(all.Uniques)
		if n == 0 || all.Uniques[n-1].Name != row.Name {
			all.Uniques = append(all.Uniques, schema.KeyInfo{Name: row.Name, Index: row.Name})
			n++
		}
		all.Uniques[n-1].Columns = append(all.Uniques[n-1].Columns, row.Column)
	}
}

// action is what the rule means: InnoDB does the same for RESTRICT and NO ACTION, and tells either
// where nothing was said.
// Source: https://dev.mysql.com/doc/refman/8.4/en/create-table-foreign-keys.html
func action(rule string) schema.Action {
	if rule == "RESTRICT" || rule == "NO ACTION" {
		return schema.NoAction
	}
	return schema.Action(rule)
}

// checkRows reads the check constraints. MariaDB alone tells those of columns from those of tables.
func checkRows(r *dialect.Reading) ([]checkRow, error) {
	if isMariaDB(r.Version) {
		text := "SELECT k.constraint_schema AS `schema`, k.table_name AS `table`, k.constraint_name AS name, k.check_clause AS clause, k.level = 'Column' AS `column`, false AS not_enforced" +
			" FROM information_schema.check_constraints k" + strings.ReplaceAll(of(r, "k"), "k.table_schema", "k.constraint_schema")
		return dialect.Rows[checkRow](r, text+" ORDER BY k.table_name, k.constraint_name")
	}
	if r.Version.Before(8, 0) {
		return nil, nil
	}
	return dialect.Rows[checkRow](r, "SELECT t.table_schema AS `schema`, t.table_name AS `table`, k.constraint_name AS name,"+`
	replace(trim(TRAILING ')' FROM trim(LEADING '(' FROM k.check_clause)), '\\''', '''') AS clause, false AS `+"`column`"+`, t.enforced = 'NO' AS not_enforced
FROM information_schema.table_constraints t JOIN information_schema.check_constraints k ON k.constraint_schema = t.constraint_schema AND k.constraint_name = t.constraint_name`+
		of(r, "t")+" AND t.constraint_type = 'CHECK' ORDER BY t.table_name, k.constraint_name")
}
