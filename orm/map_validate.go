package orm

import (
	"errors"
	"fmt"
	"reflect"

	"github.com/gildsql/gild/internal/fault"
)

// Validate has fn look at each object of type T that a flush is about to write, new or changed, before
// anything is sent. An error stops the flush; all objects are looked at, and all errors reported. fn may
// change the object: what it sets is what is written. What it puts into relationships is looked at
// too. An object also counts as changed when one of its relationships has been changed, from either
// side.
//
// Validators of one type run in the order in which they are given. They talk to no database.
func Validate[T any](fn func(obj *T) error) MapOption {
	return func(m *Mapping) {
		if fn == nil || m.typ != reflect.TypeFor[T]() {
			m.errs = append(m.errs, fmt.Errorf("gild: Validate of %s is given to %s, or has no function", reflect.TypeFor[T](), m.typ))
			return
		}
		m.validators = append(m.validators, func(obj any) error { part, _ := partOf[T](obj); return fn(part) })
	}
}

// validate runs the validators of what is about to be written.
func (s *Session) validate() error {
	s.dropLoose()
	touched := map[*state]bool{}
	for _, c := range s.touched {
		if c.owner != nil && c.changes != nil {
			touched[c.owner] = true
		}
	}
	var errs []error
	for i := 0; i < len(s.order); i++ { // which grows by what validators add
		st := s.order[i]
		if len(st.m.validators) == 0 || st.session != s || st.deleted || st.deleting {
			continue
		}
		if st.stored && !touched[st] && !st.isDirty() {
			continue
		}
		for _, fn := range st.m.validators {
			if err := fn(st.object()); err != nil {
				errs = append(errs, fault.Errorf("%s: %w", st.describe(), err))
			}
		}
	}
	return errors.Join(errs...)
}
