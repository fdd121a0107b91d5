package orm

import (
	"slices"

	"github.com/gildsql/gild/expr"
)

// partUpdate is an UPDATE of one table, without conditions.
type partUpdate struct {
	part     *mapper
	stmt     *expr.UpdateStmt
	computed []int // fields that it sets to what has been computed before
}

// partUpdates are those of the tables of a type.
type partUpdates struct {
	list     []partUpdate
	computed []computedField
}

// computedField is a field with what it is set to, which is not of its own table alone.
type computedField struct {
	field int
	expr  expr.Expr
}

// of is the UPDATE of the table of a field.
func (us *partUpdates) of(m *mapper, i int) *partUpdate {
	part := m.partOf(i)
	at := slices.IndexFunc(us.list, func(u partUpdate) bool { return u.part == part })
	if at < 0 {
		at = len(us.list)
		us.list = append(us.list, partUpdate{part: part, stmt: expr.Update(part.table)})
	}
	return &us.list[at]
}

// set adds an assignment of a field.
func (us *partUpdates) set(m *mapper, i int, a expr.Assignment) {
	u := us.of(m, i)
	u.stmt = u.stmt.Set(a)
}

// setExpr adds an assignment of a field to an expression. Where rows are in several tables, what is about other rows
// than that of the field's own table is computed before any of them is changed.
func (us *partUpdates) setExpr(m *mapper, i int, e expr.Expr) {
	if u := us.of(m, i); m.parts != nil && !isAbout(e, u.part) {
		u.computed = append(u.computed, i)
		us.computed = append(us.computed, computedField{i, e})
		return
	}
	us.set(m, i, expr.Assign(expr.ColOf[any](m.fields[i].column), e))
}

// isAbout reports whether an expression is about the row of one table alone.
func isAbout(e expr.Expr, part *mapper) bool {
	alone := true
	expr.Walk(e, func(n expr.Node) bool {
		switch n := n.(type) {
		case *expr.Column:
			alone = alone && n.Table() == expr.From(part.table)
		case expr.Query:
			alone = false
		}
		return alone
	})
	return alone
}

// statements are those for the rows that are meant: for each table one for the rows that take the same values.
func (us *partUpdates) statements(k *matchedKeys) ([]expr.Statement, error) {
	var stmts []expr.Statement
	for _, u := range us.list {
		groups, err := k.alike(u.computed)
		if err != nil {
			return nil, err
		}
		for _, group := range groups {
			stmt := u.stmt
			for _, i := range u.computed {
				stmt = stmt.Set(expr.ColOf[any](k.m.fields[i].column).Set(k.m.fields[i].keptValue(k.rows[group[0]])))
			}
			for chunk := range slices.Chunk(group, selectInChunk) {
				keys := make([][]any, len(chunk))
				for n, at := range chunk {
					keys[n] = k.keys[at]
				}
				stmts = append(stmts, stmt.Where(among(u.part.columns(u.part.key), keys)))
			}
		}
	}
	return stmts, nil
}
