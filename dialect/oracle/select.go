package oracle

import "github.com/gildsql/gild/compile"

// selects sets how Oracle writes queries.
func selects(r *compile.Rules) {
	subqueries(r)
}
