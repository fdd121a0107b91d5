package wrap_test

import (
	"context"
	"database/sql/driver"
	"fmt"
	"log"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/wrap"
)

// printer is an interceptor that prints queries.
type printer struct{ wrap.NullInterceptor }

func (printer) ConnQueryContext(ctx context.Context, conn driver.QueryerContext, query string, args []driver.NamedValue) (context.Context, driver.Rows, error) {
	info := wrap.InfoFrom(ctx)
	operation, table := info.Summary(query)
	fmt.Printf("%s: %s %s: %s with %d arguments\n", info.System, operation, table, query, len(args))
	rows, err := conn.QueryContext(ctx, query, args)
	return ctx, rows, err
}

// An interceptor sees statements of the expression language and SQL text alike.
func ExampleInfoFrom() {
	ctx := context.Background()
	db, err := gild.Open("sqlite://", gild.WithInterceptors(printer{}))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := meta.CreateAll(ctx, db); err != nil {
		log.Fatal(err)
	}
	names, err := gild.All[string](ctx, db, expr.Select(Items.Name).Where(Items.ID.Eq(7)))
	fmt.Println(names, err)
	var n int
	err = db.QueryRow("select count(*) from items where name like ?", "a%").Scan(&n)
	fmt.Println(n, err)
	// Output:
	// sqlite: SELECT : SELECT type, '' , name FROM sqlite_master with 0 arguments
	// sqlite: SELECT items: SELECT items.name FROM items WHERE items.id = ? with 1 arguments
	// [] <nil>
	// sqlite: SELECT items: select count(*) from items where name like ? with 1 arguments
	// 0 <nil>
}
