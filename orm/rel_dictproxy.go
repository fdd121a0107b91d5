package orm

import "context"

// DictProxy is Proxy for a Dict: its values by key.
type DictProxy[K comparable, E Keyed[K], V comparable] struct {
	links  *Dict[K, E]
	value  func(E) (V, error)
	create func(K, V) E
	assign func(E, V)
}

// DictProxyOf views a Dict: value gives what an element leads to, create makes the element for a key and a value, and
// assign gives an element that is there another value. Where assign is nil, a new element takes its place.
func DictProxyOf[K comparable, E Keyed[K], V comparable](links *Dict[K, E], value func(E) (V, error), create func(K, V) E, assign func(E, V)) DictProxy[K, E, V] {
	return DictProxy[K, E, V]{links, value, create, assign}
}

// All returns the values by key. If the Dict is not loaded, or what its elements lead to, the error is ErrNotLoaded.
func (p DictProxy[K, E, V]) All() (map[K]V, error) {
	elements, err := p.links.All()
	if err != nil {
		return nil, err
	}
	out := make(map[K]V, len(elements))
	for key, e := range elements {
		if out[key], err = p.value(e); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// Get returns the value under a key, and whether there is one. For errors see All.
func (p DictProxy[K, E, V]) Get(key K) (v V, found bool, err error) {
	e, err := p.links.Get(key)
	if err != nil || isNilPointer(e) {
		return v, false, err
	}
	v, err = p.value(e)
	return v, err == nil, err
}

// Load loads the Dict and what its elements lead to, as Load of Proxy, and returns the values.
func (p DictProxy[K, E, V]) Load(ctx context.Context) (map[K]V, error) {
	err := p.links.loadBehind(ctx, func(yield func(error) bool) {
		for _, e := range p.links.Each() {
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

// Set puts a value under a key. If the Dict is not loaded the error is ErrNotLoaded.
func (p DictProxy[K, E, V]) Set(key K, v V) error {
	switch e, err := p.links.Get(key); {
	case err != nil:
		return err
	case isNilPointer(e):
		p.links.Put(p.create(key, v))
	case p.assign != nil:
		p.assign(e, v)
	default:
		if known, err := p.value(e); err != nil || known != v {
			p.links.Put(p.create(key, v))
		}
	}
	return nil
}

// Delete takes out what stands under a key, if anything does. If the Dict is not loaded the error is ErrNotLoaded.
func (p DictProxy[K, E, V]) Delete(key K) error { return p.links.Delete(key) }
