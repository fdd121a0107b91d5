package otel_test

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"go.opentelemetry.io/otel/attribute"
	sdkmetric "go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/metric/metricdata"
	"go.opentelemetry.io/otel/trace/noop"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap/guard"
)

// meters keeps the metrics of a test.
type meters struct{ reader *sdkmetric.ManualReader }

func newMeters() (meters, *otel.Tracing) { return newMetersWith() }

func newMetersWith(options ...otel.Option) (meters, *otel.Tracing) {
	m := meters{sdkmetric.NewManualReader()}
	provider := sdkmetric.NewMeterProvider(sdkmetric.WithReader(m.reader))
	return m, otel.New(append(options, otel.WithMeterProvider(provider), otel.WithTracerProvider(noop.NewTracerProvider()))...)
}

// lines are all that is reported: name, attributes, and the value, or the count of a histogram.
func (m meters) lines(t *testing.T) []string {
	t.Helper()
	var all metricdata.ResourceMetrics
	if err := m.reader.Collect(context.Background(), &all); err != nil {
		t.Fatal(err)
	}
	var lines []string
	for _, scope := range all.ScopeMetrics {
		for _, metric := range scope.Metrics {
			for _, l := range points(metric.Data) {
				lines = append(lines, metric.Name+l)
			}
		}
	}
	slices.Sort(lines)
	return lines
}

func points(data metricdata.Aggregation) (lines []string) {
	switch d := data.(type) {
	case metricdata.Sum[int64]:
		for _, p := range d.DataPoints {
			lines = append(lines, fmt.Sprint(attributesIn(p.Attributes.ToSlice()), " ", p.Value))
		}
	case metricdata.Sum[float64]:
		for _, p := range d.DataPoints {
			lines = append(lines, fmt.Sprint(attributesIn(p.Attributes.ToSlice()), " ", p.Value))
		}
	case metricdata.Histogram[int64]:
		for _, p := range d.DataPoints {
			lines = append(lines, fmt.Sprint(attributesIn(p.Attributes.ToSlice()), " of ", p.Count, ": ", p.Sum))
		}
	case metricdata.Histogram[float64]:
		for _, p := range d.DataPoints {
			lines = append(lines, fmt.Sprint(attributesIn(p.Attributes.ToSlice()), " of ", p.Count))
		}
	}
	return lines
}

func attributesIn(all []attribute.KeyValue) string {
	var parts []string
	for _, a := range all {
		parts = append(parts, string(a.Key)+"="+a.Value.String())
	}
	return "{" + strings.Join(parts, " ") + "}"
}

// want checks the lines that begin with a prefix.
func (m meters) want(t *testing.T, prefix string, want ...string) {
	t.Helper()
	got := slices.DeleteFunc(m.lines(t), func(l string) bool { return !strings.HasPrefix(l, prefix) })
	if !slices.Equal(got, want) {
		t.Errorf("metrics %s:\ngot\n%s\nwant\n%s", prefix, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func openMeasured(t *testing.T, tracing *otel.Tracing, options ...gild.Option) *sql.DB {
	t.Helper()
	db, err := gild.Open("sqlite:///"+t.TempDir()+"/a.db", append(options, gild.WithInterceptors(tracing))...)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// place is what the metrics of a database in a file say of it.
func placeOf(t *testing.T, m meters) string {
	t.Helper()
	for _, l := range m.lines(t) {
		if _, after, ok := strings.Cut(l, "db.client.connection.pool.name="); ok {
			name, _, _ := strings.Cut(after, "}")
			return strings.Fields(name)[0]
		}
	}
	t.Fatal("no pool has a name")
	return ""
}

func TestOperationMetrics(t *testing.T) {
	m, tracing := newMeters()
	db := openMeasured(t, tracing)
	mustExec(t, db, "create table t (a int unique)")
	mustExec(t, db, "insert into t values (1), (2), (3)")
	mustDrain(t, db, "select a from t where a > ?", 1)
	mustDrain(t, db, "select a from t where a > ?", 5)
	if _, err := db.ExecContext(t.Context(), "insert into t values (1)"); err == nil {
		t.Fatal("no error")
	}
	name := placeOf(t, m)
	of := func(operation, more string) string {
		summary := operation
		if operation == "CREATE" {
			summary = "CREATE TABLE"
		}
		return "{db.collection.name=t db.namespace=" + name + " db.operation.name=" + operation +
			" db.query.summary=" + summary + " t" + more + " db.system.name=sqlite}"
	}
	failed := strings.Replace(of("INSERT", " db.response.status_code=2067"), "}", " error.type=2067 gild.error.class=unique}", 1)
	m.want(t, "db.client.operation.duration",
		"db.client.operation.duration"+of("CREATE", "")+" of 1",
		"db.client.operation.duration"+failed+" of 1",
		"db.client.operation.duration"+of("INSERT", "")+" of 1",
		"db.client.operation.duration"+of("SELECT", "")+" of 2")
	m.want(t, "db.client.response.returned_rows", "db.client.response.returned_rows"+of("SELECT", "")+" of 2: 2")
}

// Everything about a pool that is not followed, while a connection is in use and another idle.
func TestConnectionMetrics(t *testing.T) {
	m, tracing := newMeters()
	db := openMeasured(t, tracing, gild.WithPool(pooling.Config{MaxOpen: 3}))
	busy, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	idle, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := idle.Close(); err != nil {
		t.Fatal(err)
	}
	gild.PoolOf(db).Invalidate()
	pool := "{db.client.connection.pool.name=" + placeOf(t, m)
	m.want(t, "db.client.connection.",
		"db.client.connection.count"+pool+" db.client.connection.state=idle} 1",
		"db.client.connection.count"+pool+" db.client.connection.state=used} 1",
		"db.client.connection.create_time"+pool+"} of 2",
		"db.client.connection.idle.max"+pool+"} 2",
		"db.client.connection.idle.min"+pool+"} 0",
		"db.client.connection.max"+pool+"} 3")
	m.want(t, "gild.connection.",
		"gild.connection.invalidations"+pool+"} 1",
		"gild.connection.waited"+pool+"} 0",
		"gild.connection.waits"+pool+"} 0")
	if err := busy.Close(); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, l := range m.lines(t) { // but for what single calls have recorded
		if strings.HasPrefix(l, "gild.") || strings.HasPrefix(l, "db.client.connection.") && !strings.Contains(l, "create_time") {
			t.Errorf("a database that is closed reports %s", l)
		}
	}
}

// What a pool knows that has its callers wait.
func TestBoundedMetrics(t *testing.T) {
	m, tracing := newMetersWith(otel.WithUseTime())
	db := openMeasured(t, tracing, gild.WithPool(pooling.Config{MaxOpen: 1, CheckoutTimeout: 20 * time.Millisecond}))
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if err := db.PingContext(t.Context()); err == nil {
		t.Fatal("no timeout")
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	pool := "{db.client.connection.pool.name=" + placeOf(t, m) + "}"
	for _, want := range []string{
		"db.client.connection.max" + pool + " 1", "db.client.connection.idle.max" + pool + " 1",
		"db.client.connection.pending_requests" + pool + " 0", "db.client.connection.timeouts" + pool + " 1",
		"db.client.connection.use_time" + pool + " of 1", "gild.connection.waits" + pool + " 1",
	} {
		if lines := m.lines(t); !slices.Contains(lines, want) {
			t.Errorf("no %s in\n%s", want, strings.Join(lines, "\n"))
		}
	}
}

// A waiter that is served has waited; one that is not has timed out.
func TestWaitMetrics(t *testing.T) {
	m, tracing := newMeters()
	db := openMeasured(t, tracing, gild.WithPool(pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Minute}))
	conn, err := db.Conn(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error)
	go func() { served <- db.PingContext(context.Background()) }()
	pool := "{db.client.connection.pool.name=" + placeOf(t, m) + "}"
	for !slices.Contains(m.lines(t), "db.client.connection.pending_requests"+pool+" 1") {
		time.Sleep(time.Millisecond)
	}
	if err := conn.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-served; err != nil {
		t.Fatal(err)
	}
	m.want(t, "db.client.connection.wait_time", "db.client.connection.wait_time"+pool+" of 1")
	m.want(t, "db.client.connection.pending", "db.client.connection.pending_requests"+pool+" 0")
}

func TestCacheMetrics(t *testing.T) {
	m, tracing := newMeters()
	db := openMeasured(t, tracing, gild.WithPreparedStatements(1))
	db.SetMaxOpenConns(1)
	if err := meta.CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	for range 3 {
		mustDrain(t, db, "", selectUser("a"))
	}
	mustExec(t, db, "", insertUser("b"))
	pool := "{db.client.connection.pool.name=" + placeOf(t, m) + " gild.cache.name="
	m.want(t, "gild.cache.hits", "gild.cache.hits"+pool+"compiled} 2", "gild.cache.hits"+pool+"prepared} 2")
	m.want(t, "gild.cache.evictions", "gild.cache.evictions"+pool+"compiled} 0", "gild.cache.evictions"+pool+"prepared} 1")
	lines := strings.Join(m.lines(t), "\n")
	if !strings.Contains(lines, "gild.cache.misses"+pool+"prepared} 2") {
		t.Errorf("metrics %s", lines)
	}
}

// Retries of gild.Tx and what guards find are counted, and the latter told to the span.
func TestFindings(t *testing.T) {
	r := newRecorder(t)
	m, tracing := newMetersWith()
	traced := r.tracing()
	for _, interceptor := range []*otel.Tracing{tracing, traced} {
		g := guard.New(guard.Config{Repeats: 2, Report: func(context.Context, guard.Finding) {}})
		db := openMeasured(t, interceptor, gild.WithInterceptors(interceptor), gild.WithEvents(g.Events()))
		ctx := guard.Scope(t.Context())
		for range 4 {
			if err := db.QueryRowContext(ctx, "select 1").Scan(new(int)); err != nil {
				t.Fatal(err)
			}
		}
		n := 0
		err := gild.Tx(t.Context(), db, &gild.TxOptions{Backoff: func(int) time.Duration { return 0 }}, func(context.Context, *sql.Tx) error {
			if n++; n == 1 {
				return gild.ErrSerialization
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	name := placeOf(t, m)
	m.want(t, "gild.guard.findings", "gild.guard.findings{db.namespace="+name+" db.system.name=sqlite gild.guard.name=n+1} 1")
	m.want(t, "gild.transaction.retries", "gild.transaction.retries{db.system.name=sqlite} 1")
	var events []string
	for _, s := range r.take() {
		for _, e := range s.Events {
			events = append(events, s.Name+": "+e.Name+attributesIn(e.Attributes))
		}
	}
	if !slices.Equal(events, []string{"SELECT: gild.guard.finding{gild.guard.name=n+1}"}) {
		t.Errorf("events %q", events)
	}
}

// A *sql.DB of database/sql itself is observed if it is asked for.
func TestObserve(t *testing.T) {
	m, tracing := newMeters()
	k := driver.NewConnector(instantly{}, driver.WithInterceptors(tracing))
	db := sql.OpenDB(k)
	if lines := m.lines(t); len(lines) > 0 {
		t.Errorf("metrics of a database that nobody observes: %s", lines)
	}
	for range 2 {
		if err := gild.Observe(db); err != nil {
			t.Fatal(err)
		}
	}
	m.want(t, "db.client.connection.count", "db.client.connection.count{db.client.connection.pool.name= db.client.connection.state=idle} 0",
		"db.client.connection.count{db.client.connection.pool.name= db.client.connection.state=used} 0")
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if lines := m.lines(t); len(lines) > 0 {
		t.Errorf("a database that is closed reports %s", lines)
	}
	if err := gild.Observe(db); err != nil || len(m.lines(t)) > 0 {
		t.Errorf("observed after its end: %v", err)
	}
	bare := sql.OpenDB(instantly{})
	defer bare.Close()
	if err := gild.Observe(bare); err == nil {
		t.Error("a database without gild is observed")
	}
}
