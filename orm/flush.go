package orm

import (
	"context"
	"errors"
	"slices"
)

// flush writes the changes of the session. What is to be done is found out and put in order
// first; a mistake found there sends nothing.
func (s *Session) flush(ctx context.Context) error {
	switch {
	case s.failed:
		return ErrNeedsRollback
	case s.inEvent:
		return nil // later
	}
	if len(s.mistakes) > 0 {
		return errors.Join(s.mistakes...)
	}
	switch {
	case len(s.order) == 0:
		return nil
	case s.options.tx.ReadOnly:
		if slices.ContainsFunc(s.states(), func(st *state) bool { return !st.stored || st.deleting }) {
			return ErrReadOnly
		}
		return nil
	}
	if len(s.listeners) > 0 && s.hasChanges() {
		if err := s.fireCtx(ctx, beforeFlush); err != nil {
			return err
		}
		if len(s.mistakes) > 0 {
			return errors.Join(s.mistakes...)
		}
	}
	if s.registry.validates {
		if err := s.validate(); err != nil {
			return err // nothing has been sent: what is amiss can be put right
		}
	}
	if err := s.write(ctx); err != nil {
		s.failed = true
		if s.frame.outer == nil { // the locks are not to wait for Rollback
			return errors.Join(err, s.endTx())
		}
		return err
	}
	return nil
}

// autoflush is flush before a query, unless changes are to wait.
func (s *Session) autoflush(ctx context.Context) error {
	if s.options.noAutoflush {
		if s.failed {
			return ErrNeedsRollback
		}
		return nil
	}
	return s.flush(ctx)
}

// flushing is a flush that is going on.
type flushing struct {
	s     *Session
	units []*unit
	flushMemory

	links     linkWork
	foreign   map[*mapper][]foreign
	followers []follower       // children whose key the database changes
	following map[*state][]int // the fields of children that follow the keys of parents
}

func (s *Session) write(ctx context.Context) (err error) {
	f := s.registry.flushes.take(s)
	succeeded := false // nor after a panic
	s.writing = true
	defer func() {
		s.registry.flushes.put(f, succeeded)
		s.writing, s.lone, s.failed = false, false, s.failed || !succeeded
	}()
	if err := f.gather(ctx); err != nil {
		return err
	}
	if err := f.plan(); err != nil {
		return err
	}
	if s.lone, err = f.isLone(ctx); err != nil {
		return err
	}
	err = f.runTraced(ctx)
	if s.lone = false; err != nil {
		return err
	}
	f.settle()
	succeeded, s.writing = true, false
	if len(f.units)+len(f.links.pairs)+len(f.links.clear) > 0 {
		return s.fireCtx(ctx, afterFlush)
	}
	return nil
}

// run sends what has been planned.
func (f *flushing) run(ctx context.Context) error {
	if len(f.early) > 0 {
		if err := f.deleteLinks(ctx, true); err != nil {
			return err
		}
		if err := f.deleteRows(ctx, f.early); err != nil {
			return err
		}
	}
	for _, w := range f.work {
		for _, level := range w.saves {
			if err := f.save(ctx, level); err != nil {
				return err
			}
		}
	}
	if err := f.postUpdates(ctx); err != nil {
		return err
	}
	if err := f.writeLinks(ctx); err != nil {
		return err
	}
	if err := f.clearBeforeDelete(ctx); err != nil {
		return err
	}
	for i := len(f.work) - 1; i >= 0; i-- {
		for _, level := range f.work[i].deletes {
			if err := f.deleteRows(ctx, level); err != nil {
				return err
			}
		}
	}
	return nil
}

// settle marks all changes as written.
func (f *flushing) settle() {
	s := f.s
	var gone map[any]bool
	for _, u := range f.units {
		if u.kind == remove || u.replaces != nil {
			st := u.st
			if u.replaces != nil {
				st = u.replaces
			}
			if gone == nil {
				gone = map[any]bool{}
			}
			gone[st.object()] = true
		}
		if u.kind == insert || u.kind == update && u.replaces != nil {
			for _, rel := range u.st.m.relations {
				rel.membersAt(u.st.ptr).settle()
			}
		}
	}
	for _, c := range s.touched {
		c.settle()
	}
	s.touched = s.touched[:0]
	for _, u := range f.units {
		f.settleRefs(u.st)
	}
	if len(gone) > 0 {
		targets := map[*mapper]bool{}
		for _, u := range f.units {
			targets[u.st.m.root] = true
		}
		s.dropGone(gone, targets)
	}
}

// settleRefs makes many-to-one relationships, whose foreign key the program has set by
// itself, ones that are to be looked up again.
func (f *flushing) settleRefs(st *state) {
	if st.session != f.s || st.deleted {
		return
	}
	for _, rel := range st.m.relations {
		if rel.shape != shapeRef {
			continue
		}
		c := rel.membersAt(st.ptr)
		if c.loaded && !rel.leadsTo(st, c.only()) {
			c.forget()
		}
	}
}

// dropGone takes objects of some types that are deleted out of the collections that still have them.
func (s *Session) dropGone(gone map[any]bool, targets map[*mapper]bool) {
	for _, st := range s.states() {
		for _, rel := range st.m.relations {
			if !targets[rel.target.root] {
				continue
			}
			c := rel.membersAt(st.ptr)
			var kept []any
			for i, e := range c.items {
				if !gone[e] {
					if kept != nil {
						kept = append(kept, e)
					}
					continue
				}
				if kept == nil {
					s.journalMembers(c)
					kept = append(make([]any, 0, len(c.items)), c.items[:i]...)
				}
			}
			if kept != nil {
				c.items, c.index = kept, nil
				s.leadOn(c)
			}
		}
	}
}

// leadOn is about a many-to-one relationship whose target is deleted, and whose foreign key is not NULL: another object
// may have taken over the row, and else there may be something that the session does not know.
func (s *Session) leadOn(c *members) {
	if c.rel.shape != shapeRef || len(c.items) > 0 || c.rel.leadsTo(c.owner, nil) {
		return
	}
	if next, _ := s.referred(c.rel, c.owner); next != nil && !next.deleting {
		c.forget()
		return
	}
	c.partial = true
}
