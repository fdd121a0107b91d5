package servers

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// PgBouncer starts a PgBouncer for tb alone, in front of the PostgreSQL at dsn, a postgres:// URL, and ends
// it when tb and its subtests are done. Settings such as "pool_mode=transaction" go into the section
// [pgbouncer] of its configuration. What comes back is the URL for its clients; they need no password, and
// all of them are the user of dsn at the server.
//
// The URL may set nothing but sslmode: PgBouncer does not pass the rest on. So it cannot be one of
// [Postgres], which has a search_path; a [Throwaway] has none. Where the machine has no PgBouncer, tb is
// skipped, or fails with GILD_REQUIRE_SERVERS=1. Like tb.Fatal, PgBouncer must be called from the
// goroutine of the test.
func PgBouncer(tb testing.TB, dsn string, settings ...string) string {
	tb.Helper()
	b := &bouncer{name: uniqueName()}
	var err error
	if b.program, err = findPgBouncer(); err != nil {
		absent(tb, err)
	}
	if b.config, err = bouncerConfig(b.name, dsn, settings); err != nil {
		tb.Fatalf("servers: PgBouncer: %v", err)
	}
	tb.Cleanup(func() {
		if err := b.stop(); err != nil {
			tb.Errorf("servers: PgBouncer: %v", err)
		}
	})
	if err := b.start(); err != nil {
		tb.Fatalf("servers: PgBouncer: %v", err)
	}
	return b.url()
}

// PgBouncerVersion returns the version of the machine's PgBouncer, 1 and 21 for 1.21.0: since that one it
// can follow prepared statements. Without a PgBouncer it does to tb what [PgBouncer] does.
func PgBouncerVersion(tb testing.TB) (major, minor int) {
	tb.Helper()
	path, err := findPgBouncer()
	if err != nil {
		absent(tb, err)
	}
	said, err := exec.Command(path, "--version").Output()
	if err != nil {
		tb.Fatalf("servers: %s --version: %v", path, err)
	}
	if _, err := fmt.Sscanf(string(said), "PgBouncer %d.%d", &major, &minor); err != nil {
		tb.Fatalf("servers: %s --version says %q: %v", path, said, err)
	}
	return major, minor
}

func findPgBouncer() (string, error) {
	path, ok := program("pgbouncer")
	if !ok {
		return "", &missingError{"PgBouncer not found: apt-get install pgbouncer"}
	}
	return path, nil
}

// A bouncer is a PgBouncer that this process has started. Of the cluster it has directory and process.
type bouncer struct {
	cluster
	program string
	name    string // of the only database it knows, which no other PgBouncer has
	config  string // without the port
}

// bouncerConfig returns the configuration for a bouncer in front of dsn. It has the password.
func bouncerConfig(name, dsn string, settings []string) (string, error) {
	loc, err := parsePostgres(dsn)
	if err != nil {
		return "", err
	}
	u := loc.(postgresURL)
	for key := range u.Query() {
		if key != "sslmode" {
			return "", fmt.Errorf("the URL sets %s, which PgBouncer does not pass on: use a Throwaway", key)
		}
	}
	var b strings.Builder
	fmt.Fprintf(&b, "[databases]\n%s =", name)
	password, _ := u.User.Password()
	for _, p := range []struct{ key, value string }{
		{"host", u.Hostname()}, {"port", u.Port()}, {"dbname", strings.TrimPrefix(u.Path, "/")},
		{"user", u.User.Username()}, {"password", password},
	} {
		if p.value != "" {
			fmt.Fprintf(&b, " %s='%s'", p.key, strings.ReplaceAll(p.value, "'", "''"))
		}
	}
	// Without a directory for Unix sockets it has none.
	b.WriteString("\n[pgbouncer]\nlisten_addr=127.0.0.1\nunix_socket_dir=\nauth_type=any\n")
	for _, s := range settings {
		b.WriteString(s + "\n")
	}
	return b.String(), nil
}

// start returns when a client gets an answer of the server behind.
func (b *bouncer) start() (err error) {
	file := func(dir string) string { return filepath.Join(dir, "pgbouncer.ini") }
	b.recipe = recipe{
		users:  []string{"nobody", "postgres"},
		signal: "KILL", // which others wait for clients differs from version to version; there is nothing to save
		create: func(dir string) []string { return []string{"touch", file(dir)} },
		serve:  func(dir string, _ int) []string { return []string{b.program, file(dir)} },
	}
	if b.as, err = unprivileged(b.recipe.users); err != nil {
		return err
	}
	b.dir = filepath.Join(scratch(b.as), strings.ReplaceAll(b.name, "_", "-"))
	if err := b.initialize(); err != nil {
		return err
	}
	for range 3 { // another process may take the free port before it does
		if err = b.serve(file(b.dir)); !errors.Is(err, errExited) {
			break
		}
	}
	return err
}

// serve writes the configuration into its file, which belongs to the user the program runs as.
func (b *bouncer) serve(file string) (err error) {
	if b.port, err = freePort(); err != nil {
		return err
	}
	config := fmt.Sprintf("%slisten_port=%d\n", b.config, b.port)
	if err := os.WriteFile(file, []byte(config), 0o600); err != nil {
		return err
	}
	if b.proc, err = launch(b.dir, b.as, b.recipe.signal, b.recipe.serve(b.dir, b.port)); err != nil {
		return err
	}
	return b.await()
}

func (b *bouncer) await() error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for {
		err := b.answer(ctx)
		if err == nil {
			return nil
		}
		select {
		case <-b.proc.done:
			return b.failure(errExited)
		case <-ctx.Done():
			return b.failure(err)
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// answer returns nil if the server behind answers a client.
func (b *bouncer) answer(ctx context.Context) error {
	db, err := sql.Open("postgres", b.url())
	if err != nil {
		return err
	}
	return errors.Join(db.PingContext(ctx), db.Close())
}

func (b *bouncer) url() string {
	u := url.URL{
		Scheme: "postgres", User: url.User("gild"), Host: fmt.Sprintf("127.0.0.1:%d", b.port),
		Path: "/" + b.name, RawQuery: "sslmode=disable",
	}
	return u.String()
}
