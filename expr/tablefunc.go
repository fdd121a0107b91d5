package expr

import "github.com/gildsql/gild/typemap"

// TableFunc is a function that returns rows, as a FROM element. Its methods return a new one.
type TableFunc struct {
	FromBase
	fn       Expr
	name     string
	heads    []column
	ordinal  bool // the last of heads is that of WITH ORDINALITY
	derived  bool // columns are listed behind the name
	types    bool // with their types
	lateral  bool
	single   bool // the rows are values: the name is a column, too
	err      error
	columns  []*Column
	implicit bool
}

// TableOf makes a FROM element of a function that returns rows, with columns made by ColumnOf.
// The compiler makes its name unless As gives one.
func TableOf(fn Expr, columns ...Expr) *TableFunc {
	t := &TableFunc{fn: canon(fn)}
	t.heads, t.err = declared(columns)
	t.rebuild()
	return t
}

// AsTable makes a FROM element of the function: see TableOf.
func (f Fn[T]) AsTable(columns ...Expr) *TableFunc { return TableOf(f, columns...) }

// AsColumn makes a FROM element of a function that returns values, under a name that stands
// for the value, too: see Value. Without a name the compiler makes one.
func (f Fn[T]) AsColumn(name string) *TableFunc { return ColumnValuesOf(f, name) }

// ColumnValuesOf is AsColumn for any expression that is a call.
func ColumnValuesOf(fn Expr, name string) *TableFunc {
	t := &TableFunc{fn: canon(fn), name: name, single: true}
	t.rebuild()
	return t
}

// rebuild makes the columns.
func (t *TableFunc) rebuild() {
	t.columns = make([]*Column, len(t.heads))
	for i, h := range t.heads {
		t.columns[i] = NewProxy(t, h.name, h.typ, Proxy{Index: i})
	}
}

func (t *TableFunc) derive(change func(t *TableFunc)) *TableFunc {
	derived := *or(t, noFunc)
	change(&derived)
	derived.rebuild()
	return &derived
}

// As gives the function's rows a name.
func (t *TableFunc) As(name string) *TableFunc {
	return t.derive(func(t *TableFunc) { t.name = name })
}

// WithOrdinality adds a column of that name with the number of the row.
func (t *TableFunc) WithOrdinality(name string) *TableFunc {
	return t.derive(func(t *TableFunc) {
		t.heads = extend(t.heads, []column{{name, typemap.Integer()}})
		t.ordinal = true
	})
}

// RenderDerived lists the columns behind the name: AS t(a, b).
func (t *TableFunc) RenderDerived() *TableFunc {
	return t.derive(func(t *TableFunc) { t.derived = true })
}

// WithTypes lists the columns with their types behind the name: AS t(a INTEGER).
func (t *TableFunc) WithTypes() *TableFunc {
	return t.derive(func(t *TableFunc) { t.derived, t.types = true, true })
}

// Lateral writes LATERAL in front: the arguments come from what stands before in the same FROM.
func (t *TableFunc) Lateral() *TableFunc {
	return t.derive(func(t *TableFunc) { t.lateral = true })
}

// Implicit tells that the rows belong to another element of FROM by the arguments, so that
// a join is not missed.
func (t *TableFunc) Implicit() *TableFunc {
	return t.derive(func(t *TableFunc) { t.implicit = true })
}

// Value returns the function's value in each row, under the name in FROM.
func (t *TableFunc) Value() X[any] {
	return shell[any](&RowValue{Of: or(t, noFunc), Typ: TypeOf(or(t, noFunc).fn), Single: true})
}

// Func returns the call.
func (t *TableFunc) Func() Expr { return t.fn }

// Ordinality reports whether there is a column with the number of the row, the last one.
func (t *TableFunc) Ordinality() bool { return t.ordinal }

// Derived reports whether columns are listed behind the name, and if so with their types.
func (t *TableFunc) Derived() (listed, types bool) { return t.derived && !t.single, t.types }

// IsLateral reports whether LATERAL stands in front.
func (t *TableFunc) IsLateral() bool { return t.lateral }

// JoinsImplicitly reports whether the rows belong to another element of FROM by the arguments.
func (t *TableFunc) JoinsImplicitly() bool { return t.implicit }

// Err returns the mistake made while building, nil if there is none.
func (t *TableFunc) Err() error { return t.err }

// FromName returns the name, empty for one that the compiler makes.
func (t *TableFunc) FromName() string { return t.name }

// NameBase returns what a name is made from.
func (t *TableFunc) NameBase() string { return "anon" }

// Columns returns the columns in order.
func (t *TableFunc) Columns() []*Column { return t.columns }

// C returns the column of that name in its dynamic form. An unknown name is an error when the
// statement is compiled.
func (t *TableFunc) C(name string) Col[any] { return DynamicColumn(t, name) }

// Fields declares the node.
func (t *TableFunc) Fields(v Visitor) {
	v.Kind("table function")
	if t.err != nil {
		v.Opaque()
	}
	v.Word(t.name)
	v.Number(flag(t.ordinal) | flag(t.derived)<<1 | flag(t.types)<<2 | flag(t.lateral)<<3 | flag(t.single)<<4 | flag(t.implicit)<<5)
	declareColumns(v, t.heads)
	v.Expr(&t.fn)
}
