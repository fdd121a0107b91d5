package orm

import (
	"cmp"
	"fmt"
	"slices"
	"unsafe"
)

// frame is what a transaction, or a savepoint in it, has changed in memory.
type frame struct {
	outer   *frame // nil of the transaction itself
	depth   int
	states  []journaled // written in it, as they were when it began
	memory  *journal    // of states; nil if it is their own
	members map[*members]savedMembers
}

// journal is memory for what a frame notes. It is used again, by other sessions too.
type journal struct{ states []journaled }

// expectChanges makes room for n more states in the frame.
func (s *Session) expectChanges(n int) {
	f := s.frame
	if cap(f.states)-len(f.states) >= n {
		return
	}
	if f.memory == nil {
		var ok bool
		if f.memory, ok = s.registry.journals.Get().(*journal); !ok {
			f.memory = &journal{}
		}
		f.states = append(f.memory.states, f.states...)
	}
	f.states = slices.Grow(f.states, n)
}

// journaled is what a state was. The state knows its place in the innermost frame that has it, and
// the entry the one before.
type journaled struct {
	st   *state
	was  before
	prev place
}

// place is where the journal has a state.
type place struct {
	frame *frame
	at    int
}

// before is what an object was when a frame began.
type before struct {
	stored   bool
	numbered bool
	missing  int8
	key      primaryKey
	snapshot unsafe.Pointer
	unread   *[]int
}

// now is what the object is.
func (st *state) now() before {
	return before{stored: st.stored, numbered: st.numbered, missing: st.missing, key: st.key, snapshot: st.snapshot, unread: st.unread}
}

// within returns a frame inside of f.
func (f *frame) within() *frame { return &frame{outer: f, depth: f.depth + 1} }

// name is the savepoint's, the same on every run.
func (f *frame) name() string { return fmt.Sprintf("orm_%d", f.depth) }

// journal notes what an object was before its first change in the frame.
func (s *Session) journal(st *state) {
	if st.journaled.frame != s.frame {
		s.frame.add(st, st.now(), st.journaled)
	}
}

// add makes the frame know what a state was.
func (f *frame) add(st *state, was before, prev place) {
	st.journaled = place{f, len(f.states)}
	f.states = append(f.states, journaled{st, was, prev})
}

// journalMembers notes what a relationship of a stored object was.
func (s *Session) journalMembers(c *members) {
	if c.owner == nil || !c.owner.stored {
		return
	}
	if _, known := s.frame.members[c]; !known {
		if s.frame.members == nil {
			s.frame.members = map[*members]savedMembers{}
		}
		s.frame.members[c] = c.save()
	}
}

// popFrame makes what a savepoint has changed part of what is around it.
func (s *Session) popFrame() {
	inner := s.frame
	s.frame = inner.outer
	for _, j := range inner.states {
		if j.st.journaled = j.prev; j.prev.frame != s.frame {
			s.frame.add(j.st, j.was, j.prev)
		}
	}
	for c, was := range inner.members {
		if _, known := s.frame.members[c]; !known && s.was(c.owner).stored {
			if s.frame.members == nil {
				s.frame.members = map[*members]savedMembers{}
			}
			s.frame.members[c] = was
		}
	}
}

// was returns what an object was when the current frame began.
func (s *Session) was(st *state) before {
	if st.journaled.frame == s.frame {
		return s.frame.states[st.journaled.at].was
	}
	return st.now()
}

// undo brings the objects back to what they were when the frame began.
func (s *Session) undo(f *frame) {
	for _, st := range s.order { // first those that leave: an object may have come twice
		if st.session == s && !s.was(st).stored {
			st.backToNew()
		}
	}
	var back []*state
	for _, j := range f.states {
		st, was := j.st, j.was
		if !was.stored {
			if st.session == s {
				st.backToNew()
			}
			continue
		}
		s.identities.drop(st)
		back = append(back, st)
	}
	slices.SortFunc(back, func(a, b *state) int { return cmp.Compare(a.seq, b.seq) })
	for _, st := range back {
		s.revive(st, f.states[st.journaled.at].was)
	}
	for _, st := range s.states() {
		st.deleting, st.exprs = false, nil
		if st.journaled.frame != f && st.isDirty() {
			st.restore(st.snapshot)
		}
	}
	for _, c := range s.touched {
		if c.touched = false; c.tracks() {
			c.changes = nil
		}
	}
	s.touched = nil
	for c, was := range f.members {
		c.restore(was)
	}
	s.forget(f)
}

// forget takes the frame's entries out of the states.
func (s *Session) forget(f *frame) {
	for _, j := range f.states {
		j.st.journaled = j.prev
	}
	f.members, f.states = nil, emptied(f.states)
	if f.memory != nil {
		if f.memory.states = f.states; cap(f.states) <= maxKeptUnits {
			s.registry.journals.Put(f.memory)
		}
		f.memory, f.states = nil, nil
	} else if cap(f.states) > maxKeptStates {
		f.states = nil
	}
}

// maxKeptStates is how many entries a frame keeps memory of its own for.
const maxKeptStates = 256

// revive makes an object persistent again, with what it had.
func (s *Session) revive(st *state, was before) {
	gone, from := st.session != s || st.deleted, st.status()
	st.session, st.stored, st.deleted, st.deleting = s, true, false, false
	st.key, st.snapshot, st.numbered, st.unread, st.missing = was.key, was.snapshot, was.numbered, was.unread, was.missing
	st.loaded = 0 // the row may be another by now
	s.identities.put(st.identity(), st)
	s.bindState(st)
	st.restore(st.snapshot)
	for _, rel := range st.m.relations {
		rel.membersAt(st.ptr).owner = st
	}
	if gone && !slices.Contains(s.order, st) {
		s.order = append(s.order, st)
		slices.SortFunc(s.order, func(a, b *state) int { return cmp.Compare(a.seq, b.seq) })
	}
	s.moved(st, from)
}

// backToNew makes an object whose insertion is undone, or never was, one without session:
// without the key that the database gave it, and without those of owners.
func (st *state) backToNew() {
	s, from := st.session, st.status()
	if st.numbered {
		st.m.fields[st.m.auto].clear(st.ptr)
	}
	if st.keyed != nil {
		for _, i := range *st.keyed {
			st.m.fields[i].clear(st.ptr)
		}
	}
	if st.m.version >= 0 && st.stored {
		st.m.fields[st.m.version].clear(st.ptr)
	}
	if st.stored {
		st.session.identities.drop(st)
	}
	if s != nil {
		st.leaveQuietly()
	}
	st.stored, st.deleted, st.numbered, st.keyed, st.snapshot, st.exprs, st.unread = false, false, false, nil, nil, nil, nil
	if s != nil {
		s.moved(st, from)
	}
}
