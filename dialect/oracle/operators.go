package oracle

import "github.com/gildsql/gild/compile"

// operators sets how Oracle writes operators and constants.
func operators(*compile.Rules) {}
