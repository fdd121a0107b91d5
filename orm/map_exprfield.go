package orm

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// ExprField has a field of T, which is no column and tagged "-", take the value of an SQL expression
// when an object is loaded. The function gets a probe and the tables, and returns the field and the
// expression, which may be a query:
//
//	Orders int64 `gild:"-"`
//
//	orm.ExprField(func(u *User, tables *schema.MetaData) (*int64, expr.Expr) {
//		orders := expr.As(tables.Table("orders"), "own") // which queries of orders can have beside them
//		return &u.Orders, expr.ScalarOf[int64](expr.Select(expr.Count(orders.C("id"))).Where(orders.C("user_id").Eq(orm.C(&u.ID))))
//	})
//
// C of the field is the expression in conditions and in ORDER BY. The field is read only: a flush
// neither writes nor renews it, Refresh and queries do.
func ExprField[T, V any](fn func(probe *T, tables *schema.MetaData) (*V, expr.Expr)) MapOption {
	return func(m *Mapping) {
		if fn == nil || m.typ != reflect.TypeFor[T]() {
			m.errs = append(m.errs, fmt.Errorf("gild: ExprField of %s is given to %s, or has no function", reflect.TypeFor[T](), m.typ))
			return
		}
		m.computes = append(m.computes, func(of *mapper, meta *schema.MetaData) error {
			p := new(T)
			field, e := fn(p, meta)
			return of.addExpr(&probe{m: of, ptr: unsafe.Pointer(p)}, unsafe.Pointer(field), reflect.TypeFor[V](), e)
		})
	}
}

// exprField is a field that has the value of an expression.
type exprField struct {
	m      *mapper // that declares it
	name   string
	offset uintptr
	typ    reflect.Type
	expr   expr.Expr // of the table's columns,
	given  expr.Expr // as it was given, with the fields of:
	probe  unsafe.Pointer
	decode typemap.Decoder
}

// addExpr makes a field of the probe one of the expression.
func (m *mapper) addExpr(p *probe, field unsafe.Pointer, typ reflect.Type, e expr.Expr) error {
	at, inside := p.offset(field)
	if !inside {
		return fmt.Errorf("gild: %s: ExprField: the address that its function returns is not that of a field of the probe", m.typ)
	}
	name := m.nameAt(at, typ)
	mistake := func(format string, args ...any) error {
		return fault.Errorf("%s.%s: ExprField: "+format, append([]any{m.typ, name}, args...)...)
	}
	switch {
	case p.fieldIndex(&probed{ptr: field, typ: typ}) >= 0:
		return mistake("the field is mapped to a column: tag it `gild:\"-\"`")
	case e == nil:
		return mistake("the expression is nil")
	}
	if err := (probes{p}).check(e); err != nil {
		return mistake("%w", err)
	}
	x := exprField{m: m, name: name, offset: at, typ: typ, expr: p.lower(e), given: e, probe: p.ptr}
	var err error
	if x.decode, err = typemap.DecoderFor(expr.TypeOf(x.expr), typ); err != nil {
		return mistake("%w", err)
	}
	m.exprs = append(m.exprs, x)
	return nil
}

// of is the expression in terms of a probe's columns.
func (x *exprField) of(p *probe) expr.Expr {
	switch {
	case p.alias == nil:
		return x.expr
	case p.exprs:
		return expr.Canonical(p.alias.C(x.label()))
	}
	return (&probe{m: x.m, ptr: x.probe, names: p.names}).lower(x.given)
}

// nameAt returns the Go name of the field at an offset.
func (m *mapper) nameAt(at uintptr, typ reflect.Type) string {
	for _, f := range reflect.VisibleFields(m.typ) {
		var offset uintptr
		for t, i := m.typ, 0; i < len(f.Index); i++ {
			if t.Kind() != reflect.Struct {
				break
			}
			offset += t.Field(f.Index[i]).Offset
			t = t.Field(f.Index[i]).Type
		}
		if offset == at && f.Type == typ {
			return f.Name
		}
	}
	return "?"
}

// items returns what a SELECT for the type asks for.
func (m *mapper) items() []expr.Item { return m.itemsOf(m.whole) }

func (m *mapper) itemsOf(r *reading) []expr.Item {
	items := m.some(r.fields)
	for _, i := range r.exprs {
		items = append(items, &expr.Label{Expr: m.exprs[i].expr, Name: m.exprs[i].label()})
	}
	return append(items, r.subs.items(&probe{m: m})...)
}

// label is what the expression is called in a SELECT list.
func (x *exprField) label() string { return structtag.Snake(x.name) }

// items are what a sink takes of the probe's rows, as the first of a SELECT list.
func (p *probe) items(r *reading) []expr.Item {
	if p.alias == nil {
		return p.m.itemsOf(r)
	}
	return p.labelled(r, "")
}

// columns are items behind those of others.
func (p *probe) columns(r *reading) []expr.Item { return p.labelled(r, p.name()+"_") }

func (p *probe) labelled(r *reading, prefix string) []expr.Item {
	items := make([]expr.Item, 0, r.width())
	for _, i := range r.fields {
		items = append(items, p.columnAt(i))
	}
	for _, i := range r.exprs {
		x := &p.m.exprs[i]
		if p.exprs {
			items = append(items, p.alias.C(x.label()))
			continue
		}
		items = append(items, &expr.Label{Expr: x.of(p), Name: prefix + x.label()})
	}
	return append(items, r.subs.items(p)...)
}

// freeName is a name that no column of the type's table has, with numbers that make it another one.
func (m *mapper) freeName(name string, numbers ...int) string {
	for _, n := range numbers {
		name = fmt.Sprintf("%s_%d", name, n+1)
	}
	taken := func(f field) bool { return f.definition.Name() == name }
	for slices.ContainsFunc(m.fields, taken) || slices.ContainsFunc(m.exprs, func(x exprField) bool { return x.label() == name }) {
		name += "_"
	}
	return name
}

// compute makes the fields that have the values of expressions, in rows of unions too.
func (m *mapper) compute() (errs []error) {
	for _, compute := range m.computes {
		errs = append(errs, compute(m, m.registry.meta))
	}
	if m.rows != nil {
		errs = append(errs, m.rows.compute()...)
	}
	if m.union != nil {
		for _, sub := range m.registry.ordered {
			if view := m.union.views[sub.typ]; view != nil {
				errs = append(errs, view.compute()...)
			}
		}
	}
	return errs
}
