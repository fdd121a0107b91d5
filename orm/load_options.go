package orm

import (
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
)

// Load says what to load beside the objects of a query, and how: relationships by SelectIn, Joined,
// ContainsEager, DefaultLoad and SelectInAll, columns by Undefer, Defer and LoadOnly. Its methods return a
// new one and leave the receiver unchanged.
type Load struct {
	how     strategy
	ptr     unsafe.Pointer // of a relationship, or
	columns columnLoad     // what is read of the objects themselves

	inner bool
	depth int // of a relationship that leads on to more of its type, or of SelectInAll
	probe any // of the elements, for:
	where []expr.Expr
	order []expr.Expr
	limit int // for each object, 0 for all
	then  []Load
}

// strategy is how a relationship is loaded.
type strategy int

const (
	bySelect   strategy = iota // by a statement of its own
	byJoin                     // joined to the query
	byQuery                    // from what the query itself has joined
	asLoaded                   // not at all
	wildcard                   // all relationships, by select
	noStrategy                 // about columns
	ofType                     // for objects of a sub-type
)

// SelectIn loads a relationship, named by the address of the probe's field, of all objects found with one
// more statement: a SELECT of the elements whose foreign key is among the objects' keys. What is loaded
// already is not loaded again.
func SelectIn(relationship Relationship) Load { return Load{ptr: placeOf(relationship)} }

// Joined loads a relationship with the query itself, by a LEFT JOIN under a name of its own, which the
// query's conditions do not meet. An object is found once, whatever the number of its elements: where it has
// several, limit, offset and DISTINCT are about the objects, in a SELECT within the query's.
func Joined(relationship Relationship) Load { return Load{how: byJoin, ptr: placeOf(relationship)} }

// ContainsEager loads a relationship from what the query itself joins: the rows of a probe that was given to
// Join or JoinOn. What the conditions leave out is not in the collection:
//
//	orm.Select(c).Join(&c.Orders, o).Where(orm.C(&o.Total).Gt(100)).With(orm.ContainsEager(&c.Orders, o))
//
// An object is found once. The relationship is part of what there is: see Partial. A limit of the query counts
// rows, not objects.
func ContainsEager(relationship Relationship, joined any) Load {
	return Load{how: byQuery, ptr: placeOf(relationship), probe: joined}
}

// DefaultLoad goes through a relationship without loading it, to what Then says of those elements that are
// known.
func DefaultLoad(relationship Relationship) Load {
	return Load{how: asLoaded, ptr: placeOf(relationship)}
}

// SelectInAll loads all relationships by SelectIn, those of the elements too down to a depth, but no WriteOnly
// and none that another load beside it names. Every relationship of every type that is met is a statement: for
// small graphs, such as what is exported as a whole.
func SelectInAll(depth int) Load { return Load{how: wildcard, depth: depth} }

// As names the elements by a probe, for Where and OrderBy.
func (l Load) As(probe any) Load {
	l.probe = probe
	return l
}

// Where loads only elements for which conditions hold, about the probe of As or Then. The relationship is part
// of what there is then: see Partial.
//
//	orm.SelectIn(&c.Orders).As(o).Where(orm.C(&o.Total).Gt(100))
func (l Load) Where(conds ...expr.Expr) Load {
	l.where = append(slices.Clip(l.where), conds...)
	return l
}

// OrderBy gives the elements an order in place of the relationship's, in terms of the probe of As or Then.
func (l Load) OrderBy(exprs ...expr.Expr) Load {
	l.order = append(slices.Clip(l.order), exprs...)
	return l
}

// Limit loads at most n elements of each object, the first ones in the order: the three latest orders of each
// customer. The relationship is part of what there is then: see Partial.
func (l Load) Limit(n int) Load {
	l.limit = n
	return l
}

// Inner has Joined leave out objects to which the relationship leads to nothing, by an inner join. Within a
// relationship that need not be there it is part of that.
func (l Load) Inner() Load {
	l.inner = true
	return l
}

// Then loads more beside the elements, of which probe is one:
//
//	orm.Select(c).With(orm.SelectIn(&c.Orders).Then(o, orm.SelectIn(&o.Lines)))
func (l Load) Then(probe any, loads ...Load) Load {
	l.probe, l.then = probe, append(slices.Clip(l.then), loads...)
	return l
}

// Depth loads a relationship between objects of one type again for what it has led to, level by level,
// with one statement each: at most depth levels, below zero as many as there are. Circles end.
func (l Load) Depth(depth int) Load {
	l.depth = depth
	return l
}

// loadPlan are loads that have been understood.
type loadPlan struct {
	loads []*plannedLoad
	cols  *reading // of the objects themselves
	named bool     // the program says which columns those are
	depth int      // to which all relationships are loaded
}

type plannedLoad struct {
	of     *mapper // whose objects it is for
	rel    *relation
	how    strategy
	inner  bool
	levels int            // of the same relationship, below zero for all
	at     unsafe.Pointer // the probe of the elements, nil for none,
	elem   *mapper        // and its type, which may be a sub-type
	where  []expr.Expr
	order  []expr.Expr
	limit  int
	more   []about  // conditions that events have added
	path   []string // the relationships that lead to the elements
	then   loadPlan
}

// planLoads understands the loads of objects of a probe's type.
func planLoads(p *probe, loads []Load) (loadPlan, error) {
	plan := loadPlan{}
	var columns []columnLoad
	for _, l := range loads {
		switch l.how {
		case noStrategy:
			columns = append(columns, l.columns)
			continue
		case wildcard:
			plan.depth = max(plan.depth, l.depth)
			continue
		case ofType:
			then, err := p.planOfType(l)
			if err != nil {
				return plan, err
			}
			plan.loads = append(plan.loads, then.loads...)
			continue
		}
		rel, err := p.relation(l.ptr)
		if err != nil {
			return plan, err
		}
		planned, err := rel.plan(l, p)
		if err != nil {
			return plan, err
		}
		plan.loads = append(plan.loads, planned)
	}
	if err := p.joinSubs(plan); err != nil {
		return plan, err
	}
	var err error
	plan.cols, err = p.columnsRead(columns)
	plan.named = len(columns) > 0
	plan.addAll(p.m, p.path)
	return plan, err
}

// addAll adds the relationships that no load names, if all are to be loaded.
func (plan *loadPlan) addAll(m *mapper, path []string) {
	if plan.depth < 1 {
		return
	}
	for _, rel := range m.relations {
		named := slices.ContainsFunc(plan.loads, func(l *plannedLoad) bool { return l.rel == rel })
		if !named && rel.shape != shapeWriteOnly {
			rest := loadPlan{cols: rel.target.whole, depth: plan.depth - 1}
			to := append(slices.Clip(path), rel.label())
			rest.addAll(rel.target, to)
			plan.loads = append(plan.loads, &plannedLoad{of: m, rel: rel, elem: rel.target, levels: 1, path: to, then: rest})
		}
	}
}

func (rel *relation) plan(l Load, owner *probe) (*plannedLoad, error) {
	planned := &plannedLoad{of: owner.m, rel: rel, elem: rel.target, how: l.how, inner: l.inner, levels: 1, where: l.where, order: l.order, limit: l.limit}
	planned.path = append(slices.Clip(owner.path), rel.label())
	switch {
	case rel.shape == shapeWriteOnly:
		return nil, rel.mistake("a WriteOnly is never loaded: query for what is wanted of it with orm.WithParent")
	case l.depth != 0 && (l.how != bySelect || rel.target != rel.owner):
		return nil, rel.mistake("Depth is for SelectIn of a relationship between objects of one type")
	case l.limit < 0 || l.limit > 0 && l.how != bySelect:
		return nil, rel.mistake("Limit is for SelectIn, and at least 1")
	case l.inner && l.how != byJoin:
		return nil, rel.mistake("Inner is for Joined")
	case len(l.where)+len(l.order) > 0 && l.how != bySelect && l.how != byJoin:
		return nil, rel.mistake("Where and OrderBy are for SelectIn and Joined: for what the query joins they are those of the query")
	case l.depth != 0:
		planned.levels = l.depth
	}
	if l.probe == nil && len(l.where)+len(l.order)+len(l.then) == 0 {
		planned.then.cols = rel.target.whole
		return planned, nil
	}
	p, err := rel.target.probeOf(l.probe)
	if err != nil {
		return nil, rel.mistake("Then, As and ContainsEager: %w", err)
	}
	planned.at, planned.elem = p.ptr, p.m
	if l.how == byQuery && owner.all().at(planned.at) == nil {
		return nil, rel.mistake("ContainsEager takes a probe that has been joined to the query: use Join with it")
	}
	p.path = planned.path
	if p.beside = nil; l.how == byQuery || l.how == byJoin {
		p.beside = owner.all() // among which ContainsEager finds what else is joined
	}
	planned.then, err = planLoads(p, l.then)
	if err == nil && planned.then.named && p.m != rel.target {
		err = errColumnsOfSub
	}
	if err == nil {
		err = planned.elementsRead(planned.then.cols)
	}
	if err == nil && l.how == byQuery {
		err = planned.joinedRead(owner.all().at(planned.at))
	}
	if err != nil {
		return nil, rel.mistake("Then: %w", err)
	}
	return planned, nil
}

// isPartial reports whether the load leaves elements out.
func (l *plannedLoad) isPartial() bool { return len(l.where) > 0 || l.limit > 0 || l.how == byQuery }

// comesAlong reports whether the load is part of the query itself.
func (l *plannedLoad) comesAlong() bool { return l.how == byJoin || l.how == byQuery }

// any reports whether something is loaded by a strategy.
func (plan loadPlan) any(how strategy) bool {
	return slices.ContainsFunc(plan.loads, func(l *plannedLoad) bool { return l.how == how })
}

// repeats reports whether loads of one of some strategies have rows come several times.
func (plan loadPlan) repeats(how ...strategy) bool {
	return slices.ContainsFunc(plan.loads, func(l *plannedLoad) bool {
		if !l.comesAlong() {
			return false
		}
		single := l.rel.shape == shapeRef && l.rel.toKey
		return !single && slices.Contains(how, l.how) || l.then.repeats(how...)
	})
}
