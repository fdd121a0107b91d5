package orm

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Of has the query find its objects in an element of FROM in place of the type's table: a subquery, a CTE, which may
// be a recursive one, or a set operation. Its columns are known by the names that the table's have. The probe stands
// for it in conditions and in the order:
//
//	tree := roots.RecursiveCTE("tree", func(self *expr.CTE) expr.Query { ... })
//	orm.Select(n).Of(tree).OrderBy(orm.C(&n.Name))
//
// Fields whose columns it has not are left unread, see LoadOnly; without the primary key it is a *ColumnsError.
func (q *Query[T]) Of(from expr.From) *Query[T] {
	derived := *q
	derived.of = from
	return &derived
}

// FromStatement has the query's objects come from a statement of the program's: SQL text with :name parameters, a
// SELECT, or a set operation. Its columns are known by their names, in any order. Those that the type does not
// have, and a primary key that is missing, are a *ColumnsError; fields whose columns are missing are left unread,
// see LoadOnly. The query has loads by SelectIn, and no conditions, order, limit or joins of its own.
//
//	text := expr.Text("SELECT id, name FROM users WHERE name ~ :pattern").Bind("pattern", "^e")
//	users, err := orm.Select(u).FromStatement(text).With(orm.SelectIn(&u.Orders)).All(ctx, s)
func (q *Query[T]) FromStatement(stmt expr.Statement) *Query[T] {
	derived := *q
	derived.given = stmt
	return &derived
}

// ColumnsError says that the columns of what objects are read from are not those of their type.
type ColumnsError struct {
	Type    string   // the Go type
	Missing []string // columns that are needed
	Unknown []string // columns that the type does not have
}

// Error describes the failure in one line.
func (e *ColumnsError) Error() string {
	var parts []string
	if len(e.Missing) > 0 {
		parts = append(parts, "without "+strings.Join(e.Missing, ", ")+", which objects are known by")
	}
	if len(e.Unknown) > 0 {
		parts = append(parts, "with "+strings.Join(e.Unknown, ", ")+", which the type does not have")
	}
	return fmt.Sprintf("gild: a %s from columns %s: name the columns as those of its table", e.Type, strings.Join(parts, " and "))
}

// take has the probe stand for an element of FROM.
func (p *probe) take(from expr.From) error {
	of, named := from.(derived)
	if !named {
		return fmt.Errorf("gild: Of takes a subquery, a CTE or another element of FROM whose columns have names, not a %T", from)
	}
	p.alias, p.given = of, true
	if missing := p.m.missing(p.hasColumn); missing != nil {
		return &ColumnsError{Type: p.m.typ.String(), Missing: missing}
	}
	return nil
}

// hasColumn reports whether what the probe stands for has a column.
func (p *probe) hasColumn(name string) bool { return expr.ColumnNamed(p.alias, name) != nil }

// readable are those of some fields whose columns the probe's rows have.
func (p *probe) readable(fields []int) []int {
	if !p.given {
		return fields
	}
	var list []int
	for _, i := range fields {
		if p.hasColumn(p.m.fields[i].definition.Name()) {
			list = append(list, i)
		}
	}
	return list
}

// missing returns the names of key columns that are not there.
func (m *mapper) missing(has func(name string) bool) []string {
	var names []string
	for _, name := range m.columnNames(m.key) {
		if !has(name) {
			names = append(names, name)
		}
	}
	if m.family != nil && !has(m.fields[m.family.kind].definition.Name()) {
		names = append(names, m.fields[m.family.kind].definition.Name())
	}
	if m.union != nil && !has(m.union.kind) {
		names = append(names, m.union.kind)
	}
	return names
}

// errGivenAlone is for what a statement of the program's says itself.
var errGivenAlone = errors.New("gild: FromStatement has its own conditions, order, limit, joins and locks: give them to the statement, and load by SelectIn")

// isPlain reports whether the query says nothing about which rows there are.
func (q *query) isPlain() bool {
	return len(q.where)+len(q.order)+len(q.joins)+len(q.group)+len(q.having) == 0 &&
		q.limit == nil && q.skip == nil && !q.paged && !q.locked && !q.distinct && q.of == nil
}

// runGiven runs the program's statement.
func (q *query) runGiven(ctx context.Context, s *Session, p *probe, plan loadPlan) ([]*state, error) {
	if !q.isPlain() || plan.any(byJoin) || plan.any(byQuery) || plan.cols != p.m.whole {
		return nil, errGivenAlone
	}
	sink := s.newSink(p.m)
	sink.renew, sink.apart = q.renew, q.noTrack
	run := s.query
	if _, isText := q.given.(*expr.TextStmt); isText { // which may write
		run = s.into
	}
	if err := run(ctx, q.given, &namedSink{entitySink: sink}); err != nil {
		return nil, err
	}
	return sink.objs, plan.load(ctx, s, sink.objs, q.renew)
}

// namedSink is an entitySink for rows whose columns are known by their names.
type namedSink struct {
	*entitySink
	order []int // where in a row the columns are that the entitySink takes, nil if they are as they are
	row   []driver.Value
}

// Begin finds out what the columns are.
func (k *namedSink) Begin(cols *typemap.Columns) error {
	m := k.m
	k.order = nil
	at := map[string]int{}
	for i, name := range cols.Names {
		at[strings.ToLower(name)] = i
	}
	has := func(name string) bool { _, found := at[strings.ToLower(name)]; return found }
	mistake := &ColumnsError{Type: m.typ.String(), Missing: m.missing(has)}
	var fields []int
	for i := range m.fields {
		if name := m.fields[i].rowName(); has(name) {
			fields, k.order = append(fields, i), append(k.order, at[strings.ToLower(name)])
			delete(at, strings.ToLower(name))
		}
	}
	k.cols = m.reading(nil, fields, nil)
	if k.cols.subs != nil {
		for _, c := range k.cols.subs.more {
			name := c.name()
			if !has(name) {
				mistake.Missing = append(mistake.Missing, name)
				continue
			}
			k.order = append(k.order, at[strings.ToLower(name)])
			delete(at, strings.ToLower(name))
		}
	}
	for _, name := range cols.Names {
		if has(name) {
			mistake.Unknown = append(mistake.Unknown, name)
		}
	}
	if len(mistake.Missing)+len(mistake.Unknown) > 0 {
		return mistake
	}
	k.row = make([]driver.Value, len(k.order))
	return k.entitySink.Begin(cols)
}

// Row reads one row.
func (k *namedSink) Row(row []driver.Value) error {
	for i, at := range k.order {
		k.row[i] = row[at]
	}
	return k.entitySink.Row(k.row)
}
