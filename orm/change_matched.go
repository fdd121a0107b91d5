package orm

import (
	"context"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
)

// matching is an UPDATE or DELETE by conditions, with which the objects of a session are kept in step.
type matching struct {
	s         *Session
	m         *mapper
	plain     expr.Statement
	returning expr.Statement // the same, giving the rows back
	conds     []expr.Expr
	assigned  []int // fields; none for a DELETE

	mode     SyncMode
	criteria []about
	probe    unsafe.Pointer
	set      []Assignment
	wanted   bool     // the rows are wanted as objects,
	found    []*state // which are these
}

// run runs the statement and returns the number of rows.
func (w *matching) run(ctx context.Context) (int64, error) {
	w.s.use(w.m)
	db, err := w.s.database(ctx)
	switch {
	case err != nil:
		return 0, err
	case w.wanted:
	case w.mode == SyncEvaluate:
		return w.runEvaluated(ctx)
	case w.mode == SyncNone:
		n, err := w.s.affected(ctx, w.plain)
		w.forget()
		return n, err
	case !slices.ContainsFunc(w.s.states(), w.means):
		n, err := w.s.affected(ctx, w.plain)
		if err == nil {
			w.settle(nil)
		}
		return n, err
	}
	if db.UpdateReturning {
		return w.runReturning(ctx)
	}
	return w.runLocked(ctx)
}

// runEvaluated asks the database nothing about the rows.
func (w *matching) runEvaluated(ctx context.Context) (int64, error) {
	list, err := w.evaluate()
	if err != nil {
		return 0, err
	}
	n, err := w.s.affected(ctx, w.plain)
	if err != nil {
		return 0, err
	}
	var objs []*state
	for _, e := range list {
		objs = append(objs, e.st)
	}
	if w.assigned != nil {
		err = w.apply(list)
	}
	w.settle(objs)
	return n, err
}

// runReturning has the statement give the rows back.
func (w *matching) runReturning(ctx context.Context) (int64, error) {
	sink := w.s.newSink(w.m)
	sink.cols, sink.present, sink.renew, sink.keeps = w.m.bare, !w.wanted, w.assigned != nil, true
	if err := w.s.into(ctx, w.returning, sink); err != nil {
		return 0, err
	}
	if w.assigned != nil && w.m.hasExprs() { // which the statement does not give back
		if err := w.read(ctx, sink.objs); err != nil {
			return 0, err
		}
	}
	w.found = distinct(sink.objs)
	w.settle(sink.objs)
	return sink.rows, nil
}

// runLocked asks before the statement which rows it is going to mean, and behind it what they have become.
func (w *matching) runLocked(ctx context.Context) (int64, error) {
	objs, err := w.lock(ctx)
	if err != nil {
		return 0, err
	}
	n, err := w.s.affected(ctx, w.plain)
	if err != nil {
		return 0, err
	}
	if w.assigned != nil {
		err = w.read(ctx, objs)
	}
	w.found = objs
	w.settle(objs)
	return n, err
}

// lock returns the objects of the session whose rows are meant, which it locks.
func (w *matching) lock(ctx context.Context) ([]*state, error) {
	if w.wanted {
		sink := w.s.newSink(w.m)
		err := w.s.into(ctx, expr.Select(w.m.items()...).Where(w.conds...).ForUpdate(), sink)
		return distinct(sink.objs), err
	}
	var stored []*state
	for _, st := range w.s.states() {
		if w.means(st) {
			stored = append(stored, st)
		}
	}
	var found []*state
	err := w.ask(stored, func(stmt *expr.SelectStmt, sink *entitySink) error {
		err := w.s.into(ctx, stmt.Where(w.conds...).ForUpdate(), sink)
		found = append(found, sink.objs...)
		return err
	})
	return found, err
}

// read gives objects what their rows have now.
func (w *matching) read(ctx context.Context, objs []*state) error {
	return w.ask(objs, func(stmt *expr.SelectStmt, sink *entitySink) error {
		sink.renew, sink.keeps = true, true
		return w.s.into(ctx, stmt, sink)
	})
}

// ask makes the statements for the rows of objects, of so many by each.
func (w *matching) ask(objs []*state, run func(*expr.SelectStmt, *entitySink) error) error {
	for chunk := range slices.Chunk(objs, selectInChunk) {
		keys := make([][]any, len(chunk))
		for i, st := range chunk {
			keys[i] = st.storedKey()
		}
		sink := w.s.newSink(w.m)
		sink.present = true
		if err := run(w.m.selected(w.m.items()...).Where(among(w.m.columns(w.m.key), keys)), sink); err != nil {
			return err
		}
	}
	return nil
}

// hasExprs reports whether objects of a type, or of a sub-type, have fields of expressions.
func (m *mapper) hasExprs() bool {
	return slices.ContainsFunc(m.under(), func(sub *mapper) bool { return len(sub.exprs) > 0 })
}

// settle makes objects deleted ones, or has collections loaded again that may have other elements now.
func (w *matching) settle(objs []*state) {
	if w.assigned != nil {
		w.forgetCollections()
		return
	}
	gone := map[any]bool{}
	for _, st := range objs {
		gone[st.object()] = true
		w.s.journal(st)
		w.s.identities.drop(st)
		st.deleting, st.deleted, w.s.left = false, true, true
		w.s.moved(st, Persistent)
	}
	if len(gone) > 0 {
		w.s.dropGone(gone, map[*mapper]bool{w.m.root: true})
	}
}

// forgetCollections has collections loaded again whose foreign key was assigned, or that follow a condition of
// the program's.
func (w *matching) forgetCollections() {
	for _, st := range w.s.states() {
		for _, rel := range st.m.relations {
			if (w.m.isA(rel.target) || rel.target.isA(w.m)) && rel.link == nil && rel.shape != shapeRef && rel.asksFor(w.assigned) {
				rel.membersAt(st.ptr).seen = 0
			}
		}
	}
}

// asksFor reports whether fields of the elements have a part in which are whose.
func (rel *relation) asksFor(fields []int) bool {
	return rel.written != nil || slices.ContainsFunc(rel.targetFields, func(i int) bool { return slices.Contains(fields, i) })
}

// means reports whether the row of an object is one of those that the statement is about: those of concrete sub-types
// are in other tables.
func (w *matching) means(st *state) bool { return st.m.isA(w.m) && st.m.root == w.m.root && st.stored }

// distinct are the states of a list, each once.
func distinct(list []*state) []*state {
	seen := map[*state]bool{}
	return slices.DeleteFunc(list, func(st *state) bool {
		was := seen[st]
		seen[st] = true
		return was
	})
}
