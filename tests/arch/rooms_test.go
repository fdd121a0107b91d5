package arch

import (
	"fmt"
	"slices"
	"strings"
)

// A room is a part of the module, and what it may import besides itself and the standard library. Paths
// are patterns of the go command: "dialect" is that package alone, "dialect/..." with all below it. Those
// of gild are relative to the module, "" is its root.
type room struct {
	path   string
	may    []string // of gild
	others []string // of other modules
	never  []string // of the standard library
}

// What the rooms stand on, from the ground up.
var (
	underExpr    = []string{"typemap/...", "internal/..."}
	underCompile = []string{"schema/...", "expr/...", "typemap/...", "internal/..."}
	underDialect = append([]string{"compile/..."}, underCompile...)
	aDialect     = append([]string{"dialect"}, underDialect...)
	underWrap    = append([]string{"pooling/...", "dialect/..."}, underDialect...)
	underDriver  = append([]string{"wrap/..."}, underWrap...)
	aDriver      = append([]string{"driver", "driver/dburl"}, underDriver...)
	everything   = append([]string{"", "orm/...", "otel/...", "driver/..."}, underDriver...)
)

// rooms is the table of docs/architecture.md. The first room that fits a package is the package's.
var rooms = []room{
	{path: "internal/..."},
	{path: "typemap/...", may: []string{"internal/..."}},
	{path: "expr/...", may: underExpr},
	{path: "schema/...", may: append([]string{"expr/..."}, underExpr...)},
	{path: "compile/...", may: underCompile, never: []string{"database/sql"}},

	{path: "dialect", may: underDialect},
	{path: "dialect/sqlite/...", may: aDialect},
	{path: "dialect/postgres/...", may: aDialect},
	{path: "dialect/mysql/...", may: aDialect},
	{path: "dialect/mssql/...", may: aDialect},
	{path: "dialect/oracle/...", may: aDialect},
	// A fork wraps its parent, and only that.
	{path: "dialect/mariadb/...", may: append([]string{"dialect/mysql"}, aDialect...)},
	{path: "dialect/cockroach/...", may: append([]string{"dialect/postgres"}, aDialect...)},

	{path: "pooling/...", may: []string{"dialect", "internal/..."}},
	{path: "wrap/...", may: underWrap, others: []string{"github.com/ngrok/sqlmw"}},
	// Only these know a real driver; the rest of the room must not lead to them.
	{path: "driver/pq/...", may: aDriver, others: []string{"github.com/lib/pq/..."}},
	{path: "driver/pgx/...", may: aDriver, others: []string{"github.com/jackc/pgx/v5/..."}},
	{path: "driver/mysql/...", may: aDriver, others: []string{"github.com/go-sql-driver/mysql"}},
	{path: "driver/sqlite3/...", may: aDriver, others: []string{"github.com/mattn/go-sqlite3"}},
	{path: "driver", may: aDriver},
	{path: "driver/dburl", may: underDriver},
	// The front door knows "driver" but no real driver: which of them to link is the user's choice.
	{path: "", may: []string{"driver", "wrap/...", "pooling/...", "dialect/...", "schema/...", "expr/...", "typemap/...", "internal/..."}},
	{path: "orm/...", may: []string{"", "schema/...", "expr/...", "typemap/...", "internal/..."}},
	{path: "otel/...", may: []string{"wrap/..."}, others: []string{"go.opentelemetry.io/otel/..."}},

	{path: "gildtest/...", may: everything},

	{path: "tests/servers", others: []string{"github.com/lib/pq", "github.com/go-sql-driver/mysql"}},
	{path: "tests/...", may: everything, others: []string{"github.com/ngrok/sqlmw"}},
	{path: "examples/...", may: everything, others: []string{"github.com/ngrok/sqlmw"}}, // as a user's own interceptor does
	{path: "docs/...", may: everything},
	{path: "cmd/...", may: everything},
}

// arrows returns the imports of p that its room forbids.
func arrows(p pkg) []string {
	i := slices.IndexFunc(rooms, func(r room) bool { return matches(p.place(), r.path) })
	if i < 0 {
		return []string{p.ImportPath + " is in no room: enter it in the table of rooms"}
	}
	var violations []string
	for _, imported := range p.Imports {
		if rule := rooms[i].forbids(imported); rule != "" {
			violations = append(violations, fmt.Sprintf("%s imports %s: %s", p.ImportPath, imported, rule))
		}
	}
	return violations
}

// forbids returns the rule that an import breaks, or "".
func (r room) forbids(imported string) string {
	place, ours := inModule(imported)
	switch {
	case ours && !matches(place, r.path) && !matches(place, r.may...):
		return fmt.Sprintf("of gild, %s may import %s", r, enumerate(r.may))
	case ours:
		return ""
	case standard(imported) && matches(imported, r.never...):
		return fmt.Sprintf("of the standard library, %s may not import %s", r, imported)
	case !standard(imported) && !matches(imported, r.others...):
		return fmt.Sprintf("of other modules, %s may import %s", r, enumerate(r.others))
	}
	return ""
}

func (r room) String() string { return nameOf(r.path) }

func enumerate(patterns []string) string {
	if len(patterns) == 0 {
		return "nothing"
	}
	var names []string
	for _, p := range patterns {
		names = append(names, nameOf(p))
	}
	return "only " + strings.Join(names, ", ")
}

func nameOf(pattern string) string {
	if pattern == "" {
		return "gild"
	}
	return strings.TrimSuffix(pattern, "/...")
}

// matches reports whether path fits one of the patterns.
func matches(path string, patterns ...string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		base, tree := strings.CutSuffix(pattern, "/...")
		return path == base || tree && strings.HasPrefix(path, base+"/")
	})
}

// standard reports whether an import path is of the standard library: no domain name comes first.
func standard(path string) bool {
	first, _, _ := strings.Cut(path, "/")
	return !strings.Contains(first, ".")
}
