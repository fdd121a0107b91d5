package main

import (
	"cmp"
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/go-sql-driver/mysql"
)

// localMariaDB is where MariaDB is looked for when nobody says where it is.
const localMariaDB = "root@tcp(127.0.0.1:3306)/"

// errMySQLDSN stands for the driver's own errors, which may quote a piece of the password.
var errMySQLDSN = errors.New("not a DSN of the form user:password@tcp(host:port)/")

// onMariaDB calls use with a database of its own on the server behind a DSN, else behind the
// environment's GILD_TEST_MYSQL, else on this machine, and drops it. If there is none on this
// machine it says so and does nothing.
func onMariaDB(ctx context.Context, dsn string, w io.Writer, use func(Database) error) error {
	dsn = cmp.Or(dsn, os.Getenv("GILD_TEST_MYSQL"))
	wanted := dsn != ""
	config, err := mysql.ParseDSN(cmp.Or(dsn, localMariaDB))
	if err != nil {
		return errMySQLDSN
	}
	config.DBName = ""
	connector, err := mysql.NewConnector(config)
	if err != nil {
		return errMySQLDSN
	}
	admin := sql.OpenDB(connector)
	defer admin.Close()
	patient, cancel := context.WithTimeout(ctx, 5*time.Second)
	defer cancel()
	var version string
	err = admin.QueryRowContext(patient, "select version()").Scan(&version)
	switch {
	case err != nil && !wanted:
		fmt.Fprintf(w, "\nMariaDB: skipped, nobody answers at %s (%v): use -mysql\n", localMariaDB, err)
		return nil
	case err != nil:
		return err
	case !strings.Contains(version, "MariaDB"):
		fmt.Fprintf(w, "\nMariaDB: skipped, the server is MySQL %s, which has no RETURNING\n", version)
		return nil
	}
	return inDatabase(admin, config, use)
}

// inDatabase makes a database, and drops it however use ends.
func inDatabase(admin *sql.DB, config *mysql.Config, use func(Database) error) (err error) {
	name := "gild_bench_" + strings.ToLower(rand.Text()[:12])
	if _, err := admin.Exec("create database " + name + " character set utf8mb4"); err != nil {
		return err
	}
	defer func() {
		_, dropErr := admin.Exec("drop database " + name)
		err = errors.Join(err, dropErr)
	}()
	private := config.Clone()
	private.DBName = name
	return use(mariadbWith(private))
}

// mariadbWith is mariadbAt with what the operations need of the driver.
func mariadbWith(config *mysql.Config) Database {
	config = config.Clone()
	config.ParseTime, config.Loc = true, time.UTC
	return mariadbAt(config.FormatDSN())
}
