package libraries

import (
	"context"
	"database/sql"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/lib/pq"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/tests/servers"
)

// TestPqConnector is for programs that set up lib/pq's connector by hand.
func TestPqConnector(t *testing.T) {
	k, err := pq.NewConnector(servers.Postgres(t))
	check(t, err)
	var notices []string
	noticing := pq.ConnectorWithNoticeHandler(k, func(n *pq.Error) { notices = append(notices, n.Message) })
	db := sql.OpenDB(driver.NewConnector(noticing, driver.WithDialect(postgres.Dialect)))
	defer db.Close()
	plain(t, db, insertNumbered)
	understands(t, db)
	_, err = db.Exec("do $$ begin raise notice 'hello'; end $$")
	check(t, err)
	equal(t, len(notices), 1)
	equal(t, notices[0], "hello")
}

// TestPqCopy uses what lib/pq has of its own.
func TestPqCopy(t *testing.T) {
	db := database{driver: "postgres+gild", dsn: servers.Postgres(t)}.open(t)
	_, err := db.Exec(createPeople)
	check(t, err)
	tx, err := db.Begin()
	check(t, err)
	stmt, err := tx.Prepare("copy people (id, name) from stdin")
	check(t, err)
	for id := range 3 {
		_, err := stmt.Exec(id, string(rune('a'+id)))
		check(t, err)
	}
	_, err = stmt.Exec()
	check(t, err)
	check(t, stmt.Close())
	check(t, tx.Commit())
	var n int
	check(t, db.QueryRow("select count(*) from people").Scan(&n))
	equal(t, n, 3)
}

// TestPgxRegisteredConfig opens a configuration that the program has registered with pgx.
func TestPgxRegisteredConfig(t *testing.T) {
	config, err := pgx.ParseConfig(servers.Postgres(t))
	check(t, err)
	name := stdlib.RegisterConnConfig(config)
	defer stdlib.UnregisterConnConfig(name)
	db := database{driver: "pgx+gild", dsn: name}.open(t)
	plain(t, db, insertNumbered)
	understands(t, db)
	check(t, gild.WithRaw(context.Background(), db, func(c *pgx.Conn) error {
		n, err := c.CopyFrom(context.Background(), pgx.Identifier{"people"}, []string{"id", "name"},
			pgx.CopyFromRows([][]any{{10, "x"}, {11, "y"}}))
		equal(t, n, 2)
		return err
	}))
}

// TestPgxPool puts gild around connections of pgx's own pool.
func TestPgxPool(t *testing.T) {
	ctx := context.Background()
	pool, err := pgxpool.New(ctx, servers.Postgres(t))
	check(t, err)
	defer pool.Close()
	db := sql.OpenDB(driver.NewConnector(stdlib.GetPoolConnector(pool),
		driver.WithDialect(postgres.Dialect), driver.WithPreparedStatements(-1)))
	defer db.Close()
	db.SetMaxIdleConns(0) // the pool keeps them
	plain(t, db, insertNumbered)
	understands(t, db)
}

// TestNamePostgres runs a program in which gild is the driver "postgres". It is one of its
// own, because lib/pq, where it is linked in, takes that name.
func TestNamePostgres(t *testing.T) {
	program := filepath.Join(t.TempDir(), "named")
	build, err := exec.Command("go", "build", "-o", program, "./named").CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, build)
	}
	cmd := exec.Command(program)
	cmd.Env = append(os.Environ(), "DSN="+servers.Postgres(t))
	if output, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, output)
	}
}
