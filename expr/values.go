package expr

import (
	"fmt"

	"github.com/gildsql/gild/typemap"
)

// ValuesTable is VALUES as a FROM element: rows that the statement brings with it. Its methods
// return a new one.
type ValuesTable struct {
	FromBase
	name    string
	heads   []column
	rows    []Expr // row after row
	literal bool
	lateral bool
	err     error
	columns []*Column
}

// column is the name and the type of a column that is declared.
type column struct {
	name string
	typ  typemap.Type
}

// Values makes a FROM element of rows that are added with Row, with columns made by ColumnOf.
// Without a name it can only stand alone, as ScalarValues or in a CTE.
func Values(name string, columns ...Expr) *ValuesTable {
	t := &ValuesTable{name: name}
	t.heads, t.err = declared(columns)
	t.rebuild()
	return t
}

// declared returns the names and types of columns that are declared.
func declared(columns []Expr) ([]column, error) {
	var out []column
	for _, e := range columns {
		e = canon(e)
		name := DeclaredName(e)
		if mistake, ok := e.(*Invalid); ok {
			return out, mistake.Err
		}
		if name == "" {
			return out, fmt.Errorf("a %T where a column with a name is declared: use expr.ColumnOf", e)
		}
		out = append(out, column{name, TypeOf(e)})
	}
	return out, nil
}

// rebuild makes the columns.
func (t *ValuesTable) rebuild() {
	t.columns = make([]*Column, len(t.heads))
	for i, h := range t.heads {
		t.columns[i] = NewProxy(t, h.name, h.typ, Proxy{Index: i})
	}
}

func (t *ValuesTable) derive(change func(t *ValuesTable)) *ValuesTable {
	derived := *or(t, noValues)
	change(&derived)
	derived.rebuild()
	return &derived
}

// Row adds a row of values or expressions, one for each column; a value has the type of its
// column. Another number of them is an error at compile.
func (t *ValuesTable) Row(values ...any) *ValuesTable { return t.Rows(values) }

// Rows adds rows, as Row does one by one.
func (t *ValuesTable) Rows(rows ...[]any) *ValuesTable {
	return t.derive(func(t *ValuesTable) {
		var more []Expr
		for _, row := range rows {
			if len(row) != len(t.heads) && t.err == nil {
				t.err = fmt.Errorf("a row of %d values for the %d columns of VALUES", len(row), len(t.heads))
			}
			for i, v := range row {
				var typ typemap.Type
				if i < len(t.heads) {
					typ = t.heads[i].typ
				}
				more = append(more, bindOrNull(v, typ))
			}
		}
		t.rows = extend(t.rows, more)
	})
}

// LiteralBinds writes the values into the SQL text as literals.
func (t *ValuesTable) LiteralBinds() *ValuesTable {
	return t.derive(func(t *ValuesTable) { t.literal = true })
}

// Lateral lets the rows take values from what stands before in the same FROM.
func (t *ValuesTable) Lateral(name string) *ValuesTable {
	return t.derive(func(t *ValuesTable) { t.name, t.lateral = name, true })
}

// As returns the rows under another name.
func (t *ValuesTable) As(name string) *ValuesTable {
	return t.derive(func(t *ValuesTable) { t.name = name })
}

// List returns all values, row after row, and the number of columns.
func (t *ValuesTable) List() (values []Expr, width int) { return t.rows, len(t.heads) }

// Literal reports whether values are written as literals.
func (t *ValuesTable) Literal() bool { return t.literal }

// IsLateral reports whether the rows take values from what stands before.
func (t *ValuesTable) IsLateral() bool { return t.lateral }

// Err returns the mistake made while building, nil if there is none.
func (t *ValuesTable) Err() error { return t.err }

// FromName returns the name, which may be empty.
func (t *ValuesTable) FromName() string { return t.name }

// BareColumns reports that columns are written without the table, which has no name.
func (t *ValuesTable) BareColumns() bool { return t.name == "" }

// Columns returns the columns in order.
func (t *ValuesTable) Columns() []*Column { return t.columns }

// C returns the column of that name in its dynamic form. An unknown name is an error when the
// statement is compiled.
func (t *ValuesTable) C(name string) Col[any] { return DynamicColumn(t, name) }

// Fields declares the node.
func (t *ValuesTable) Fields(v Visitor) {
	v.Kind("values")
	if t.err != nil {
		v.Opaque()
	}
	v.Word(t.name)
	v.Number(flag(t.literal) | flag(t.lateral)<<1)
	declareColumns(v, t.heads)
	v.Exprs(&t.rows)
}

func declareColumns(v Visitor, columns []column) {
	v.Number(len(columns))
	for _, h := range columns {
		v.Word(h.name)
		v.Type(h.typ)
	}
}

// ScalarValues is VALUES as an expression, such as the set of IN.
func ScalarValues(t *ValuesTable) X[any] { return shell[any](&ValuesExpr{Of: CanonicalFrom(t)}) }

// ValuesExpr is VALUES in parentheses as an expression. It is made by ScalarValues.
type ValuesExpr struct {
	ExprBase
	Of From // a *ValuesTable
}

// Type returns the type of the only column.
func (e *ValuesExpr) Type() typemap.Type {
	if columns := CanonicalFrom(e.Of).Columns(); len(columns) == 1 {
		return columns[0].typ
	}
	return typemap.Type{}
}

// Fields declares the node.
func (e *ValuesExpr) Fields(v Visitor) {
	v.Kind("scalar values")
	v.From(&e.Of)
}
