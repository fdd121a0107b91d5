// Package driver puts gild around database/sql drivers: under a name for sql.Open
// (Register), around a driver or connector held in hand (Wrap, NewConnector), and behind
// database URLs (Open).
//
// The packages below it wrap one real driver each. Importing one is all an existing
// program needs:
//
//	import _ "github.com/gildsql/gild/driver/pq"
//
//	db, err := sql.Open("postgres+gild", dsn)
package driver
