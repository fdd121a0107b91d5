package otel_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// conventions are the strings in the sources of the package of OpenTelemetry that holds its
// semantic conventions, which are the names of attributes, and in that below it those of metrics.
func conventions(t *testing.T, pkg string) map[string]bool {
	t.Helper()
	dir, err := exec.CommandContext(t.Context(), "go", "list", "-f", "{{.Dir}}", "go.opentelemetry.io/otel/semconv/"+pkg).Output()
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(strings.TrimSpace(string(dir)), "*.go"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	names := map[string]bool{}
	for _, file := range files {
		parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(parsed, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if name, err := strconv.Unquote(l.Value); err == nil {
					names[name] = true
				}
			}
			return true
		})
	}
	return names
}

// Each attribute and metric is either of the conventions or gild's own, and of those for
// databases that are stable, and for pools, none is left out.
func TestConventions(t *testing.T) {
	attributes, metrics := conventions(t, "v1.43.0"), conventions(t, "v1.43.0/dbconv")
	r := newRecorder(t)
	m, measured := newMetersWith(otel.WithUseTime())
	server := wrap.Server{Address: "db.example.com", Port: 5432, Database: "shop"}
	var seen []string
	for _, tracing := range []*otel.Tracing{r.tracing(), measured} {
		everything(t, server, tracing)
	}
	for _, s := range r.GetSpans() {
		for _, a := range s.Attributes {
			seen = append(seen, string(a.Key))
		}
	}
	var names []string
	for _, line := range m.lines(t) {
		name, rest, _ := strings.Cut(line, "{")
		names = append(names, name)
		all, _, _ := strings.Cut(rest, "}")
		for _, a := range strings.Fields(all) {
			if key, _, ok := strings.Cut(a, "="); ok {
				seen = append(seen, key)
			}
		}
	}
	own := func(name string) bool { return strings.HasPrefix(name, "gild.") }
	for _, key := range seen {
		if !attributes[key] && !own(key) {
			t.Errorf("the attribute %s is not of the conventions", key)
		}
	}
	for _, name := range names {
		if !metrics[name] && !own(name) {
			t.Errorf("the metric %s is not of the conventions", name)
		}
	}
	for _, key := range []string{
		string(semconv.DBSystemNameKey), string(semconv.DBNamespaceKey), string(semconv.DBQueryTextKey), string(semconv.DBQuerySummaryKey),
		string(semconv.DBOperationNameKey), string(semconv.DBOperationBatchSizeKey), string(semconv.DBCollectionNameKey),
		string(semconv.DBStoredProcedureNameKey), string(semconv.DBResponseStatusCodeKey), string(semconv.DBResponseReturnedRowsKey),
		string(semconv.ErrorTypeKey), string(semconv.ServerAddressKey), string(semconv.ServerPortKey),
	} {
		if !slices.Contains(seen, key) {
			t.Errorf("the attribute %s is nowhere", key)
		}
	}
	for name := range metrics {
		if strings.HasPrefix(name, "db.client.") && strings.Count(name, ".") > 2 && name != string(semconv.DBClientConnectionPoolNameKey) &&
			name != string(semconv.DBClientConnectionStateKey) && !slices.Contains(names, name) {
			t.Errorf("the metric %s is nowhere", name)
		}
	}
}

// everything has each attribute and metric come up.
func everything(t *testing.T, server wrap.Server, tracing *otel.Tracing) {
	t.Helper()
	conn := instantConn(t, tracing)
	for _, query := range []string{"call pay()", "insert into a values (1); insert into a values (2)"} {
		if _, err := conn.ExecContext(t.Context(), query, nil); err != nil {
			t.Fatal(err)
		}
	}
	broken := sqliteDB(t, server, tracing)
	mustDrain(t, broken, "select id from users")
	if _, err := broken.ExecContext(t.Context(), "broken"); err == nil {
		t.Fatal("no error")
	}
	db := openMeasured(t, tracing, gild.WithPool(pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Minute}))
	held, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error)
	go func() { served <- db.PingContext(t.Context()) }()
	for gild.PoolOf(db).Stats().Waiting == 0 {
		time.Sleep(time.Millisecond)
	}
	if err := held.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
}
