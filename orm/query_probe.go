package orm

import (
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// From returns a probe: an empty T whose fields' addresses name columns in queries. The
// values of its fields mean nothing and are never written, so that one probe, even a
// package-level one, serves any number of queries and goroutines.
func From[T any]() *T { return new(T) }

// C returns the column of a probe's field, for conditions and ordering:
//
//	u := orm.From[User]()
//	orm.Select(u).Where(orm.C(&u.Name).Like("e%"))
//
// The address must be that of a field of the query's probe; any other is an error when
// the query runs.
func C[V any](field *V) expr.X[V] { return expr.Typed[V](newProbed(field)) }

// N is C for a field that can be NULL, a pointer: it compares with values of what the
// pointer points to.
func N[V any](field **V) expr.X[V] { return expr.Typed[V](newProbed(field)) }

// probed is a field of a probe, which stands for a column until the query is lowered.
type probed struct {
	expr.ExprBase
	ptr     unsafe.Pointer
	typ     reflect.Type
	foreign bool // marked by Foreign
}

func newProbed[V any](field *V) *probed {
	return &probed{ptr: unsafe.Pointer(field), typ: reflect.TypeFor[V]()}
}

// Type returns the SQL type that the field's Go type has by default.
func (p *probed) Type() typemap.Type {
	t, _, _ := typemap.TypeOf(p.typ)
	return t
}

// probe is the object behind a query's field addresses.
type probe struct {
	m       *mapper
	ptr     unsafe.Pointer
	names                           // of its tables, whose columns its fields stand for
	inline  []*mapper               // sub-types whose tables are joined to its own
	chosen  bool                    // inline is what the query says
	given   bool                    // the first of names is the program's, which need not have all columns
	exprs   bool                    // the first of names has columns of expressions too,
	renamed map[*expr.Column]string // and these under other names than they have in their tables
	within  *Session                // whose conditions on rows hold, nil for none
	under   []*mapper               // whose conditions this is a part of
	more    []about                 // conditions on its rows that events have added
	path    []string                // the relationships that lead to it
	nulls   expr.NullsOrder         // where the database has NULL in an ascending order, if that is known
	around  probes                  // of the statement that the query is within
	beside  probes                  // what is joined to the query, if it is that's probe,
	joins   []probeJoin             // and how
	links   map[*schema.Table]bool  // tables between that are joined under their own names
}

// derived is an element of FROM other than the table itself: an alias, a subquery, a CTE.
type derived interface {
	expr.From
	C(name string) expr.Col[any]
}

// probes are those of one query or condition.
type probes []*probe

// offset returns where in the probe an address lies.
func (p *probe) offset(ptr unsafe.Pointer) (uintptr, bool) {
	base, at := uintptr(p.ptr), uintptr(ptr)
	if ptr == nil || at < base || at >= base+p.m.typ.Size() {
		return 0, false
	}
	return at - base, true
}

// has reports whether a field is one of the probe.
func (p *probe) has(f *probed) bool {
	_, inside := p.offset(f.ptr)
	return inside
}

// other returns the probe of two that is not p.
func (ps probes) other(p *probe) *probe {
	if ps[0] == p {
		return ps[1]
	}
	return ps[0]
}

// fieldIndex returns the index of the mapped field that f is, -1 if there is none.
func (p *probe) fieldIndex(f *probed) int {
	at, _ := p.offset(f.ptr)
	return slices.IndexFunc(p.m.fields, func(g field) bool { return g.offset == at && g.typ == f.typ })
}

// exprOf returns the expression whose value a field has, nil if it is no such field.
func (p *probe) exprOf(f *probed) expr.Expr {
	at, _ := p.offset(f.ptr)
	for i := range p.m.exprs {
		if x := &p.m.exprs[i]; x.offset == at && x.typ == f.typ {
			return x.of(p)
		}
	}
	return nil
}

// column returns the column that a field address stands for, or the expression.
func (ps probes) column(f *probed) (expr.Expr, error) {
	for _, p := range ps {
		if !p.has(f) {
			continue
		}
		i := p.fieldIndex(f)
		switch {
		case i < 0:
			if e := p.exprOf(f); e != nil {
				return e, nil
			}
			return nil, fmt.Errorf("gild: the field of %s at the given address is not mapped to a column", p.m.typ)
		}
		return expr.Canonical(p.columnAt(i)), nil
	}
	return nil, fmt.Errorf("gild: a field address (%s) is not of the query's probe of %s: use the fields of what orm.From returned", f.typ, ps[0].m.typ)
}

// check reports the first mistake in an expression, such as a field address that is no column.
func (ps probes) check(e expr.Expr) (err error) {
	expr.Walk(e, func(n expr.Node) bool {
		switch n := n.(type) {
		case *probed:
			if _, mistake := ps.column(n); err == nil {
				err = mistake
			}
		case *expr.Invalid:
			if err == nil {
				err = n.Err
			}
		}
		return err == nil
	})
	return err
}

// relation returns the relationship that a field address stands for.
func (p *probe) relation(ptr unsafe.Pointer) (*relation, error) {
	at, inside := p.offset(ptr)
	for _, rel := range p.m.relations {
		if inside && rel.offset == at {
			return rel, nil
		}
	}
	return nil, fmt.Errorf("gild: the given address is not that of a relationship of the query's probe of %s", p.m.typ)
}

// lower puts columns in the place of the probe's fields. Values bound beside a field
// take the column's SQL type.
func (p *probe) lower(e expr.Expr) expr.Expr { return p.all().lower(e) }

// lowered is lower for a list.
func (p *probe) lowered(list []expr.Expr) []expr.Expr {
	if len(list) == 0 {
		return nil
	}
	return p.all().lowered(list)
}

func (ps probes) lowered(list []expr.Expr) []expr.Expr {
	out := make([]expr.Expr, len(list))
	for i, e := range list {
		out[i] = ps.lower(e)
	}
	return out
}

func (ps probes) lower(e expr.Expr) expr.Expr { return ps.lowerIn(e, false) }

// lowerIn is lower of what stands within NOT, or does not. There a condition must not be NULL where it is false.
func (ps probes) lowerIn(e expr.Expr, not bool) expr.Expr {
	return expr.Rewrite(expr.Canonical(e), func(n expr.Node) expr.Node {
		switch n := n.(type) {
		case *probed:
			return ps.columnNode(n)
		case *expr.Binary:
			return ps.lowerBinary(n)
		case *ofParent:
			return expr.Canonical(n.condition())
		case *innerQuery:
			return n.lowered(ps)
		case *related:
			return expr.Canonical(n.lowered(ps, not))
		case *expr.Unary:
			if n.Op == expr.OpNot && !not {
				out := *n
				out.Operand = ps.lowerIn(n.Operand, true)
				return &out
			}
		}
		return nil
	})
}

func (ps probes) columnNode(f *probed) expr.Expr {
	column, err := ps.column(f)
	if err != nil {
		return &expr.Invalid{Err: err}
	}
	return column
}

// lowerBinary gives values that are compared with a field the SQL type of its column.
// The pattern of LIKE stays text, whatever the column is.
func (ps probes) lowerBinary(b *expr.Binary) expr.Node {
	f, isField := b.Left.(*probed)
	if !isField || b.Op.TakesPattern() {
		return nil
	}
	out := *b
	out.Left = ps.columnNode(f)
	typ := expr.TypeOf(out.Left)
	out.Right = expr.Rewrite(b.Right, func(n expr.Node) expr.Node {
		switch n := n.(type) {
		case *expr.Scalar: // whose values are compared with others
			return ps.lower(n)
		case *probed:
			return ps.columnNode(n)
		case *expr.Bind:
			typed := *n
			typed.Typ = typ
			return &typed
		}
		return nil
	})
	return &out
}
