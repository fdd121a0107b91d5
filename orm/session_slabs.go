package orm

import (
	"unsafe"

	"github.com/gildsql/gild/internal/slab"
)

// slabs are those of a session for one type.
type slabs struct{ objects, snapshots slab.Slab }

// slabsOf returns the session's slabs for a type.
func (s *Session) slabsOf(m *mapper) *slabs {
	if s.slabs == nil {
		s.slabs = make([]slabs, len(s.registry.ordered))
	}
	return &s.slabs[m.index]
}

// mostStates is how many states are allocated at once, at the most.
var mostStates = slab.Most(unsafe.Sizeof(state{}))

// newState returns a new state.
func (s *Session) newState() *state {
	if len(s.newStates) == cap(s.newStates) {
		s.newStates = make([]state, 0, min(max(2*cap(s.newStates), 1), mostStates))
	}
	s.newStates = s.newStates[:len(s.newStates)+1]
	return &s.newStates[len(s.newStates)-1]
}
