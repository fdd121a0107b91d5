package orm

import (
	"context"
	"slices"
	"unsafe"
)

// Load says what to load beside the objects of a query: see SelectIn, Joined and Undefer. Its methods
// return a new one.
type Load struct {
	ptr      unsafe.Pointer // of a relationship, or
	deferred *deferredHead  // of a deferred column
	joined   bool
	depth    int // of a relationship that leads on to more of its type

	probe any // of the elements, for:
	then  []Load
}

// SelectIn loads a relationship, named by the address of the probe's field, of all objects found with one
// more statement: a SELECT of the elements whose foreign key is among the objects' keys. What is loaded
// already is not loaded again.
func SelectIn(relationship Relationship) Load { return Load{ptr: relationship.at()} }

// Joined loads a Ref or One with the query itself, by a LEFT JOIN under a name of its own, which the
// query's conditions do not meet. Collections are loaded by SelectIn: joined, they would repeat each
// object for each element.
func Joined(relationship Relationship) Load { return Load{ptr: relationship.at(), joined: true} }

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
type loadPlan []plannedLoad

type plannedLoad struct {
	of     *mapper // whose objects it is for
	rel    *relation
	joined bool
	levels int // of the same relationship, below zero for all
	then   loadPlan
}

// planLoads understands the loads of objects of a probe's type.
func planLoads(p *probe, loads []Load) (loadPlan, error) {
	var plan loadPlan
	for _, l := range loads {
		if l.deferred != nil {
			continue // is part of the query itself
		}
		if l.ptr == nil {
			then, err := planOfType(p.m, l)
			if err != nil {
				return nil, err
			}
			plan = append(plan, then...)
			continue
		}
		rel, err := p.relation(l.ptr)
		if err != nil {
			return nil, err
		}
		planned, err := rel.plan(l)
		if err != nil {
			return nil, err
		}
		planned.of = p.m
		plan = append(plan, planned)
	}
	return plan, nil
}

func (rel *relation) plan(l Load) (plannedLoad, error) {
	planned := plannedLoad{rel: rel, joined: l.joined, levels: 1}
	switch {
	case rel.shape == shapeWriteOnly:
		return planned, rel.mistake("a WriteOnly is never loaded: query for what is wanted of it with orm.WithParent")
	case l.joined && !rel.shape.scalar():
		return planned, rel.mistake("Joined is for a Ref or One: load a collection by SelectIn")
	case l.joined && rel.link != nil:
		return planned, rel.mistake("Joined is for a target without a table between: load it by SelectIn")
	case l.depth != 0 && (l.joined || rel.target != rel.owner):
		return planned, rel.mistake("Depth is for SelectIn of a relationship between objects of one type")
	case l.depth != 0:
		planned.levels = l.depth
	}
	if l.then == nil {
		return planned, nil
	}
	if slices.ContainsFunc(l.then, func(l Load) bool { return l.deferred != nil }) {
		return planned, rel.mistake("Undefer is for the objects of the query itself")
	}
	var err error
	if planned.then, err = planOfType(rel.target, l); err != nil {
		err = rel.mistake("Then: %v", err)
	}
	return planned, err
}

func (plan loadPlan) anyJoined() bool {
	return slices.ContainsFunc(plan, func(l plannedLoad) bool { return l.joined })
}

// load loads what the query itself has not brought, for objects found.
func (plan loadPlan) load(ctx context.Context, s *Session, objs []*state) error {
	for _, l := range plan {
		if len(objs) == 0 {
			return nil
		}
		if err := l.load(ctx, s, objs); err != nil {
			return err
		}
	}
	return nil
}

func (l plannedLoad) load(ctx context.Context, s *Session, objs []*state) error {
	seen := map[*state]bool{}
	if l.of.base != nil {
		objs = slices.DeleteFunc(slices.Clone(objs), func(st *state) bool { return !st.m.isA(l.of) })
	}
	for levels := l.levels; levels != 0 && len(objs) > 0; levels-- {
		missing := slices.DeleteFunc(slices.Clone(objs), func(st *state) bool { return l.rel.membersAt(st.ptr).fresh() })
		if err := s.load(ctx, l.rel, missing); err != nil {
			return err
		}
		if levels == 1 && len(l.then) == 0 {
			return nil
		}
		objs = l.rel.elementsOf(s, objs, seen)
		if err := l.then.load(ctx, s, objs); err != nil {
			return err
		}
	}
	return nil
}

// elementsOf are what a relationship of objects leads to, each once.
func (rel *relation) elementsOf(s *Session, objs []*state, seen map[*state]bool) []*state {
	var elements []*state
	for _, st := range objs {
		for _, e := range rel.membersAt(st.ptr).items {
			other := s.stateAt(rel.target, pointerIn(e))
			if other == nil || other.session != s || !other.stored || seen[other] {
				continue
			}
			seen[other] = true
			elements = append(elements, other)
		}
	}
	return elements
}
