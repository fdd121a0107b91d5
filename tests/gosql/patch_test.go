package gosql

import (
	"regexp"
	"strings"
	"testing"
)

// A change is what must become another text for the tests to run outside of the standard library, on a
// wrapped driver.
type change struct {
	from *regexp.Regexp
	to   string
}

// imports are what only the standard library may import, with what stands in their place (stubs).
var imports = strings.NewReplacer(
	`"internal/race"`, `"github.com/gildsql/gild/tests/gosql/copied/race"`,
	`"internal/asan"`, `"github.com/gildsql/gild/tests/gosql/copied/asan"`,
	`"internal/testenv"`, `"github.com/gildsql/gild/tests/gosql/copied/testenv"`,
	`"database/sql/internal"`, `"github.com/gildsql/gild/tests/gosql/copied/scan"`,
	// driver.ScanContext is a type of that internal package.
	"internal.ScanContextValue(internal.ScanContext(scanCtx))", "scan.Value(scanCtx)",
	"driver.ScanContext(internal.NewScanContext(rs))", "scan.New(rs)",
)

// changes put gild around each driver and connector, and take the driver's own objects out of it where a
// test looks into them.
var changes = []change{
	{regexp.MustCompile(`\bRegister\(("\w+"), (.+)\)`), `Register($1, wrappedDriver($2))`},
	{regexp.MustCompile(`:= OpenDB\((.+)\)`), `:= OpenDB(wrappedConnector($1))`},
	{regexp.MustCompile(`\bdb\.Driver\(\)\.\(\*`), `realDriver(db.Driver()).(*`},
	{regexp.MustCompile(`([\w.]+(?:\[0\])?\.ci)\.\(\*`), `realConn($1).(*`},
	{regexp.MustCompile(`\b(\w+\.rowsi|tx\.txi)\.\(`), `inmost($1).(`},
	{regexp.MustCompile(`\b(dc|raw)\.\(\*fakeConn\)`), `realConn($1).(*fakeConn)`},
	{regexp.MustCompile(`\breturn c\.\(interface \{`), `return realConn(c).(interface {`},
}

// needed are the changes that every release of Go needs: if one finds nothing, it is out of date.
var needed = changes[:4]

// patch changes the files for the Go release that they are of, such as "go1.27", whose language they may need.
func patch(t *testing.T, release string, sources map[string]string) {
	t.Helper()
	found := map[*regexp.Regexp]bool{}
	for name, text := range sources {
		text = imports.Replace(text)
		if strings.HasSuffix(name, "_test.go") {
			for _, c := range changes {
				found[c.from] = found[c.from] || c.from.MatchString(text)
				text = c.from.ReplaceAllString(text, c.to)
			}
		}
		sources[name] = "//go:build " + release + "\n\n" + text
	}
	for _, c := range needed {
		if !found[c.from] {
			t.Fatalf("no test of this Go release has %s", c.from)
		}
	}
}

// helpers are what the changes call. WRAPPED makes a driver of "real".
const helpers = `package sql

import (
	"database/sql/driver"
	"reflect"
	"unsafe"

	gild "github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
)

// passed leaves the driver bare. Naming gild here keeps the imports in use.
func passed(real driver.Driver) driver.Driver {
	var _ gild.Option
	var _ wrap.NullInterceptor
	return real
}

func wrappedDriver(real driver.Driver) driver.Driver { return WRAPPED }

// wrappedConnector goes through a driver, to have the options of WRAPPED.
func wrappedConnector(real driver.Connector) driver.Connector {
	d := wrappedDriver(connectorDriver{real})
	if c, ok := d.(connectorDriver); ok {
		return c.Connector
	}
	k, err := d.(driver.DriverContext).OpenConnector("")
	if err != nil {
		panic(err)
	}
	return k
}

type connectorDriver struct{ driver.Connector }

func (d connectorDriver) Open(string) (driver.Conn, error) { panic("not by name") }

func (d connectorDriver) OpenConnector(string) (driver.Connector, error) { return d.Connector, nil }

func realDriver(d driver.Driver) driver.Driver {
	if w, ok := d.(interface{ Unwrap() driver.Driver }); ok {
		d = w.Unwrap()
	}
	if c, ok := d.(connectorDriver); ok {
		return c.Connector.Driver()
	}
	return d
}

// inmost returns the driver's rows or transaction. sqlmw's around it, which are there with interceptors,
// keep it in a private field.
func inmost(v any) any {
	if w, ok := v.(interface{ Unwrap() driver.Rows }); ok {
		return inmost(w.Unwrap())
	}
	x := reflect.Indirect(reflect.ValueOf(v))
	if x.Type().Name() == "" && x.Kind() == reflect.Struct { // with an embedded *wrappedRows
		x = reflect.Indirect(x.Field(0))
	}
	if x.Type().PkgPath() != "github.com/ngrok/sqlmw" {
		return v
	}
	if !x.CanAddr() { // private fields can be read where they have an address
		place := reflect.New(x.Type()).Elem()
		place.Set(x)
		x = place
	}
	parent := x.FieldByName("parent")
	return inmost(reflect.NewAt(parent.Type(), unsafe.Pointer(parent.UnsafeAddr())).Elem().Interface())
}

func realConn(c any) any {
	if w, ok := c.(wrap.Conn); ok {
		return w.Unwrap()
	}
	return c
}
`

// stubs stand for what is internal to the standard library.
var stubs = map[string]string{
	"race/race.go":   "package race\n\nconst Enabled = false\n",
	"asan/asan.go":   "package asan\n\nconst Enabled = false\n",
	"testenv/env.go": "package testenv\n\nimport \"testing\"\n\nfunc SkipIfOptimizationOff(testing.TB) {}\n",
	"scan/scan.go": `//go:build go1.27

package scan

import (
	"database/sql/driver"
	"unsafe"
)

// context has the memory layout of driver.ScanContext, which nobody else can look into.
type context struct{ v any }

func New(v any) driver.ScanContext { return *(*driver.ScanContext)(unsafe.Pointer(&context{v})) }

func Value(c driver.ScanContext) any { return (*context)(unsafe.Pointer(&c)).v }
`,
}
