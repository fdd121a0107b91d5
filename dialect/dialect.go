package dialect

import (
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// Dialect describes a kind of database. It is not changed once in use and is then
// safe for concurrent use.
type Dialect struct {
	// Name is the name in URLs: "postgresql", "sqlite".
	Name string
	// System is the name in telemetry, db.system.name of OpenTelemetry.
	System string
	// Rules returns the rules of a server version; the zero Version stands for the
	// newest that the dialect knows.
	Rules func(v Version) *compile.Rules
	// VersionQuery asks the server for its version, as text in one column.
	VersionQuery string
	// RowIDQuery asks what the driver's LastInsertId is worth for a table, whose name is the
	// parameter: one row of two truth values, for one row and for many that one INSERT has
	// inserted. It is empty where that is not known.
	RowIDQuery string
	// Describe explains an error of any of the database's drivers: its class, code and what
	// it names. It returns nil for an error that is not the database's.
	Describe func(err error) *Error
	// Transactions tells what the database's transactions can do.
	Transactions Transactions
	// Inspector reads the database's catalog, nil if gild cannot.
	Inspector *Inspector

	latest atomic.Pointer[compile.Rules] // of the newest version, once they were needed
}

// Canon returns how the database keeps definitions, for schema.Diff: its newest version that gild knows, unless
// the dialect is one of At. It is nil for a dialect without Rules.
func (d *Dialect) Canon() schema.Canon {
	if d.Rules == nil {
		return nil
	}
	return d.Rules(Version{}).Canon()
}

// Clone returns a dialect with the same fields, for others to be set before it is used.
func (d *Dialect) Clone() *Dialect {
	return &Dialect{
		Name: d.Name, System: d.System, Rules: d.Rules, VersionQuery: d.VersionQuery, RowIDQuery: d.RowIDQuery,
		Describe: d.Describe, Transactions: d.Transactions, Inspector: d.Inspector,
	}
}

// At returns the dialect of one server version: Rules gives its rules whatever it is asked for.
func (d *Dialect) At(v Version) *Dialect {
	pinned := d.Clone()
	pinned.Rules = func(Version) *compile.Rules { return d.Rules(v) }
	return pinned
}

// Extend returns a dialect of that name that is as base but for what change does to the rules
// of a server version: new functions, nodes, operators, types, or other SQL for those there
// are. It is how a database that speaks almost as another one gets a dialect.
func Extend(base *Dialect, name string, change func(r *compile.Rules, v Version)) *Dialect {
	derived := base.Clone()
	derived.Name = name
	derived.Rules = func(v Version) *compile.Rules {
		r := base.Rules(v).Clone()
		change(r, v)
		return r
	}
	return derived
}

// Version is a server's version.
type Version struct{ Major, Minor, Patch int }

// ParseVersion reads the numbers at the start of a version such as "15.4 (Debian)".
// Parts that are missing are zero.
func ParseVersion(text string) (Version, error) {
	numbers := strings.TrimSpace(text)
	if end := strings.IndexFunc(numbers, func(r rune) bool { return r != '.' && (r < '0' || r > '9') }); end >= 0 {
		numbers = numbers[:end]
	}
	var v Version
	for i, part := range strings.SplitN(numbers, ".", 4) {
		n, err := strconv.Atoi(part)
		if err != nil {
			return Version{}, fmt.Errorf("gild: %q is not a version", text)
		}
		switch i {
		case 0:
			v.Major = n
		case 1:
			v.Minor = n
		case 2:
			v.Patch = n
		}
	}
	return v, nil
}

// Before reports whether v is older than major.minor. The zero Version is not.
func (v Version) Before(major, minor int) bool {
	if v == (Version{}) {
		return false
	}
	return v.Major < major || v.Major == major && v.Minor < minor
}

// String returns the version as major.minor.patch.
func (v Version) String() string { return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch) }
