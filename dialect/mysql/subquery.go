package mysql

import "github.com/gildsql/gild/compile"

// subqueries sets where MySQL and MariaDB want WITH.
func subqueries(r *compile.Rules) { r.Query.WithInInsert = true }
