package expr

import "github.com/gildsql/gild/typemap"

// TextStmt is a statement written as SQL text. Its methods return a new statement; it
// is safe for concurrent use.
type TextStmt struct {
	StatementBase
	text   string
	names  []string
	values []Expr // of names
}

// Text makes a statement of SQL text, which is sent as it stands but for its
// parameters: :name takes the value given with Bind, or with the execution as
// sql.Named("name", value), in the placeholder style of the database. A colon inside
// strings, comments and casts (::) is left alone; \: is a plain colon.
//
// Text is the one place where a Go string becomes SQL: values never belong in it.
func Text(sql string) *TextStmt { return &TextStmt{text: sql} }

// Bind gives the parameter a value.
func (t *TextStmt) Bind(name string, v any) *TextStmt {
	derived := *t
	derived.names = extend(t.names, []string{name})
	derived.values = extend(t.values, []Expr{bind(v, typemap.Type{})}) // the text alone knows the type
	return &derived
}

// SQL returns the text as written.
func (t *TextStmt) SQL() string { return t.text }

// BoundParam returns the value given to the parameter, nil if it comes with the execution.
func (t *TextStmt) BoundParam(name string) Expr {
	for i := len(t.names) - 1; i >= 0; i-- {
		if t.names[i] == name {
			return t.values[i]
		}
	}
	return nil
}

// ParamNames returns the names given to Bind, in order.
func (t *TextStmt) ParamNames() []string { return t.names }

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
