package orm

import (
	"database/sql/driver"
	"slices"

	"github.com/gildsql/gild/expr"
)

// joining adds to a SELECT of objects what comes along with them, and takes it out of the rows.
type joining struct {
	s     *Session
	root  *probe // of the objects, with what the query itself has joined
	renew bool
	stmt  *expr.SelectStmt
	loads []*joinedLoad
}

// joinedLoad is one relationship of the SELECT's objects, or of those of another load.
type joinedLoad struct {
	*plannedLoad
	outer   *joinedLoad // nil for the SELECT's objects
	element *probe
	inside  []*joinedLoad // inner joins within this one
	sink    *entitySink
	found   *state // of the row that is read, nil for none
	gathered
}

// joins adds what comes along by a plan to a SELECT whose objects sink takes. Of the items before that, n of
// them, each row is for each, if that is given.
func (plan loadPlan) joins(p *probe, stmt *expr.SelectStmt, sink *entitySink, n int, each func(st *state, row []driver.Value) error) *joining {
	j := &joining{s: sink.s, root: p, renew: sink.renew, stmt: stmt}
	j.add(plan.loads, p, nil)
	if plan.repeats(byJoin, byQuery) {
		sink.once = map[*state]bool{}
	}
	if len(j.loads) == 0 && each == nil {
		return j
	}
	sink.rest = func(st *state, row []driver.Value) error {
		if each != nil {
			if err := each(st, row[:n]); err != nil {
				return err
			}
		}
		return j.row(st, row[n:])
	}
	return j
}

// add joins loads to what stands in FROM already.
func (j *joining) add(loads []*plannedLoad, owner *probe, outer *joinedLoad) {
	for _, l := range loads {
		switch {
		case l.how == byQuery:
			load := j.enter(l, j.root.all().at(l.at), outer)
			j.add(l.then.loads, load.element, load)
		case l.how == byJoin:
			load, from, on := j.tree(l, owner, outer)
			if l.inner {
				j.stmt = j.stmt.JoinOn(from, on)
			} else {
				j.stmt = j.stmt.LeftJoinOn(from, on)
			}
			j.addBehind(load)
		}
	}
}

// tree is what a load joins: the elements and, within, what must be there with them.
func (j *joining) tree(l *plannedLoad, owner *probe, outer *joinedLoad) (*joinedLoad, expr.From, expr.Expr) {
	element := l.elements()
	element.names, element.within = l.rel.target.named(0), j.s
	load := j.enter(l, element, outer)
	owner, kinds := l.ownerOf(owner)
	more := append(probes{l.asked(element)}, j.root.all()...).lowered(l.where)
	var via derived
	if l.rel.link != nil {
		via = expr.As(l.rel.link.table, "")
	}
	from, on := l.rel.joined(owner, element, via, append(element.filters(), more...))
	if kinds != nil { // which is about the owner, beside whom a table between may not be
		on = expr.And(on, kinds)
	}
	for _, child := range l.then.loads {
		if child.isNested() {
			within, childFrom, childOn := j.tree(child, element, load)
			load.inside = append(load.inside, within)
			from = expr.JoinedOn(expr.InnerJoin, from, childFrom, childOn)
		}
	}
	return load, from, on
}

// isNested reports whether the load is joined within the one that it belongs to.
func (l *plannedLoad) isNested() bool { return l.how == byJoin && l.inner }

// needs are the conditions that what is joined from inside is there, for objects that are counted before it is joined.
func (plan loadPlan) needs(s *Session, p *probe) []expr.Expr {
	var conds []expr.Expr
	for _, l := range plan.loads {
		if l.isNested() {
			j := &joining{s: s, root: p, stmt: expr.Select(one)}
			_, from, on := j.tree(l, p, nil)
			conds = append(conds, expr.Exists(expr.Select(one).From(from).Where(on)))
		}
	}
	return conds
}

// addBehind joins what belongs to a load and need not be there.
func (j *joining) addBehind(load *joinedLoad) {
	for _, inner := range load.inside {
		j.addBehind(inner)
	}
	var rest []*plannedLoad
	for _, l := range load.then.loads {
		if !l.isNested() {
			rest = append(rest, l)
		}
	}
	j.add(rest, load.element, load)
}

// enter adds the columns of a load, and its order behind those that are there.
func (j *joining) enter(l *plannedLoad, element *probe, outer *joinedLoad) *joinedLoad {
	load := &joinedLoad{plannedLoad: l, outer: outer, element: element, sink: j.s.newSink(element.m)}
	if load.sink.renew = j.renew; element.m == l.rel.target {
		load.sink.cols = l.reads()
	} else if !slices.Equal(element.inline, element.m.inline) {
		load.sink.cols = element.m.reading(element.inline, element.m.reads, element.m.whole.exprs)
	}
	_ = load.sink.Begin(nil) // which cannot fail
	j.loads = append(j.loads, load)
	j.stmt = j.stmt.Columns(element.columns(load.sink.cols)...)
	if l.how == byJoin && !l.rel.isSingle() {
		j.stmt = j.stmt.OrderBy(l.ordered(element, j.root.all()...)...)
	}
	return load
}

// row takes what comes along with the row of an object.
func (j *joining) row(st *state, row []driver.Value) error {
	for _, l := range j.loads {
		columns := row[:l.sink.cols.width()]
		row = row[len(columns):]
		owner := st
		if l.outer != nil {
			owner = l.outer.found
		}
		if err := l.take(owner, columns, j.renew); err != nil {
			return err
		}
	}
	return nil
}

// take gives an owner its element.
func (l *joinedLoad) take(owner *state, columns []driver.Value, renew bool) error {
	if l.found = nil; !l.isFor(owner) {
		return nil
	}
	if columns[l.sink.cols.position[l.rel.target.key[0]]] != nil {
		l.sink.objs = l.sink.objs[:0]
		if err := l.sink.Row(columns); err != nil {
			return err
		}
		if e := l.sink.objs[0]; !e.deleting {
			l.found = e
		}
	}
	switch {
	case !renew && l.rel.membersAt(owner.ptr).fresh():
	case !l.rel.isSingle():
		l.gather(owner, l.found)
	case l.found != nil:
		l.fill(owner, []*state{l.found}, nil)
	default:
		l.fill(owner, nil, nil)
	}
	return nil
}

// settle gives the owners what all rows together have brought.
func (j *joining) settle() {
	for _, l := range j.loads {
		for _, owner := range l.owners {
			l.fill(owner, l.lists[owner], nil)
		}
	}
}

// gathered are elements by their owners, as rows bring them.
type gathered struct {
	owners []*state
	lists  map[*state][]*state
	has    map[[2]*state]bool // owners and what is in their lists
}

// gather adds an element, nil for none, to the list of its owner, once.
func (g *gathered) gather(owner, element *state) {
	if g.lists == nil {
		g.lists, g.has = map[*state][]*state{}, map[[2]*state]bool{}
	}
	list, known := g.lists[owner]
	if !known {
		g.owners = append(g.owners, owner)
		g.lists[owner] = nil
	}
	if pair := [2]*state{owner, element}; element != nil && !g.has[pair] {
		g.has[pair] = true
		g.lists[owner] = append(list, element)
	}
}
