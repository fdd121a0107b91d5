package orm

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// family is a hierarchy of types: a base and what embeds it, directly or not. Their objects have one
// identity for each key of the base, whatever type they are of. It is immutable after configuration.
type family struct {
	root    *mapper
	members []*mapper // in the order of the registry
	kind    int       // index in fields of the discriminator, which says of what type a row is
	kinds   map[string]*mapper
	ofNull  *mapper // of rows whose discriminator is NULL
}

// KindError says that a row cannot be loaded because of what its discriminator has: a value that no type of
// the hierarchy has, or that of a type which the query is not about.
type KindError struct {
	Type string // the Go type that was asked for
	Key  []any  // of the row
	Kind any    // the discriminator's value, nil for NULL
}

// Error describes the failure in one line.
func (e *KindError) Error() string {
	return fmt.Sprintf("gild: the row of %s with key %v is of the kind %#v, which no mapped sub-type has: give one the option kind=%v in its tag, or correct the row",
		e.Type, e.Key, e.Kind, e.Kind)
}

// findFamilies finds the hierarchies when all types are known.
func (r *Registry) findFamilies() []error {
	var errs []error
	for _, m := range r.ordered {
		switch {
		case m.root != m || m.tableless || !m.hasSubs(r) && m.kindField() < 0:
			switch {
			case m.root != m:
			case m.abstract && !m.tableless && m.hasConcrete():
				errs = append(errs, fmt.Errorf("gild: %s: an abstract type whose sub-types are concrete has no rows, and no table %q: leave that out of the tag", m.typ, m.table.Name()))
			case (m.hasKind && m.concreteOf == nil || m.abstract && !m.tableless) && !m.hasConcrete():
				errs = append(errs, fmt.Errorf("gild: %s: kind= and abstract are for types of a hierarchy, which has a field tagged discriminator", m.typ))
			}
			continue
		case m.entity < 0:
			errs = append(errs, fmt.Errorf("gild: %s: a type with sub-types embeds orm.Entity", m.typ))
			continue
		case m.kindField() < 0:
			errs = append(errs, fmt.Errorf("gild: %s: a type with sub-types has a field that says of which type a row is: tag it discriminator", m.typ))
			continue
		}
		fam := &family{root: m, kind: m.kindField(), kinds: map[string]*mapper{}}
		for _, sub := range r.ordered {
			if sub.root == m {
				sub.family, fam.members = fam, append(fam.members, sub)
			}
		}
		for _, sub := range fam.members {
			sub.findInline()
			errs = append(errs, fam.addKind(sub))
		}
	}
	return errs
}

// hasSubs reports whether a type is the base of others.
func (m *mapper) hasSubs(r *Registry) bool {
	return slices.ContainsFunc(r.ordered, func(sub *mapper) bool { return sub.base == m })
}

// kindField returns the index of the discriminator, -1 if there is none.
func (m *mapper) kindField() int {
	return slices.IndexFunc(m.fields, func(f field) bool { return f.kind })
}

// addKind notes what the discriminator has in rows of a type.
func (fam *family) addKind(m *mapper) error {
	f := &fam.root.fields[fam.kind]
	switch {
	case m.abstract && m.hasKind:
		return fmt.Errorf("gild: %s: an abstract type has no objects, and no kind", m.typ)
	case m.abstract:
		return nil
	case !m.hasKind && m == fam.root && f.null:
		fam.ofNull = m
		return nil
	case !m.hasKind:
		return fmt.Errorf("gild: %s: say what %s.%s has in its rows: kind=value in the tag of what it embeds, or abstract if there are none", m.typ, fam.root.typ, f.name)
	}
	scratch := reflect.New(fam.root.typ).UnsafePointer()
	if err := f.set(scratch, m.kindText); err != nil {
		return fault.Errorf("%s: kind=%s: %w", m.typ, m.kindText, err)
	}
	v, err := typemap.Encode(f.column.Type(), f.value(scratch))
	if err != nil {
		return fault.Errorf("%s: kind=%s: %w", m.typ, m.kindText, err)
	}
	m.kind = v
	text := valueText(v)
	if other := fam.kinds[text]; other != nil {
		return fmt.Errorf("gild: %s: kind=%s is that of %s already", m.typ, m.kindText, other.typ)
	}
	fam.kinds[text] = m
	if m == fam.root {
		fam.ofNull = m
	}
	return nil
}

// isA reports whether m is a type or one of its sub-types.
func (m *mapper) isA(other *mapper) bool {
	for ; m != nil; m = m.parent() {
		if m == other || m.rows != nil && m.rows == other {
			return true
		}
	}
	return false
}

// parent is the type that a sub-type embeds, nil for others.
func (m *mapper) parent() *mapper {
	if m.concreteOf != nil {
		return m.concreteOf
	}
	return m.base
}

// isOfSeveral reports whether objects that are asked for as the type may be of others too.
func (m *mapper) isOfSeveral() bool { return m.family != nil || m.rows != nil || m.union != nil }

// under returns a type and its sub-types, without abstract ones: those whose objects queries for it find.
func (m *mapper) under() []*mapper {
	if m.union != nil {
		return m.union.types
	}
	if m.family == nil {
		return []*mapper{m}
	}
	var all []*mapper
	for _, sub := range m.family.members {
		if sub.isA(m) && !sub.abstract {
			all = append(all, sub)
		}
	}
	return all
}

// as returns the type, or the sub-type, whose struct is t, nil if there is none.
func (m *mapper) as(t reflect.Type) *mapper {
	if m.typ == t {
		return m
	}
	switch sub := m.registry.mappers[t]; {
	case sub == nil || !sub.isA(m):
		return nil
	case m.union != nil:
		return sub.queried()
	case sub.root == m.root:
		return sub
	}
	return nil // its rows are elsewhere
}

// ancestor returns the type, or the base of it, whose struct is t, nil if there is none.
func (m *mapper) ancestor(t reflect.Type) *mapper {
	for ; m != nil && m.typ != t; m = m.parent() {
	}
	return m
}

// typeOf returns the type whose rows have a value in the discriminator, nil if there is none.
func (fam *family) typeOf(v driver.Value) *mapper {
	var found *mapper
	switch v := v.(type) {
	case nil:
		return fam.ofNull
	case string:
		found = fam.kinds[v]
	case []byte:
		found = fam.kinds[string(v)]
	case int64:
		found = fam.kinds[strconv.FormatInt(v, 10)]
	}
	if found != nil {
		return found
	}
	f := &fam.root.fields[fam.kind] // the driver may write the value in another way
	scratch := reflect.New(fam.root.typ).UnsafePointer()
	if err := f.set(scratch, v); err != nil {
		return nil
	}
	encoded, err := typemap.Encode(f.column.Type(), f.value(scratch))
	if err != nil {
		return nil
	}
	return fam.kinds[valueText(encoded)]
}

// kindsOf are what the discriminator has in rows of a type and its sub-types.
func (m *mapper) kindsOf() []any {
	var values []any
	for _, sub := range m.under() {
		values = append(values, sub.kind)
	}
	return values
}

// kinds is the condition that rows are of a type, where its table has those of others too.
func (p *probe) kinds() []expr.Expr {
	m := p.m
	if m.family == nil || m.base == nil || m.table != m.base.table {
		return nil
	}
	return []expr.Expr{p.ofKinds()}
}

// ofKinds is the condition that rows are of the probe's type, by what the discriminator has.
func (p *probe) ofKinds() expr.Expr {
	values := p.m.kindsOf()
	c := p.columnAt(p.m.family.kind)
	if len(values) == 1 {
		return c.Eq(values[0])
	}
	return c.In(values...)
}

// selected selects items of the rows of a type.
func (m *mapper) selected(items ...expr.Item) *expr.SelectStmt {
	p := &probe{m: m, inline: m.inline}
	return p.selecting(items...).Where(p.kinds()...)
}

// sayKind gives a new object the kind that its rows have.
func (st *state) sayKind() error {
	m := st.m
	if m.abstract {
		return fmt.Errorf("gild: %s is abstract: its sub-types have objects", m.typ)
	}
	f := &m.fields[m.family.kind]
	was := f.value(st.ptr)
	if m.hasKind {
		if err := f.set(st.ptr, m.kind); err != nil {
			return err
		}
	}
	if now := f.value(st.ptr); was != now && !reflect.ValueOf(was).IsZero() && !f.sameValue(was, now) {
		return fmt.Errorf("gild: a new %s has %s %v: its rows have %v, which is set by itself", m.typ, f.name, was, now)
	}
	return nil
}

// sameValue reports whether a database gets the same for two values of the field.
func (f *field) sameValue(a, b any) bool {
	x, err := typemap.Encode(f.column.Type(), a)
	y, other := typemap.Encode(f.column.Type(), b)
	return err == nil && other == nil && x == y
}

// keepsKind fails if the program has changed of which kind a stored object is.
func (st *state) keepsKind() error {
	f := &st.m.fields[st.m.family.kind]
	if st.snapshot == nil || !f.changed(st.ptr, st.snapshot) {
		return nil
	}
	return fmt.Errorf("gild: %s of %s has been changed from %v to %v: an object stays of its type", f.name, st.describe(), f.keptValue(st.snapshot), f.value(st.ptr))
}

// actualMapper is the type of the object at p, which is given as one of m: as itself, or as a base that it
// embeds.
func (s *Session) actualMapper(m *mapper, p unsafe.Pointer) (*mapper, error) {
	st := s.stateAt(m, p)
	switch {
	case st == nil || st.m == m || st.m.top() != m.top():
		return m, nil
	case st.m.isA(m):
		return st.m, nil
	}
	return nil, fmt.Errorf("gild: a *%s was given as the *%s that it embeds, before the session knew of it: give it as what it is", m.typ, st.m.typ)
}
