package driver_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"fmt"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
)

// connector stands for one that cannot be had by name, such as that of pq.NewConnector.
type connector struct{}

func (connector) Connect(context.Context) (sqldriver.Conn, error) {
	return (&sqlite3.SQLiteDriver{}).Open(":memory:")
}

func (connector) Driver() sqldriver.Driver { return &sqlite3.SQLiteDriver{} }

func ExampleNewConnector() {
	ctx := context.Background()
	db := sql.OpenDB(driver.NewConnector(connector{}, driver.WithDialect(sqlite.Dialect)))
	defer db.Close()

	// The real driver's connection is still within reach.
	conn, err := db.Conn(ctx)
	if err != nil {
		fmt.Println(err)
		return
	}
	defer conn.Close()
	err = conn.Raw(func(c any) error {
		w := c.(wrap.Conn)
		_, isSQLite := w.Unwrap().(*sqlite3.SQLiteConn)
		fmt.Println(w.Dialect().Name, isSQLite)
		return nil
	})
	fmt.Println(err)
	// Output:
	// sqlite true
	// <nil>
}
