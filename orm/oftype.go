package orm

import (
	"fmt"
	"reflect"
	"slices"
)

// OfType loads more for those objects of a query that are of a sub-type, of which probe is one:
//
//	e, m := orm.From[Employee](), orm.From[Manager]()
//	orm.Select(e).With(orm.OfType(m, orm.SelectIn(&m.Reports)))
//
// For elements of a relationship, Then takes the probe of a sub-type by itself.
func OfType(probe any, loads ...Load) Load { return Load{probe: probe, then: loads} }

// planOfType understands what is to be loaded for objects of a type, or of a sub-type of it.
func planOfType(m *mapper, l Load) (loadPlan, error) {
	p, err := m.probeOf(l.probe)
	if err != nil {
		return nil, err
	}
	plan, err := planLoads(p, l.then)
	if err == nil && p.m != m && plan.anyJoined() {
		err = fmt.Errorf("Joined of a sub-type, %s: load it by SelectIn", p.m.typ)
	}
	if err == nil && slices.ContainsFunc(l.then, func(l Load) bool { return l.deferred != nil }) {
		err = fmt.Errorf("Undefer is for the objects of the query itself")
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
