package orm

import (
	"context"
	"errors"
	"unsafe"
)

// rowEvents has a function of the program look at objects whose rows are being written. What it changes in the
// plan of the flush is an error.
func (s *Session) rowEvents(call func() error) error {
	known, within := len(s.mistakes), s.inRows
	s.inRows = true
	defer func() { s.inRows = within }()
	err := s.event(call)
	if len(s.mistakes) > known {
		return errors.Join(append([]error{err}, s.mistakes[known:]...)...)
	}
	return err
}

// refuse notes that a row event has changed the plan of the flush, and reports whether one is running.
func (s *Session) refuse() bool {
	if s.inRows {
		s.mistakes = append(s.mistakes, ErrWriting)
	}
	return s.inRows
}

// listened reports whether anything is to be told about the rows of a level.
func (f *flushing) listened(units []*unit, kinds ...hookKind) bool {
	if !f.s.hooked() {
		return false
	}
	for _, u := range units {
		h := f.s.hooksOf(u.st.m)
		for _, kind := range kinds {
			if h.has(kind) {
				return true
			}
		}
	}
	return false
}

// before tells of rows that are about to be inserted and updated, each with the keys that it takes.
func (f *flushing) before(ctx context.Context, updates, inserts []*unit) error {
	for _, list := range [][]*unit{updates, inserts} {
		if !f.listened(list, beforeInsert, beforeUpdate, modified) {
			continue
		}
		for _, u := range list {
			if err := f.beforeOne(ctx, u); err != nil {
				return err
			}
		}
	}
	return nil
}

func (f *flushing) beforeOne(ctx context.Context, u *unit) error {
	if !u.isFirst() {
		return nil
	}
	h, kind := f.s.hooksOf(u.st.m), beforeUpdate
	if !u.st.stored {
		kind = beforeInsert
	}
	if !h.has(kind) && !h.has(modified) {
		return nil
	}
	for _, s := range u.syncs {
		if err := s.apply(u.st); err != nil {
			return err
		}
	}
	err := f.s.rowEvents(func() error { return h.call(kind, &hookCall{ctx: ctx, s: f.s, obj: u.st.object()}) })
	if err == nil && u.st.stored && h.has(modified) {
		err = f.s.rowEvents(func() error { return f.s.tellModified(ctx, h, u.st) })
	}
	f.s.use(u.st.m)
	return err
}

// tellModified tells of fields that an UPDATE is about to change.
func (s *Session) tellModified(ctx context.Context, h *hooks, st *state) error {
	for i := range h[modified] {
		b := &h[modified][i]
		f := &st.m.fields[b.index]
		if !f.changed(st.ptr, st.snapshot) {
			continue
		}
		c := &hookCall{ctx: ctx, s: s, obj: st.object(), old: unsafe.Add(st.snapshot, f.kept), new: f.at(st.ptr)}
		if err := b.call(c); err != nil {
			return err
		}
	}
	return nil
}

// after tells of rows that have been inserted and updated.
func (f *flushing) after(ctx context.Context, updates, inserts []*unit) error {
	for _, list := range [][]*unit{updates, inserts} {
		if !f.listened(list, afterInsert, afterUpdate) {
			continue
		}
		for _, u := range list {
			if !u.isLast() {
				continue
			}
			if u.whole != nil {
				u = u.whole
			}
			var err error
			switch {
			case u.kind == insert || u.replaces != nil:
				err = f.tell(ctx, u, afterInsert)
			case u.sent:
				err = f.tell(ctx, u, afterUpdate)
			}
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// eachTold tells of one kind of event for each row.
func (f *flushing) eachTold(ctx context.Context, units []*unit, kind hookKind) error {
	if !f.listened(units, kind) {
		return nil
	}
	for _, u := range units {
		if first := kind == beforeDelete; first && !u.isFirst() || !first && !u.isLast() {
			continue
		}
		if err := f.tell(ctx, u, kind); err != nil {
			return err
		}
	}
	return nil
}

func (f *flushing) tell(ctx context.Context, u *unit, kind hookKind) error {
	h := f.s.hooksOf(u.st.m)
	if !h.has(kind) {
		return nil
	}
	err := f.s.rowEvents(func() error { return h.call(kind, &hookCall{ctx: ctx, s: f.s, obj: u.st.object()}) })
	f.s.use(u.st.m)
	return err
}

// related makes objects of which only relationships have changed part of the flush, where BeforeUpdate is to
// be told.
func (f *flushing) related() {
	if !f.s.hooked() {
		return
	}
	for _, c := range f.s.touched {
		if c.tracks() && c.owner.session == f.s && c.changes != nil && !c.rel.viewonly && !c.owner.deleting && f.s.hooksOf(c.owner.m).has(beforeUpdate) {
			f.unitOf(c.owner)
		}
	}
}

// tellLoaded tells of an object that has been made for a row.
func (s *Session) tellLoaded(st *state) error {
	if !s.hooked() {
		return nil
	}
	if h := s.hooksOf(st.m); h.has(loaded) {
		return h.call(loaded, &hookCall{s: s, obj: st.object()})
	}
	return nil
}

// tellRefreshed tells of fields that have been read again.
func (s *Session) tellRefreshed(st *state, fields []int) error {
	if s == nil || !s.hooked() || len(fields) == 0 {
		return nil
	}
	h := s.hooksOf(st.m)
	if !h.has(refreshed) {
		return nil
	}
	names := make([]string, len(fields))
	for i, at := range fields {
		names[i] = st.m.fields[at].name
	}
	return h.call(refreshed, &hookCall{s: s, obj: st.object(), fields: names})
}
