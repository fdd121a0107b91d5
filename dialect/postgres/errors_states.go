package postgres

import "github.com/gildsql/gild/dialect"

// stateClasses are the classes of SQLSTATEs, by the first two characters.
var stateClasses = map[string]dialect.ErrorClass{
	"08": dialect.ErrorDisconnect,
	"21": dialect.ErrorData, // a subquery of one row has more
	"22": dialect.ErrorData,
	"23": dialect.ErrorConstraint,
	"28": dialect.ErrorAuth,
	"42": dialect.ErrorSyntax,
	"53": dialect.ErrorResources,
	"54": dialect.ErrorResources, // program_limit_exceeded
}

// states are the SQLSTATEs that mean something else, or something more, than their class.
var states = map[string]dialect.ErrorClass{
	"23001": dialect.ErrorForeignKey, // restrict_violation
	"23502": dialect.ErrorNotNull,
	"23503": dialect.ErrorForeignKey,
	"23505": dialect.ErrorUnique,
	"23514": dialect.ErrorCheck,
	"23P01": dialect.ErrorExclusion,
	"44000": dialect.ErrorCheck, // with_check_option_violation

	"25006": dialect.ErrorReadOnly,
	"25P02": dialect.ErrorAborted,
	"40001": dialect.ErrorSerialization,
	"40002": dialect.ErrorConstraint, // transaction_integrity_constraint_violation
	"40P01": dialect.ErrorDeadlock,
	"55006": dialect.ErrorLock,          // object_in_use
	"55P03": dialect.ErrorLock,          // lock_not_available
	"72000": dialect.ErrorSerialization, // snapshot_too_old

	"25P03": dialect.ErrorDisconnect, // idle_in_transaction_session_timeout
	"25P04": dialect.ErrorDisconnect, // transaction_timeout
	"57014": dialect.ErrorCanceled,
	"57P01": dialect.ErrorDisconnect, // admin_shutdown
	"57P02": dialect.ErrorDisconnect, // crash_shutdown
	"57P03": dialect.ErrorDisconnect, // cannot_connect_now
	"57P04": dialect.ErrorDisconnect, // database_dropped
	"57P05": dialect.ErrorDisconnect, // idle_session_timeout

	"26000": dialect.ErrorStalePlan, // invalid_sql_statement_name: a pooler or DISCARD dropped the statement
	"42501": dialect.ErrorPermission,

	"34000": dialect.ErrorUndefined, // cursor
	"3D000": dialect.ErrorUndefined, // database
	"3F000": dialect.ErrorUndefined, // schema
	"3B001": dialect.ErrorUndefined, // savepoint
	"42703": dialect.ErrorUndefined, // column
	"42704": dialect.ErrorUndefined, // object
	"42883": dialect.ErrorUndefined, // function
	"42P01": dialect.ErrorUndefined, // table
	"42P02": dialect.ErrorUndefined, // parameter

	"42701": dialect.ErrorDuplicate, // column
	"42710": dialect.ErrorDuplicate, // object
	"42723": dialect.ErrorDuplicate, // function
	"42P03": dialect.ErrorDuplicate, // cursor
	"42P04": dialect.ErrorDuplicate, // database
	"42P05": dialect.ErrorDuplicate, // prepared statement
	"42P06": dialect.ErrorDuplicate, // schema
	"42P07": dialect.ErrorDuplicate, // table
}
