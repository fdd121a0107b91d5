package main

import (
	"reflect"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// typeAlone is a statement of nothing but the name of a type: a node of the reader's own, with a
// rule for it on every dialect.
type typeAlone struct {
	expr.StatementBase
	typ typemap.Type
}

func typeAloneRule(c *compile.Compiler, n expr.Node) { c.TypeName(n.(*typeAlone).typ) }

func ownNodes(r *compile.Rules) {
	ext := map[reflect.Type]func(*compile.Compiler, expr.Node){}
	for t, rule := range r.Ext {
		ext[t] = rule
	}
	ext[reflect.TypeFor[*typeAlone]()] = typeAloneRule
	r.Ext = ext
}

func init() {
	enter(map[string]reading{
		"type": func(_ *reader, n node) any { return &typeAlone{typ: typeOf(asNode(n.arg(0)))} },
	})
}
