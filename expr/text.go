package expr

import "github.com/gildsql/gild/typemap"

// TextStmt is SQL text: a statement, or an expression inside one, such as a condition or an
// element of ORDER BY. Its methods return a new one; it is safe for concurrent use.
type TextStmt struct {
	StatementBase
	text   string
	names  []string
	values []Expr // of names
}

func (t *TextStmt) item() {}
func (t *TextStmt) expr() {}

// Text makes a statement or an expression of SQL text, which is sent as it stands but for its
// parameters: :name takes the value given with Bind, or with the execution as
// sql.Named("name", value), in the placeholder style of the database. A colon inside
// strings, comments and casts (::) is left alone; \: is a plain colon outside of them. An expression
// is not put in parentheses: write them where they are needed.
//
// Text is the one place where a Go string becomes SQL: values never belong in it.
func Text(sql string) *TextStmt { return &TextStmt{text: sql} }

// Bind gives the parameter a value, which may be an expression. It has the type that is given,
// else none: the database finds it out from the text.
func (t *TextStmt) Bind(name string, v any, typ ...typemap.Type) *TextStmt {
	derived := *or(t, noText)
	var given typemap.Type
	if len(typ) > 0 {
		given = typ[0]
	}
	value := bind(v, given)
	if b, ok := value.(*Bind); ok && b.Param == "" {
		named := *b
		named.Param, named.Default = name, true
		value = &named
	}
	derived.names = extend(derived.names, []string{name})
	derived.values = extend(derived.values, []Expr{value})
	return &derived
}

// Columns declares the result's columns, in order: columns of tables, or ColumnOf with a name
// and a type. The text can then stand where a Query does.
func (t *TextStmt) Columns(columns ...Expr) *TextQuery {
	return &TextQuery{text: canon(t), outputs: canons(columns, "Columns")}
}

// SQL returns the text as written.
func (t *TextStmt) SQL() string { return or(t, noText).text }

// BoundParam returns the value given to the parameter, nil if it comes with the execution.
func (t *TextStmt) BoundParam(name string) Expr {
	t = or(t, noText)
	for i := len(t.names) - 1; i >= 0; i-- {
		if t.names[i] == name {
			return t.values[i]
		}
	}
	return nil
}

// ParamNames returns the names given to Bind, in order.
func (t *TextStmt) ParamNames() []string { return or(t, noText).names }

// Fields declares the node.
func (t *TextStmt) Fields(v Visitor) {
	v.Kind("text")
	v.Word(t.text)
	v.Number(len(t.names))
	for _, n := range t.names {
		v.Word(n)
	}
	v.Exprs(&t.values)
}

// TextQuery is a query written as SQL text, with declared columns. It is safe for concurrent
// use.
type TextQuery struct {
	QueryBase
	text    Expr // a *TextStmt
	outputs []Expr
}

// Text returns the text with its parameters.
func (t *TextQuery) Text() *TextStmt {
	text, _ := or(t, noQuery).text.(*TextStmt)
	return text
}

// Outputs returns the declared columns.
func (t *TextQuery) Outputs() []Expr { return or(t, noQuery).outputs }

// Fields declares the node.
func (t *TextQuery) Fields(v Visitor) {
	v.Kind("text query")
	v.Exprs(&t.outputs)
	v.Expr(&t.text)
}
