package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/gildsql/gild/tests/servers"
)

// TestClosingTable measures what the closing table shows, and reads its cells.
func TestClosingTable(t *testing.T) {
	o, err := parse([]string{"-rounds", "2", "-time", "1ms", "-table", "middleware"})
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	var results []result
	for _, d := range []Database{testSQLite(t), testPostgres(t)} {
		r, err := o.measure(t.Context(), d, &out)
		if err != nil {
			t.Fatal(err)
		}
		results = append(results, r)
	}
	out.Reset()
	closingTable(results).markdown(&out)
	const (
		ratio  = `\d+\.\d\d \(\d+\.\d\d–\d+\.\d\d\)`
		allocs = `\d+ → \d+ allocations`
		lite   = ratio + ", " + allocs
		same   = ratio + ", 2 → 2 round trips, " + allocs
		saved  = ratio + ", 2 → 1 round trips, " + allocs
	)
	four := func(cell string) string { return strings.Join([]string{cell, cell, cell, cell}, " / ") }
	for _, want := range []string{
		`\|  \| PostgreSQL, lib/pq \| SQLite, mattn \|`,
		`\| point query by primary key, unmodified program, cache on \| ` + saved + ` \| ` + lite + ` \|`,
		`\| insert one row returning its id \| ` + saved + ` \| ` + lite + ` \|`,
		`\| update by primary key \| ` + saved + ` \| ` + lite + ` \|`,
		`\| 64 goroutines reading \| ` + saved + ` \| ` + lite + ` \|`,
		`\| cache off, no interceptor: point query / exec / transaction / 1,000-row scan \| ` + four(same) + ` \| ` + four(lite) + ` \|`,
		`\| one interceptor that does nothing \| ` + same + ` \| ` + lite + ` \|`,
	} {
		if !regexp.MustCompile(`(?m)^` + want + `$`).MatchString(out.String()) {
			t.Errorf("no row %s in\n%s", want, out.String())
		}
	}
}

// TestPlaces runs the whole command on each database, with a profile.
func TestPlaces(t *testing.T) {
	profile := filepath.Join(t.TempDir(), "cpu.out")
	var out strings.Builder
	err := run(t.Context(), []string{"-rounds", "1", "-time", "1ms", "-db", "all", "-only", "all", "-ops", "point,read64",
		"-url", servers.Postgres(t), "-mysql", servers.MySQL(t), "-cpuprofile", profile}, &out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"SQLite", "PostgreSQL", "PostgreSQL, pgx", "MariaDB"} {
		if !strings.Contains(out.String(), "\nPoint query by primary key ("+want+")\n") {
			t.Errorf("no table for %s in\n%s", want, out.String())
		}
	}
	if n := strings.Count(out.String(), "round trips"); n != 2 {
		t.Errorf("%d tables have round trips, want those of PostgreSQL alone", n)
	}
	if info, err := os.Stat(profile); err != nil || info.Size() == 0 {
		t.Errorf("no profile: %v", err)
	}
}
