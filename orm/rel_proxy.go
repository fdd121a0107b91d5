package orm

import (
	"context"
	"errors"
	"iter"
	"slices"
)

// Collection is what Many and Set have in common.
type Collection[E comparable] interface {
	Relationship
	Add(items ...E)
	Remove(items ...E)
	Each() iter.Seq[E]
	Loaded() bool
}

// Proxy is an association proxy: a view of a collection as values that its elements lead to, such as
// the keywords behind the objects that link them with a user. It has nothing of its own; what is done
// with it is done with the collection, and by the session that the collection belongs to.
type Proxy[E, V comparable] struct {
	links  Collection[E]
	value  func(E) (V, error)
	create func(V) E
}

// ProxyOf views a collection: value gives what an element leads to, and create makes the element for a
// value that is added. A method of the entity is the place for it:
//
//	func (u *User) Keywords() orm.Proxy[*UserKeyword, *Keyword] {
//		return orm.ProxyOf(&u.Links, (*UserKeyword).Target, LinkTo)
//	}
//
// Values may be fields of the elements as well, and value may go through another relationship: an
// ErrNotLoaded of it is that of All.
func ProxyOf[E, V comparable](links Collection[E], value func(E) (V, error), create func(V) E) Proxy[E, V] {
	return Proxy[E, V]{links, value, create}
}

// All returns the values in the order of the elements. If the collection is not loaded, or what its
// elements lead to, the error is ErrNotLoaded.
func (p Proxy[E, V]) All() ([]V, error) {
	if !p.links.Loaded() {
		return nil, (*members)(p.links.at()).notLoaded()
	}
	var out []V
	for e := range p.links.Each() {
		v, err := p.value(e)
		if err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

// Each yields the values that are known.
func (p Proxy[E, V]) Each() iter.Seq[V] {
	return func(yield func(V) bool) {
		for e := range p.links.Each() {
			if v, err := p.value(e); err == nil && !yield(v) {
				return
			}
		}
	}
}

// Contains reports whether v is known to be one of the values.
func (p Proxy[E, V]) Contains(v V) bool {
	for known := range p.Each() {
		if known == v {
			return true
		}
	}
	return false
}

// Load loads the collection and what its elements lead to, each relationship for all of them at once, and
// returns the values.
func (p Proxy[E, V]) Load(ctx context.Context) ([]V, error) {
	err := (*members)(p.links.at()).loadBehind(ctx, func(yield func(error) bool) {
		for e := range p.links.Each() {
			if _, err := p.value(e); !yield(err) {
				return
			}
		}
	})
	if err != nil {
		return nil, err
	}
	return p.All()
}

// loadBehind loads a collection, and what asking its elements says is not loaded.
func (c *members) loadBehind(ctx context.Context, ask iter.Seq[error]) error {
	if err := c.load(ctx); err != nil || c.owner == nil || c.owner.session == nil {
		return err
	}
	s := c.owner.session
	known := map[*members]bool{}
	for {
		var missed []*members
		s.missed = nil
		for err := range ask {
			at := s.missed
			switch {
			case err == nil:
			case !errors.Is(err, ErrNotLoaded) || at == nil || known[at] && !slices.Contains(missed, at):
				return err
			case !known[at]:
				known[at], missed = true, append(missed, at)
			}
			s.missed = nil
		}
		if len(missed) == 0 {
			return nil
		}
		if err := s.loadMissed(ctx, missed); err != nil {
			return err
		}
	}
}

// loadMissed loads relationships of several objects, each for all of its owners at once.
func (s *Session) loadMissed(ctx context.Context, missed []*members) error {
	return s.exclusive(func() error {
		if err := s.autoflush(ctx); err != nil {
			return err
		}
		for i, c := range missed {
			if slices.ContainsFunc(missed[:i], func(o *members) bool { return o.rel == c.rel }) {
				continue
			}
			var owners []*state
			for _, o := range missed[i:] {
				if o.rel == c.rel {
					owners = append(owners, o.owner)
				}
			}
			if err := s.load(ctx, c.rel.entirely(), owners); err != nil {
				return err
			}
		}
		return nil
	})
}

// notLoaded is ErrNotLoaded of a relationship, which the session notes.
func (c *members) notLoaded() error {
	if c.owner != nil && c.owner.session != nil {
		c.owner.session.missed = c
	}
	return ErrNotLoaded
}

// Add adds an element for each value. The same value can be added twice, unless the database knows
// better.
func (p Proxy[E, V]) Add(values ...V) {
	for _, v := range values {
		p.links.Add(p.create(v))
	}
}

// Remove removes the elements that lead to the values. What they are has to be known; see All.
func (p Proxy[E, V]) Remove(values ...V) error {
	return p.removeIf(func(v V) bool { return slices.Contains(values, v) })
}

// Replace makes values the values: elements of others are removed, those that are there already stay.
// What they are has to be known; see All.
func (p Proxy[E, V]) Replace(values ...V) error {
	if err := p.removeIf(func(v V) bool { return !slices.Contains(values, v) }); err != nil {
		return err
	}
	for _, v := range values {
		if !p.Contains(v) {
			p.Add(v)
		}
	}
	return nil
}

// removeIf removes the elements of values that are unwanted, all or none.
func (p Proxy[E, V]) removeIf(unwanted func(V) bool) error {
	if !p.links.Loaded() {
		return ErrNotLoaded
	}
	var gone []E
	var errs []error
	for e := range p.links.Each() {
		v, err := p.value(e)
		if errs = append(errs, err); err == nil && unwanted(v) {
			gone = append(gone, e)
		}
	}
	if err := errors.Join(errs...); err != nil {
		return err
	}
	p.links.Remove(gone...)
	return nil
}
