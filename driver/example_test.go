package driver_test

import (
	"database/sql"
	"fmt"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/expr"
)

// Registering is for start-up: a name is registered once.
func init() {
	driver.Register("sqlite3-with-hello", &sqlite3.SQLiteDriver{
		ConnectHook: func(c *sqlite3.SQLiteConn) error {
			return c.RegisterFunc("hello", func(name string) string { return "hello, " + name }, true)
		},
	}, driver.WithDialect(sqlite.Dialect))
}

// A driver that has been set up by hand, with gild around it, under a name of its own.
func ExampleRegister() {
	db, err := sql.Open("sqlite3-with-hello", ":memory:")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer db.Close()
	var text, statement string
	err = db.QueryRow("select hello('text')").Scan(&text)
	fmt.Println(text, err)
	err = db.QueryRow("", expr.Select(expr.Func[string]("hello", expr.Val("statement")).As("greeting"))).Scan(&statement)
	fmt.Println(statement, err)
	// Output:
	// hello, text <nil>
	// hello, statement <nil>
}
