package orm

import (
	"cmp"
	"context"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
)

// save updates and inserts rows of one type: updates by key, inserts in the order of Add.
func (f *flushing) save(ctx context.Context, level []*unit) error {
	f.s.use(level[0].st.m)
	updates, inserts := divide(level)
	byKey := func(a, b *unit) int {
		if c := cmp.Compare(a.m.node.index, b.m.node.index); c != 0 {
			return c
		}
		return compareKeys(a.st, b.st)
	}
	if !slices.IsSortedFunc(updates, byKey) {
		slices.SortStableFunc(updates, byKey)
	}
	updates, err := byUniques(updates)
	if err != nil {
		return err
	}
	if err := f.before(ctx, updates, inserts); err != nil {
		return err
	}
	if err := f.setAside(ctx, updates); err != nil {
		return err
	}
	for _, u := range updates {
		if err := f.update(ctx, u); err != nil {
			return err
		}
	}
	if err := f.insert(ctx, inserts); err != nil {
		return err
	}
	return f.after(ctx, updates, inserts)
}

// divide returns the updates and the inserts of a level. Mostly the one lie before the other.
func divide(level []*unit) (updates, inserts []*unit) {
	isUpdate := func(u *unit) bool { return u.kind == update }
	n := slices.IndexFunc(level, func(u *unit) bool { return u.kind != update })
	if n < 0 {
		return level, nil
	}
	if !slices.ContainsFunc(level[n:], isUpdate) {
		return level[:n], level[n:]
	}
	for _, u := range level {
		if isUpdate(u) {
			updates = append(updates, u)
		} else {
			inserts = append(inserts, u)
		}
	}
	return updates, inserts
}

// update sends what differs in one row.
func (f *flushing) update(ctx context.Context, u *unit) error {
	for _, s := range u.syncs {
		if err := s.apply(u.st); err != nil {
			return err
		}
	}
	if u.m.version >= 0 && u.replaces == nil { // which an event may have set
		if err := u.st.knowsVersion("UPDATE", u.st.ptr); err != nil {
			return err
		}
	}
	changed := f.s.changed(u, u)
	if len(changed) > 0 || u.m.version >= 0 && len(u.parts) > 0 { // a version is that of all parts
		if err := f.s.sendUpdate(ctx, u.m, u.st, changed); err != nil {
			return u.explain(err)
		}
		u.hasSent()
		u.st.learn(changed)
		if err := f.rekeyLinks(ctx, u.st); err != nil {
			return err
		}
	}
	if !u.sent && u.replaces == nil && u.whole == nil {
		return nil
	}
	return f.stored(u)
}

// changed returns the fields that an UPDATE of the row sets.
func (s *Session) changed(of, u *unit) []int {
	list, st, m := s.scratch.changed[:0], of.st, of.m
	for _, i := range m.own {
		f := &m.fields[i]
		switch {
		case i == m.version || m.ofKey != nil && slices.Contains(m.key, i) ||
			st.exprs[i] == nil && (!f.changed(st.ptr, st.snapshot) && !u.rewrites(i) || !f.writable(st.ptr)):
		case u != nil && u.postpones(i):
		default:
			list = append(list, i)
		}
	}
	s.scratch.changed = list
	return list
}

// rewrites reports whether the row does not have what the session has read.
func (u *unit) rewrites(i int) bool {
	return u.takesOver(i) || u != nil && slices.Contains(u.asides, i)
}

// takesOver reports whether the row is one of another object, of which the session has not read the field.
func (u *unit) takesOver(i int) bool { return u != nil && u.replaces != nil && u.st.lacks(i) }

// postpones reports whether a field is written by an UPDATE of its own.
func (u *unit) postpones(i int) bool {
	return slices.ContainsFunc(u.posts, func(s sync) bool { return slices.Contains(s.rel.nulls, i) })
}

// stored enters the unit's object under the key of its row.
func (f *flushing) stored(u *unit) error {
	if u.whole != nil {
		if u = u.whole; u.left > 1 {
			u.left--
			return nil
		}
		if !u.sent && u.replaces == nil && u.kind == update {
			return nil
		}
	}
	st := u.st
	if old := u.replaces; old != nil {
		f.s.identities.drop(old)
		old.deleting, old.deleted, f.s.left = false, true, true
		f.s.moved(old, Persistent)
	}
	if err := f.s.nowStored(st); err != nil {
		return err
	}
	return f.follow(st)
}

// nowStored enters an object under the key of its row.
func (s *Session) nowStored(st *state) error {
	id, err := st.m.identityAt(st.ptr)
	if err != nil {
		return err
	}
	if st.stored && id != st.identity() {
		s.identities.drop(st)
	}
	from := st.status()
	st.stored, st.element, st.key, st.loaded = true, false, id.primaryKey, s.generation
	s.identities.put(id, st)
	st.exprs = nil
	st.capture()
	s.moved(st, from)
	return nil
}

// sendUpdate sets fields of the row, and takes back what the database computes.
func (s *Session) sendUpdate(ctx context.Context, m *mapper, st *state, changed []int) error {
	fetch := s.fetched[:0]
	for _, i := range changed {
		if st.exprs[i] != nil {
			fetch = append(fetch, i)
		}
	}
	computed := len(fetch) > 0
	for _, i := range m.own {
		if m.fields[i].onUpdate && !slices.Contains(changed, i) {
			fetch = append(fetch, i)
		}
	}
	s.fetched = fetch
	db, err := s.database(ctx)
	if err != nil {
		return err
	}
	returned := fetch
	if !db.UpdateReturning {
		returned = nil
	}
	var stmt expr.Statement
	if computed {
		stmt = m.computedUpdate(st, changed, returned)
	} else {
		stmt = m.update(&s.shape, changed, returned)
	}
	s.journal(st)
	return s.updateOne(ctx, m, stmt, s.updateValues(m, st, changed), st, fetch)
}

// update is the statement that sets fields of a row. Its values are those of the fields, the new
// version and the key, the old version.
func (m *mapper) update(scratch *[]byte, changed, returned []int) expr.Statement {
	*scratch = appendShape((*scratch)[:0], updateRow, 0, changed, returned)
	return m.statement(*scratch, func() expr.Statement {
		return m.updateStatement(changed, returned, func(n *places, i int) expr.Assignment {
			c := m.fields[i].column
			return expr.ColOf[any](c).SetExpr(n.next(c))
		})
	})
}

// computedUpdate is update with the expressions that the object has, which is built each time.
func (m *mapper) computedUpdate(st *state, changed, returned []int) expr.Statement {
	return m.updateStatement(changed, returned, func(n *places, i int) expr.Assignment {
		c := m.fields[i].column
		placed := n.next(c)
		if e := st.exprs[i]; e != nil {
			return expr.Assign(c, e)
		}
		return expr.ColOf[any](c).SetExpr(placed)
	})
}

func (m *mapper) updateStatement(changed, returned []int, set func(n *places, i int) expr.Assignment) expr.Statement {
	var n places
	stmt := expr.Update(m.table)
	for _, i := range changed {
		stmt = stmt.Set(set(&n, i))
	}
	var version *expr.Column
	if m.version >= 0 {
		version = m.fields[m.version].column
		stmt = stmt.Set(expr.ColOf[any](version).SetExpr(n.next(version)))
	}
	stmt = stmt.Where(n.match(m, m.key)...)
	if version != nil {
		stmt = stmt.Where(expr.ColOf[any](version).EqExpr(n.next(version)))
	}
	if len(returned) > 0 {
		stmt = stmt.Returning(m.some(returned)...)
	}
	return stmt
}

// updateValues are the values of an update.
func (s *Session) updateValues(m *mapper, st *state, changed []int) []any {
	values := s.values[:0]
	s.boxes = boxes{}
	for _, i := range changed {
		values = append(values, m.fields[i].sent(&s.boxes, st.ptr))
	}
	if m.version >= 0 {
		values = append(values, m.fields[m.version].keptInt(st.snapshot)+1)
	}
	return st.appendKey(m, values)
}

// appendKey appends the key that the row has, and its version.
func (st *state) appendKey(m *mapper, values []any) []any {
	if values = st.appendOwnKey(m, values); m.version >= 0 {
		values = append(values, m.fields[m.version].keptInt(st.snapshot))
	}
	return values
}

// appendOwnKey appends the key that the row has.
func (st *state) appendOwnKey(m *mapper, values []any) []any {
	for _, i := range m.key {
		if m.ofKey != nil && !st.deleting { // which follows that of the first table, written before
			values = append(values, m.fields[i].value(st.ptr))
			continue
		}
		values = append(values, m.fields[i].keptValue(st.snapshot))
	}
	return values
}

// updateOne runs an UPDATE that must find exactly the row of st, and counts its version up.
func (s *Session) updateOne(ctx context.Context, m *mapper, stmt expr.Statement, values []any, st *state, fetch []int) error {
	db, err := s.database(ctx)
	if err != nil {
		return err
	}
	var n int64
	if len(fetch) > 0 && db.UpdateReturning {
		rows := newFetched(m, fetch)
		err = s.intoBound(ctx, stmt, values, rows)
		if n = int64(rows.n); err == nil && n == 1 {
			err = rows.give(0, st)
		}
	} else {
		n, err = s.affectedBound(ctx, stmt, values)
	}
	if err == nil && n == 0 && db.CountsChanged {
		n, err = s.countUnchanged(ctx, m, st.appendKey(m, nil))
	}
	switch {
	case err != nil:
		return fault.Errorf("UPDATE of a %s: %w", st.m.typ, err)
	case n != 1:
		return st.stale("UPDATE", n)
	case len(fetch) > 0 && !db.UpdateReturning:
		err = s.fetch(ctx, m, st, fetch)
	}
	if v := m.version; v >= 0 && err == nil {
		m.fields[v].setInt(st.ptr, m.fields[v].keptInt(st.snapshot)+1)
	}
	return err
}

// countUnchanged tells whether a row that an UPDATE has not counted is there: it may have had the values already. An
// UPDATE with a version always changes its row. A plain SELECT might still see what was deleted since the transaction
// began.
func (s *Session) countUnchanged(ctx context.Context, m *mapper, key []any) (n int64, err error) {
	if m.version >= 0 { // which key has, too
		return 0, nil
	}
	rows := newFetched(m, m.key)
	err = s.query(ctx, m.selected(m.some(m.key)...).Where(m.match(m.key, key)...).ForUpdate(), rows)
	return int64(rows.n), err
}

// stale is the error for a row that was not found.
func (st *state) stale(operation string, matched int64) error {
	return &StaleError{Operation: operation, Type: st.m.typ.String(), Key: st.storedKey(), Expected: 1, Matched: matched}
}

// knowsVersion fails if the object at p, which may be another one for the same row, was given a version that
// the row of st does not have.
func (st *state) knowsVersion(operation string, p unsafe.Pointer) error {
	v := st.m.version
	if v < 0 || st.snapshot == nil {
		return nil
	}
	f := &st.m.fields[v]
	if !f.changed(p, st.snapshot) {
		return nil
	}
	return &StaleError{
		Operation: operation, Type: st.m.typ.String(), Key: st.storedKey(), Expected: 1,
		Given: f.value(p), Version: f.keptValue(st.snapshot),
	}
}

// affected runs a statement and returns how many rows it has affected.
func (s *Session) affected(ctx context.Context, stmt expr.Statement, args ...any) (int64, error) {
	result, err := s.exec(ctx, stmt, args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// fetch reads fields of the row as it is now, by the key that the object has.
func (s *Session) fetch(ctx context.Context, m *mapper, st *state, fields []int) error {
	rows := newFetched(m, fields)
	stmt := m.selected(m.some(fields)...).Where(m.match(m.key, m.values(st.ptr, m.key))...)
	if err := s.query(ctx, stmt, rows); err != nil {
		return fault.Errorf("reading what the database has made of a %s: %w", st.m.typ, err)
	}
	if rows.n != 1 {
		return fault.Errorf("reading what the database has made of a %s: %w", st.m.typ, ErrGone)
	}
	return rows.give(0, st)
}

// postUpdates writes the foreign keys that have an UPDATE of their own, when all rows are there.
func (f *flushing) postUpdates(ctx context.Context) error {
	slices.SortStableFunc(f.posts, compareUnits)
	for _, u := range f.posts {
		if u.st.session != f.s || u.st.deleting {
			continue
		}
		f.s.use(u.st.m)
		for _, s := range u.posts {
			if err := s.apply(u.st); err != nil {
				return err
			}
		}
		sent, err := f.postUpdate(ctx, u)
		if err == nil && sent {
			err = f.s.nowStored(u.st)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// postUpdate sends what the foreign keys have become in each table, and reports whether it is anything.
func (f *flushing) postUpdate(ctx context.Context, u *unit) (sent bool, err error) {
	for _, m := range u.st.m.all() {
		changed := f.s.changed(&unit{st: u.st, m: m}, nil)
		if len(changed) == 0 {
			continue
		}
		if err := f.s.sendUpdate(ctx, m, u.st, changed); err != nil {
			return sent, err
		}
		sent = true
	}
	return sent, nil
}
