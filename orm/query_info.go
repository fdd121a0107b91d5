package orm

import (
	"reflect"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// QueryInfo is what a query is about, for tools and tests. It is made by Describe.
type QueryInfo struct {
	Type    reflect.Type // the struct
	Columns []QueryColumn
	Joins   []QueryJoin
	Loads   []QueryLoadInfo
}

// QueryColumn is a column that the query reads of its objects.
type QueryColumn struct {
	Name  string       // of the column; of a field with an expression that in the SELECT list
	Field string       // the Go name
	SQL   typemap.Type // zero if it is not known
}

// QueryJoin is what the query joins itself.
type QueryJoin struct {
	Type         reflect.Type // the struct, nil for an element of FROM
	Relationship string       // such as User.Orders; empty for a join by hand
	Alias        string       // another name of its table, empty for its own
	Kind         expr.JoinKind
}

// QueryLoadInfo is what is loaded beside the objects, what is loaded beside that behind it.
type QueryLoadInfo struct {
	Path    []string // the relationships that lead to it, such as User.Orders
	Joined  bool     // it comes with the query
	Partial bool     // conditions or a limit leave elements out
}

// Describe returns what the query is about. Its mistakes are errors, as when it is run.
func (q *Query[T]) Describe(r *Registry) (*QueryInfo, error) {
	p, err := q.probed(r)
	if err != nil {
		return nil, err
	}
	plan, err := planLoads(p, q.loads)
	if err != nil {
		return nil, err
	}
	info := &QueryInfo{Type: p.m.typ}
	for _, i := range plan.cols.fields {
		f := &p.m.fields[i]
		info.Columns = append(info.Columns, QueryColumn{f.definition.Name(), f.name, f.definition.Type()})
	}
	for _, i := range plan.cols.exprs {
		x := &p.m.exprs[i]
		info.Columns = append(info.Columns, QueryColumn{x.label(), x.name, expr.TypeOf(x.expr)})
	}
	for _, j := range p.joins {
		join := QueryJoin{Kind: j.kind}
		if j.rel != nil {
			join.Relationship = j.rel.label()
		}
		if j.element != nil {
			join.Type = j.element.m.typ
			if j.element.alias != nil {
				join.Alias = j.element.alias.FromName()
			}
		}
		info.Joins = append(info.Joins, join)
	}
	info.Loads = plan.describe(nil)
	return info, nil
}

func (plan loadPlan) describe(list []QueryLoadInfo) []QueryLoadInfo {
	for _, l := range plan.loads {
		list = append(list, QueryLoadInfo{Path: l.path, Joined: l.comesAlong(), Partial: l.isPartial()})
		list = l.then.describe(list)
	}
	return list
}
