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
	states  map[*state]before // written in it, as they were when it began
	members map[*members]savedMembers
}

// before is what an object was when a frame began.
type before struct {
	stored   bool
	identity identity
	snapshot unsafe.Pointer
	numbered bool
}

func newFrame(outer *frame) *frame {
	f := &frame{outer: outer, states: map[*state]before{}, members: map[*members]savedMembers{}}
	if outer != nil {
		f.depth = outer.depth + 1
	}
	return f
}

// name is the savepoint's, the same on every run.
func (f *frame) name() string { return fmt.Sprintf("orm_%d", f.depth) }

// journal notes what an object was before its first change in the frame.
func (s *Session) journal(st *state) {
	if _, known := s.frame.states[st]; !known {
		s.frame.states[st] = before{st.stored, st.identity, st.snapshot, st.numbered}
	}
}

// journalMembers notes what a relationship of a stored object was.
func (s *Session) journalMembers(c *members) {
	if c.owner == nil || !c.owner.stored {
		return
	}
	if _, known := s.frame.members[c]; !known {
		s.frame.members[c] = c.save()
	}
}

// popFrame makes what a savepoint has changed part of what is around it.
func (s *Session) popFrame() {
	inner := s.frame
	s.frame = inner.outer
	for st, was := range inner.states {
		if _, known := s.frame.states[st]; !known {
			s.frame.states[st] = was
		}
	}
	for c, was := range inner.members {
		if _, known := s.frame.members[c]; !known && s.was(c.owner).stored {
			s.frame.members[c] = was
		}
	}
}

// was returns what an object was when the current frame began.
func (s *Session) was(st *state) before {
	if was, written := s.frame.states[st]; written {
		return was
	}
	return before{st.stored, st.identity, st.snapshot, st.numbered}
}

// undo brings the objects back to what they were when the frame began.
func (s *Session) undo(f *frame) {
	for _, st := range s.order { // first those that leave: an object may have come twice
		if st.session == s && !s.was(st).stored {
			st.backToNew()
		}
	}
	var back []*state
	for st, was := range f.states {
		if !was.stored {
			if st.session == s {
				st.backToNew()
			}
			continue
		}
		if s.identities[st.identity] == st {
			delete(s.identities, st.identity)
		}
		back = append(back, st)
	}
	slices.SortFunc(back, func(a, b *state) int { return cmp.Compare(a.seq, b.seq) })
	for _, st := range back {
		s.revive(st, f.states[st])
	}
	for _, st := range s.states() {
		st.deleting, st.exprs = false, nil
		if _, written := f.states[st]; !written && st.isDirty() {
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
}

// revive makes an object persistent again, with what it had.
func (s *Session) revive(st *state, was before) {
	gone := st.session != s || st.deleted
	st.session, st.stored, st.deleted, st.deleting = s, true, false, false
	st.identity, st.snapshot, st.numbered = was.identity, was.snapshot, was.numbered
	st.loaded = 0 // the row may be another by now
	s.identities[st.identity] = st
	s.bindState(st)
	st.restore(st.snapshot)
	for _, rel := range st.m.relations {
		rel.membersAt(st.ptr).owner = st
	}
	if gone && !slices.Contains(s.order, st) {
		s.order = append(s.order, st)
		slices.SortFunc(s.order, func(a, b *state) int { return cmp.Compare(a.seq, b.seq) })
	}
}

// backToNew makes an object whose insertion is undone, or never was, one without session:
// without the key that the database gave it, and without those of owners.
func (st *state) backToNew() {
	if st.numbered {
		st.m.fields[st.m.auto].clear(st.ptr)
	}
	for _, i := range st.keyed {
		st.m.fields[i].clear(st.ptr)
	}
	if st.m.version >= 0 && st.stored {
		st.m.fields[st.m.version].clear(st.ptr)
	}
	if st.stored && st.session.identities[st.identity] == st {
		delete(st.session.identities, st.identity)
	}
	st.leave()
	st.stored, st.deleted, st.numbered, st.keyed, st.snapshot, st.exprs = false, false, false, nil, nil, nil
}
