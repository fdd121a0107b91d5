package expr

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/typemap"
)

// MergeStmt is the statement MERGE: rows of a source change, delete and insert rows of a table. Its
// methods return a new statement; it is safe for concurrent use.
//
// PostgreSQL has it from 15 on, SQL Server and Oracle; elsewhere it is an error when the statement is
// compiled. Upsert of an INSERT is there on all databases.
//
// Columns of package schema have their defaults in rows that are inserted, and become what their
// definition says in rows that are changed, as in INSERT and UPDATE.
type MergeStmt struct {
	QueryBase
	c MergeClauses
}

// MergeClauses are the parts of a MERGE.
type MergeClauses struct {
	Writing
	Table    From
	Source   From   // nil until Using names it
	On       []Expr // joined by AND: which rows of the two belong together
	Branches []Expr // in order, each a *MergeBranch

	NoDefaults bool // no column is set but those that were given
}

// Merge starts a MERGE into table.
//
//	expr.Merge(Stock).Using(Deliveries, Deliveries.Item.EqExpr(Stock.Item)).
//		WhenMatched(Deliveries.Cancelled.Eq(true)).DoDelete().
//		WhenMatched().DoUpdate(Stock.Amount.SetExpr(Stock.Amount.AddExpr(Deliveries.Amount))).
//		WhenNotMatched().DoInsert(Stock.Item.SetExpr(Deliveries.Item), Stock.Amount.SetExpr(Deliveries.Amount))
func Merge(table From) *MergeStmt {
	return &MergeStmt{c: MergeClauses{Table: fromOf(table, "Merge")}}
}

// Clauses returns the parts of the statement, for compilers. They are not to be changed.
func (s *MergeStmt) Clauses() *MergeClauses { return &or(s, noMerge).c }

// Outputs returns what the statement gives back.
func (s *MergeStmt) Outputs() []Expr { return or(s, noMerge).c.Returning }

// Fields declares the node.
func (s *MergeStmt) Fields(v Visitor) {
	v.Kind("merge")
	s.c.Writing.fields(v)
	v.From(&s.c.Table)
	v.From(&s.c.Source)
	v.Exprs(&s.c.On)
	v.Exprs(&s.c.Branches)
	v.Number(flag(s.c.NoDefaults))
}

func (s *MergeStmt) derive(change func(c *MergeClauses)) *MergeStmt {
	derived := *or(s, noMerge)
	change(&derived.c)
	return &derived
}

// Using names the source of the rows, a table, an alias, a subquery, a CTE or VALUES, and the
// conditions by which a row of it and one of the table belong together.
func (s *MergeStmt) Using(source From, on ...Expr) *MergeStmt {
	return s.derive(func(c *MergeClauses) {
		if c.Source != nil {
			c.fail(errors.New("a MERGE has one source: Using was called twice"))
		}
		c.Source, c.On = fromOf(source, "Using"), canons(on, "Using")
	})
}

// WhenMatched begins what is done with a row of the table that a row of the source belongs to, if all
// conditions hold, which may mention both. Of several branches the first that fits is taken.
func (s *MergeStmt) WhenMatched(conds ...Expr) *MergeMatched {
	return &MergeMatched{s, MergeBranch{Match: Matched, Where: canons(conds, "WhenMatched")}}
}

// WhenNotMatched begins what is done with a row of the source without one in the table, if all
// conditions hold, which are about the source.
func (s *MergeStmt) WhenNotMatched(conds ...Expr) *MergeNotMatched {
	return &MergeNotMatched{s, MergeBranch{Match: NotMatched, Where: canons(conds, "WhenNotMatched")}}
}

// WhenNotMatchedBySource begins what is done with a row of the table without one in the source, if
// all conditions hold, which are about the table. SQL Server has it, and PostgreSQL from 17 on.
func (s *MergeStmt) WhenNotMatchedBySource(conds ...Expr) *MergeMatched {
	return &MergeMatched{s, MergeBranch{Match: NotMatchedBySource, Where: canons(conds, "WhenNotMatchedBySource")}}
}

// WithoutDefaults sets no column but those that are assigned: what package schema knows of other
// columns is not sent.
func (s *MergeStmt) WithoutDefaults() *MergeStmt {
	return s.derive(func(c *MergeClauses) { c.NoDefaults = true })
}

// Returning makes the statement give back items of the rows it has written; those of the source may
// be among them. PostgreSQL has it from 17 on, and SQL Server as OUTPUT, where a row that was deleted
// has NULL in its columns.
func (s *MergeStmt) Returning(items ...Item) *MergeStmt {
	return s.derive(func(c *MergeClauses) { c.Writing.Returning = extend(c.Writing.Returning, expand(items)) })
}

// Hint adds SQL text for the optimizer about the table, as that of SelectStmt. On SQL Server,
// "WITH (HOLDLOCK)" keeps two statements at once from inserting the same row.
func (s *MergeStmt) Hint(text, dialect string) *MergeStmt {
	return s.derive(func(c *MergeClauses) { c.Hints = extend(c.Hints, []Hint{{dialect, text}}) })
}

// AddCTE is AddCTE of SelectStmt.
func (s *MergeStmt) AddCTE(ctes ...From) *MergeStmt {
	return s.derive(func(c *MergeClauses) { c.CTEs = extend(c.CTEs, fromsOf(ctes, "AddCTE")) })
}

// CTE makes a common table expression of the rows that the statement gives back: see CTEOf.
func (s *MergeStmt) CTE(name string) *CTE { return CTEOf(s, name) }

// MergeAction is what a MERGE did to a row that it gives back: INSERT, UPDATE or DELETE.
func MergeAction() X[string] { return portable[string]("merge_action", typemap.Text()).X }

// MergeMatched says what becomes of a row of the table.
type MergeMatched struct {
	merge  *MergeStmt
	branch MergeBranch
}

// DoUpdate changes the row.
func (m *MergeMatched) DoUpdate(assignments ...Assignment) *MergeStmt {
	return m.end(MergeUpdate, assignments)
}

// DoDelete deletes the row. Oracle deletes only what an UPDATE of the same statement has changed.
func (m *MergeMatched) DoDelete() *MergeStmt { return m.end(MergeDelete, nil) }

// DoNothing leaves the row as it is, whatever branches behind say.
func (m *MergeMatched) DoNothing() *MergeStmt { return m.end(MergeNothing, nil) }

func (m *MergeMatched) end(do MergeDo, assignments []Assignment) *MergeStmt {
	m = or(m, &MergeMatched{})
	return m.merge.branch(m.branch, do, assignments)
}

// MergeNotMatched says what becomes of a row of the source that the table does not have.
type MergeNotMatched struct {
	merge  *MergeStmt
	branch MergeBranch
}

// DoInsert inserts a row. Values may mention the source.
func (m *MergeNotMatched) DoInsert(row ...Assignment) *MergeStmt {
	return m.end(MergeInsert, row)
}

// DoNothing inserts nothing, whatever branches behind say.
func (m *MergeNotMatched) DoNothing() *MergeStmt { return m.end(MergeNothing, nil) }

func (m *MergeNotMatched) end(do MergeDo, assignments []Assignment) *MergeStmt {
	m = or(m, &MergeNotMatched{})
	return m.merge.branch(m.branch, do, assignments)
}

func (s *MergeStmt) branch(b MergeBranch, do MergeDo, assignments []Assignment) *MergeStmt {
	b.Do = do
	columns, err := columnsOf(assignments)
	if err == nil && len(columns) == 0 && (do == MergeUpdate || do == MergeInsert) {
		err = errors.New("no assignments: say what the row is to have")
	}
	if err == nil {
		b.Columns, b.Values = columns, make([]Expr, len(columns))
		for i, a := range assignments {
			b.Values[i] = canon(a.Value)
		}
	}
	return s.derive(func(c *MergeClauses) {
		c.Branches = extend(c.Branches, []Expr{&b})
		if err != nil {
			c.fail(fmt.Errorf("WHEN %s: %w", b.Match, err))
		}
	})
}
