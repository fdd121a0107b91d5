package orm

import (
	"context"
	"errors"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/schema"
)

// Rows of one table that take each other's unique values, such as two that swap them, are not written by any order of
// UPDATEs. Where one of the columns can be NULL, which is not equal to anything, a row of the circle is set aside:
// it is given NULL before the others are written, and its own value behind them.

// findLate finds out which of the uniques are held against rows at the end of the transaction, where no order matters.
func (m *mapper) findLate() {
	m.late = make([]bool, len(m.uniques))
	for _, c := range m.table.Constraints() {
		if _, ok := c.(*schema.PrimaryKeyConstraint); ok {
			m.late[0] = c.Base().Initially == schema.InitiallyLate
		}
	}
	for n, unique := range m.table.Uniques() {
		m.late[n+1] = unique.Initially == schema.InitiallyLate
	}
}

// takesFromOpen has the unit go before one whose unique values it takes.
func (u *unit) takesFromOpen(from giver) {
	switch i := from.aside(from.n); {
	case u.m.late[from.n]:
	case i < 0:
		u.blocked = from.unit
	case !slices.Contains(from.asides, i):
		from.asides = append(from.asides, i)
	}
}

// aside returns a field among the n-th unique values that can be NULL until the unit is written, -1 if there is none.
// Foreign keys are the second choice: of several columns they may have to be whole. Expressions would be computed of
// the NULL.
func (u *unit) aside(n int) int {
	found := -1
	if len(u.st.exprs) > 0 {
		return found
	}
	for _, i := range u.m.uniques[n] {
		f := &u.m.fields[i]
		switch {
		case !f.definition.Nullable || !slices.Contains(u.m.own, i) || slices.Contains(u.m.key, i) || i == u.m.version || u.postpones(i):
		case !slices.ContainsFunc(u.m.table.ForeignKeys(), func(fk *schema.ForeignKey) bool { return slices.Contains(fk.Columns, f.columnName) }):
			return i
		case found < 0:
			found = i
		}
	}
	return found
}

// setAside gives rows NULL, of which others take unique values before they have their own. The version stays as it is.
func (f *flushing) setAside(ctx context.Context, updates []*unit) error {
	for _, u := range updates {
		// What an event has unset meanwhile would not be written again, and its expressions are none of NULL.
		u.asides = slices.DeleteFunc(u.asides, func(i int) bool { return len(u.st.exprs) > 0 || !u.m.fields[i].writable(u.st.ptr) })
		if len(u.asides) == 0 {
			continue
		}
		values := f.s.values[:0]
		for range u.asides {
			values = append(values, nil)
		}
		if _, err := f.s.execBound(ctx, u.m.nullUpdate(u.asides), u.st.appendOwnKey(u.m, values)); err != nil {
			return fault.Errorf("UPDATE of a %s: %w", u.st.m.typ, err)
		}
	}
	return nil
}

// nullUpdate is the statement that sets fields of a row to NULL. Its values are NULL for each, and the key.
func (m *mapper) nullUpdate(fields []int) expr.Statement {
	return m.statement(appendShape(nil, nullRow, 0, fields), func() expr.Statement {
		var n places
		stmt := expr.Update(m.table)
		for _, i := range fields {
			c := m.fields[i].column
			stmt = stmt.Set(expr.ColOf[any](c).SetExpr(n.next(c)))
		}
		return stmt.Where(n.match(m, m.key)...)
	})
}

// explain adds to the database's error what has made it, where rows take each other's unique values.
func (u *unit) explain(err error) error {
	if u.blocked == nil || !errors.Is(err, gild.ErrUnique) {
		return err
	}
	return fault.Errorf("%w: the rows with the keys %v and %v of %s take unique values of each other in one flush, which UPDATEs one by one cannot do: "+
		"give one of them another value and flush before, let the column be NULL (in objects without SetExpr), or make the constraint a deferred one",
		err, u.st.storedKey(), u.blocked.st.storedKey(), u.st.m.typ)
}
