package orm

import (
	"context"
	"reflect"
)

// Ref is the "one" side of a relationship, as a field of the struct that has the foreign key
// to it: many-to-one, or one-to-one. E is a pointer to an entity. What the flush writes into
// the foreign key's fields is the key of what was set; a program that sets these fields
// itself, and not the Ref, has its way.
//
// The Ref of an object from the database is known if its session has the target already;
// else it must be loaded before it is read. A Ref must not be copied, and is used by one
// goroutine at a time, as its session is.
type Ref[E comparable] struct{ members }

func (r *Ref[E]) elemType() reflect.Type { return reflect.TypeFor[E]() }
func (r *Ref[E]) shape() shape           { return shapeRef }

// Get returns the target, nil if there is none. If it is not known, the error is
// ErrNotLoaded.
func (r *Ref[E]) Get() (E, error) { return onlyOf[E](&r.members) }

// Set makes e the target, nil for none.
func (r *Ref[E]) Set(e E) { setOnly(&r.members, e) }

// Load loads the target unless it is known, and returns it. The owner must belong to a
// session; if not, it returns ErrDetached.
func (r *Ref[E]) Load(ctx context.Context) (E, error) { return loadOnly[E](ctx, &r.members) }

// Loaded reports whether Get will return the target.
func (r *Ref[E]) Loaded() bool { r.resolve(); return r.readable() }

// One is a relationship to one entity at most that has the foreign key to the owner: the
// other side of a one-to-one. It is used as a Ref is. What another takes the place of is
// deleted or left without owner, as if it had been removed from a collection.
type One[E comparable] struct{ members }

func (o *One[E]) elemType() reflect.Type { return reflect.TypeFor[E]() }
func (o *One[E]) shape() shape           { return shapeOne }

// Get returns the element, nil if there is none. If it is not known, the error is
// ErrNotLoaded.
func (o *One[E]) Get() (E, error) { return onlyOf[E](&o.members) }

// Set makes e the element, nil for none.
func (o *One[E]) Set(e E) { setOnly(&o.members, e) }

// Load loads the element unless it is known, and returns it. The owner must belong to a
// session; if not, it returns ErrDetached.
func (o *One[E]) Load(ctx context.Context) (E, error) { return loadOnly[E](ctx, &o.members) }

// Loaded reports whether Get will return the element.
func (o *One[E]) Loaded() bool { return o.readable() }

func onlyOf[E comparable](c *members) (e E, err error) {
	c.resolve()
	if !c.readable() {
		return e, c.notLoaded()
	}
	return onlyAs[E](c), nil
}

// onlyAs returns the element, nil if there is none.
func onlyAs[E comparable](c *members) (e E) {
	if only := c.only(); only != nil {
		e = elementAs[E](only)
	}
	return e
}

func setOnly[E comparable](c *members, e E) {
	if isNilPointer(e) {
		c.scalar(nil)
		return
	}
	c.scalar(c.actual(e))
}

// scalar is replace for a field that no session has seen as well.
func (c *members) scalar(e any) {
	if c.owner == nil {
		c.items, c.loaded = nil, true
		if e != nil {
			c.items = []any{e}
		}
		return
	}
	c.resolve()
	c.replace(e)
}

func loadOnly[E comparable](ctx context.Context, c *members) (e E, err error) {
	c.resolve()
	if err := c.load(ctx); err != nil {
		return e, err
	}
	return onlyAs[E](c), nil
}
