package orm

import (
	"context"
	"fmt"
	"reflect"
	"unsafe"
)

// What happens to objects of one type, or of all that have something in common, is told to functions of
// E. Where E is a pointer to a mapped struct, it is about objects of that type, and of types that embed it;
// where it is a pointer to another struct, such as a mixin, about all that embed that; and where it is an
// interface, about all that implement it.

// hookKind is what a hook is called for.
type hookKind int

const (
	beforeInsert hookKind = iota
	afterInsert
	beforeUpdate
	afterUpdate
	beforeDelete
	afterDelete
	loaded
	refreshed
	hasMoved
	modified // a field
	changing // a relationship
	hookKinds
)

// hook is a function for what happens to objects.
type hook struct {
	kind  hookKind
	about reflect.Type // E
	call  func(c *hookCall) error

	name   string       // of what made it, for errors
	probe  bool         // it is about a field of a probe,
	offset uintptr      // there,
	typ    reflect.Type // of that type
}

// hookCall is what a hook is called with.
type hookCall struct {
	ctx context.Context
	s   *Session
	obj any
	at  int // of what the function takes, in obj

	fields    []string       // that were read
	from, to  Status         // of moved
	was, next any            // of a relationship
	old, new  unsafe.Pointer // of a field
}

// Where what a function takes is: at an offset, or it is the object itself as an interface, or it is not there.
const (
	isWhole  = -1
	isNoPart = -2
)

// as returns what a function takes of an object.
func as[E any](c *hookCall) E {
	if c.at == isWhole {
		return c.obj.(E)
	}
	p := unsafe.Add(pointerIn(c.obj), c.at)
	return *(*E)(unsafe.Pointer(&p))
}

func hookOf[E any](kind hookKind, name string, fn func(e E, c *hookCall) error) Events {
	return Events{hooks: []hook{{kind: kind, name: name, about: reflect.TypeFor[E](), call: func(c *hookCall) error { return fn(as[E](c), c) }}}}
}

func rowHook[E any](kind hookKind, name string, fn func(ctx context.Context, s *Session, obj E) error) Events {
	if fn == nil {
		return Events{}
	}
	return hookOf(kind, name, func(e E, c *hookCall) error { return fn(c.ctx, c.s, e) })
}

// BeforeInsert has fn called for each new object before its row is inserted; the keys that it takes from
// others are there. What fn sets in fields is what is inserted. It may run queries and statements with the
// session, but adds, deletes and relates nothing: ErrWriting. Its error is that of the flush, which has
// failed.
//
// E is what the function is about: a pointer to a mapped struct, for objects of the type and of types that
// embed it; a pointer to another struct, for all that embed that; or an interface, for all that
// implement it. A type can have methods in place of functions; see BeforeInserter.
func BeforeInsert[E any](fn func(ctx context.Context, s *Session, obj E) error) Events {
	return rowHook(beforeInsert, "BeforeInsert", fn)
}

// AfterInsert has fn called for each object whose row has been inserted, with what the database has given
// it. What fn sets in fields is for the next flush. For the rest see BeforeInsert.
func AfterInsert[E any](fn func(ctx context.Context, s *Session, obj E) error) Events {
	return rowHook(afterInsert, "AfterInsert", fn)
}

// BeforeUpdate has fn called for each object that has changed, before its row is updated: of a field, or of
// a relationship, which may need no UPDATE. What fn sets in fields enters the same UPDATE;
// Session.Changes has what has changed. For the rest see BeforeInsert.
func BeforeUpdate[E any](fn func(ctx context.Context, s *Session, obj E) error) Events {
	return rowHook(beforeUpdate, "BeforeUpdate", fn)
}

// AfterUpdate has fn called for each object whose row has been updated. What fn sets in fields is for the next
// flush. For the rest see BeforeInsert.
func AfterUpdate[E any](fn func(ctx context.Context, s *Session, obj E) error) Events {
	return rowHook(afterUpdate, "AfterUpdate", fn)
}

// BeforeDelete has fn called for each object before its row is deleted by a flush, because of the object itself
// or of a cascade. For the rest see BeforeInsert.
func BeforeDelete[E any](fn func(ctx context.Context, s *Session, obj E) error) Events {
	return rowHook(beforeDelete, "BeforeDelete", fn)
}

// AfterDelete has fn called for each object whose row a flush has deleted. For the rest see BeforeInsert.
func AfterDelete[E any](fn func(ctx context.Context, s *Session, obj E) error) Events {
	return rowHook(afterDelete, "AfterDelete", fn)
}

// Loaded has fn called once for each object that is made for a row, when it has the values of its columns; its
// relationships are not loaded yet. What fn sets counts as what the row has. It is called while rows are
// read, and uses the session for nothing. Its error is that of the query. For E see BeforeInsert.
func Loaded[E any](fn func(s *Session, obj E) error) Events {
	if fn == nil {
		return Events{}
	}
	return hookOf(loaded, "Loaded", func(e E, c *hookCall) error { return fn(c.s, e) })
}

// Refreshed has fn called when fields of an object that is there already are read again: by a query, by
// Refresh, by Load of a deferred field, or because a flush takes what the database has made. fields are
// their names in Go. For the rest see Loaded.
func Refreshed[E any](fn func(s *Session, obj E, fields []string) error) Events {
	if fn == nil {
		return Events{}
	}
	return hookOf(refreshed, "Refreshed", func(e E, c *hookCall) error { return fn(c.s, e, c.fields) })
}

// Moves has fn called as Events.Moved is, for objects that are an E: see BeforeInsert.
func Moves[E any](fn func(s *Session, obj E, from, to Status)) Events {
	if fn == nil {
		return Events{}
	}
	return hookOf(hasMoved, "Moves", func(e E, c *hookCall) error { fn(c.s, e, c.from, c.to); return nil })
}

// Modified has fn called for each object whose row an UPDATE is about to give another value of a field, which
// is named by its address in a probe: with what the row has and what it gets. It is called behind
// BeforeUpdate. Its error is that of the flush, which has failed.
func Modified[T, V any](probe *T, field *V, fn func(ctx context.Context, s *Session, obj *T, old, new V) error) Events {
	return fieldHook(probe, unsafe.Pointer(field), reflect.TypeFor[V](), modified, "Modified", func(obj *T, c *hookCall) error {
		return fn(c.ctx, c.s, obj, *(*V)(c.old), *(*V)(c.new))
	})
}

// RelationshipTo is a relationship whose elements are an E.
type RelationshipTo[E any] interface {
	Relationship
	element() E
}

func (m *Many[E]) element() (e E)      { return e }
func (s *Set[E]) element() (e E)       { return e }
func (d *Dict[K, E]) element() (e E)   { return e }
func (w *WriteOnly[E]) element() (e E) { return e }
func (r *Ref[E]) element() (e E)       { return e }
func (o *One[E]) element() (e E)       { return e }

// Changing has fn called before the program changes a relationship of an object in the session: puts an
// element into it, takes one out, or sets another one. The relationship is named by its address in a probe:
//
//	p := orm.From[Author]()
//	orm.Changing(p, &p.Books, func(a *Author, was, next *Book) (*Book, error) { ... })
//
// was is what is taken out, nil if nothing is, or if a Ref or One does not know it, for which nothing is loaded.
// next is what is put in, nil if nothing is; fn returns that, or another element in its place. Its error keeps
// the relationship as it is, and is one of the next flush. Both sides of a relationship are asked, before
// either changes; what follows from the other side can be refused there, not replaced. What the
// relationships of a new object have is told when the object enters the session.
func Changing[T any, E comparable](probe *T, relationship RelationshipTo[E], fn func(owner *T, was, next E) (E, error)) Events {
	return fieldHook(probe, placeOf(relationship), nil, changing, "Changing", func(owner *T, c *hookCall) error {
		var was, next E
		if c.was != nil {
			was = elementAs[E](c.was)
		}
		if c.next != nil {
			next = elementAs[E](c.next)
		}
		got, err := fn(owner, was, next)
		if c.next != nil {
			if c.next = nil; !isNilPointer(got) {
				c.next = got
			}
		}
		return err
	})
}

func fieldHook[T any](probe *T, at unsafe.Pointer, typ reflect.Type, kind hookKind, name string, fn func(obj *T, c *hookCall) error) Events {
	e := hookOf(kind, name, fn)
	h := &e.hooks[0]
	h.probe, h.typ = true, typ
	if offset := uintptr(at) - uintptr(unsafe.Pointer(probe)); probe != nil && at != nil && offset < max(unsafe.Sizeof(*probe), 1) {
		h.offset = offset
		return e
	}
	return Events{errs: []error{fmt.Errorf("gild: %s: the address is not that of a field of the probe of %s", name, reflect.TypeFor[T]())}}
}

// mistakes are what is wrong with the hooks of a listener.
func (l *listener) mistakes(r *Registry) []error {
	errs := l.events.errs
	if r.err != nil {
		return errs
	}
	for i := range l.events.hooks {
		h := &l.events.hooks[i]
		if h.about.Kind() == reflect.Interface {
			continue
		}
		found := false
		for _, m := range r.ordered {
			if at := r.parts(h.about)[m.index]; at != isNoPart {
				found = found || !h.probe || h.place(m, at) >= 0
			}
		}
		switch {
		case !found && h.probe:
			errs = append(errs, fmt.Errorf("gild: %s: the address is that of no column or relationship of %s", h.name, h.about.Elem()))
		case !found:
			errs = append(errs, fmt.Errorf("gild: %s of %s: it is about pointers to mapped structs, or to structs that these embed, and about interfaces", h.name, h.about))
		}
	}
	return errs
}

// place returns the index of the field, or of the relationship, of m that the hook is about, -1 if it has none.
// What the function takes is at offset at of an object.
func (h *hook) place(m *mapper, at int) int {
	offset := uintptr(at) + h.offset
	if h.kind == changing {
		for i, rel := range m.relations {
			if rel.offset == offset {
				return i
			}
		}
		return -1
	}
	for i := range m.fields {
		if f := &m.fields[i]; f.offset == offset && f.typ == h.typ && !f.deferred {
			return i
		}
	}
	return -1
}
