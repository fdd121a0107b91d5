package orm

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// On has a relationship of T follow a condition that the program writes, in place of a foreign key.
// The function gets probes of both types, and returns the relationship's field and the condition:
//
//	orm.Model[User](orm.On(func(u *User, a *Address) (orm.Relationship, expr.Expr) {
//		return &u.InBoston, expr.And(orm.C(&u.ID).EqExpr(orm.C(&a.UserID)), orm.C(&a.City).Eq("Boston"))
//	}))
//
// What the flush writes are the columns that are compared with those of the other type by a foreign
// key of the table, or that are marked by Foreign; the rest of the condition is for reading. Without
// such columns the relationship is tagged viewonly. With through=table the condition is about the
// elements alone, beside the table's own keys.
func On[T, E any](fn func(owner *T, element *E) (Relationship, expr.Expr)) MapOption {
	return func(m *Mapping) {
		if fn == nil {
			m.errs = append(m.errs, fmt.Errorf("gild: On of %s: the function is nil", m.typ))
			return
		}
		owner, element := new(T), new(E)
		w := &written{owner: reflect.TypeFor[T](), element: reflect.TypeFor[E](), ownerAt: unsafe.Pointer(owner), elementAt: unsafe.Pointer(element)}
		var field Relationship
		if field, w.cond = fn(owner, element); field != nil {
			w.field = field.at()
		}
		m.joins = append(m.joins, w)
	}
}

// Foreign marks a field in the condition of On as one that the flush writes: with the key of the other
// side that it is compared with, or with a constant, such as the kind of the owner.
//
//	expr.And(orm.Foreign(orm.C(&c.OwnerID)).EqExpr(orm.C(&p.ID)), orm.Foreign(orm.C(&c.OwnerKind)).Eq("post"))
//
// Elsewhere it is the field.
func Foreign[V any](field expr.X[V]) expr.X[V] {
	p, isField := field.Unwrap().(*probed)
	if !isField {
		return expr.Typed[V](&expr.Invalid{Err: fmt.Errorf("gild: Foreign is for fields, by C or N, not for a %T", field.Unwrap())})
	}
	return expr.Typed[V](&probed{ptr: p.ptr, typ: p.typ, foreign: true})
}

// written is a join condition as the program has given it.
type written struct {
	owner, element            reflect.Type
	ownerAt, elementAt, field unsafe.Pointer // of the probes
	cond                      expr.Expr
	probes                    probes // of the owner, under another name, and of the element
}

// condition is a join condition that is understood.
type condition struct {
	where     []expr.Expr // about the elements alone, beside the columns that are compared
	constants []constant
	owner     *probe    // under another name, in:
	join      expr.Expr // the whole condition, nil if where is enough
}

// constant is what the flush writes into a field of the child.
type constant struct {
	field int
	value driver.Value
}

// takeJoins hands the written conditions to their relationships.
func (m *mapper) takeJoins() []error {
	var errs []error
	for _, w := range m.joins() {
		if w.owner != m.typ && m.concreteOf.ancestor(w.owner) == nil {
			errs = append(errs, fmt.Errorf("gild: %s: On is about relationships of %s", m.typ, w.owner))
			continue
		}
		owner := &probe{m: m, ptr: w.ownerAt}
		rel, err := owner.relation(w.field)
		switch {
		case err != nil || rel.owner != m:
			errs = append(errs, fmt.Errorf("gild: %s: On: what its function returns first is no relationship of its first argument", m.typ))
		case rel.written != nil:
			errs = append(errs, rel.mistake("two conditions are given by On"))
		case w.element != rel.elem && rel.face == nil:
			errs = append(errs, rel.mistake("On: the function's second argument is a *%s, but elements are *%s", w.element, rel.elem))
		case w.cond == nil:
			errs = append(errs, rel.mistake("On: the condition is nil"))
		default:
			rel.written, w.probes = w, probes{owner}
		}
	}
	return errs
}

// configureWritten finds the columns of a relationship with a condition of the program's.
func (rel *relation) configureWritten() error {
	w := rel.written
	if w.element != rel.elem {
		return rel.mistake("On: the function's second argument is a *%s, but elements are *%s", w.element, rel.elem)
	}
	owner, element := w.probes[0], &probe{m: rel.target, ptr: w.elementAt}
	owner.m = rel.owner.seenFrom(w.owner) // whose size the probe has
	owner.names = rel.owner.named(1)
	owner.alias = expr.As(rel.owner.first().table, structtag.Snake(rel.owner.typ.Name())+"_1")
	w.probes = probes{owner, element}
	rel.on = &condition{owner: owner}
	if err := w.probes.check(w.cond); err != nil {
		return rel.mistake("On: %w", err)
	}
	whole := false
	for _, part := range conjuncts(w.cond) {
		understood, err := rel.readPart(part)
		switch {
		case err != nil:
			return err
		case understood:
		case mentions(part, owner):
			whole = true
		default:
			rel.on.where = append(rel.on.where, w.probes.lower(part))
		}
	}
	if whole {
		rel.on.join = w.probes.lower(w.cond)
	}
	return rel.checkWritten(whole)
}

func (rel *relation) checkWritten(whole bool) error {
	switch {
	case rel.link != nil && whole:
		return rel.mistake("On: with through= the condition is about the elements alone")
	case rel.link == nil && len(rel.ownerFields) == 0 && !rel.viewonly:
		return rel.mistake("On: nothing says what the flush writes: mark a field by orm.Foreign, or tag the relationship viewonly")
	}
	return nil
}

// conjuncts are the conditions of which all must hold.
func conjuncts(e expr.Expr) []expr.Expr {
	e = expr.Canonical(e)
	if l, ok := e.(*expr.Logical); ok && l.Op == expr.OpAnd {
		return l.Parts
	}
	return []expr.Expr{e}
}

// readPart looks for a pair of columns or a constant that the flush writes. What is neither is for
// reading.
func (rel *relation) readPart(part expr.Expr) (understood bool, err error) {
	b, isComparison := part.(*expr.Binary)
	if isComparison && b.Op == expr.OpEq {
		left, isField := b.Left.(*probed)
		right, both := b.Right.(*probed)
		value, withValue := b.Right.(*expr.Bind)
		switch {
		case isField && both:
			return rel.readPair(left, right)
		case isField && left.foreign && withValue && value.Param == "":
			return rel.readConstant(left, value)
		}
	}
	if marked(part) {
		return false, rel.mistake("On: Foreign marks a field that is equal to one of the other type, or to a constant")
	}
	return false, nil
}

// child and parent are the probes of the side that is written, and of the other.
func (rel *relation) childProbe() *probe {
	if rel.shape == shapeRef {
		return rel.written.probes[0]
	}
	return rel.written.probes[1]
}

func (rel *relation) readPair(a, b *probed) (understood bool, err error) {
	child := rel.childProbe()
	if !child.has(a) {
		a, b = b, a
	}
	m, parent := rel.childMapper(), rel.parentMapper()
	if !child.has(a) || child.has(b) {
		return false, nil
	}
	from, to := child.fieldIndex(a), rel.written.probes.other(child).fieldIndex(b)
	switch {
	case b.foreign:
		return false, rel.mistake("On: Foreign is for a field of %s, where the relationship is written", m.typ)
	case rel.link != nil || !a.foreign && !(rel.viewonly && slices.Contains(parent.key, to)) &&
		!isForeignKey(m.fields[from].table, parent.fields[to].table, m.fields[from].columnName, parent.fields[to].columnName):
		return false, nil
	case rel.shape == shapeRef:
		rel.ownerFields, rel.targetFields = append(rel.ownerFields, from), append(rel.targetFields, to)
	default:
		rel.targetFields, rel.ownerFields = append(rel.targetFields, from), append(rel.ownerFields, to)
	}
	return true, nil
}

// readConstant has the flush write a constant. It is a condition on what is read too.
func (rel *relation) readConstant(at *probed, value *expr.Bind) (understood bool, err error) {
	child := rel.childProbe()
	if !child.has(at) || rel.link != nil {
		return false, rel.mistake("On: Foreign is for a field of %s, where the relationship is written", rel.childMapper().typ)
	}
	i := child.fieldIndex(at)
	f := &rel.childMapper().fields[i]
	v, err := typemap.Encode(f.definition.Type(), value.Value)
	if err != nil {
		return false, rel.mistake("On: %s: %w", f.name, err)
	}
	rel.on.constants = append(rel.on.constants, constant{i, v})
	return false, nil
}

// isForeignKey reports whether a foreign key of child leads from one column to the other.
func isForeignKey(child, parent *schema.Table, column, ref string) bool {
	return slices.ContainsFunc(child.ForeignKeys(), func(fk *schema.ForeignKey) bool {
		at := slices.Index(fk.Columns, column)
		return at >= 0 && fk.RefColumns[at] == ref && refersTo(fk, parent)
	})
}

// mentions reports whether a field of the probe is part of e.
func mentions(e expr.Expr, p *probe) bool {
	found := false
	expr.Walk(e, func(n expr.Node) bool {
		f, isField := n.(*probed)
		found = found || isField && p.has(f)
		return true
	})
	return found
}

// marked reports whether a field marked by Foreign is part of e.
func marked(e expr.Expr) bool {
	found := false
	expr.Walk(e, func(n expr.Node) bool {
		f, isField := n.(*probed)
		found = found || isField && f.foreign
		return true
	})
	return found
}

// hasConstants reports whether the child has what the relationship writes into it beside the key. A
// child of another kind has the key of another owner.
func (rel *relation) hasConstants(child *state) bool {
	if rel.on == nil {
		return true
	}
	for _, c := range rel.on.constants {
		f := &child.m.fields[c.field]
		v, err := typemap.Encode(f.definition.Type(), f.value(child.ptr))
		if err != nil || v != c.value {
			return false
		}
	}
	return true
}

// setConstants gives the child what the relationship writes beside the key.
func (rel *relation) setConstants(child *state) error {
	if rel.on == nil {
		return nil
	}
	for _, c := range rel.on.constants {
		if err := child.m.fields[c.field].set(child.ptr, c.value); err != nil {
			return err
		}
	}
	return nil
}

// isKeyed reports whether the relationship is there by columns that have the other side's key, which
// a flush can write.
func (rel *relation) isKeyed() bool { return rel.link == nil && len(rel.ownerFields) > 0 }

// lookup returns the owner's fields by which its elements are found.
func (rel *relation) lookup() []int {
	if rel.on != nil && rel.on.join != nil {
		return rel.owner.key
	}
	return rel.ownerFields
}
