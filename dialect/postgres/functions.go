package postgres

import (
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// functions sets how PostgreSQL writes functions.
func functions(r *compile.Rules) {
	r.Func.Write = map[string]func(*compile.Compiler, *expr.Call){
		"aggregate_strings": compile.JoinStrings("string_agg"),
		"pow":               compile.RenamedCall("power"),
		"substring":         substring,
	}
	r.Func.Portable = map[string]func(*compile.Compiler, *expr.Call){
		"round": round,
	}
	r.Func.NextValue = nextValue
	r.Func.FrameIntervals = true
	r.Func.AnyType = anyType
}

func nextValue(c *compile.Compiler, s *expr.Sequence) {
	c.WriteString("nextval(")
	c.SequenceLiteral(s)
	c.WriteString(")")
}

// substring writes SUBSTRING with its words. Among parameters whose types are not known it is
// that of a regular expression, which substr never is.
func substring(c *compile.Compiler, f *expr.Call) {
	switch {
	case f.Portable:
		c.Call("substr", f)
		return
	case len(f.Args) < 2:
		c.Call("substring", f)
		return
	}
	c.WriteString("SUBSTRING(")
	c.Node(f.Args[0])
	c.WriteString(" FROM ")
	c.Node(f.Args[1])
	if len(f.Args) > 2 {
		c.WriteString(" FOR ")
		c.Node(f.Args[2])
	}
	c.WriteString(")")
}

// round writes the rounding to digits by numeric: there is none of double precision.
func round(c *compile.Compiler, f *expr.Call) {
	switch len(f.Args) {
	case 0:
		c.Call("round", f)
		return
	case 1: // there is one of numeric, whose halves go another way
		c.WriteString("round(")
		c.Untyped(f.Args[0])
		c.WriteString(")")
		return
	}
	switch expr.TypeOf(f.Args[0]).Kind {
	case typemap.KindReal, typemap.KindDouble:
		c.WriteString("CAST(round(CAST(")
		c.Node(f.Args[0])
		c.WriteString(" AS NUMERIC), ")
		c.Node(f.Args[1])
		c.WriteString(") AS DOUBLE PRECISION)")
	default:
		c.Call("round", f)
	}
}

// anyType are the functions whose arguments may be of any type, or generate_series, of several.
// Source: https://www.postgresql.org/docs/current/extend-type-system.html#EXTEND-TYPES-POLYMORPHIC
var anyType = func() map[string]compile.AnyType {
	types := map[string]compile.AnyType{}
	for kind, names := range map[compile.AnyType]string{
		compile.FirstOfAnyType: "abs avg bit_and bit_or bit_xor ceil ceiling first_value floor lag last_value lead mode nth_value sign sum",
		compile.SameOfAnyType:  "coalesce generate_series greatest least max min nullif",
		compile.EachOfAnyType: "array_agg concat concat_ws count format json_agg json_build_array json_build_object jsonb_agg" +
			" jsonb_build_array jsonb_build_object num_nonnulls num_nulls to_json to_jsonb",
	} {
		for _, name := range strings.Fields(names) {
			types[name] = kind
		}
	}
	return types
}()
