package lru

// Strings is a [Cache] with string keys that can also be looked up by a
// []byte. It is not safe for concurrent use.
type Strings[V any] struct {
	Cache[string, V]
}

// NewStrings is [New] for string keys.
func NewStrings[V any](capacity int, onEvict func(string, V)) *Strings[V] {
	c := &Strings[V]{}
	c.init(capacity, onEvict)
	return c
}

// GetBytes is Get with a key that the caller has as bytes. It does not
// allocate and does not keep key.
func (c *Strings[V]) GetBytes(key []byte) (V, bool) {
	i, ok := c.index[string(key)] // the compiler does not copy for a map lookup
	if !ok {
		var zero V
		return zero, false
	}
	return c.use(i), true
}
