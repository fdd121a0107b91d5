package orm

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
)

// SyncMode is how Update and Delete by conditions keep the session's objects in step with the rows.
type SyncMode int

// The ways to keep objects in step.
const (
	// SyncFetch has the database say which rows are meant and what they have become: by RETURNING, or by
	// SELECTs around the statement, for the objects that the session has.
	SyncFetch SyncMode = iota
	// SyncEvaluate computes conditions and assignments in memory, as Eval does, and asks nothing. What cannot be
	// computed is an *UnevaluableError, before the statement is run. Where rows are in several tables, whose keys are
	// asked for, conditions are the database's, and values alone are computed.
	SyncEvaluate
	// SyncNone leaves objects as they are: those of the type are read anew by the next query that meets them.
	SyncNone
)

// UnevaluableError says that what SyncEvaluate needs cannot be computed in memory.
type UnevaluableError struct {
	Type string // the Go type of the rows
	Err  error
}

// Error describes the failure in one line.
func (e *UnevaluableError) Error() string {
	return fmt.Sprintf("gild: conditions and values for rows of %s cannot be computed in memory: %v: use SyncFetch", e.Type, fault.Text(e.Err))
}

// Unwrap returns the cause.
func (e *UnevaluableError) Unwrap() error { return e.Err }

// evaluated is what a statement is going to do with an object.
type evaluated struct {
	st     *state
	values []any // of the assignments, nil for NULL
}

// about is an expression about a probe.
type about struct {
	probe unsafe.Pointer
	expr  expr.Expr
}

// evaluate returns the objects for which the conditions hold, and the values of the assignments.
func (w *matching) evaluate() ([]evaluated, error) {
	var out []evaluated
	for _, st := range w.s.states() {
		if !w.means(st) {
			continue
		}
		holds := true
		for _, c := range w.criteria {
			v, err := w.valueFor(st, c)
			if err != nil {
				return nil, err
			}
			holds = holds && v == true
		}
		if !holds {
			continue
		}
		e := evaluated{st: st}
		for _, a := range w.set {
			v, err := w.assignedValue(st, a)
			if err != nil {
				return nil, err
			}
			e.values = append(e.values, v)
		}
		out = append(out, e)
	}
	return out, nil
}

// assignedValue is what an assignment gives an object.
func (w *matching) assignedValue(st *state, a Assignment) (any, error) {
	if a.expr == nil {
		return a.value, nil
	}
	return w.valueFor(st, about{w.probe, a.expr})
}

// valueFor computes an expression for an object.
func (w *matching) valueFor(st *state, a about) (any, error) {
	p := &probe{m: w.m, ptr: a.probe}
	var mistake error
	moved := expr.Rewrite(expr.Canonical(a.expr), func(n expr.Node) expr.Node {
		f, isField := n.(*probed)
		if !isField {
			return nil
		}
		at, inside := p.offset(f.ptr)
		i := p.fieldIndex(f)
		switch {
		case !inside || i < 0:
			mistake = fmt.Errorf("a field (%s) is not one of a column of %s", f.typ, w.m.typ)
		case st.lacks(i) || st.misses(i):
			mistake = fmt.Errorf("%s of %s has not been read", w.m.fields[i].name, st.describe())
		}
		return &probed{ptr: unsafe.Add(st.ptr, at), typ: f.typ}
	})
	if mistake != nil {
		return nil, &UnevaluableError{Type: w.m.typ.String(), Err: mistake}
	}
	v, err := eval(moved)
	if err != nil {
		return nil, &UnevaluableError{Type: w.m.typ.String(), Err: err}
	}
	return v, nil
}

// apply gives objects what the statement has given their rows.
func (w *matching) apply(list []evaluated) error {
	for _, e := range list {
		st := e.st
		w.s.journal(st)
		if was := st.snapshot; was != nil { // which the journal has
			st.snapshot = reflect.New(st.m.snapshot).UnsafePointer()
			for i := range st.m.fields {
				f := &st.m.fields[i]
				f.track.Copy(unsafe.Add(st.snapshot, f.kept), unsafe.Add(was, f.kept))
			}
		}
		for n, a := range w.set {
			i := w.assigned[n]
			f := &st.m.fields[i]
			changed := st.snapshot != nil && f.changed(st.ptr, st.snapshot)
			into := st.ptr
			if changed {
				into = reflect.New(st.m.typ).UnsafePointer()
			}
			if err := f.assign(into, a, e.values[n]); err != nil {
				return err
			}
			if st.snapshot != nil {
				f.track.Copy(unsafe.Add(st.snapshot, f.kept), f.at(into))
			}
		}
		if v := w.m.version; v >= 0 && !slices.Contains(w.assigned[:len(w.set)], v) && st.snapshot != nil {
			f := &st.m.fields[v]
			f.setInt(st.ptr, f.keptInt(st.snapshot)+1)
			f.track.Copy(unsafe.Add(st.snapshot, f.kept), f.at(st.ptr))
		}
		st.learn(w.assigned)
		if slices.ContainsFunc(st.m.fields, func(f field) bool { return f.onUpdate }) {
			st.loaded = 0 // the database has changed more of it
		}
	}
	return nil
}

// assign gives the field of the object at p a value: one of its own type, or one that was computed.
func (f *field) assign(p unsafe.Pointer, a Assignment, v any) error {
	at := reflect.NewAt(f.typ, f.at(p)).Elem()
	switch {
	case a.expr != nil:
		return f.set(p, v)
	case v == nil:
		at.SetZero()
	default:
		at.Set(reflect.ValueOf(v))
	}
	return nil
}

// forget has objects of the type read anew.
func (w *matching) forget() {
	for _, st := range w.s.states() {
		if w.means(st) {
			st.loaded = 0
		}
	}
	w.forgetCollections()
}
