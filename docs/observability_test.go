package docs_test

import (
	"context"
	"fmt"
	"log"
	"log/slog"
	"os"
	"slices"
	"strings"
	"testing"

	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/gildtest"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/otel"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/wrap/guard"
	"github.com/gildsql/gild/wrap/sqlcomment"
)

type Author struct {
	orm.Entity `gild:"authors"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Books      orm.Many[*Book]
}

type Book struct {
	orm.Entity `gild:"books"`
	ID         int64 `gild:"id,pk"`
	Title      string
	AuthorID   int64 `gild:"author_id,fk=authors.id"`
}

// The trace of a flush, and of an eager load.
func Example_flush() {
	exporter := tracetest.NewInMemoryExporter()
	provider := sdk.NewTracerProvider(sdk.WithSyncer(exporter))
	meta := schema.NewMetaData()
	models := orm.NewRegistry(meta, orm.Model[Author](), orm.Model[Book]())

	db, err := gild.Open("sqlite://", gild.WithInterceptors(otel.New(otel.WithTracerProvider(provider))))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	ctx := context.Background()
	if err := meta.CreateAll(ctx, db); err != nil {
		log.Fatal(err)
	}
	exporter.Reset()

	ctx, request := provider.Tracer("shop").Start(ctx, "POST /authors")
	err = models.InTx(ctx, db, func(s *orm.Session) error {
		ann := &Author{Name: "Ann"}
		ann.Books.Add(&Book{Title: "A"}, &Book{Title: "B"})
		s.Add(ann)
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}
	err = models.InTx(ctx, db, func(s *orm.Session) error {
		a := orm.From[Author]()
		_, err := orm.Select(a).With(orm.SelectIn(&a.Books)).All(ctx, s)
		return err
	})
	request.End()
	if err != nil {
		log.Fatal(err)
	}
	printTree(exporter.GetSpans())
	// Output:
	// POST /authors
	//   TRANSACTION
	//     BEGIN
	//     COMMIT
	//   flush gild.orm.inserts=3 gild.orm.updates=0 gild.orm.deletes=0
	//     INSERT authors
	//     INSERT books
	//   TRANSACTION
	//     BEGIN
	//     COMMIT
	//   SELECT authors db.response.returned_rows=1
	//   load Author.Books gild.orm.owners=1
	//     SELECT books db.response.returned_rows=2
}

// printTree prints spans beneath their parents, in the order of their beginnings.
func printTree(spans tracetest.SpanStubs) {
	slices.SortStableFunc(spans, func(a, b tracetest.SpanStub) int { return a.StartTime.Compare(b.StartTime) })
	var below func(parent [8]byte, depth int)
	below = func(parent [8]byte, depth int) {
		for _, s := range spans {
			if s.Parent.SpanID() != parent {
				continue
			}
			line := strings.Repeat("  ", depth) + s.Name
			for _, a := range s.Attributes {
				if key := string(a.Key); strings.HasPrefix(key, "gild.") || key == "db.response.returned_rows" {
					line += fmt.Sprintf(" %s=%s", key, a.Value.String())
				}
			}
			fmt.Println(line)
			below(s.SpanContext.SpanID(), depth+1)
		}
	}
	below([8]byte{}, 0)
}

// What guards find in a loop.
func Example_guards() {
	g := guard.New(guard.Config{Repeats: 2, MissingWhere: true, Report: func(ctx context.Context, f guard.Finding) {
		fmt.Println(f.Guard, "|", f.SQL)
	}})
	db, err := gild.Open("sqlite://", gild.WithEvents(g.Events()), sqlcomment.Option(sqlcomment.Tag("application", "shop")))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()

	ctx := guard.Scope(context.Background())
	if _, err := db.ExecContext(ctx, "create table users (id integer, name text)"); err != nil {
		log.Fatal(err)
	}
	for id := range 5 {
		var n int
		if err := db.QueryRowContext(ctx, "select count(*) from users where id = ?", id).Scan(&n); err != nil {
			log.Fatal(err)
		}
	}
	if _, err := db.ExecContext(ctx, "delete from users"); err != nil {
		log.Fatal(err)
	}
	// Output:
	// n+1 | select count(*) from users where id = ? /*application='shop'*/
	// missing-where | delete from users /*application='shop'*/
}

// The log has the fields of the trace.
func Example_log() {
	logger := slog.New(slog.NewTextHandler(os.Stdout, &slog.HandlerOptions{Level: slog.LevelDebug, ReplaceAttr: withoutTimes}))
	db, err := gild.Open("sqlite://", gild.WithLogger(logger))
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	var n int
	if err := db.QueryRow("select count(*) from sqlite_master where name = ?", "secret").Scan(&n); err != nil {
		log.Fatal(err)
	}
	// Output:
	// level=DEBUG msg="gild: connect" db.system.name=sqlite db.operation.name=CONNECT
	// level=DEBUG msg="gild: query" db.system.name=sqlite db.operation.name=SELECT db.collection.name=sqlite_master db.query.summary="SELECT sqlite_master" db.query.text="select count(*) from sqlite_master where name = ?" args=[string] db.response.returned_rows=1 cached=false
	// level=DEBUG msg="gild: close" db.system.name=sqlite
}

func withoutTimes(_ []string, a slog.Attr) slog.Attr {
	if a.Key == slog.TimeKey || a.Key == "duration" {
		return slog.Attr{}
	}
	return a
}

// A test with all that gildtest has.
func TestUsers(t *testing.T) {
	queries := gildtest.NewLog()
	db := gildtest.Open(t, "sqlite://", gildtest.InTx(t), gild.WithEvents(queries.Events()))
	if _, err := db.ExecContext(t.Context(), "create table users (name text)"); err != nil {
		t.Fatal(err)
	}
	queries.Expect(t, "create table users...")
}
