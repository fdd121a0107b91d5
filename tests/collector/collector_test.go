package collector

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/collector/pdata/pcommon"
	"go.opentelemetry.io/collector/pdata/pmetric"
	"go.opentelemetry.io/collector/pdata/ptrace"
	"go.opentelemetry.io/otel/exporters/otlp/otlpmetric/otlpmetrichttp"
	"go.opentelemetry.io/otel/exporters/otlp/otlptrace/otlptracegrpc"
	"go.opentelemetry.io/otel/sdk/metric"
	"go.opentelemetry.io/otel/sdk/trace"
	semconv "go.opentelemetry.io/otel/semconv/v1.43.0"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/wrap/guard"
)

func TestMain(m *testing.M) { servers.Main(m) }

type author struct {
	orm.Entity `gild:"authors"`
	ID         int64  `gild:"id,pk"`
	Name       string `gild:"name,size=50,unique"`
	Books      orm.Many[*book]
}

type book struct {
	orm.Entity `gild:"books"`
	ID         int64  `gild:"id,pk"`
	Title      string `gild:"title,size=50"`
	AuthorID   int64  `gild:"author_id,fk=authors.id"`
}

// TestCollector sends the telemetry of a program with the ORM by OTLP, traces by gRPC and metrics by HTTP, and
// reads what the collector has received.
func TestCollector(t *testing.T) {
	p := start(t)
	spans, err := otlptracegrpc.New(t.Context(), otlptracegrpc.WithEndpoint(p.grpc), otlptracegrpc.WithInsecure())
	check(t, err)
	numbers, err := otlpmetrichttp.New(t.Context(), otlpmetrichttp.WithEndpoint(p.http), otlpmetrichttp.WithInsecure())
	check(t, err)
	tracers := trace.NewTracerProvider(trace.WithBatcher(spans))
	meters := metric.NewMeterProvider(metric.WithReader(metric.NewPeriodicReader(numbers)))

	opens := map[string]func(testing.TB, ...gild.Option) *live.Database{
		"sqlite": live.SQLite, "postgresql": live.Postgres, "mariadb": live.MySQL,
	}
	for system, open := range opens {
		ctx, request := tracers.Tracer("program").Start(t.Context(), system)
		g := guard.New(guard.Config{Repeats: 2, Report: func(context.Context, guard.Finding) {}})
		tracing := otel.New(otel.WithTracerProvider(tracers), otel.WithMeterProvider(meters), otel.WithUseTime())
		db := open(t, gild.WithInterceptors(tracing), gild.WithEvents(g.Events()))
		use(t, guard.Scope(ctx), db.DB)
		request.End()
		useOddly(t.Context(), db.DB)
	}
	check(t, tracers.ForceFlush(t.Context()))
	check(t, meters.ForceFlush(t.Context()))
	check(t, errors.Join(tracers.Shutdown(t.Context()), meters.Shutdown(t.Context())))
	p.stop(t)

	received := spansOf(t, p.traces(t))
	for system := range opens {
		wantTree(t, received, system)
	}
	wantOdd(t, received, len(opens))
	wantMetrics(t, p.metrics(t), opens)
}

// useOddly has texts that are no UTF-8, and larger than a message of gRPC may be. A single one that is sent as it
// is would cost all that is sent with it. Databases may refuse them.
func useOddly(ctx context.Context, db *sql.DB) {
	for _, odd := range []string{"select 1 from t\xfe", "select 1 /* " + strings.Repeat("ö", 3<<20) + " */"} {
		_, _ = db.ExecContext(ctx, odd)
	}
}

// wantOdd checks what has become of the texts of n databases.
func wantOdd(t *testing.T, all []ptrace.Span, n int) {
	t.Helper()
	replaced, cut := 0, 0
	for _, s := range all {
		text, _ := s.Attributes().Get(string(semconv.DBQueryTextKey))
		if s.Name() == "SELECT t\uFFFD" && text.Str() == "select ? from t\uFFFD" {
			replaced++
		}
		if strings.HasPrefix(text.Str(), "select ? /* ö") && strings.HasSuffix(text.Str(), "ö...") && len(text.Str()) <= 16<<10 {
			cut++
		}
	}
	if replaced != n || cut != n {
		t.Errorf("%d odd and %d large texts of %d", replaced, cut, n)
	}
}

// use writes an author with two books, reads both, repeats a query too often, and fails.
func use(t *testing.T, ctx context.Context, db *sql.DB) {
	t.Helper()
	meta := schema.NewMetaData()
	models := orm.NewRegistry(meta, orm.Model[author](), orm.Model[book]())
	check(t, meta.CreateAll(context.Background(), db))
	check(t, models.InTx(ctx, db, func(s *orm.Session) error {
		ann := &author{Name: "Ann"}
		ann.Books.Add(&book{Title: "A"}, &book{Title: "B"})
		s.Add(ann)
		return nil
	}))
	check(t, models.InTx(ctx, db, func(s *orm.Session) error {
		a := orm.From[author]()
		_, err := orm.Select(a).With(orm.SelectIn(&a.Books)).All(ctx, s)
		return err
	}))
	for range 3 {
		var n int
		check(t, db.QueryRowContext(ctx, "select count(*) from books").Scan(&n))
	}
	if _, err := db.ExecContext(ctx, "insert into authors (name) values ('Ann')"); !gild.Is(err, gild.ErrUnique) {
		t.Fatalf("got %v, want a unique violation", err)
	}
}

// spansOf returns the spans, whose scope and schema say who has made them.
func spansOf(t *testing.T, traces []ptrace.ResourceSpans) (all []ptrace.Span) {
	t.Helper()
	for _, r := range traces {
		for _, scope := range r.ScopeSpans().All() {
			if name := scope.Scope().Name(); name == "program" {
			} else if name != "github.com/gildsql/gild/otel" || scope.SchemaUrl() != semconv.SchemaURL {
				t.Errorf("scope %s, schema %s", name, scope.SchemaUrl())
			}
			for _, s := range scope.Spans().All() {
				all = append(all, s)
			}
		}
	}
	return all
}

// tree is what a program sees of its spans, beneath that of the request.
const tree = `
  TRANSACTION
    BEGIN
    COMMIT
  flush gild.orm.deletes=0 gild.orm.inserts=3 gild.orm.updates=0
    INSERT authors
    INSERT books
  TRANSACTION
    BEGIN
    COMMIT
  SELECT authors db.response.returned_rows=1
  load author.Books gild.orm.owners=1
    SELECT books db.response.returned_rows=2
  SELECT books db.response.returned_rows=1
  SELECT books db.response.returned_rows=1
  SELECT books db.response.returned_rows=1 !gild.guard.finding
  INSERT authors ERROR gild.error.class=unique
`

// wantTree checks the spans of one database.
func wantTree(t *testing.T, all []ptrace.Span, system string) {
	t.Helper()
	var b strings.Builder
	i := slices.IndexFunc(all, func(s ptrace.Span) bool { return s.Name() == system })
	if i < 0 {
		t.Fatalf("%s: no span", system)
	}
	b.WriteByte('\n')
	for _, s := range children(all, all[i]) {
		write(&b, all, s, 1)
		wantSystem(t, s, system)
	}
	if got := b.String(); got != tree {
		t.Errorf("%s: got\n%s", system, got)
	}
}

func children(all []ptrace.Span, parent ptrace.Span) (of []ptrace.Span) {
	for _, s := range all {
		if s.ParentSpanID() == parent.SpanID() && s.TraceID() == parent.TraceID() && s.Name() != "CONNECT" {
			of = append(of, s)
		}
	}
	slices.SortStableFunc(of, func(a, b ptrace.Span) int { return a.StartTimestamp().AsTime().Compare(b.StartTimestamp().AsTime()) })
	return of
}

func write(b *strings.Builder, all []ptrace.Span, s ptrace.Span, depth int) {
	fmt.Fprintf(b, "%s%s", strings.Repeat("  ", depth), s.Name())
	if s.Status().Code() == ptrace.StatusCodeError {
		b.WriteString(" ERROR")
	}
	var shown []string
	for key, value := range s.Attributes().All() {
		if key == "db.response.returned_rows" && !strings.HasPrefix(s.Name(), "INSERT") || strings.HasPrefix(key, "gild.") {
			shown = append(shown, key+"="+value.AsString())
		}
	}
	slices.Sort(shown)
	for _, e := range s.Events().All() {
		shown = append(shown, "!"+e.Name())
	}
	for _, text := range shown {
		b.WriteString(" " + text)
	}
	b.WriteByte('\n')
	for _, c := range children(all, s) {
		write(b, all, c, depth+1)
	}
}

// wantSystem checks what a span says of its database.
func wantSystem(t *testing.T, s ptrace.Span, system string) {
	t.Helper()
	want := map[string]bool{string(semconv.DBSystemNameKey): true}
	if s.Kind() == ptrace.SpanKindClient {
		want[string(semconv.DBNamespaceKey)] = true
		want[string(semconv.DBOperationNameKey)] = true
		want[string(semconv.ServerAddressKey)] = system != "sqlite"
	}
	for key, wanted := range want {
		if value, ok := s.Attributes().Get(key); ok != wanted || key == string(semconv.DBSystemNameKey) && value.Str() != system {
			t.Errorf("%s: %s: %s is %q", system, s.Name(), key, value.AsString())
		}
	}
}

// wantMetrics checks that each database has reported, and no metric of the pool is without points.
func wantMetrics(t *testing.T, all []pmetric.ResourceMetrics, systems map[string]func(testing.TB, ...gild.Option) *live.Database) {
	t.Helper()
	said := map[string][]string{} // by metric, the values of an attribute
	for _, r := range all {
		for _, scope := range r.ScopeMetrics().All() {
			for _, m := range scope.Metrics().All() {
				for _, attributes := range points(m) {
					said[m.Name()] = append(said[m.Name()], fmt.Sprint(attributes.AsRaw()))
				}
			}
		}
	}
	for system := range systems {
		for _, name := range []string{"db.client.operation.duration", "db.client.response.returned_rows", "gild.guard.findings"} {
			if !slices.ContainsFunc(said[name], func(text string) bool { return strings.Contains(text, "db.system.name:"+system) }) {
				t.Errorf("%s: nothing of %s: %q", name, system, said[name])
			}
		}
	}
	for _, name := range []string{
		"db.client.connection.count", "db.client.connection.idle.max", "db.client.connection.idle.min", "db.client.connection.create_time",
		"db.client.connection.use_time", "gild.connection.waits", "gild.cache.hits", "gild.cache.misses", "gild.cache.evictions",
	} {
		if len(said[name]) < len(systems) {
			t.Errorf("%s: %q", name, said[name])
		}
	}
}

func points(m pmetric.Metric) (attributes []pcommon.Map) {
	switch m.Type() {
	case pmetric.MetricTypeSum:
		for _, p := range m.Sum().DataPoints().All() {
			attributes = append(attributes, p.Attributes())
		}
	case pmetric.MetricTypeHistogram:
		for _, p := range m.Histogram().DataPoints().All() {
			attributes = append(attributes, p.Attributes())
		}
	case pmetric.MetricTypeGauge:
		for _, p := range m.Gauge().DataPoints().All() {
			attributes = append(attributes, p.Attributes())
		}
	}
	return attributes
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
