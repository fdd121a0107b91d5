package driver_test

import (
	"database/sql"
	"fmt"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
)

// Wrap needs no name for sql.Open. The traits say how much more gild may do with the
// driver's connections: keep all texts prepared, and leave names to the driver.
func ExampleWrap() {
	wrapped := driver.Wrap(&sqlite3.SQLiteDriver{}, driver.WithDialect(sqlite.Dialect),
		driver.WithTraits(wrap.Traits{Prepare: wrap.PrepareAll, NamedArgs: true}))
	k, err := wrapped.OpenConnector(":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	db := sql.OpenDB(k)
	defer db.Close()
	var sum int
	err = db.QueryRow("select :a + :b", sql.Named("a", 1), sql.Named("b", 2)).Scan(&sum)
	fmt.Println(sum, err)
	// Output:
	// 3 <nil>
}
