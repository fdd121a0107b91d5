package orm

import (
	"context"
	"strconv"
	"unsafe"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/intmap"
	"github.com/gildsql/gild/typemap"
)

// byNumber reports whether elements have the number of their owner as foreign key, and nothing else
// decides about them.
func (rel *relation) byNumber() bool {
	return rel.link == nil && rel.on == nil && rel.owner.number1(rel.ownerFields) != nil && rel.target.number1(rel.targetFields) != nil
}

// rowNumber returns what the row of st has in the only one of fields, a number.
func (st *state) rowNumber(fields []int) int64 {
	f := &st.m.fields[fields[0]]
	if st.snapshot != nil {
		return *(*int64)(unsafe.Add(st.snapshot, f.kept))
	}
	return f.int64At(st.ptr)
}

// findNumbered asks for the elements of some owners by their numbers. Where the database takes a list
// as one parameter the text is the same for any number of owners, and is kept prepared.
func (s *Session) findNumbered(ctx context.Context, l *plannedLoad, owners []*state) (*numbered, error) {
	db, err := s.database(ctx)
	if err != nil {
		return nil, err
	}
	rel := l.rel
	if !l.isPlain() || s.filters(rel.target) != nil || len(owners) > 1 && !db.Arrays && !db.JSONEach {
		q := elementQuery{l: l, of: rel.target.columns(rel.targetFields), conds: []expr.Expr{rel.numbers(db, owners)}}
		objs, err := s.runElements(ctx, q)
		if err != nil {
			return nil, err
		}
		return groupByNumber(rel, objs), nil
	}
	sink := s.newSink(rel.target)
	switch {
	case len(owners) == 1:
		err = s.queryBound(ctx, rel.byOneNumber(), append(s.values[:0], owners[0].rowNumber(rel.ownerFields)), sink)
	case db.Arrays:
		err = s.queryBound(ctx, rel.byArray(len(owners)), append(s.values[:0], numberList(rel, owners, '{', '}')), sink)
	default:
		err = s.queryBound(ctx, rel.byJSON(), append(s.values[:0], numberList(rel, owners, '[', ']')), sink)
	}
	if err != nil {
		return nil, err
	}
	return groupByNumber(rel, sink.objs), nil
}

// numbers is the condition that elements are those of some owners.
func (rel *relation) numbers(db *gild.Features, owners []*state) expr.Expr {
	switch {
	case len(owners) == 1:
		return rel.numberColumn().Eq(owners[0].rowNumber(rel.ownerFields))
	case db.Arrays:
		list := &expr.Bind{Value: numberList(rel, owners, '{', '}'), Typ: typemap.ArrayOf(typemap.BigInt())}
		return rel.inArray(expr.Typed[any](list), len(owners))
	case db.JSONEach:
		return rel.inJSON(&expr.Bind{Value: numberList(rel, owners, '[', ']'), Typ: typemap.Text()})
	}
	numbers := make([]any, len(owners))
	for i, st := range owners {
		numbers[i] = st.rowNumber(rel.ownerFields)
	}
	return rel.numberColumn().In(numbers...)
}

// numberList is the numbers of owners as the text of one parameter.
func numberList(rel *relation, owners []*state, open, end byte) string {
	b := append(make([]byte, 0, 8*len(owners)), open)
	var seen map[int64]bool
	if rel.shape == shapeRef { // several owners lead to one row
		seen = map[int64]bool{}
	}
	for _, st := range owners {
		n := st.rowNumber(rel.ownerFields)
		if seen[n] {
			continue
		}
		if seen != nil {
			seen[n] = true
		}
		if len(b) > 1 {
			b = append(b, ',')
		}
		b = strconv.AppendInt(b, n, 10)
	}
	return string(append(b, end))
}

// numberColumn is the column of the elements that has the owner's number.
func (rel *relation) numberColumn() expr.X[any] {
	return expr.ColOf[any](rel.target.fields[rel.targetFields[0]].column)
}

// selectWhere selects elements.
func (rel *relation) selectWhere(cond expr.Expr, order []expr.Expr) expr.Statement {
	return rel.target.selected(rel.target.items()...).Where(cond).OrderBy(order...)
}

// byOwner is the order of elements, of one owner after those of another: an index on the foreign key then has
// them in that order, where the elements of all would have to be sorted.
func (rel *relation) byOwner() []expr.Expr {
	if len(rel.order) == 0 {
		return nil
	}
	number := expr.Canonical(rel.numberColumn())
	order := []expr.Expr{number}
	for _, e := range rel.order {
		if by, _ := direction(e); by != number { // which those of one owner have in common
			order = append(order, e)
		}
	}
	return order
}

// byOneNumber is the statement for the elements of one owner.
func (rel *relation) byOneNumber() expr.Statement {
	return rel.kept(ofOne, func() expr.Expr {
		c := rel.numberColumn()
		return c.EqExpr(expr.Placed(1, c.Type()))
	})
}

// fewNumbers is how many numbers PostgreSQL may look through for each row. It does so where a prepared
// statement has a plan for all arrays, and no index is of use: of 5,000 numbers that took 45 times as long as
// a join with them, which in turn takes twice as long where there is an index.
const fewNumbers = 100

// byArray is the statement for those of n owners whose numbers are an array.
func (rel *relation) byArray(n int) expr.Statement {
	kind := ofArray
	if n > fewNumbers {
		kind = ofUnnested
	}
	return rel.kept(kind, func() expr.Expr { return rel.inArray(expr.Placed(1, typemap.ArrayOf(typemap.BigInt())), n) })
}

// inArray is the condition that the number is one of the n in an array. The parameter is one itself: cast
// from text, it would be read anew for each row that is compared with it.
func (rel *relation) inArray(list expr.X[any], n int) expr.Expr {
	if n <= fewNumbers {
		return rel.numberColumn().EqExpr(expr.Any(list))
	}
	return rel.numberColumn().InSelect(expr.Select(expr.Func[any]("unnest", list)))
}

// byJSON is the statement for those of owners whose numbers are a JSON array.
func (rel *relation) byJSON() expr.Statement {
	return rel.kept(ofJSON, func() expr.Expr { return rel.inJSON(expr.Placed(1, typemap.Text())) })
}

// inJSON is the condition that the number is in a JSON array, given as text.
// Source: https://www.sqlite.org/json1.html#jeach
func (rel *relation) inJSON(text expr.Expr) expr.Expr {
	each := expr.Func[any]("json_each", text)
	numbers := expr.TableOf(each, expr.ColumnOf[int64]("value")).As("numbers")
	return rel.numberColumn().InSelect(expr.Select(numbers.C("value")))
}

// Kinds of statements for elements, by how they get the numbers of owners.
const (
	ofOne      byte = '1'
	ofArray    byte = 'A'
	ofUnnested byte = 'U'
	ofJSON     byte = 'J'
)

// kept is a statement for elements, which is built once.
func (rel *relation) kept(kind byte, cond func() expr.Expr) expr.Statement {
	shape := []byte{selectElements, kind, byte(rel.index), byte(rel.index >> 8)}
	return rel.owner.statement(shape, func() expr.Statement {
		order := rel.order
		if kind != ofOne {
			order = rel.byOwner()
		}
		return rel.selectWhere(cond(), order)
	})
}

// numbered are elements grouped by a number that they have.
type numbered struct {
	groups intmap.Map[numberGroup]
	list   []*state
}

// numberGroup is where the elements of one number are in the list.
type numberGroup struct{ start, filled, n int }

// groupByNumber groups elements by their owners' numbers, in the order in which they came.
func groupByNumber(rel *relation, elements []*state) *numbered {
	g := &numbered{list: make([]*state, len(elements))}
	for _, st := range elements {
		g.groups.Put(st.rowNumber(rel.targetFields)).n++
	}
	start := 0
	for group := range g.groups.Values() {
		group.start, start = start, start+group.n
	}
	for _, st := range elements {
		group := g.groups.Find(st.rowNumber(rel.targetFields))
		g.list[group.start+group.filled] = st
		group.filled++
	}
	return g
}

// of returns the elements with a number.
func (g *numbered) of(n int64) []*state {
	group := g.groups.Find(n)
	if group == nil {
		return nil
	}
	return g.list[group.start : group.start+group.n]
}

// chunkOf is how many owners' keys one statement asks for.
func (s *Session) chunkOf(ctx context.Context, rel *relation) (int, error) {
	s.use(rel.target)
	db, err := s.database(ctx)
	if err == nil && rel.byNumber() && (db.Arrays || db.JSONEach) {
		return selectInLists, nil
	}
	return selectInChunk, err
}

// Numbers of owners' keys in one statement: as parameters, and as a list that is one parameter.
const (
	selectInChunk = 500
	selectInLists = 10000
)
