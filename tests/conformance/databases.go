package main

import (
	"context"
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/pq"      // for PostgreSQL
	_ "github.com/gildsql/gild/driver/sqlite3" // for SQLite
	"github.com/gildsql/gild/expr"
)

// setupFile returns the SQL beside the fixture, empty if there is none.
func (s settings) setupFile(name string) (string, error) {
	dir := s.setup
	if dir == "" {
		dir = filepath.Dir(s.fixture)
	}
	return readFileIfThere(filepath.Join(dir, name))
}

// openSQLite makes a database in a file of its own, with the schema sales in memory. Its
// rows go in through gild: each library keeps dates in its own way.
func openSQLite(fixture *tables, s settings) (*database, error) {
	dir, err := os.MkdirTemp("", "conformance")
	if err != nil {
		return nil, err
	}
	pool, err := gild.Open("sqlite:///" + filepath.Join(dir, "test.db") + "?_foreign_keys=off")
	if err != nil {
		return nil, err
	}
	db := &database{dialect: live["sqlite"], fixture: fixture}
	db.close = func() {
		if db.conn != nil {
			_ = db.conn.Close()
		}
		_ = pool.Close()
		_ = os.RemoveAll(dir)
	}
	if err := db.fill(pool, s); err != nil {
		db.close()
		return nil, err
	}
	return db, nil
}

// fill creates SQLite's tables and their rows.
func (db *database) fill(pool *sql.DB, s settings) (err error) {
	ctx := context.Background()
	if db.conn, err = pool.Conn(ctx); err != nil {
		return err
	}
	setup, err := s.setupFile("fixture-sqlite.sql")
	if err != nil {
		return err
	}
	if setup == "" {
		if _, err := db.conn.ExecContext(ctx, "ATTACH DATABASE ':memory:' AS sales"); err != nil {
			return err
		}
		err = db.fixture.meta.CreateAll(ctx, db.conn)
	}
	for _, text := range strings.Split(setup, ";\n") {
		if strings.HasPrefix(text, "INSERT") || strings.TrimSpace(text) == "" {
			continue
		}
		if _, err := db.conn.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%w in %s", err, text)
		}
	}
	if err != nil {
		return err
	}
	return db.insertRows(ctx, s.data, "docs")
}

// insertRows inserts the rows of the file of data, but for those of a table without.
func (db *database) insertRows(ctx context.Context, path, without string) error {
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var data map[string]any
	if err := decode(b, &data); err != nil {
		return err
	}
	for name, v := range data {
		_, bare, found := strings.Cut(name, ".")
		if !found {
			bare = name
		}
		t := db.fixture.find(bare)
		if t == nil || bare == without {
			continue
		}
		if err := db.insertInto(ctx, t, options(v.(map[string]any))); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (db *database) insertInto(ctx context.Context, t *table, rows options) (err error) {
	defer caught(&err)
	keys := rows.list("cols")
	for _, row := range rows.list("rows") {
		var assignments []expr.Assignment
		for i, v := range asList(row) {
			key := asText(keys[i])
			if name, ok := t.keys[key]; ok {
				key = name
			}
			if v != nil {
				assignments = append(assignments, t.C(key).Set(value(v)))
			}
		}
		if _, err := db.conn.ExecContext(ctx, "", expr.Insert(t.from()).Values(assignments...)); err != nil {
			return err
		}
	}
	return nil
}

// openPostgres makes a database of its own on a server. Its tables and rows come from the SQL
// beside the fixture.
func openPostgres(fixture *tables, s settings) (*database, error) {
	address := s.postgres
	if address == "" {
		address = os.Getenv("GILD_TEST_POSTGRES")
	}
	if address == "" {
		address = "postgres://postgres@127.0.0.1:5432/postgres?sslmode=disable"
	}
	name := fmt.Sprintf("gild_conformance_%d", os.Getpid())
	admin, err := gild.Open(address)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	create := "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
	if _, err := admin.ExecContext(ctx, create); err != nil {
		_ = admin.Close()
		return nil, err
	}
	db := &database{dialect: live["postgresql"], fixture: fixture}
	var pool *sql.DB
	db.close = func() {
		if db.conn != nil {
			_ = db.conn.Close()
		}
		if pool != nil {
			_ = pool.Close()
		}
		_, _ = admin.ExecContext(ctx, "DROP DATABASE "+name+" WITH (FORCE)")
		_ = admin.Close()
	}
	if pool, err = gild.Open(inDatabase(address, name)); err == nil {
		err = db.restore(ctx, pool, s)
	}
	if err != nil {
		db.close()
		return nil, err
	}
	return db, nil
}

// inDatabase is the URL of another database on the same server.
func inDatabase(address, name string) string {
	u, err := url.Parse(address)
	if err != nil {
		return address
	}
	u.Path = "/" + name
	q := u.Query()
	q.Del("search_path")
	u.RawQuery = q.Encode()
	return u.String()
}

func (db *database) restore(ctx context.Context, pool *sql.DB, s settings) (err error) {
	if db.conn, err = pool.Conn(ctx); err != nil {
		return err
	}
	setup, err := s.setupFile("fixture-postgresql.sql")
	if err != nil {
		return err
	}
	if db.reset, err = s.setupFile("reset-sequences-postgresql.sql"); err != nil {
		return err
	}
	if setup == "" {
		if _, err := db.conn.ExecContext(ctx, "CREATE SCHEMA sales"); err != nil {
			return err
		}
		if err := db.fixture.meta.CreateAll(ctx, db.conn); err != nil {
			return err
		}
		return db.insertRows(ctx, s.data, "")
	}
	if _, err := db.conn.ExecContext(ctx, setup); err != nil {
		return err
	}
	_, err = db.conn.ExecContext(ctx, "SET search_path TO public; SET timezone TO 'UTC'")
	return err
}
