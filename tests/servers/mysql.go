package servers

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	driver "github.com/go-sql-driver/mysql"
)

var mysql = newMySQL()

func newMySQL() *engine {
	return &engine{
		name:      "MySQL or MariaDB",
		env:       "GILD_TEST_MYSQL",
		pkg:       "mariadb-server",
		parse:     parseMySQL,
		local:     localMySQL,
		recipe:    mysqlRecipe,
		createSQL: "CREATE DATABASE %s CHARACTER SET utf8mb4",
		dropSQL:   "DROP DATABASE %s",
		evict:     evictMySQL,
	}
}

// mysqlDSN is a DSN of go-sql-driver/mysql.
type mysqlDSN struct{ *driver.Config }

// parseMySQL does not pass on the driver's errors: they may quote a piece of the password.
func parseMySQL(dsn string) (locator, error) {
	cfg, err := driver.ParseDSN(dsn)
	if err != nil {
		return nil, errors.New("not a DSN of the form user:password@tcp(host:port)/database")
	}
	return mysqlDSN{cfg}, nil
}

func (d mysqlDSN) admin() (*sql.DB, error) {
	cfg := d.Clone()
	cfg.DBName = ""
	cfg.Logger = &driver.NopLogger{}
	if cfg.Params == nil {
		cfg.Params = map[string]string{}
	}
	cfg.Params["lock_wait_timeout"] = "3"
	c, err := driver.NewConnector(cfg)
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

func (d mysqlDSN) within(database string) string {
	cfg := d.Clone()
	cfg.DBName = database
	return cfg.FormatDSN()
}

func (d mysqlDSN) password() string { return d.Passwd }

// localMySQL tries root over TCP, then over the sockets where distributions let only the system's
// root in.
func localMySQL() []string {
	dsns := []string{"root@tcp(127.0.0.1:3306)/"}
	for _, socket := range []string{"/run/mysqld/mysqld.sock", "/var/lib/mysql/mysql.sock", "/tmp/mysql.sock"} {
		if _, err := os.Stat(socket); err == nil {
			dsns = append(dsns, "root@unix("+socket+")/")
		}
	}
	return dsns
}

// evictMySQL ends the sessions that use database.
func evictMySQL(ctx context.Context, db *sql.DB, database string) error {
	rows, err := db.QueryContext(ctx, `
		SELECT CONCAT('KILL ', id) FROM information_schema.processlist
		WHERE db = ? AND id <> CONNECTION_ID()`, database)
	if err != nil {
		return err
	}
	defer rows.Close()
	var errs []error
	for rows.Next() {
		var kill string
		if err := rows.Scan(&kill); err != nil {
			return err
		}
		_, err := db.ExecContext(ctx, kill)
		errs = append(errs, err)
	}
	return errors.Join(append(errs, rows.Err())...)
}

func mysqlRecipe() (recipe, error) {
	server, ok := program("mariadbd", "mysqld")
	if !ok {
		return recipe{}, errors.New("no mariadbd")
	}
	return recipe{
		users:  []string{"mysql", "nobody"},
		signal: "TERM",
		create: func(dir string) []string { return mysqlInstall(server, "--datadir="+filepath.Join(dir, "data")) },
		serve: func(dir string, port int) []string {
			return []string{server, "--no-defaults", "--datadir=" + filepath.Join(dir, "data"),
				fmt.Sprintf("--port=%d", port), "--bind-address=127.0.0.1", "--skip-name-resolve",
				"--socket=" + filepath.Join(dir, "mysql.sock"), "--pid-file=" + filepath.Join(dir, "mysql.pid"),
				"--innodb-flush-log-at-trx-commit=0", "--innodb-fast-shutdown=2", "--skip-log-bin",
				"--loose-mysqlx=0"} // "loose": only MySQL knows it
		},
		dsn:     func(port int) string { return fmt.Sprintf("root@tcp(127.0.0.1:%d)/", port) },
		dataDir: "SELECT @@datadir",
	}, nil
}

// mysqlInstall is the command that creates the data directory: MariaDB has a script for it, MySQL's
// server does it itself.
func mysqlInstall(server, datadir string) []string {
	script, ok := program("mariadb-install-db", "mysql_install_db")
	if !ok {
		return []string{server, "--no-defaults", "--initialize-insecure", datadir}
	}
	return []string{script, "--no-defaults", datadir, "--auth-root-authentication-method=normal",
		"--skip-test-db", "--skip-name-resolve"}
}
