package oracle

import "github.com/gildsql/gild/compile"

// functions sets how Oracle writes functions.
func functions(*compile.Rules) {}
