package compile

import (
	"maps"
	"reflect"

	"github.com/gildsql/gild/expr"
)

// Writer is a node of another package that writes its own SQL where the dialect has no rule
// for its type. It embeds expr.ExprBase, expr.FromBase or expr.StatementBase. What it cannot
// write for c.Rules() it reports with c.Fail.
//
// A Writer that declares its Fields is compiled once and then found by structure, so that
// Fields must tell all of what WriteSQL writes. It writes values with c.Node of an
// expr.Bind, or of an expr.Val, never into the text.
type Writer interface {
	expr.Node
	WriteSQL(c *Compiler)
}

// SetRule makes rule write the nodes of type N under the rules: it takes the place of
// another rule for N and of N's own WriteSQL. It is for rules that are not yet in use, such
// as those in dialect.Extend.
func SetRule[N expr.Node](r *Rules, rule func(c *Compiler, n N)) {
	if r.Ext == nil {
		r.Ext = map[reflect.Type]func(*Compiler, expr.Node){}
	}
	r.Ext[reflect.TypeFor[N]()] = func(c *Compiler, n expr.Node) { rule(c, n.(N)) }
}

// SetFunction makes write write the calls of the function of that name, in lower case, under
// the rules. It is for rules that are not yet in use, such as those in dialect.Extend.
func (r *Rules) SetFunction(name string, write func(c *Compiler, f *expr.Call)) {
	if r.Func.Write == nil {
		r.Func.Write = map[string]func(*Compiler, *expr.Call){}
	}
	r.Func.Write[name] = write
}

// Clone returns a copy of the rules that can be changed without changing r.
func (r *Rules) Clone() *Rules {
	c := *r
	c.Ext = maps.Clone(r.Ext)
	c.Func.Write = maps.Clone(r.Func.Write)
	return &c
}
