// Package lru is a bounded map that forgets what was used least recently.
//
// [Cache] works for any comparable key, [Strings] adds lookups by []byte that
// do not allocate. Neither is safe for concurrent use, not even for
// concurrent Get, which reorders: the owner locks, or is a single goroutine.
package lru

import "math"

// none is the index of no node.
const none = -1

// A node is an entry, linked by indexes into Cache.nodes.
type node[K comparable, V any] struct {
	key        K
	value      V
	prev, next int32 // towards the most, the least recently used; next also links free nodes
}

// A Cache holds at most a fixed number of entries and evicts the least
// recently used one to make room. It is not safe for concurrent use.
//
// The zero value, like a Cache with a capacity of 0, holds nothing.
//
// onEvict is called with every entry that leaves the cache by itself: pushed
// out by another, replaced under the same key, or dropped by Clear. It is not
// called for entries that Remove or a refusing Put leave to the caller. It is
// called when the cache is consistent again, so it may use the cache.
type Cache[K comparable, V any] struct {
	capacity   int
	onEvict    func(K, V)
	index      map[K]int32
	nodes      []node[K, V]
	head, tail int32 // most and least recently used; none if empty
	free       int32 // first unused node; none if all are used
}

// New returns an empty Cache for capacity entries. A capacity of 0 or less
// holds nothing. onEvict may be nil. Memory is taken as entries come.
func New[K comparable, V any](capacity int, onEvict func(K, V)) *Cache[K, V] {
	c := &Cache[K, V]{}
	c.init(capacity, onEvict)
	return c
}

func (c *Cache[K, V]) init(capacity int, onEvict func(K, V)) {
	c.capacity = min(max(capacity, 0), math.MaxInt32)
	c.onEvict = onEvict
	c.reset()
}

func (c *Cache[K, V]) reset() {
	c.index = make(map[K]int32)
	c.nodes = nil
	c.head, c.tail, c.free = none, none, none
}

// Len returns the number of entries.
func (c *Cache[K, V]) Len() int { return len(c.index) }

// Get returns the value of key and makes it the most recently used. Without
// such an entry it returns the zero value and false. It does not allocate.
func (c *Cache[K, V]) Get(key K) (V, bool) {
	i, ok := c.index[key]
	if !ok {
		var zero V
		return zero, false
	}
	return c.use(i), true
}

// Put makes value the value of key and the most recently used. It evicts a
// previous value of key, or the least recently used entry if the cache is
// full. It returns false if the cache does not hold the value: its capacity
// is 0, or key is not equal to itself (NaN). The value is then still the
// caller's.
func (c *Cache[K, V]) Put(key K, value V) bool {
	if c.capacity == 0 || key != key {
		return false
	}
	if i, ok := c.index[key]; ok {
		n := &c.nodes[i]
		oldKey, oldValue := n.key, n.value
		n.key, n.value = key, value
		c.use(i)
		c.evicted(oldKey, oldValue)
		return true
	}
	if len(c.index) < c.capacity {
		c.insert(key, value)
		return true
	}
	last := c.nodes[c.tail]
	c.drop(c.tail)
	c.insert(key, value)
	c.evicted(last.key, last.value)
	return true
}

// Remove takes the entry of key out of the cache and returns its value, which
// is the caller's from now on: onEvict is not called. Without such an entry it
// returns the zero value and false.
func (c *Cache[K, V]) Remove(key K) (V, bool) {
	i, ok := c.index[key]
	if !ok {
		var zero V
		return zero, false
	}
	value := c.nodes[i].value
	c.drop(i)
	return value, true
}

// Clear drops all entries, least recently used first, and calls onEvict with
// each.
func (c *Cache[K, V]) Clear() {
	nodes, tail := c.nodes, c.tail
	if len(nodes) == 0 {
		return
	}
	c.reset() // first, for onEvict may use the cache
	for i := tail; i != none; i = nodes[i].prev {
		c.evicted(nodes[i].key, nodes[i].value)
	}
}

func (c *Cache[K, V]) evicted(key K, value V) {
	if c.onEvict != nil {
		c.onEvict(key, value)
	}
}

// use makes the entry at i the most recently used and returns its value.
func (c *Cache[K, V]) use(i int32) V {
	if c.head != i {
		c.unlink(i)
		c.pushFront(i)
	}
	return c.nodes[i].value
}

// insert adds an entry for a key that has none.
func (c *Cache[K, V]) insert(key K, value V) {
	i := c.free
	if i == none {
		i = int32(len(c.nodes))
		c.nodes = append(c.nodes, node[K, V]{})
	} else {
		c.free = c.nodes[i].next
	}
	c.nodes[i].key, c.nodes[i].value = key, value
	c.pushFront(i)
	c.index[key] = i
}

// drop deletes the entry at i and keeps its node for reuse.
func (c *Cache[K, V]) drop(i int32) {
	delete(c.index, c.nodes[i].key)
	c.unlink(i)
	c.nodes[i] = node[K, V]{next: c.free} // lets go of key and value
	c.free = i
}

func (c *Cache[K, V]) unlink(i int32) {
	n := &c.nodes[i]
	if n.prev != none {
		c.nodes[n.prev].next = n.next
	} else {
		c.head = n.next
	}
	if n.next != none {
		c.nodes[n.next].prev = n.prev
	} else {
		c.tail = n.prev
	}
}

func (c *Cache[K, V]) pushFront(i int32) {
	n := &c.nodes[i]
	n.prev, n.next = none, c.head
	if c.head != none {
		c.nodes[c.head].prev = i
	} else {
		c.tail = i
	}
	c.head = i
}
