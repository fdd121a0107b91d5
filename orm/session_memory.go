package orm

import (
	locks "sync" // the package has a sync of its own

	"github.com/gildsql/gild/internal/intmap"
)

// sessionMemory is what a session with more than a few objects finds them by. It is used again by later sessions.
type sessionMemory struct {
	order   []*state
	found   []*state // by a query
	numbers []intmap.Map[*state]
}

// sessionMemories keeps the memory of sessions. It is safe for concurrent use.
type sessionMemories struct{ pool locks.Pool }

// maxKeptObjects is how many objects a session may have had for its memory to be kept.
const maxKeptObjects = 1 << 14

// recall gives the session the memory of an earlier one.
func (s *Session) recall() {
	var ok bool
	if s.memory, ok = s.registry.memories.pool.Get().(*sessionMemory); !ok {
		s.memory = &sessionMemory{}
	}
	s.order = append(s.memory.order, s.order...)
	s.foundAgain(s.memory.found)
	if s.identities.numbers == nil {
		s.identities.numbers = s.memory.numbers
	}
	*s.memory = sessionMemory{}
}

// giveBack ends the use of the session's memory, which refers to nothing any more.
func (s *Session) giveBack(numbers []intmap.Map[*state]) {
	m := s.memory
	if s.memory = nil; m == nil || len(s.order) > maxKeptObjects {
		return
	}
	for i := range numbers {
		numbers[i].Empty()
	}
	*m = sessionMemory{order: emptied(s.order), found: s.found, numbers: numbers}
	s.registry.memories.pool.Put(m)
}

// foundAgain has the next query find objects in the memory of a list that is done with.
func (s *Session) foundAgain(list []*state) {
	if cap(list) > cap(s.found) && cap(list) <= maxKeptObjects {
		s.found = emptied(list)
	}
}

// widened returns a list that is to have one more, in the memory if it has become too long for its own.
func widened(list []*state, memory *[]*state) []*state {
	if len(list) < cap(list) || cap(*memory) <= len(list) {
		return list
	}
	wide := append(*memory, list...)
	*memory = nil
	return wide
}
