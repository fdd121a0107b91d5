// Package intmap is a map of numbers that costs less than Go's.
package intmap

import (
	"iter"
	"math/bits"
)

// Map has values by a number: a hash table with open addressing. The ORM looks an object up for each row
// that it reads, where Go's map took an eighth of the time of a load. The zero value is empty. What has the
// zero value of V is not there.
type Map[V comparable] struct {
	slots []entry[V] // as many as a power of two, at most three quarters of them taken
	n     int
	shift int // of a hash, for as many bits as there are slots
}

type entry[V comparable] struct {
	number int64
	value  V
}

func (s *entry[V]) taken() bool { return s.value != *new(V) }

// fewestSlots is how many a map with anything in it has.
const fewestSlots = 8

// Find returns the value of a number, nil if there is none. The next Put moves it.
func (m *Map[V]) Find(number int64) *V {
	if m.n == 0 {
		return nil
	}
	if slot := m.slot(number); slot.taken() {
		return &slot.value
	}
	return nil
}

// Put returns the value of a number, for the caller to set if there was none. The next Put moves it.
func (m *Map[V]) Put(number int64) *V {
	if 4*m.n >= 3*len(m.slots) {
		m.grow(2 * len(m.slots))
	}
	slot := m.slot(number)
	if !slot.taken() {
		slot.number = number
		m.n++
	}
	return &slot.value
}

// slot returns that of a number, or the free one where it belongs.
func (m *Map[V]) slot(number int64) *entry[V] {
	for at := m.home(number); ; at = m.next(at) {
		if slot := &m.slots[at]; !slot.taken() || slot.number == number {
			return slot
		}
	}
}

// home is where a number is looked for first: by the golden ratio, which sets numbers that follow each
// other far apart.
func (m *Map[V]) home(number int64) int {
	return int(uint64(number) * 0x9e3779b97f4a7c15 >> m.shift)
}

func (m *Map[V]) next(at int) int { return (at + 1) & (len(m.slots) - 1) }

// Expect makes room for n more.
func (m *Map[V]) Expect(n int) {
	if 3*len(m.slots) < 4*(m.n+n) {
		m.grow(1 << bits.Len(uint(4*(m.n+n)/3)))
	}
}

func (m *Map[V]) grow(slots int) {
	old := m.slots
	slots = max(slots, fewestSlots)
	m.slots, m.shift = make([]entry[V], slots), 64-bits.TrailingZeros(uint(slots))
	for i := range old {
		if old[i].taken() {
			*m.slot(old[i].number) = old[i]
		}
	}
}

// Drop forgets a number. Those that could not have its slot move up, so that none is behind a gap.
func (m *Map[V]) Drop(number int64) {
	if m.Find(number) == nil {
		return
	}
	gap := m.home(number)
	for m.slots[gap].number != number {
		gap = m.next(gap)
	}
	for at := m.next(gap); m.slots[at].taken(); at = m.next(at) {
		home := m.home(m.slots[at].number)
		if mask := len(m.slots) - 1; (at-home)&mask >= (at-gap)&mask {
			m.slots[gap], gap = m.slots[at], at
		}
	}
	m.slots[gap] = entry[V]{}
	m.n--
}

// Empty forgets all. Memory is kept, unless it is for far more than there were.
func (m *Map[V]) Empty() {
	if sparse := len(m.slots) / 8; m.n < sparse {
		*m = Map[V]{}
		return
	}
	clear(m.slots)
	m.n = 0
}

// Values yields all values, in no order.
func (m *Map[V]) Values() iter.Seq[*V] {
	return func(yield func(*V) bool) {
		for i := range m.slots {
			if m.slots[i].taken() && !yield(&m.slots[i].value) {
				return
			}
		}
	}
}
