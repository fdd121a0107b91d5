package orm

import (
	"errors"
	"fmt"
	"reflect"
)

// OfType loads more for those objects of a query that are of a sub-type, of which probe is one:
//
//	e, m := orm.From[Employee](), orm.From[Manager]()
//	orm.Select(e).With(orm.OfType(m, orm.SelectIn(&m.Reports)))
//
// For elements of a relationship, Then takes the probe of a sub-type by itself.
func OfType(probe any, loads ...Load) Load { return Load{how: ofType, probe: probe, then: loads} }

// planOfType understands what is to be loaded for objects of a type, or of a sub-type of it.
func planOfType(m *mapper, l Load) (loadPlan, error) {
	p, err := m.probeOf(l.probe)
	if err != nil {
		return loadPlan{}, err
	}
	plan, err := planOfSub(m, p, l.then)
	if err == nil && plan.cols != m.whole {
		err = errColumnsOfSub
	}
	return plan, err
}

// errColumnsOfSub is for columns of a sub-type alone.
var errColumnsOfSub = errors.New("Undefer, Defer and LoadOnly are for all objects of the query, not for those of a sub-type")

// planOfSub understands what is to be loaded for elements of a type, of which a probe, or one of a sub-type, is
// one.
func planOfSub(m *mapper, p *probe, loads []Load) (loadPlan, error) {
	plan, err := planLoads(p, loads)
	if err == nil && p.m != m && plan.any(byJoin) {
		err = fmt.Errorf("Joined of a sub-type, %s: load it by SelectIn", p.m.typ)
	}
	if err == nil && p.m != m && plan.cols != p.m.whole {
		err = errColumnsOfSub
	}
	if p.m != m {
		plan.cols = m.whole
	}
	return plan, err
}

// probeOf returns what the program has given as a probe of a type, or of a sub-type.
func (m *mapper) probeOf(given any) (*probe, error) {
	v := reflect.ValueOf(given)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		if of := m.as(v.Type().Elem()); of != nil {
			return &probe{m: of, ptr: v.UnsafePointer()}, nil
		}
	}
	return nil, fmt.Errorf("a probe is wanted, a *%s, not a %T", m.typ, given)
}
