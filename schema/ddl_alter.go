package schema

// AddColumn is the statement ALTER TABLE ... ADD of a column that is defined, with its checks. Its
// other constraints and its index are not part of it.
type AddColumn struct {
	DDLBase
	Column      *Column
	IfNotExists bool       // PostgreSQL, MariaDB
	Key         Constraint // that comes with the column, nil for none
}

// DropColumn is the statement ALTER TABLE ... DROP COLUMN.
type DropColumn struct {
	DDLBase
	Table    *Table
	Column   string
	IfExists bool // PostgreSQL, MariaDB, SQL Server
	Cascade  bool
	Key      Constraint // that goes with the column, nil for none
}

// AlterColumn is the statement that makes a column what its definition says. SQLite cannot do so:
// a table of the new form is created there, and the rows are copied.
type AlterColumn struct {
	DDLBase
	Column *Column // as it is to be
	Change Change  // what is different; 0 for all
	// Using is the SQL expression that makes the new values from the old ones (PostgreSQL).
	Using string
	// ByText makes the new values from the text of the old ones, where the database does not do so by
	// itself (PostgreSQL).
	ByText bool
}

// SetOptions is the statement that changes options of a table (PostgreSQL, MySQL).
type SetOptions struct {
	DDLBase
	Table   *Table
	Options []Setting
}

// Setting is an option of a table by the name that the database has for it. Without a value it is the database's
// default.
type Setting struct{ Name, Value string }

// AlterIdentity is the statement that lets the database number a column as its Identity says, or no longer
// (PostgreSQL).
type AlterIdentity struct {
	DDLBase
	Column *Column
	Drop   bool
	Keep   bool // the column is numbered already: the numbers go on from where they are
}

// AdvanceIdentity is the statement that lets the numbers of an identity begin behind those that rows have
// already (PostgreSQL).
type AdvanceIdentity struct {
	DDLBase
	Column *Column
}

// NumberColumn is the statement that gives a column a sequence of its own, as SERIAL does, whose numbers begin
// behind those that rows have already; with Drop it takes the sequence away (PostgreSQL).
type NumberColumn struct {
	DDLBase
	Column *Column
	Drop   bool
}

// Change is what of a column AlterColumn changes; several are added up.
type Change int

// The changes.
const (
	ChangeType Change = 1 << iota
	ChangeNullable
	ChangeDefault
	ChangeComment // where it is part of the column: MySQL
	changeAll     = ChangeType | ChangeNullable | ChangeDefault | ChangeComment
)

// Changes reports whether s changes all of what.
func (s *AlterColumn) Changes(what Change) bool {
	change := s.Change
	if change == 0 {
		change = changeAll
	}
	return change&what == what
}

// RenameColumn is the statement ALTER TABLE ... RENAME COLUMN.
type RenameColumn struct {
	DDLBase
	Table    *Table
	From, To string
}

// RenameTable is the statement ALTER TABLE ... RENAME TO. The table stays in its schema.
type RenameTable struct {
	DDLBase
	Table *Table
	From  string // its name before, empty for that of its definition
	To    string
}

// RenameConstraint is the statement that gives a constraint another name (PostgreSQL, SQL Server,
// Oracle).
type RenameConstraint struct {
	DDLBase
	Table    *Table
	From, To string
}

// RenameIndex is the statement that gives an index another name. SQLite has none.
type RenameIndex struct {
	DDLBase
	Table    *Table
	From, To string
}

// SetSchema is the statement that moves a table to another schema (PostgreSQL, SQL Server, MySQL).
type SetSchema struct {
	DDLBase
	Table *Table
	To    string
}
