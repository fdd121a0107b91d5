package servers

import (
	"cmp"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"github.com/lib/pq"
)

var postgres = newPostgres()

func newPostgres() *engine {
	return &engine{
		name:      "PostgreSQL",
		env:       "GILD_TEST_POSTGRES",
		pkg:       "postgresql",
		parse:     parsePostgres,
		local:     localPostgres,
		recipe:    postgresRecipe,
		createSQL: "CREATE SCHEMA %s",
		dropSQL:   "DROP SCHEMA %s CASCADE",
		evict:     evictPostgres,
	}
}

// postgresURL is a postgres:// URL, as libpq defines it.
type postgresURL struct{ *url.URL }

// parsePostgres does not pass on the errors of net/url: they quote the URL, and so the password.
func parsePostgres(dsn string) (locator, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return nil, errors.New("not a URL of the form postgres://user:password@host:port/database?sslmode=disable")
	}
	return postgresURL{u}, nil
}

func (u postgresURL) admin() (*sql.DB, error) {
	c, err := pq.NewConnector(u.with("lock_timeout", "3s"))
	if err != nil {
		return nil, err
	}
	return sql.OpenDB(c), nil
}

func (u postgresURL) within(schema string) string { return u.with("search_path", schema) }

func (u postgresURL) password() string {
	if pw, ok := u.User.Password(); ok {
		return pw
	}
	return u.Query().Get("password")
}

func (u postgresURL) with(key, value string) string {
	q := u.Query()
	q.Set(key, value)
	c := *u.URL
	c.RawQuery = q.Encode()
	return c.String()
}

// localPostgres tries the user that PGUSER names, the usual superuser, and the user of this process.
func localPostgres() []string {
	var dsns []string
	add := func(u *url.Userinfo) {
		dsn := url.URL{Scheme: "postgres", User: u, Host: "127.0.0.1:5432", Path: "/postgres", RawQuery: "sslmode=disable"}
		dsns = append(dsns, dsn.String())
	}
	if name, pw := os.Getenv("PGUSER"), os.Getenv("PGPASSWORD"); pw != "" {
		add(url.UserPassword(name, pw))
	} else if name != "" {
		add(url.User(name))
	}
	add(url.User("postgres"))
	if me, err := user.Current(); err == nil {
		add(url.User(me.Username))
	}
	return dsns
}

// evictPostgres ends the sessions that hold locks on what is in schema.
func evictPostgres(ctx context.Context, db *sql.DB, schema string) error {
	_, err := db.ExecContext(ctx, `
		SELECT pg_terminate_backend(l.pid)
		FROM pg_locks l JOIN pg_class c ON c.oid = l.relation
		WHERE c.relnamespace = to_regnamespace($1) AND l.pid <> pg_backend_pid()`, schema)
	return err
}

func postgresRecipe() (recipe, error) {
	bin, ok := dirWith(append(pathDirs(), postgresDirs()...), "initdb", "postgres")
	if !ok {
		return recipe{}, errors.New("no initdb")
	}
	return recipe{
		users:  []string{"postgres", "nobody"},
		signal: "INT", // fast shutdown; SIGKILL would leave shared memory behind
		create: func(dir string) []string {
			return []string{filepath.Join(bin, "initdb"), "-D", filepath.Join(dir, "data"), "-U", "postgres",
				"-A", "trust", "-E", "UTF8", "--no-locale", "--no-sync"}
		},
		serve: func(dir string, port int) []string {
			return []string{filepath.Join(bin, "postgres"), "-D", filepath.Join(dir, "data"), "-p", strconv.Itoa(port),
				"-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=" + dir,
				"-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off",
				"-c", "dynamic_shared_memory_type=mmap"} // in dir, not in /dev/shm
		},
		dsn: func(port int) string {
			return fmt.Sprintf("postgres://postgres@127.0.0.1:%d/postgres?sslmode=disable", port)
		},
		dataDir: "SHOW data_directory",
	}, nil
}

// postgresDirs lists where distributions put the servers' programs, the newest first.
func postgresDirs() []string {
	dirs, _ := filepath.Glob("/usr/lib/postgresql/*/bin") // Debian
	more, _ := filepath.Glob("/usr/pgsql-*/bin")          // Red Hat
	dirs = append(dirs, more...)
	slices.SortFunc(dirs, func(a, b string) int { return cmp.Compare(postgresVersion(b), postgresVersion(a)) })
	return dirs
}

// postgresVersion returns the version in a path such as /usr/lib/postgresql/15/bin.
func postgresVersion(bin string) float64 {
	v, _ := strconv.ParseFloat(strings.TrimPrefix(filepath.Base(filepath.Dir(bin)), "pgsql-"), 64)
	return v
}
