package main

import (
	"reflect"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// typeAlone is a statement of nothing but the name of a type: a node of the reader's own, with a
// rule for it on every dialect.
type typeAlone struct {
	expr.StatementBase
	typ typemap.Type
}

func typeAloneRule(c *compile.Compiler, n expr.Node) { c.TypeName(n.(*typeAlone).typ) }

// several are statements in a row, with semicolons between them.
type several struct {
	schema.DDLBase
	list []expr.Statement
}

// WriteSQL writes them.
func (s *several) WriteSQL(c *compile.Compiler) {
	for i, stmt := range s.list {
		if i > 0 {
			c.WriteString(" ; ")
		}
		c.Node(stmt)
	}
}

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
		"create_table": func(r *reader, n node) any {
			return &schema.CreateTable{Table: r.table(n).Table, IfNotExists: n.options().flag("if_not_exists")}
		},
		"drop_table": func(r *reader, n node) any {
			return &schema.DropTable{Table: r.table(n).Table, IfExists: n.options().flag("if_exists")}
		},
		"create_index": func(r *reader, n node) any {
			return &schema.CreateIndex{Index: r.indexOf(n), IfNotExists: n.options().flag("if_not_exists")}
		},
		"drop_index": func(r *reader, n node) any {
			return &schema.DropIndex{Index: r.indexOf(n), IfExists: n.options().flag("if_exists")}
		},
		"add_constraint": func(r *reader, n node) any { return &schema.AddConstraint{Constraint: r.constraintOf(n)} },
		"drop_constraint": func(r *reader, n node) any {
			o := n.options()
			return &schema.DropConstraint{Constraint: r.constraintOf(n), IfExists: o.flag("if_exists"), Cascade: o.flag("cascade")}
		},
		"create_sequence": func(r *reader, n node) any {
			return &schema.CreateSequence{Sequence: r.sequence(n.text(0)), IfNotExists: n.options().flag("if_not_exists")}
		},
		"drop_sequence": func(r *reader, n node) any {
			return &schema.DropSequence{Sequence: r.sequence(n.text(0)), IfExists: n.options().flag("if_exists")}
		},
		"create_schema": func(_ *reader, n node) any {
			return &schema.CreateSchema{Name: n.text(0), IfNotExists: n.options().flag("if_not_exists")}
		},
		"drop_schema": func(_ *reader, n node) any {
			return &schema.DropSchema{Name: n.text(0), IfExists: n.options().flag("if_exists"), Cascade: n.options().flag("cascade")}
		},
		"ddl":        func(_ *reader, n node) any { return schema.DDL(n.text(0)) },
		"create_all": func(r *reader, _ node) any { return r.all(r.tables.meta.CreateStatements) },
		"drop_all":   func(r *reader, _ node) any { return r.all(r.tables.meta.DropStatements) },
	})
}

// table returns the table that a statement is about.
func (r *reader) table(n node) *table {
	t := r.tables.find(n.text(0))
	if t == nil {
		malformed("no table is called %q", n.text(0))
	}
	return t
}

func (r *reader) indexOf(n node) *schema.Index {
	i := r.table(n).indexes[n.text(1)]
	if i == nil {
		malformed("table %q has no index %q", n.text(0), n.text(1))
	}
	return i
}

func (r *reader) constraintOf(n node) schema.Constraint {
	c := r.table(n).constraints[n.text(1)]
	if c == nil {
		malformed("table %q has no constraint %q", n.text(0), n.text(1))
	}
	return c
}

// all makes the statements that create, or drop, everything.
func (r *reader) all(statements func(schema.Abilities) ([]expr.Statement, error)) any {
	list, err := statements(pinned[r.dialect].Rules(dialect.Version{}).Abilities())
	if err != nil {
		panic(&failure{"CompileError", err.Error()})
	}
	return &several{list: list}
}
