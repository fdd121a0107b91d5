package mysql

import "github.com/gildsql/gild/compile"

// functions sets how MySQL writes functions.
func functions(*compile.Rules) {}
