package expr

import "github.com/gildsql/gild/typemap"

// known are the functions with a name and a result that SQL databases agree about, or that
// dialects write in their own way; the type of their results is made from their arguments.
// Source: SQLAlchemy, lib/sqlalchemy/sql/functions.py.
var known = map[string]func(args []Expr) typemap.Type{
	"aggregate_strings": always(typemap.String(0)),
	"all":               always(typemap.Boolean()),
	"any":               always(typemap.Boolean()),
	"array_agg":         arrayOfFirst,
	"char_length":       always(typemap.Integer()),
	"coalesce":          firstType,
	"concat":            always(typemap.String(0)),
	"count":             always(typemap.Integer()),
	"cube":              untyped,
	"cume_dist":         always(typemap.Numeric(0, 0)),
	"current_date":      always(typemap.Date()),
	"current_time":      always(typemap.Time()),
	"current_timestamp": always(typemap.DateTime()),
	"current_user":      always(typemap.String(0)),
	"dense_rank":        always(typemap.Integer()),
	"grouping_sets":     untyped,
	"localtime":         always(typemap.DateTime()),
	"localtimestamp":    always(typemap.DateTime()),
	"max":               firstType,
	"min":               firstType,
	"mode":              untyped,
	"now":               always(typemap.DateTime()),
	"percent_rank":      always(typemap.Numeric(0, 0)),
	"percentile_cont":   untyped,
	"percentile_disc":   untyped,
	"pow":               firstType,
	"random":            untyped,
	"rank":              always(typemap.Integer()),
	"rollup":            untyped,
	"session_user":      always(typemap.String(0)),
	"some":              always(typemap.Boolean()),
	"sum":               firstType,
	"sysdate":           always(typemap.DateTime()),
	"user":              always(typemap.String(0)),
}

func always(t typemap.Type) func([]Expr) typemap.Type {
	return func([]Expr) typemap.Type { return t }
}

func untyped([]Expr) typemap.Type { return typemap.Type{} }

// firstType returns the type of the first argument that has one.
func firstType(args []Expr) typemap.Type {
	for _, e := range args {
		if t := TypeOf(e); t != (typemap.Type{}) {
			return t
		}
	}
	return typemap.Type{}
}

// arrayOfFirst returns the type of arrays of the first argument.
func arrayOfFirst(args []Expr) typemap.Type {
	t := firstType(args)
	if t.Kind == typemap.KindArray {
		return t
	}
	return typemap.ArrayOf(t)
}
