package orm

import (
	"reflect"
	"slices"
)

// members is what every relationship field is made of: the elements that are known, and how
// they have changed since the last flush. Of a scalar there is one at most.
type members struct {
	owner   *state // nil for an object that no session has seen
	rel     *relation
	items   []any // pointers to entities, as far as known
	changes *changes
	seen    uint32 // the session's generation when they were loaded
	loaded  bool   // items are all there are,
	partial bool   // or those that a load with conditions has found
	hides   bool   // conditions of the session may have left out others, which a flush looks after
	touched bool   // changes are on the session's list
	index   index  // of items
	writing bool   // they are being written as JSON
}

// changes are what the next flush has to do about a relationship of a stored owner.
type changes struct {
	added, removed []any // net: what was added and then removed is in neither
	echoed         []any // of added, those that came from the other side
	replaced       bool  // of a scalar: what was there before is not known, and goes
	index          index // of added
}

// wrapper is a relationship field, as a pointer.
type wrapper interface {
	elemType() reflect.Type
	shape() shape
}

// shape is what kind of a field a relationship has.
type shape int

const (
	shapeMany shape = iota
	shapeSet
	shapeMap
	shapeWriteOnly
	shapeRef // the side that has the foreign key
	shapeOne // the other side, of one element at most
)

func (s shape) scalar() bool { return s == shapeRef || s == shapeOne }

// complete reports whether items are all there are: of a new object they are.
func (c *members) complete() bool {
	return c.loaded && !c.partial || c.owner == nil || !c.owner.stored
}

// readable reports whether items are what the program has asked for.
func (c *members) readable() bool { return c.loaded || c.complete() }

// Partial reports whether the relationship was loaded with conditions, with a limit or from what a query has
// joined, so that there may be more in the database. What there is can be read, added to and removed from as
// ever; a flush looks after no others because of that, and deletes none: where it needs all of them, such as for
// the cascades of the owner, it loads them. Replace needs to know them. Load loads all. A Ref whose foreign key leads
// to a row that is not there, or that conditions of the session (Only) leave out, is nil and known in part: the
// foreign key is not NULL.
func (c *members) Partial() bool { return c.loaded && c.partial && !c.complete() }

// unknown returns why the relationship is not known as a whole, nil if it is.
func (c *members) unknown() error {
	switch {
	case c.Partial():
		return ErrPartial
	case !c.complete():
		return ErrNotLoaded
	}
	return nil
}

// fresh reports whether loading would find nothing new.
func (c *members) fresh() bool {
	return c.complete() && (c.owner == nil || c.owner.session == nil || !c.owner.stored || c.seen == c.owner.session.generation)
}

// whole reports whether items are all that the database has, whatever the session sees of it.
func (c *members) whole() bool { return c.fresh() && !c.hides }

// tracks reports whether changes are to be kept: for a new object the items themselves are.
func (c *members) tracks() bool { return c.owner != nil && c.owner.stored }

// contains reports whether e is known to be an element.
func (c *members) contains(e any) bool {
	return c.index.has(c.items, e) || c.changes != nil && c.changes.index.has(c.changes.added, e)
}

// touch notes that the relationship is about to change.
func (c *members) touch() {
	if c.owner == nil || c.owner.session == nil {
		return
	}
	s := c.owner.session
	s.refuse()
	if c.touched {
		return
	}
	c.touched = true
	s.journalMembers(c)
	s.touched = append(s.touched, c)
}

func (c *members) change() *changes {
	if c.changes == nil {
		c.changes = &changes{}
	}
	return c.changes
}

// add puts an element in. echo tells that the other side of the relationship has it from the
// program, and this one only follows. It reports whether anything has changed.
func (c *members) add(e any, echo bool) bool {
	if c.contains(e) {
		return false
	}
	c.touch()
	if c.tracks() {
		ch := c.change()
		if i := slices.Index(ch.removed, e); i >= 0 {
			ch.removed = slices.Delete(ch.removed, i, i+1)
		} else {
			ch.added = append(ch.added, e)
			ch.index.add(e)
			if echo {
				ch.echoed = append(ch.echoed, e)
			}
		}
	}
	if c.readable() || c.rel != nil && c.rel.shape.scalar() {
		c.items = append(c.items, e)
		c.index.add(e)
	}
	return true
}

// remove takes an element out. It reports whether anything has changed.
func (c *members) remove(e any) bool {
	at := slices.Index(c.items, e)
	if at < 0 && c.complete() {
		return false
	}
	c.touch()
	c.loosen(e)
	if at >= 0 {
		c.items, c.index = slices.Delete(slices.Clone(c.items), at, at+1), nil
	}
	if !c.tracks() {
		return true
	}
	ch := c.change()
	if i := slices.Index(ch.added, e); i >= 0 {
		ch.added, ch.index = slices.Delete(ch.added, i, i+1), nil
		ch.echoed = slices.DeleteFunc(ch.echoed, func(x any) bool { return x == e })
	} else if !slices.Contains(ch.removed, e) {
		ch.removed = append(ch.removed, e)
	}
	return true
}

// loosen notes that a new object may have lost what brought it into the session.
func (c *members) loosen(e any) {
	if c.owner == nil || c.owner.session == nil {
		return
	}
	s := c.owner.session
	if m, p, err := s.pointerTo(e); err == nil {
		if st := s.stateAt(m, p); st != nil && st.element && !st.stored {
			s.loose = append(s.loose, st)
		}
	}
}

// put is add by the program: listeners are asked, the other side follows, and the element joins the session.
func (c *members) put(e any) {
	if c.contains(e) {
		return
	}
	if e, allowed := c.ask(nil, e); allowed {
		c.putIn(e)
	}
}

// putIn is put of what is allowed.
func (c *members) putIn(e any) {
	if !c.add(e, false) {
		return
	}
	c.echoAdd(e)
	c.cascadeAdd(e)
}

// take is remove by the program. It reports whether listeners allow that.
func (c *members) take(e any) bool {
	if c.complete() && !c.contains(e) {
		return true
	}
	_, allowed := c.ask(e, nil)
	if allowed {
		c.takeOut(e)
	}
	return allowed
}

// takeOut is take of what is allowed.
func (c *members) takeOut(e any) {
	if c.remove(e) {
		c.echoRemove(e)
	}
}

// replace makes e, nil for none, the only element of a scalar.
func (c *members) replace(e any) {
	old := c.only()
	if old != nil && old == e {
		return
	}
	e, allowed := c.ask(old, e)
	if !allowed || old != nil && old == e {
		return
	}
	if old != nil {
		c.takeOut(old)
	} else if !c.complete() || c.tracks() && c.hides {
		c.touch()
		c.change().replaced = true
	} else if e == nil {
		return
	}
	if c.loaded, c.partial = true, false; c.owner != nil && c.owner.session != nil {
		c.seen = c.owner.session.generation
	}
	if e != nil {
		c.putIn(e)
	}
}

// only returns the element of a scalar, nil if there is none or it is not known.
func (c *members) only() any {
	if len(c.items) == 0 {
		return nil
	}
	return c.items[len(c.items)-1]
}

// fill takes what was loaded, with the changes that are still to be flushed.
func (c *members) fill(items []any) {
	if ch := c.changes; ch != nil {
		items = slices.DeleteFunc(items, func(e any) bool { return slices.Contains(ch.removed, e) })
		for _, e := range ch.added {
			if !slices.Contains(items, e) {
				items = append(items, e)
			}
		}
		if ch.replaced {
			items = ch.added
		}
	}
	c.items, c.index, c.loaded, c.partial, c.hides = items, nil, true, false, false
	if c.owner.session != nil {
		c.seen = c.owner.session.generation
	}
}

// settle is called when the changes are in the database.
func (c *members) settle() {
	c.changes, c.touched = nil, false
	if c.rel != nil && c.rel.shape == shapeWriteOnly {
		c.forget()
		return
	}
	if c.owner != nil && c.owner.session != nil && c.complete() {
		c.loaded, c.seen = true, c.owner.session.generation
	}
}

// forget makes the relationship one that is to be loaded.
func (c *members) forget() {
	c.items, c.index, c.changes, c.loaded, c.partial, c.hides = nil, nil, nil, false, false, false
}

// detach makes the field that of an object which no session has seen.
func (c *members) detach() { c.owner, c.changes, c.touched = nil, nil, false }

// savedMembers is what a relationship was.
type savedMembers struct {
	items           []any
	loaded, partial bool
	hides           bool
}

func (c *members) save() savedMembers {
	return savedMembers{items: slices.Clone(c.items), loaded: c.loaded, partial: c.partial, hides: c.hides}
}

// restore brings back what the relationship was. It is to be loaded again to be sure of it.
func (c *members) restore(was savedMembers) {
	c.items, c.index, c.changes, c.loaded, c.partial, c.hides, c.touched, c.seen = was.items, nil, nil, was.loaded, was.partial, was.hides, false, 0
}
