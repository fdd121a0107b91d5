package orm

import "slices"

// The rows of one object in several tables are written by a unit for each: the whole, which is that of the first
// table and of the object, and its parts.

// divide makes the units of the other tables of an object, and lets plan have each.
func (f *flushing) divide(u *unit, plan func(u *unit)) {
	u.m, u.whole, u.left = u.st.m.first(), u, 1
	syncs := u.syncs
	u.syncs = nil
	var rest []sync
	for _, s := range syncs {
		if u.st.m.partOf(s.rel.childFields()[0]) == u.m {
			u.syncs = append(u.syncs, s)
		} else {
			rest = append(rest, s)
		}
	}
	for _, m := range u.st.m.parts[1:] {
		if u.kind == remove && m.passive {
			continue
		}
		p := f.slabs.take(u.st)
		p.m, p.kind, p.whole = m, u.kind, u
		for _, s := range rest {
			if u.st.m.partOf(s.rel.childFields()[0]) == m {
				p.syncs = append(p.syncs, s)
			}
		}
		if u.kind == update && !p.maySend(f.s) {
			continue
		}
		u.left++
		u.parts = append(u.parts, p)
		plan(p)
	}
	plan(u)
}

// maySend reports whether an update may have something to send.
func (u *unit) maySend(s *Session) bool {
	return s.hooked() || len(s.changed(u, u.whole)) > 0 || slices.ContainsFunc(u.syncs, func(y sync) bool { return y.changes(u.st) })
}

// changes reports whether the foreign key will be another one.
func (s sync) changes(child *state) bool {
	fields := s.rel.childFields()
	if s.parent == nil {
		return slices.ContainsFunc(fields, func(i int) bool { return !child.m.fields[i].isZero(child.ptr) })
	}
	if !s.parent.stored {
		return true
	}
	theirs, _, err := child.m.encodeValues(fields, child.m.values(child.ptr, fields))
	key, _, other := child.m.encodeValues(fields, s.parent.m.values(s.parent.ptr, s.rel.parentFields()))
	return err != nil || other != nil || theirs != key
}

// in returns the unit that writes the row of a node, nil if there is none.
func (u *unit) in(node *mapper) *unit {
	if u.m.node == node {
		return u
	}
	for _, p := range u.parts {
		if p.m.node == node {
			return p
		}
	}
	return nil
}

// isFirst reports whether nothing of the object is written before, and isLast whether all is. Parts are written
// behind the whole, and deleted before it.
func (u *unit) isFirst() bool {
	if u.kind == remove && u.whole != nil && len(u.whole.parts) > 0 {
		return u.whole.parts[len(u.whole.parts)-1] == u
	}
	return u.whole == nil || u.whole == u
}

func (u *unit) isLast() bool {
	if u.kind == remove {
		return u.whole == nil || u.whole == u
	}
	return u.whole == nil || len(u.whole.parts) == 0 || u.whole.parts[len(u.whole.parts)-1] == u
}

// hasSent notes that something of the object was sent.
func (u *unit) hasSent() {
	if u.sent = true; u.whole != nil {
		u.whole.sent = true
	}
}

// partsInOrder has the rows of one object wait for each other, as far as they are in one group.
func (u *unit) partsInOrder(g *group) {
	if u.whole != u {
		return
	}
	last := u
	for _, p := range u.parts {
		if !slices.Contains(g.mappers, p.m.node) {
			continue
		}
		if slices.Contains(g.mappers, last.m.node) {
			if u.kind == remove {
				p.goesBefore(last)
			} else {
				last.goesBefore(p)
			}
		}
		last = p
	}
}
