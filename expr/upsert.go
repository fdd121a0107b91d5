package expr

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/typemap"
)

// ConflictStyle is how an INSERT says what becomes of rows that are there already.
type ConflictStyle int

// The styles: that of PostgreSQL and SQLite, that of MySQL and MariaDB, and one for all databases,
// which is written as each has it.
const (
	OnConflict ConflictStyle = iota
	OnDuplicateKey
	Portable
)

// Conflict is what becomes of a row whose key is there already.
type Conflict struct {
	ExprBase
	Style      ConflictStyle
	Key        []Expr // columns of a unique index, or expressions of one
	IndexWhere []Expr // the condition of a partial index, joined by AND
	Constraint string // the constraint instead of Key
	Update     bool   // the row that is there is changed; else nothing is done
	All        bool   // to what was to be inserted
	Columns    []*Column
	Values     []Expr // as long as Columns
	Where      []Expr // joined by AND: only rows for which it holds are changed
}

// Fields declares the node.
func (c *Conflict) Fields(v Visitor) {
	v.Kind("conflict")
	v.Number(int(c.Style))
	v.Exprs(&c.Key)
	v.Exprs(&c.IndexWhere)
	v.Word(c.Constraint)
	v.Number(flag(c.Update) | flag(c.All)<<1)
	v.Columns(&c.Columns)
	v.Exprs(&c.Values)
	v.Exprs(&c.Where)
}

// OnConflictClause says of an INSERT which conflict is meant; DoNothing and DoUpdate say what
// becomes of it. Its methods return a new one.
type OnConflictClause struct {
	insert   *InsertStmt
	conflict Conflict
}

// Upsert begins what is done with a row whose key is there already, on any database: key are the
// columns of the primary key or of a unique constraint.
//
//	expr.Insert(Tags).Values(...).Upsert(Tags.ID).DoUpdate(Tags.Label.SetExpr(expr.Excluded(Tags.Label)))
//
// It is ON CONFLICT on PostgreSQL and SQLite, MERGE on SQL Server and Oracle, and ON DUPLICATE KEY
// UPDATE on MySQL and MariaDB, which minds all unique keys of the table, not the one that is
// named, and counts a row that is changed as two affected ones.
func (s *InsertStmt) Upsert(key ...Expr) *OnConflictClause {
	c := &OnConflictClause{insert: s, conflict: Conflict{Style: Portable, Key: canons(key, "Upsert")}}
	if len(key) == 0 {
		c.insert = s.derive(func(c *InsertClauses) {
			c.fail(errors.New("Upsert without a key: name the columns of the primary key or of a unique constraint"))
		})
	}
	return c
}

// OnConflict begins ON CONFLICT, as PostgreSQL and SQLite have it: key are the columns, or the
// expressions, of a unique index; without key any conflict is meant. SQLite takes several of them.
func (s *InsertStmt) OnConflict(key ...Expr) *OnConflictClause {
	return &OnConflictClause{insert: s, conflict: Conflict{Style: OnConflict, Key: canons(key, "OnConflict")}}
}

func (o *OnConflictClause) derive(change func(c *Conflict)) *OnConflictClause {
	derived := *or(o, noConflict)
	change(&derived.conflict)
	return &derived
}

// Constraint names the constraint instead of its columns: PostgreSQL has that.
func (o *OnConflictClause) Constraint(name string) *OnConflictClause {
	return o.derive(func(c *Conflict) { c.Constraint = name })
}

// IndexWhere gives the condition of a partial unique index.
func (o *OnConflictClause) IndexWhere(conds ...Expr) *OnConflictClause {
	return o.derive(func(c *Conflict) { c.IndexWhere = extend(c.IndexWhere, canons(conds, "IndexWhere")) })
}

// Where keeps DoUpdate to rows for which all of the conditions hold; the others stay as they are.
func (o *OnConflictClause) Where(conds ...Expr) *OnConflictClause {
	return o.derive(func(c *Conflict) { c.Where = extend(c.Where, canons(conds, "Where")) })
}

// DoNothing leaves a row that is there as it is.
func (o *OnConflictClause) DoNothing() *InsertStmt {
	return o.finish(or(o, noConflict).conflict)
}

// DoUpdate changes a row that is there. In values and conditions, columns are those of that row,
// and Excluded of a column is what was to be inserted.
func (o *OnConflictClause) DoUpdate(assignments ...Assignment) *InsertStmt {
	c := or(o, noConflict).conflict
	c.Update = true
	err := c.set(assignments)
	if err == nil && len(assignments) == 0 {
		err = errors.New("DoUpdate of nothing: give assignments, or take DoUpdateAll or DoNothing")
	}
	return o.finish(c).mistake(err)
}

// DoUpdateAll changes a row that is there to what was to be inserted, but for the columns of the
// key and those that only have their defaults.
func (o *OnConflictClause) DoUpdateAll() *InsertStmt {
	c := or(o, noConflict).conflict
	c.Update, c.All = true, true
	return o.finish(c)
}

func (o *OnConflictClause) finish(c Conflict) *InsertStmt {
	return or(o, noConflict).insert.derive(func(q *InsertClauses) { q.Conflicts = extend(q.Conflicts, []Expr{&c}) })
}

// OnDuplicateKeyUpdate changes a row that is there already, as MySQL and MariaDB have it: columns
// are set in the given order, and a value sees what was set before it.
func (s *InsertStmt) OnDuplicateKeyUpdate(assignments ...Assignment) *InsertStmt {
	c := Conflict{Style: OnDuplicateKey, Update: true}
	err := c.set(assignments)
	if err == nil && len(assignments) == 0 {
		err = errors.New("OnDuplicateKeyUpdate of nothing: give assignments")
	}
	return (&OnConflictClause{insert: s}).finish(c).mistake(err)
}

func (c *Conflict) set(assignments []Assignment) (err error) {
	assignments = given(assignments)
	c.Columns, err = columnsOf(assignments)
	if err != nil {
		return fmt.Errorf("what a conflict sets: %w", err)
	}
	c.Values = make([]Expr, len(assignments))
	for i, a := range assignments {
		c.Values[i] = canon(a.Value)
	}
	return nil
}

// mistake keeps err, if it is one.
func (s *InsertStmt) mistake(err error) *InsertStmt {
	if err == nil {
		return s
	}
	return s.derive(func(c *InsertClauses) { c.fail(err) })
}

// Excluded stands, in DoUpdate and OnDuplicateKeyUpdate, for what was to be inserted into a column.
func Excluded[T any](col Of[T]) X[T] {
	return shell[T](ofColumn("Excluded", col, func(c *Column) Expr { return &ExcludedValue{Column: c} }))
}

// ExcludedValue is what was to be inserted into a column.
type ExcludedValue struct {
	ExprBase
	Column *Column
}

// Type returns the column's type.
func (e *ExcludedValue) Type() typemap.Type { return TypeOf(canon(e.Column)) }

// Fields declares the node.
func (e *ExcludedValue) Fields(v Visitor) {
	v.Kind("excluded")
	declareColumn(v, &e.Column)
}
