package schema

import "github.com/gildsql/gild/typemap"

// Name names a table, view or other object of a database.
type Name struct {
	Schema string // empty for the default schema
	Name   string
}

// String returns the name behind its schema and a dot, unquoted.
func (n Name) String() string {
	if n.Schema == "" {
		return n.Name
	}
	return n.Schema + "." + n.Name
}

// RelationKind is what a table-like object of a database is. The kinds are bits, so that
// several can be asked for at once.
type RelationKind uint8

// The kinds of table-like objects.
const (
	RelationTable            RelationKind = 1 << iota // a table, partitioned ones among them
	RelationView                                      // a view
	RelationMaterializedView                          // a view whose rows are kept
	RelationForeignTable                              // a table whose rows are elsewhere

	// RelationTables are the kinds that hold rows of their own, RelationAny all kinds.
	RelationTables = RelationTable | RelationForeignTable
	RelationAny    = RelationTables | RelationView | RelationMaterializedView
)

// String returns the kind in words.
func (k RelationKind) String() string {
	switch k {
	case RelationTable:
		return "table"
	case RelationView:
		return "view"
	case RelationMaterializedView:
		return "materialized view"
	case RelationForeignTable:
		return "foreign table"
	}
	return "relation"
}

// TableInfo is what a database knows of a table or view: plain values that belong to whoever
// has read them.
type TableInfo struct {
	Name
	Kind      RelationKind
	Temporary bool // seen by one connection only
	Comment   string
	Columns   []ColumnInfo
	Constraints
	Indexes []IndexInfo
	// Options are what only this kind of database has, by the names of its own words: "engine"
	// on MySQL, "tablespace" on PostgreSQL, "strict" on SQLite, empty where they are as usual.
	Options map[string]string
	// Usual are values of such options that are the usual ones.
	Usual map[string]string
	// Definition is the query of a view, as the database writes it.
	Definition string
}

// Column returns the column of that name, nil if there is none.
func (t *TableInfo) Column(name string) *ColumnInfo {
	for i := range t.Columns {
		if t.Columns[i].Name == name {
			return &t.Columns[i]
		}
	}
	return nil
}

// ColumnInfo is what a database knows of a column.
type ColumnInfo struct {
	Name string
	// Type is the database's type in gild's words, for use in definitions. A type that gild has
	// no word for is typemap.Spelled.
	Type typemap.Type
	// SQLType is the type as the database writes it.
	SQLType  string
	Nullable bool
	// Default is the SQL of the server default, empty for none.
	Default string
	// OnUpdate is the SQL of what an UPDATE gives the column by itself (MySQL).
	OnUpdate string
	// AutoIncrement says that the database numbers the column by itself: SERIAL, IDENTITY,
	// AUTO_INCREMENT, or INTEGER PRIMARY KEY of SQLite.
	AutoIncrement bool
	// Sequence is the sequence that numbers the column and belongs to it, empty for none.
	Sequence string
	Identity *IdentityInfo // nil for a column that is none
	Computed *ComputedInfo // nil for a column with values of its own
	Comment  string
	// Collation is the column's own, empty for that of the table or type.
	Collation string
	// Options are what only this kind of database has, such as "autoincrement" and "on_conflict_not_null" of SQLite.
	Options map[string]string
	// Inherited says that the table has the column from the one that it is a part of, or inherits from, just as it
	// is there (PostgreSQL).
	Inherited bool
}

// NumbersItself reports whether the database numbers the column without a sequence that is there for others, too.
func (c *ColumnInfo) NumbersItself() bool {
	return c.AutoIncrement && (c.Default == "" || c.Sequence != "" || c.Identity != nil)
}

// IdentityInfo is how an identity column counts.
type IdentityInfo struct {
	Always bool // GENERATED ALWAYS, else BY DEFAULT
	Counter
}

// Counter is how a sequence counts.
type Counter struct {
	Start, Increment, Min, Max, Cache int64
	Cycle                             bool
}

// ComputedInfo is how the database computes a column.
type ComputedInfo struct {
	SQL    string
	Stored bool // kept with the row, else computed when it is read
}

// Constraints are the constraints of a table.
type Constraints struct {
	PrimaryKey  *KeyInfo // nil for none
	ForeignKeys []ForeignKeyInfo
	Uniques     []KeyInfo
	Checks      []CheckInfo
	Exclusions  []ExclusionInfo
}

// KeyInfo is a primary key or a unique constraint. An empty name is one that the database does
// not keep.
type KeyInfo struct {
	Name    string
	Columns []string // in the order of the key
	Include []string // columns that are only stored in the index (PostgreSQL)
	// NullsNotDistinct makes NULL equal to NULL (PostgreSQL).
	NullsNotDistinct bool
	// Parts are the columns with their order and collation where one of them is not as usual (SQLite).
	Parts []IndexPart
	// OnConflict is what becomes of a row that agrees with another one, empty for an error: "REPLACE" (SQLite).
	OnConflict string
	Timing
	Comment string
	// Index is the index behind the constraint where it has a name of its own (MySQL: always the
	// same as the constraint's).
	Index     string
	Inherited bool // from the table that this one is a partition of (PostgreSQL)
}

// Timing is when a constraint is checked: at each row, unless it is deferrable.
type Timing struct {
	Deferrable bool
	Deferred   bool // INITIALLY DEFERRED
}

// ForeignKeyInfo is a foreign key.
type ForeignKeyInfo struct {
	Name       string
	Columns    []string
	Target     Name
	RefColumns []string // in the order of Columns
	OnDelete   Action
	OnUpdate   Action
	// OnDeleteColumns are the columns that SET NULL and SET DEFAULT are about, nil for all
	// (PostgreSQL).
	OnDeleteColumns []string
	Match           string // FULL or PARTIAL, empty for SIMPLE
	Timing
	NotValid  bool // rows from before it are not checked
	Inherited bool // from the table that this one is a partition of (PostgreSQL)
	Comment   string
}

// CheckInfo is a check constraint.
type CheckInfo struct {
	Name      string
	SQL       string // the condition, without the parentheses around it
	Column    string // the column that it is written beside, if the database tells them apart (MariaDB)
	NotValid  bool   // rows from before it are not checked
	NoInherit bool   // not for tables that inherit (PostgreSQL)
	Inherited bool   // from the table that this one inherits from, or is a partition of (PostgreSQL)
	// NotEnforced says that the condition is only written down (MySQL).
	NotEnforced bool
	Comment     string
}

// ExclusionInfo is an exclusion constraint (PostgreSQL).
type ExclusionInfo struct {
	Name string
	SQL  string // all that follows EXCLUDE, but for the timing
	Timing
	Inherited bool // from the table that this one is a partition of (PostgreSQL 17)
	Comment   string
}

// IndexInfo is an index.
type IndexInfo struct {
	Name    string
	Unique  bool
	Parts   []IndexPart
	Include []string // columns that are only stored (PostgreSQL)
	Where   string   // the condition of a partial index
	Method  string   // the access method where it is not the usual one: "gin", "fulltext"
	// NullsNotDistinct makes NULL equal to NULL in a unique index (PostgreSQL).
	NullsNotDistinct bool
	// Constraint is the constraint that the index is there for, empty for none: its definition
	// makes the index too.
	Constraint string
	Invalid    bool // not in use: CREATE INDEX CONCURRENTLY has failed (PostgreSQL)
	Inherited  bool // a part of an index of the table that this one is a partition of (PostgreSQL)
	Comment    string
	Options    map[string]string // storage parameters and the like
}

// Columns returns the names of the index's columns, empty for expressions.
func (i *IndexInfo) Columns() []string {
	names := make([]string, len(i.Parts))
	for n, p := range i.Parts {
		names[n] = p.Column
	}
	return names
}

// IndexPart is a column of an index, or an expression in its place.
type IndexPart struct {
	Column string
	SQL    string // of an expression, empty for a column
	Desc   bool
	// NullsFirst and NullsLast are set where NULL is not at the end that the direction gives it.
	NullsFirst, NullsLast bool
	OpClass               string // where it is not the type's own (PostgreSQL)
	Collation             string // where it is not the column's own
	Length                int    // of a prefix (MySQL), 0 for all
}

// SequenceInfo is a sequence.
type SequenceInfo struct {
	Name
	SQLType string
	Counter
	// Owner and OwnerColumn are the column that the sequence belongs to, empty for none.
	Owner       Name
	OwnerColumn string
	Identity    bool // it is the inner part of an identity column
	Comment     string
}

// EnumInfo is an enumerated type.
type EnumInfo struct {
	Name
	Labels  []string // in order
	Comment string
}

// DomainInfo is a domain: a type with constraints.
type DomainInfo struct {
	Name
	Type      typemap.Type // what it is made of
	SQLType   string
	Nullable  bool
	Default   string // SQL, empty for none
	Collation string
	Checks    []CheckInfo
	Comment   string
}
