package orm

// The other side of a relationship follows in memory, without loading: what it does not
// know is kept there until it is loaded or flushed.

// echoAdd tells the other side that e is an element now.
func (c *members) echoAdd(e any) {
	if c.owner == nil || c.rel.back == nil || isNilPointer(e) {
		return
	}
	back, owner := c.rel.back.membersOf(e), c.owner.object()
	if c.rel.back.shape.scalar() {
		c.leaveOld(back, e)
		back.follow(owner)
		return
	}
	back.add(owner, true)
}

// leaveOld takes e out of the owner that it had before. Of a one-to-one whose side with the
// foreign key has changed, it is who was there before that loses the owner.
func (c *members) leaveOld(back *members, e any) {
	old := back.only()
	if old == nil && back.owner != nil {
		old = back.resolve()
	}
	if old != nil && old != c.owner.object() {
		c.rel.membersOf(old).remove(e)
	}
}

// follow makes e, nil for none, the element of a scalar because the other side says so.
func (c *members) follow(e any) {
	if old := c.only(); old != nil && old != e {
		c.remove(old)
	} else if old == nil && !c.complete() {
		c.touch()
		c.change().replaced = true
	}
	if c.loaded, c.partial = true, false; c.owner != nil && c.owner.session != nil {
		c.seen = c.owner.session.generation
	}
	if e != nil {
		c.add(e, true)
	}
}

// echoRemove tells the other side that e is no element any more.
func (c *members) echoRemove(e any) {
	if c.owner == nil || c.rel.back == nil || isNilPointer(e) {
		return
	}
	back := c.rel.back.membersOf(e)
	if !c.rel.back.shape.scalar() {
		back.remove(c.owner.object())
		return
	}
	if old := back.only(); old == c.owner.object() || old == nil {
		back.follow(nil)
	}
}

// echoAll tells the other sides about all elements, when the owner becomes known.
func (c *members) echoAll() {
	if c.rel.back == nil {
		return
	}
	for _, e := range c.items {
		c.echoAdd(e)
	}
}

// cascadeAdd makes a new element part of the owner's session.
func (c *members) cascadeAdd(e any) {
	if c.owner == nil || c.owner.session == nil || !c.rel.cascade.saveUpdate || c.rel.viewonly {
		return
	}
	c.owner.session.addElement(c.rel, e)
}

// resolve returns the element of a many-to-one relationship that the session has already,
// nil if there is none. Nothing is loaded.
func (c *members) resolve() any {
	rel, owner := c.rel, c.owner
	if rel == nil || rel.shape != shapeRef || c.readable() || owner.session == nil {
		return c.only()
	}
	st, null := owner.session.referred(rel, owner)
	switch {
	case null:
		c.fill(nil)
	case st != nil && !st.deleting:
		c.fill([]any{st.object()})
	}
	return c.only()
}

// referred returns the object that a many-to-one relationship of st leads to by its foreign
// key, if the session has it; null tells that the key is NULL.
func (s *Session) referred(rel *relation, st *state) (found *state, null bool) {
	values := st.m.values(st.ptr, rel.ownerFields)
	text, null, err := st.m.encodeValues(rel.ownerFields, values)
	if err != nil || null || text == "" {
		return nil, null && !st.missesAny(rel.ownerFields)
	}
	if !rel.toKey {
		return nil, false
	}
	id, err := rel.target.identityOf(values)
	if err != nil {
		return nil, false
	}
	if found = s.identities.get(id); found != nil && !found.m.isA(rel.target) {
		return nil, false
	}
	return found, false
}
