package orm

import (
	"reflect"
	"unsafe"
)

// lastSlab is how many objects of one kind are allocated at once, at the most. Who keeps one of them
// keeps its neighbours, so it is not many.
const lastSlab = 1 << (len(arrays{}) - 1)

// arrays are the types of arrays of one type, for 1, 2, 4 and more elements.
type arrays [6]reflect.Type

// arraysOf returns those of t.
func arraysOf(t reflect.Type) *arrays {
	var a arrays
	for i := range a {
		a[i] = reflect.ArrayOf(1<<i, t)
	}
	return &a
}

// slab hands out new variables of one type that lie beside each other: the first alone, then more
// and more at once.
type slab struct {
	next unsafe.Pointer
	left int
	size int // the index of the next array's type
}

// take returns a new variable of the type of the arrays.
func (b *slab) take(of *arrays) unsafe.Pointer {
	if b.left == 0 {
		b.next, b.left = reflect.New(of[b.size]).UnsafePointer(), 1<<b.size
		b.size = min(b.size+1, len(of)-1)
	}
	p := b.next
	if b.left--; b.left > 0 {
		b.next = unsafe.Add(p, of[0].Size())
	} else {
		b.next = nil
	}
	return p
}

// slabs are those of a session for one type.
type slabs struct{ objects, snapshots slab }

// slabsOf returns the session's slabs for a type.
func (s *Session) slabsOf(m *mapper) *slabs {
	if s.slabs == nil {
		s.slabs = make([]slabs, len(s.registry.ordered))
	}
	return &s.slabs[m.index]
}

// newState returns a new state.
func (s *Session) newState() *state {
	if len(s.newStates) == cap(s.newStates) {
		s.newStates = make([]state, 0, min(max(2*cap(s.newStates), 1), lastSlab))
	}
	s.newStates = s.newStates[:len(s.newStates)+1]
	return &s.newStates[len(s.newStates)-1]
}
