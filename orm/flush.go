package orm

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// flush writes the changes of the session: for each table, in the order of foreign keys,
// first updates, then inserts; then deletions in the opposite order. Within a table rows
// go in the order of Add, updates and deletions by primary key, so that the same program
// sends the same statements on every run.
func (s *Session) flush(ctx context.Context) error {
	if s.failed {
		return ErrNeedsRollback
	}
	if len(s.mistakes) > 0 {
		return errors.Join(s.mistakes...)
	}
	if err := s.write(ctx); err != nil {
		s.failed = true
		return errors.Join(err, s.endTx()) // the locks are not to wait for Rollback
	}
	return nil
}

func (s *Session) write(ctx context.Context) error {
	if err := s.cascade(ctx); err != nil {
		return err
	}
	work := s.collect()
	for _, m := range s.registry.ordered {
		if err := s.writeTable(ctx, work[m]); err != nil {
			return err
		}
	}
	for _, m := range slices.Backward(s.registry.ordered) {
		if err := s.deleteRows(ctx, work[m]); err != nil {
			return err
		}
	}
	s.settle()
	return nil
}

// tableWork is what a flush has to do in one table.
type tableWork struct {
	inserts, updates, deletes []*state
}

func (s *Session) collect() map[*mapper]*tableWork {
	work := map[*mapper]*tableWork{}
	for _, m := range s.registry.ordered {
		work[m] = &tableWork{}
	}
	for _, st := range s.order {
		w := work[st.m]
		switch {
		case st.session == nil:
		case st.deleting:
			w.deletes = append(w.deletes, st)
		case st.stored && st.touched():
			w.updates = append(w.updates, st)
		case st.stored:
		default:
			w.inserts = append(w.inserts, st)
		}
	}
	for _, w := range work {
		slices.SortStableFunc(w.updates, compareKeys)
		slices.SortStableFunc(w.deletes, compareKeys)
	}
	return work
}

// writeTable updates and inserts the rows of one table. A row whose new parent is itself
// new and in the same table waits for it.
func (s *Session) writeTable(ctx context.Context, w *tableWork) error {
	var waiting []*state
	for _, st := range w.updates {
		if st.waits() {
			waiting = append(waiting, st)
			continue
		}
		if err := s.updateRow(ctx, st); err != nil {
			return err
		}
	}
	for _, st := range w.inserts {
		if err := s.insertAfterParents(ctx, st, nil); err != nil {
			return err
		}
	}
	for _, st := range waiting {
		if err := s.updateRow(ctx, st); err != nil {
			return err
		}
	}
	return nil
}

// touched reports whether the row may have to be updated.
func (st *state) touched() bool {
	return len(st.parents) > 0 || len(st.orphan) > 0 || len(st.changed()) > 0
}

// waits reports whether a parent is still to be inserted.
func (st *state) waits() bool {
	return slices.ContainsFunc(st.parents, func(p parent) bool { return !p.owner.stored })
}

// insertAfterParents inserts a row behind those of its table that it refers to.
func (s *Session) insertAfterParents(ctx context.Context, st *state, below []*state) error {
	if st.stored {
		return nil
	}
	if slices.Contains(below, st) {
		return fmt.Errorf("gild: new objects of %s own each other in a circle: none can be inserted first", st.m.typ)
	}
	for _, p := range st.parents {
		if !p.owner.stored && p.owner.m == st.m {
			if err := s.insertAfterParents(ctx, p.owner, append(below, st)); err != nil {
				return err
			}
		}
	}
	return s.insertRow(ctx, st)
}

// takeKeys gives the object's foreign keys the values of its parents' keys.
func (st *state) takeKeys() error {
	for _, rel := range st.orphan {
		if slices.ContainsFunc(st.parents, func(p parent) bool { return p.rel == rel }) {
			continue // it has moved to another parent
		}
		for _, i := range rel.targetKey {
			st.m.fields[i].clear(st.ptr)
		}
	}
	for _, p := range st.parents {
		values := p.owner.m.values(p.owner.ptr, p.rel.ownerKey)
		for i, v := range values {
			f := &st.m.fields[p.rel.targetKey[i]]
			encoded, err := typemap.Encode(f.column.Type(), v)
			if err == nil {
				err = f.set(st.ptr, encoded)
			}
			if err != nil {
				return fmt.Errorf("gild: %s.%s: key of the owner: %w", p.owner.m.typ, p.rel.name, err)
			}
			if !st.stored {
				st.keyed = append(st.keyed, p.rel.targetKey[i])
			}
		}
	}
	return nil
}

func (s *Session) insertRow(ctx context.Context, st *state) error {
	if err := st.takeKeys(); err != nil {
		return err
	}
	numbered := st.m.auto >= 0 && reflect.ValueOf(st.m.fields[st.m.auto].value(st.ptr)).IsZero()
	var row []expr.Assignment
	for i := range st.m.fields {
		f := &st.m.fields[i]
		if numbered && i == st.m.auto {
			continue
		}
		row = append(row, expr.ColOf[any](f.column).Set(f.value(st.ptr)))
	}
	stmt := expr.Insert(st.m.table).Values(row...)
	s.remember(st)
	if !numbered {
		if _, err := s.exec(ctx, stmt); err != nil {
			return fmt.Errorf("gild: insert of a %s: %w", st.m.typ, err)
		}
		return s.nowStored(st)
	}
	auto := &st.m.fields[st.m.auto]
	var number typemap.Slice[int64]
	if err := s.into(ctx, stmt.Returning(auto.column), &number); err != nil {
		return fmt.Errorf("gild: insert of a %s: %w", st.m.typ, err)
	}
	if number.Len() != 1 {
		return fmt.Errorf("gild: insert of a %s returned %d keys instead of one", st.m.typ, number.Len())
	}
	if err := auto.set(st.ptr, number.Rows()[0]); err != nil {
		return err
	}
	st.numbered = true
	return s.nowStored(st)
}

// nowStored enters the object under the key of its new row.
func (s *Session) nowStored(st *state) error {
	id, err := st.m.identityAt(st.ptr)
	if err != nil {
		return err
	}
	if other := s.identities[id]; other != nil && other != st && !other.deleting {
		return fmt.Errorf("gild: two objects of %s have the key %v", st.m.typ, st.m.values(st.ptr, st.m.key))
	}
	if st.stored {
		delete(s.identities, st.identity)
	}
	st.stored, st.identity = true, id
	s.identities[id] = st
	st.capture()
	return nil
}

func (s *Session) updateRow(ctx context.Context, st *state) error {
	if err := st.takeKeys(); err != nil {
		return err
	}
	changed := st.changed()
	if len(changed) == 0 {
		return nil
	}
	stmt := expr.Update(st.m.table).Where(st.m.match(st.m.key, st.storedKey())...)
	for _, i := range changed {
		f := &st.m.fields[i]
		stmt = stmt.Set(expr.ColOf[any](f.column).Set(f.value(st.ptr)))
	}
	s.remember(st)
	if err := s.affectOne(ctx, stmt, "UPDATE", st); err != nil {
		return err
	}
	return s.nowStored(st)
}

// deleteRows deletes rows of one table, those that others of them refer to last.
func (s *Session) deleteRows(ctx context.Context, w *tableWork) error {
	children, err := selfReferences(w.deletes)
	if err != nil {
		return err
	}
	done := map[*state]bool{}
	var visit func(st *state) error
	visit = func(st *state) error {
		if done[st] {
			return nil
		}
		done[st] = true
		for _, child := range children[st] {
			if err := visit(child); err != nil {
				return err
			}
		}
		return s.deleteRow(ctx, st)
	}
	for _, st := range w.deletes {
		if err := visit(st); err != nil {
			return err
		}
	}
	return nil
}

// selfReferences returns for each row of one table the others that refer to it by a
// relationship of the type to itself.
func selfReferences(list []*state) (map[*state][]*state, error) {
	children := map[*state][]*state{}
	if len(list) == 0 {
		return children, nil
	}
	m := list[0].m
	for _, rel := range m.relations {
		if rel.target != m {
			continue
		}
		byOwner := map[string][]*state{}
		for _, st := range list {
			key, null, err := m.encodeValues(rel.targetKey, m.values(st.snapshot, rel.targetKey))
			if err != nil {
				return nil, err
			}
			if !null {
				byOwner[key] = append(byOwner[key], st)
			}
		}
		for _, st := range list {
			key, _, err := m.encodeValues(rel.targetKey, m.values(st.snapshot, rel.ownerKey))
			if err != nil {
				return nil, err
			}
			children[st] = append(children[st], byOwner[key]...)
		}
	}
	return children, nil
}

func (s *Session) deleteRow(ctx context.Context, st *state) error {
	stmt := expr.Delete(st.m.table).Where(st.m.match(st.m.key, st.storedKey())...)
	s.remember(st)
	if err := s.affectOne(ctx, stmt, "DELETE", st); err != nil {
		return err
	}
	if s.identities[st.identity] == st {
		delete(s.identities, st.identity)
	}
	st.stored = false
	return nil
}

// affectOne runs a statement that must find exactly the row of st.
func (s *Session) affectOne(ctx context.Context, stmt expr.Statement, operation string, st *state) error {
	n, err := s.exec(ctx, stmt)
	if err != nil {
		return fmt.Errorf("gild: %s of a %s: %w", operation, st.m.typ, err)
	}
	if n != 1 {
		return &StaleError{Operation: operation, Type: st.m.typ.String(), Key: st.storedKey(), Matched: n}
	}
	return nil
}

// remember notes what an object was before its first change in the transaction.
func (s *Session) remember(st *state) {
	if _, known := s.journal[st]; !known {
		s.journal[st] = before{stored: st.stored, identity: st.identity, snapshot: st.snapshot}
	}
}

// settle marks all changes as written.
func (s *Session) settle() {
	clear(s.dropped)
	gone := map[any]bool{}
	for _, st := range s.order {
		if st.session != nil && st.deleting {
			gone[st.obj] = true
		}
	}
	for _, st := range s.order {
		if st.session == nil {
			continue
		}
		st.parents, st.orphan = nil, nil
		if st.deleting { // undo still finds it in order
			st.deleting, st.session = false, nil
			delete(s.states, st.ptr)
			continue
		}
		for _, rel := range st.m.relations {
			rel.collectionAt(st.ptr).settle(gone)
		}
	}
}

// compareKeys orders rows by primary key, numbers as numbers.
func compareKeys(a, b *state) int {
	for i, av := range a.storedKey() {
		bv := b.storedKey()[i]
		x, y := reflect.ValueOf(av), reflect.ValueOf(bv)
		c := 0
		switch {
		case x.CanInt() && y.CanInt():
			c = cmp.Compare(x.Int(), y.Int())
		case x.CanUint() && y.CanUint():
			c = cmp.Compare(x.Uint(), y.Uint())
		default:
			c = cmp.Compare(fmt.Sprint(av), fmt.Sprint(bv))
		}
		if c != 0 {
			return c
		}
	}
	return cmp.Compare(a.seq, b.seq)
}
