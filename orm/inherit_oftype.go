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
func (p *probe) planOfType(l Load) (loadPlan, error) {
	sub, err := p.m.probeOf(l.probe)
	if err != nil {
		return loadPlan{}, err
	}
	sub.path, sub.beside = p.path, p.all()
	plan, err := planLoads(sub, l.then)
	if err == nil && plan.named {
		err = errColumnsOfSub
	}
	return plan, err
}

// errColumnsOfSub is for columns of a sub-type alone.
var errColumnsOfSub = errors.New("Undefer, Defer and LoadOnly are for all objects of the query, not for those of a sub-type")

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
