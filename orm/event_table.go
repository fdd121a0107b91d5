package orm

import (
	"context"
	"reflect"
	"slices"
	"sync/atomic"
)

// Types have these methods in place of functions that are given to sessions; they are called before such
// functions. A method that takes something else is none of these, and is not called.
type (
	// BeforeInserter is called as functions of BeforeInsert are.
	BeforeInserter interface {
		BeforeInsert(ctx context.Context, s *Session) error
	}
	// AfterInserter is called as functions of AfterInsert are.
	AfterInserter interface {
		AfterInsert(ctx context.Context, s *Session) error
	}
	// BeforeUpdater is called as functions of BeforeUpdate are.
	BeforeUpdater interface {
		BeforeUpdate(ctx context.Context, s *Session) error
	}
	// AfterUpdater is called as functions of AfterUpdate are.
	AfterUpdater interface {
		AfterUpdate(ctx context.Context, s *Session) error
	}
	// BeforeDeleter is called as functions of BeforeDelete are.
	BeforeDeleter interface {
		BeforeDelete(ctx context.Context, s *Session) error
	}
	// AfterDeleter is called as functions of AfterDelete are.
	AfterDeleter interface {
		AfterDelete(ctx context.Context, s *Session) error
	}
	// AfterLoader is called as functions of Loaded are.
	AfterLoader interface{ AfterLoad(s *Session) error }
)

// methods are those interfaces as events.
var methods = []Events{
	BeforeInsert(func(ctx context.Context, s *Session, obj BeforeInserter) error { return obj.BeforeInsert(ctx, s) }),
	AfterInsert(func(ctx context.Context, s *Session, obj AfterInserter) error { return obj.AfterInsert(ctx, s) }),
	BeforeUpdate(func(ctx context.Context, s *Session, obj BeforeUpdater) error { return obj.BeforeUpdate(ctx, s) }),
	AfterUpdate(func(ctx context.Context, s *Session, obj AfterUpdater) error { return obj.AfterUpdate(ctx, s) }),
	BeforeDelete(func(ctx context.Context, s *Session, obj BeforeDeleter) error { return obj.BeforeDelete(ctx, s) }),
	AfterDelete(func(ctx context.Context, s *Session, obj AfterDeleter) error { return obj.AfterDelete(ctx, s) }),
	Loaded(func(s *Session, obj AfterLoader) error { return obj.AfterLoad(s) }),
}

// hooks are the hooks of a type, in the order in which they are called.
type hooks [hookKinds][]boundHook

// boundHook is a hook for one type.
type boundHook struct {
	*hook
	l     *listener // nil of a method
	at    int       // of what the function takes, in an object
	index int       // of the field or relationship that it is about
}

// has reports whether there are hooks of a kind.
func (h *hooks) has(kind hookKind) bool { return h != nil && len(h[kind]) > 0 }

// call calls the hooks of a kind.
func (h *hooks) call(kind hookKind, c *hookCall) error {
	for i := range h[kind] {
		if err := h[kind][i].call(c); err != nil {
			return err
		}
	}
	return nil
}

// call calls the hook, unless it has been removed.
func (b *boundHook) call(c *hookCall) error {
	if b.l != nil && !b.l.calls() {
		return nil
	}
	c.at = b.at
	return b.hook.call(c)
}

// bind adds the hooks of a listener that are about m.
func (h *hooks) bind(r *Registry, m *mapper, e *Events, l *listener) {
	for i := range e.hooks {
		k := &e.hooks[i]
		b := boundHook{hook: k, l: l, at: r.parts(k.about)[m.index]}
		if b.at == isNoPart {
			continue
		}
		if k.probe {
			if b.index = k.place(m, b.at); b.index < 0 {
				continue
			}
		}
		h[k.kind] = append(h[k.kind], b)
	}
}

// bindMethods finds the hooks that a type has itself.
func (r *Registry) bindMethods() {
	for _, m := range r.ordered {
		var h hooks
		for i := range methods {
			h.bind(r, m, &methods[i], nil)
		}
		for _, list := range h {
			if len(list) > 0 {
				m.hooks, r.hooked = &h, true
			}
		}
	}
}

// noHooks are the hooks of a type that has been looked at and has none.
var noHooks hooks

// hookTable has the hooks of each type, which are bound when the type is met first. Sessions that have no
// listeners of their own share that of their registry.
type hookTable struct {
	r         *Registry
	base      *hookTable // of listeners that go before, nil for none
	listeners []*listener
	bound     []atomic.Pointer[hooks] // by the index of the mapper
}

// newHookTable returns the table of listeners that come behind those of base: that itself if they have no hooks.
func (r *Registry) newHookTable(base *hookTable, listeners []*listener) *hookTable {
	if r.err != nil || !slices.ContainsFunc(listeners, func(l *listener) bool { return len(l.events.hooks) > 0 }) {
		return base
	}
	return &hookTable{r, base, listeners, make([]atomic.Pointer[hooks], len(r.ordered))}
}

// of returns the hooks of a type, nil if there are none. Without a table they are those that the type has itself.
func (t *hookTable) of(m *mapper) *hooks {
	if t == nil {
		return m.hooks
	}
	h := t.bound[m.index].Load()
	if h == nil {
		h = t.bind(m)
		t.bound[m.index].Store(h)
	}
	if h == &noHooks {
		return nil
	}
	return h
}

func (t *hookTable) bind(m *mapper) *hooks {
	var h hooks
	if before := t.base.of(m); before != nil {
		for kind, list := range before {
			h[kind] = slices.Clip(list)
		}
	}
	for _, l := range t.listeners {
		h.bind(t.r, m, &l.events, l)
	}
	for _, list := range h {
		if len(list) > 0 {
			return &h
		}
	}
	return &noHooks
}

// hooksOf returns the hooks of a type, nil if there are none.
func (s *Session) hooksOf(m *mapper) *hooks { return s.hookTable.of(m) }

// hooked reports whether anything listens to objects.
func (s *Session) hooked() bool { return s.hookTable != nil || s.registry.hooked }

// parts returns where what a function takes is in objects of each type, by the index of its mapper.
func (r *Registry) parts(about reflect.Type) []int {
	if known, ok := r.partsOf.Load(about); ok {
		return known.([]int)
	}
	list := make([]int, len(r.ordered))
	for i, m := range r.ordered {
		list[i] = isNoPart
		switch {
		case about.Kind() == reflect.Interface:
			if reflect.PointerTo(m.typ).Implements(about) {
				list[i] = isWhole
			}
		case about.Kind() == reflect.Pointer:
			if at, found := embeddedAt(m.typ, about.Elem()); found {
				list[i] = int(at)
			}
		}
	}
	r.partsOf.Store(about, list)
	return list
}

// embeddedAt returns where a struct is in an object of type t: it is the type itself, or one that it embeds.
func embeddedAt(t, part reflect.Type) (offset uintptr, found bool) {
	if t == part {
		return 0, true
	}
	if t.Kind() != reflect.Struct {
		return 0, false
	}
	for i := range t.NumField() {
		if f := t.Field(i); f.Anonymous {
			if at, found := embeddedAt(f.Type, part); found {
				return f.Offset + at, true
			}
		}
	}
	return 0, false
}
