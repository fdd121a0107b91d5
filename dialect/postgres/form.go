package postgres

import (
	"github.com/gildsql/gild/internal/sqlform"
	"github.com/gildsql/gild/internal/sqltext"
)

// form is how definitions are compared with what the server deparses of them.
var form = &sqlform.Rules{
	Flavor: sqltext.Postgres(),
	Types:  map[string]string{"float": "double precision"},
}
