package generated

import (
	"context"
	"database/sql"
	"errors"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

var dialects = []*dialect.Dialect{
	sqlite.Dialect, postgres.Dialect, mysql.Dialect, mariadb.Dialect, mssql.Dialect, oracle.Dialect,
}

// usual is how many statements are made without GILD_GENERATED.
const usual = 1000

// server is a database that the statements run on.
type server struct {
	on      systems
	dialect *dialect.Dialect
	db      *sql.DB
}

func open(t *testing.T) []server {
	out := []server{{on: lite, dialect: sqlite.Dialect}, {on: post, dialect: postgres.Dialect}}
	for i, url := range []string{"sqlite:///" + servers.SQLite(t), servers.Postgres(t)} {
		db, err := gild.Open(url)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		ctx := context.Background()
		if err := meta.CreateAll(ctx, db); err != nil {
			t.Fatal(err)
		}
		for _, stmt := range rows() {
			if _, err := gild.Exec(ctx, db, stmt); err != nil {
				t.Fatal(err)
			}
		}
		out[i].db = db
	}
	return out
}

// counts are what became of the statements.
type counts struct{ statements, runs, failedValues, compared, twins, equalKeys, refused int }

func TestGenerated(t *testing.T) {
	all := open(t)
	c := &checker{t: t, servers: all, caches: newCaches()}
	if text := os.Getenv("GILD_GENERATED_SEED"); text != "" {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			t.Fatal(err)
		}
		c.verbose = true
		c.check(seed)
		return
	}
	more := forTime(t)
	failures := 0
	for seed := uint64(1); more(seed) && failures < 12; seed++ {
		if !c.check(seed) {
			failures++
		}
	}
	t.Logf("%+v", c.counts)
}

// forTime says whether to go on: for the time that is asked for, or for the usual number.
func forTime(t *testing.T) func(seed uint64) bool {
	text := os.Getenv("GILD_GENERATED")
	if text == "" {
		return func(seed uint64) bool { return seed <= usual }
	}
	d, err := time.ParseDuration(text)
	if err != nil {
		t.Fatalf("GILD_GENERATED: %v", err)
	}
	end := time.Now().Add(d)
	return func(uint64) bool { return time.Now().Before(end) }
}

// checker checks statements and counts.
type checker struct {
	t       *testing.T
	servers []server
	caches  []*compile.Cache
	verbose bool
	failed  bool
	counts
}

func (c *checker) fail(format string, args ...any) {
	c.failed = true
	c.t.Errorf(format, args...)
}

// check makes one statement, compiles it for all databases and shows it to the servers.
func (c *checker) check(seed uint64) (ok bool) {
	c.failed = false
	defer func() {
		if r := recover(); r != nil {
			c.t.Errorf("seed %d: panic: %v", seed, r)
			panic(r)
		}
	}()
	tape := newTape(seed)
	g := newGenerator(tape, seed)
	stmt := g.statement()
	c.statements++
	for _, d := range dialects {
		var refused *compile.Error
		_, _, err := gild.SQL(stmt, d, g.params.arguments(stmt)...)
		switch {
		case errors.As(err, &refused):
			c.refused++
		case err != nil && !strings.Contains(err.Error(), "has no literal") && !strings.Contains(err.Error(), "no NaN"):
			c.fail("seed %d, %s: %v", seed, d.Name, err)
		}
		_, _ = gild.LiteralSQL(stmt, d, g.params.arguments(stmt)...)
	}
	for _, s := range c.servers {
		if s.on&g.on != 0 {
			c.run(s, seed, g, stmt)
		}
	}
	c.checkCache(seed, tape, stmt, g.params.arguments(stmt))
	return !c.failed
}

// run runs a statement with its values bound, and then with its values in the text.
func (c *checker) run(s server, seed uint64, g *generator, stmt expr.Statement) {
	c.runs++
	args := g.params.arguments(stmt)
	bound, err := read(s.db, stmt, "", args)
	if c.verbose {
		text, values, _ := gild.SQL(stmt, s.dialect, args...)
		c.t.Logf("%s: %s\n%v\n%v\n%v", s.dialect.Name, text, values, bound, err)
	}
	if err != nil {
		if !unlucky(err) && !strings.Contains(err.Error(), "has no literal") {
			text, values, _ := gild.SQL(stmt, s.dialect, args...)
			c.fail("seed %d, %s: %v\n%s\n%v", seed, s.dialect.Name, err, text, values)
		} else {
			c.failedValues++
		}
		return
	}
	text, err := gild.LiteralSQL(stmt, s.dialect, args...)
	if err != nil {
		if !strings.Contains(err.Error(), "has no literal") {
			c.fail("seed %d, %s: literal: %v\n%v", seed, s.dialect.Name, err, stmt)
		}
		return
	}
	literal, err := read(s.db, nil, text, nil)
	if err != nil {
		if !unlucky(err) {
			c.fail("seed %d, %s: literal: %v\n%s", seed, s.dialect.Name, err, text)
		}
		return
	}
	c.compared++
	if !*g.unsteady && strings.Join(literal, "\n") != strings.Join(bound, "\n") {
		sql, values, _ := gild.SQL(stmt, s.dialect, args...)
		c.fail("seed %d, %s: the rows differ\nbound %v\nliteral %v\n%s\n%v\n%s", seed, s.dialect.Name, bound, literal, sql, values, text)
	}
}

// unlucky reports whether a statement failed at the values in its way, not at its making.
func unlucky(err error) bool {
	for _, text := range []string{
		"out of range", "overflow", "underflow", "division by zero", "negative substring", "argument of ntile", "value too long",
		"no NaN", "never reached", "takes no recursive CTE", // of a MERGE on PostgreSQL
	} {
		if strings.Contains(err.Error(), text) {
			return true
		}
	}
	return false
}
