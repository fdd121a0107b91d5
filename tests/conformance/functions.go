package main

import (
	"strings"

	"github.com/gildsql/gild/expr"
)

func init() {
	enter(map[string]reading{
		"func":         func(r *reader, n node) any { return r.function(n) },
		"filter":       func(r *reader, n node) any { return r.fn(n.arg(0)).Filter(r.exprs(asList(n.arg(1)))...) },
		"within_group": func(r *reader, n node) any { return r.fn(n.arg(0)).WithinGroup(r.exprs(asList(n.arg(1)))...) },
		"agg_order_by": func(r *reader, n node) any { return r.fn(n.arg(0)).OrderBy(r.exprs(asList(n.arg(1)))...) },
		"over":         func(r *reader, n node) any { return expr.Over(r.x(n.arg(0)), r.window(n)...) },
		"next_value":   func(r *reader, n node) any { return expr.NextValue(r.sequence(n.text(0))) },
	})
}

// function reads a call.
func (r *reader) function(n node) expr.Fn[any] {
	name := n.text(0)
	var args []any
	distinct := false
	for _, v := range asList(n.arg(1)) {
		if d := asNode(v); d.kind() == "distinct" && len(args) == 0 {
			distinct, v = true, d.arg(0)
		}
		args = append(args, r.functionArgument(name, v))
	}
	f := expr.Func[any](name, args...)
	if distinct {
		f = f.Distinct()
	}
	if types := optionalType(n.optionsAt(2)); types != nil {
		f = f.Returns(types[0])
	}
	return f
}

// functionArgument reads a value or an expression. A value whose Go type says too little is
// given its type, and is called after the function as the others are.
func (r *reader) functionArgument(name string, v any) any {
	if n := asNode(v); isPlain(n) {
		plain := value(n.arg(0))
		if typ, ok := typeOfValue(plain); ok {
			return &expr.Bind{Value: plain, Typ: typ, Hint: name[strings.LastIndexByte(name, '.')+1:]}
		}
		return plain
	}
	return r.expr(v)
}

// fn reads an expression that is a call, perhaps with something around it.
func (r *reader) fn(v any) expr.Fn[any] {
	switch f := r.object(v).(type) {
	case expr.Fn[any]:
		return f
	case expr.Expr:
		return expr.FnOf[any](f)
	}
	malformed("%s is no function call", asNode(v).kind())
	return expr.Fn[any]{}
}

func (r *reader) window(n node) []*expr.WindowSpec {
	o := n.optionsAt(1)
	if o == nil {
		return nil
	}
	w := expr.Window()
	if o.has("partition_by") {
		w = w.PartitionBy(r.exprs(o.list("partition_by"))...)
	}
	if o.has("order_by") {
		w = w.OrderBy(r.exprs(o.list("order_by"))...)
	}
	if o.has("rows") {
		w = w.Rows(r.frame(o["rows"]))
	}
	if o.has("range") {
		w = w.Range(r.frame(o["range"]))
	}
	if o.has("groups") {
		w = w.Groups(r.frame(o["groups"]))
	}
	if what := o.text("exclude"); what != "" {
		w = w.Exclude(expr.Exclusion(what))
	}
	return []*expr.WindowSpec{w}
}

// frame reads the two bounds of a frame: numbers of rows from the current one, or kinds with
// values.
func (r *reader) frame(v any) (from, to expr.FrameBound) {
	if list, ok := v.([]any); ok && len(list) == 2 {
		return offset(list[0]), offset(list[1])
	}
	o, ok := v.(map[string]any)
	if !ok {
		malformed("%v is no frame", v)
	}
	return bound(o, "start"), bound(o, "end")
}

func offset(v any) expr.FrameBound {
	if v == nil {
		return expr.Unbounded()
	}
	return expr.Offset(int64(asInt(v)))
}

func bound(o options, side string) expr.FrameBound {
	b := expr.FrameBound{}
	if v, ok := o[side]; ok && v != nil {
		distance := value(v)
		b.Value = expr.Val[any](distance)
		if typ, ok := typeOfValue(distance); ok {
			b.Value = expr.TypedVal[any](distance, typ)
		}
	}
	switch o.text(side + "_type") {
	case "current":
		b.Kind = expr.BoundCurrent
	case "preceding":
		b.Kind = expr.BoundPreceding
	case "following":
		b.Kind = expr.BoundFollowing
	}
	return b
}

func (r *reader) sequence(name string) *expr.Sequence { return r.tables.sequence(name) }
