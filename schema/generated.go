package schema

import "github.com/gildsql/gild/expr"

// Identity is that the database numbers a column: GENERATED ... AS IDENTITY. Databases
// without such columns number it their own way, or not at all if it is not the primary key.
type Identity struct {
	Always  bool           // an INSERT may not give a number of its own
	Numbers *expr.Sequence // where the numbers begin, how far they are apart and so on; nil for the database's choice
}

// IdentityAlways lets the database number the column; an INSERT may not give a number. numbers says
// where they begin and so on, as expr.NewSequence("").StartWith(10).
func IdentityAlways(numbers ...*expr.Sequence) ColumnOption { return identity(true, numbers) }

// IdentityByDefault lets the database number the column where an INSERT gives no number.
func IdentityByDefault(numbers ...*expr.Sequence) ColumnOption { return identity(false, numbers) }

func identity(always bool, numbers []*expr.Sequence) ColumnOption {
	return columnOption(func(c *Column) {
		c.Identity = &Identity{Always: always}
		if len(numbers) > 0 {
			c.Identity.Numbers = numbers[0]
		}
	})
}

// Computed is that the database computes a column from others of the row.
type Computed struct {
	SQL         string    // SQL text, or
	Expr        expr.Expr // an expression over the columns of the table
	Persistence Persistence
}

// Persistence tells whether a computed column is kept with the row.
type Persistence int

// The persistences. PersistenceAuto leaves it to the database: MySQL, SQLite, SQL Server and
// Oracle compute when they read, PostgreSQL before 18 can only keep.
const (
	PersistenceAuto Persistence = iota
	Stored
	Virtual
)

// ComputedSQL lets the database compute the column, by SQL text, which is part of the DDL as it
// stands and is not for values from outside. NULL is allowed, unless NotNull stands behind it.
func ComputedSQL(sql string, persistence ...Persistence) ColumnOption {
	return computed(Computed{SQL: sql}, persistence)
}

// ComputedExpr lets the database compute the column by an expression over expr.ColumnOf of the names
// of others. NULL is allowed, unless NotNull stands behind it.
func ComputedExpr(e expr.Expr, persistence ...Persistence) ColumnOption {
	return computed(Computed{Expr: owned(e)}, persistence)
}

func computed(g Computed, persistence []Persistence) ColumnOption {
	return columnOption(func(c *Column) {
		if len(persistence) > 0 {
			g.Persistence = persistence[0]
		}
		c.Computed, c.Nullable = &g, true
	})
}
