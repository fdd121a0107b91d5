package sqlite

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// functions sets how SQLite writes functions.
func functions(r *compile.Rules) {
	r.Func.Write = map[string]func(*compile.Compiler, *expr.Call){
		"now":               compile.FixedCall("CURRENT_TIMESTAMP"),
		"localtimestamp":    compile.FixedCall("DATETIME(CURRENT_TIMESTAMP, 'localtime')"),
		"char_length":       compile.RenamedCall("length"),
		"aggregate_strings": compile.JoinStrings("group_concat"),
	}
	r.Func.Portable = map[string]func(*compile.Compiler, *expr.Call){
		"greatest":  compile.OrOnly(compile.RenamedCall("max")),
		"least":     compile.OrOnly(compile.RenamedCall("min")),
		"random":    compile.FixedCall("(random() / 18446744073709551616.0 + 0.5)"), // of 64 bits
		"substring": compile.RenamedCall("substr"),
	}
}
