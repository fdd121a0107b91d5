package orm

import (
	"reflect"
	"unsafe"
)

// lastSlab is how many objects of one kind are allocated at once, at the most. Who keeps one of them
// keeps its neighbours, so it is not many.
const lastSlab = 32

// slab hands out new variables of one type that lie beside each other: the first alone, then more
// and more at once.
type slab struct {
	next unsafe.Pointer
	left int
	size int
}

// take returns a new variable; list is the slice type of its type.
func (b *slab) take(list reflect.Type) unsafe.Pointer {
	if b.left == 0 {
		b.size = min(max(2*b.size, 1), lastSlab)
		b.next, b.left = reflect.MakeSlice(list, b.size, b.size).UnsafePointer(), b.size
	}
	p := b.next
	if b.left--; b.left > 0 {
		b.next = unsafe.Add(p, list.Elem().Size())
	} else {
		b.next = nil
	}
	return p
}

// slabs are those of a session for one type.
type slabs struct{ objects, snapshots slab }

// slabsOf returns the session's slabs for a type.
func (s *Session) slabsOf(m *mapper) *slabs {
	for m.index >= len(s.slabs) {
		s.slabs = append(s.slabs, slabs{})
	}
	return &s.slabs[m.index]
}

var stateList = reflect.TypeFor[[]state]()

// newState returns a new state.
func (s *Session) newState() *state { return (*state)(s.states0.take(stateList)) }
