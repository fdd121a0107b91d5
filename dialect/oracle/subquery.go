package oracle

import "github.com/gildsql/gild/compile"

// subqueries sets what Oracle writes in FROM and WITH.
func subqueries(r *compile.Rules) {
	r.Query.NoAsInFrom = true
	r.Query.NoRecursiveWord = true
	r.Query.WithInInsert = true
	r.Query.TableFunction = "TABLE"
	r.Query.RowValue = ".COLUMN_VALUE"
}
