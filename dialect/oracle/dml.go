package oracle

import "github.com/gildsql/gild/compile"

// writes sets how Oracle writes INSERT, UPDATE and DELETE.
func writes(*compile.Rules) {}
