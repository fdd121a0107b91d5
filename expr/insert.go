package expr

import (
	"errors"
	"fmt"
)

// InsertStmt is the statement INSERT. Its methods return a new statement; it is safe for
// concurrent use. With Returning it is also a query that a CTE can name.
//
// Columns of package schema that no value is given to have their defaults, if the definition
// says what they are.
type InsertStmt struct {
	QueryBase
	c InsertClauses
}

// InsertClauses are the parts of an INSERT.
type InsertClauses struct {
	Writing
	Table   From
	Columns []*Column
	Values  []Expr // row after row, each as long as Columns
	Source  Query  // whose rows are inserted, in place of Values, or nil
	Lists   bool   // Values are one row of lists: the values that the columns have in all rows

	Conflicts []Expr // what becomes of rows that are there already, each a *Conflict

	NoDefaults   bool // columns without value are left to the database
	ReturningKey bool // the generated primary key is given back where that takes a clause

	InOrder   bool   // rows are given back in the order of Values
	Sentinels []Expr // the columns that tell which row is whose, none for those that can be found

	rows int // given with Values
}

// Insert starts an INSERT into table.
func Insert(table From) *InsertStmt {
	return &InsertStmt{c: InsertClauses{Table: fromOf(table, "Insert")}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *InsertStmt) Clauses() *InsertClauses { return &or(s, noInsert).c }

// Outputs returns what the statement gives back.
func (s *InsertStmt) Outputs() []Expr { return or(s, noInsert).c.Returning }

// Fields declares the node.
func (s *InsertStmt) Fields(v Visitor) {
	v.Kind("insert")
	s.c.Writing.fields(v)
	v.From(&s.c.Table)
	v.Columns(&s.c.Columns)
	v.Exprs(&s.c.Values)
	v.Query(&s.c.Source)
	v.Exprs(&s.c.Conflicts)
	v.Number(flag(s.c.NoDefaults) | flag(s.c.ReturningKey)<<1 | flag(s.c.InOrder)<<2 | flag(s.c.Lists)<<3)
	v.Exprs(&s.c.Sentinels)
}

func (s *InsertStmt) derive(change func(c *InsertClauses)) *InsertStmt {
	derived := *or(s, noInsert)
	change(&derived.c)
	return &derived
}

// Values adds a row. Further rows assign the same columns, in any order. Each call copies
// the rows before it: many rows are added at once, with Rows.
func (s *InsertStmt) Values(row ...Assignment) *InsertStmt { return s.Rows(row) }

// Rows adds rows, as Values does one by one. To begin with no row at all is an error: what
// is left would insert a row of defaults.
func (s *InsertStmt) Rows(rows ...[]Assignment) *InsertStmt {
	return s.derive(func(c *InsertClauses) {
		n := len(c.Values)
		for _, row := range rows {
			n += len(row)
		}
		c.Values = append(make([]Expr, 0, n), c.Values...)
		if c.Source != nil {
			c.fail(errors.New("both rows and a query: an INSERT has one of the two"))
		}
		for _, row := range rows {
			if err := c.add(row); err != nil {
				c.fail(err)
			}
		}
		if c.rows == 0 {
			c.fail(errors.New("no rows: Rows without a row would insert one of defaults"))
		}
	})
}

// add appends a row to Values in place.
func (c *InsertClauses) add(row []Assignment) (err error) {
	c.rows++
	row = given(row)
	if c.rows == 1 {
		if c.Columns, err = columnsOf(row); err != nil {
			return err
		}
	}
	if c.Values, err = appendRow(c.Values, c.Columns, row, c.rows); err != nil {
		return err
	}
	if len(c.Columns) == 0 && c.rows > 1 {
		return errors.New("several rows without values: a row of defaults is inserted alone")
	}
	return nil
}

// Params adds a row of parameters, one for each column, called as the column is: the statement
// is built once and run with values given as sql.Named(name, value). Without columns it is all
// columns of the table.
func (s *InsertStmt) Params(columns ...Expr) *InsertStmt {
	if s = or(s, noInsert); len(columns) == 0 && !isNil(s.c.Table) { // without a table it is an error already
		columns = columnsAsExprs(s.c.Table.Columns())
	}
	return s.Rows(params(columns))
}

func columnsAsExprs(columns []*Column) []Expr {
	out := make([]Expr, len(columns))
	for i, c := range columns {
		out[i] = c
	}
	return out
}

// FromSelect inserts the rows of a query into columns of the table, which pair with the columns
// of the query one by one.
func (s *InsertStmt) FromSelect(q Query, columns ...Expr) *InsertStmt {
	return s.derive(func(c *InsertClauses) {
		switch {
		case isNil(q):
			c.fail(errors.New("FromSelect of a nil query"))
			return
		case c.rows > 0:
			c.fail(errors.New("both rows and a query: an INSERT has one of the two"))
		case len(columns) == 0:
			c.fail(errors.New("FromSelect without columns: name those that the query's results go into"))
		case len(columns) != len(q.Outputs()):
			c.fail(fmt.Errorf("FromSelect of a query with %d results into %d columns", len(q.Outputs()), len(columns)))
		}
		row := make([]Assignment, len(columns))
		for i, e := range columns {
			row[i] = Assign(e, nil)
		}
		targets, err := columnsOf(row)
		if err != nil {
			c.fail(err)
		}
		c.Source, c.Columns = q, targets
	})
}

// WithoutDefaults leaves columns without value to the database: the defaults that package schema
// knows are not sent.
func (s *InsertStmt) WithoutDefaults() *InsertStmt {
	return s.derive(func(c *InsertClauses) { c.NoDefaults = true })
}

// Returning makes the statement give back items of the rows it has written.
func (s *InsertStmt) Returning(items ...Item) *InsertStmt {
	return s.derive(func(c *InsertClauses) { c.Writing.Returning = extend(c.Writing.Returning, expand(items)) })
}

// InOrder makes the statement give rows back in the order in which they were given. A database
// promises no order for RETURNING, so rows are told apart by a sentinel that comes back with each
// of them: columns whose values are among those of the statement, or a number that the database
// makes, which then grows from row to row. What comes back is sorted by it, and a
// *compile.OrderError if it does not match.
//
// Without columns the sentinel is found: of an upsert the columns of its key, otherwise the
// primary key. columns names others, each row having a value, or values, of its own in them. A
// single column without values is one that the database fills in ascending order.
//
// Where nothing tells rows apart, compiling an INSERT of several is a *compile.UnorderedError;
// gild.AllBatches inserts them one by one then. Rows that an upsert leaves alone
// are missing, but on MariaDB.
func (s *InsertStmt) InOrder(columns ...Expr) *InsertStmt {
	return s.derive(func(c *InsertClauses) {
		c.InOrder, c.Sentinels = true, extend(c.Sentinels, canons(columns, "InOrder"))
	})
}

// ReturningKey makes an INSERT of one row give back the primary key that the database makes,
// where that takes a clause: RETURNING on PostgreSQL, OUTPUT on SQL Server; on SQLite and MariaDB
// RETURNING, if the key is an expression or a default of the database. Elsewhere the statement is as it
// was, and the driver's LastInsertId has the key.
func (s *InsertStmt) ReturningKey() *InsertStmt {
	return s.derive(func(c *InsertClauses) { c.ReturningKey = true })
}

// Prefix adds SQL text behind the word INSERT for the dialect of that name, for all if it is
// empty. The text is never user input.
func (s *InsertStmt) Prefix(text, dialect string) *InsertStmt {
	return s.derive(func(c *InsertClauses) { c.Prefixes = extend(c.Prefixes, []Hint{{dialect, text}}) })
}

// Hint adds SQL text for the optimizer about the table, as that of SelectStmt.
func (s *InsertStmt) Hint(text, dialect string) *InsertStmt {
	return s.derive(func(c *InsertClauses) { c.Hints = extend(c.Hints, []Hint{{dialect, text}}) })
}

// AddCTE is AddCTE of SelectStmt.
func (s *InsertStmt) AddCTE(ctes ...From) *InsertStmt {
	return s.derive(func(c *InsertClauses) { c.CTEs = extend(c.CTEs, fromsOf(ctes, "AddCTE")) })
}

// CTE makes a common table expression of the rows that the statement gives back: see CTEOf.
func (s *InsertStmt) CTE(name string) *CTE { return CTEOf(s, name) }
