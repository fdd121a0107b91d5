package golden

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

// TestPrecedence builds trees of operators by chance, each with the value that it must have, NULL
// among them, and asks the databases for it: a pair of parentheses that is missing, or an
// operator that is turned around in a wrong way, gives another value.
func TestPrecedence(t *testing.T) {
	for _, on := range []struct {
		name string
		url  string
	}{
		{sqlite.Dialect.Name, "sqlite:///" + servers.SQLite(t)},
		{postgres.Dialect.Name, servers.Postgres(t)},
		{mariadb.Dialect.Name, servers.MySQLURL(t)},
	} {
		t.Run(on.name, func(t *testing.T) {
			db, err := gild.Open(on.url)
			if err != nil {
				t.Fatal(err)
			}
			defer db.Close()
			fill(t, db, sqlite.Dialect) // the tables that all databases have
			g := &grower{rand.New(rand.NewPCG(3, 4))}
			for range 60 {
				askNumbers(t, db, g)
				askConditions(t, db, g)
			}
		})
	}
}

// number is an expression with its value, nil for NULL.
type number struct {
	e expr.X[int64]
	v *int64
}

// condition is a condition with its value, nil for NULL.
type condition struct {
	e expr.Cond
	v *bool
}

// known are the values of the row that is asked.
var known = []number{
	{expr.Typed[int64](items.Count), new(int64(7))}, {expr.Typed[int64](items.Flags), new(int64(6))},
	{expr.Typed[int64](users.ID), new(int64(3))}, {expr.Typed[int64](users.Age), nil},
}

func oneRow(list []expr.Item) *expr.SelectStmt {
	return expr.Select(list...).From(users, items).Where(users.ID.Eq(3), items.ID.Eq(1))
}

func askNumbers(t *testing.T, db *sql.DB, g *grower) {
	t.Helper()
	var want []number
	var list []expr.Item
	for i := range 20 {
		n := g.arithmetic(4)
		if i%2 == 0 {
			n = g.bits(4)
		}
		want, list = append(want, n), append(list, n.e.As(fmt.Sprint("n", i)))
	}
	got := make([]sql.NullInt64, len(want))
	ask(t, db, oneRow(list), pointers(got))
	for i, n := range want {
		if got[i].Valid != (n.v != nil) || n.v != nil && *n.v != got[i].Int64 {
			t.Errorf("%s is %v, want %s", expr.Select(n.e), got[i], text(n.v))
		}
	}
}

func askConditions(t *testing.T, db *sql.DB, g *grower) {
	t.Helper()
	var want []condition
	var list []expr.Item
	for i := range 20 {
		c := g.condition(4)
		want, list = append(want, c), append(list, c.e.As(fmt.Sprint("c", i)))
	}
	got := make([]sql.NullBool, len(want))
	ask(t, db, oneRow(list), pointers(got))
	for i, c := range want {
		if got[i].Valid != (c.v != nil) || c.v != nil && *c.v != got[i].Bool {
			t.Errorf("%s is %v, want %s", expr.Select(c.e), got[i], text(c.v))
		}
		// In WHERE NULL is no reason to give a row.
		holds := c.v != nil && *c.v
		if i < 4 && holds != gives(t, db, oneRow([]expr.Item{users.ID}).Where(c.e)) {
			t.Errorf("%s: gives a row: %v, want %v", expr.Select(c.e), !holds, holds)
		}
	}
}

func text[T any](v *T) string {
	if v == nil {
		return "NULL"
	}
	return fmt.Sprint(*v)
}

func pointers[T any](values []T) []any {
	out := make([]any, len(values))
	for i := range values {
		out[i] = &values[i]
	}
	return out
}

func ask(t *testing.T, db *sql.DB, stmt expr.Statement, into []any) {
	t.Helper()
	if err := db.QueryRowContext(context.Background(), "", stmt).Scan(into...); err != nil {
		t.Fatalf("%v\n%v", err, stmt)
	}
}

func gives(t *testing.T, db *sql.DB, stmt expr.Statement) bool {
	t.Helper()
	rows, err := gild.All[int64](context.Background(), db, stmt)
	if err != nil {
		t.Fatalf("%v\n%v", err, stmt)
	}
	return len(rows) > 0
}
