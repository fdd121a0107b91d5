package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/gildsql/gild/driver/dburl"
)

// localPostgres is where PostgreSQL is looked for when nobody says where it is.
const localPostgres = "postgresql://postgres@127.0.0.1:5432/postgres?sslmode=disable"

// onSQLite calls use with a database in a temporary directory, and removes it.
func onSQLite(use func(Database) error) error {
	dir, err := os.MkdirTemp("", "gild-bench-")
	if err != nil {
		return err
	}
	return errors.Join(use(sqliteAt(filepath.Join(dir, "bench.db"))), os.RemoveAll(dir))
}

// onPostgres calls use with a schema of its own on the server behind address, else behind the
// environment's GILD_TEST_POSTGRES, else on this machine, and drops it. If there is none on
// this machine it says so and does nothing.
func onPostgres(ctx context.Context, address string, w io.Writer, at func(dsn string) Database, use func(Database) error) error {
	address = cmp.Or(address, os.Getenv("GILD_TEST_POSTGRES"))
	wanted := address != ""
	server, err := dburl.Parse(cmp.Or(address, localPostgres))
	if err != nil {
		return err
	}
	dsn, err := server.PostgresDSN()
	if err != nil {
		return err
	}
	admin, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	defer admin.Close()
	patient, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	if err := admin.PingContext(patient); err != nil {
		if wanted {
			return err
		}
		fmt.Fprintf(w, "\nPostgreSQL: skipped, nobody answers at %s (%v): use -url\n", localPostgres, err)
		return nil
	}
	return inSchema(admin, server, func(dsn string) error { return use(at(dsn)) })
}

// inSchema makes a schema, and drops it however use ends.
func inSchema(admin *sql.DB, server *dburl.URL, use func(dsn string) error) (err error) {
	schema := "gild_bench_" + strings.ToLower(rand.Text()[:12])
	if _, err := admin.Exec("create schema " + schema); err != nil {
		return err
	}
	defer func() {
		_, dropErr := admin.Exec("drop schema " + schema + " cascade")
		err = errors.Join(err, dropErr)
	}()
	private := *server
	private.Params = url.Values{}
	maps.Copy(private.Params, server.Params)
	private.Params.Set("search_path", schema)
	private.Params.Set("synchronous_commit", "off") // or writes would measure the disk
	private.Params.Set("timezone", "UTC")
	dsn, err := private.PostgresDSN()
	if err != nil {
		return err
	}
	return use(dsn)
}
