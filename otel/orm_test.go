package otel_test

import (
	"context"
	"database/sql"
	"slices"
	"strings"
	"testing"

	"go.opentelemetry.io/otel/sdk/trace/tracetest"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
)

type author struct {
	orm.Entity `gild:"authors"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Books      orm.Many[*book]
}

type book struct {
	orm.Entity `gild:"books"`
	ID         int64 `gild:"id,pk"`
	Title      string
	AuthorID   int64 `gild:"author_id,fk=authors.id"`
}

// A flush and an eager load are spans, with their statements in them; in a session on a *sql.Tx
// too.
func TestORM(t *testing.T) {
	meta := schema.NewMetaData()
	models := orm.NewRegistry(meta, orm.Model[author](), orm.Model[book]())
	r := newRecorder(t)
	db, err := gild.Open("sqlite:///"+t.TempDir()+"/a.db", gild.WithInterceptors(r.tracing()))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := meta.CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	r.take()
	play := func(s *orm.Session) error {
		ann := &author{Name: "Ann"}
		ann.Books.Add(&book{Title: "A"})
		s.Add(ann)
		return s.Flush(t.Context())
	}
	read := func(s *orm.Session) error {
		a := orm.From[author]()
		_, err := orm.Select(a).With(orm.SelectIn(&a.Books)).All(t.Context(), s)
		return err
	}
	for name, in := range map[string]func(func(*orm.Session) error) error{
		"db": func(do func(*orm.Session) error) error { return models.InTx(t.Context(), db, do) },
		"tx": func(do func(*orm.Session) error) error {
			return gild.Tx(t.Context(), db, nil, func(ctx context.Context, tx *sql.Tx) error { return models.InTx(ctx, tx, do) })
		},
	} {
		for _, what := range []string{"flush", "load author.Books"} {
			do := play
			if what != "flush" {
				do = read
			}
			if err := in(do); err != nil {
				t.Fatal(err)
			}
			spans := r.take()
			at := slices.IndexFunc(spans, func(s tracetest.SpanStub) bool { return s.Name == what })
			if at < 0 {
				t.Errorf("%s: no %s in %q", name, what, names(spans))
				continue
			}
			var within []string
			for _, s := range spans {
				if s.Parent.SpanID() == spans[at].SpanContext.SpanID() {
					within = append(within, strings.TrimSuffix(s.Name, " SELECT")) // of a list of keys
				}
			}
			want := []string{"INSERT authors", "INSERT books"}
			if what != "flush" {
				want = []string{"SELECT books"}
			} else if got := attributesOf(spans[at])["gild.orm.inserts"]; got != "2" {
				t.Errorf("%s: %s inserts", name, got)
			}
			if !slices.Equal(within, want) {
				t.Errorf("%s: within %s: %q", name, what, within)
			}
		}
		if err := in(func(s *orm.Session) error { return s.Flush(t.Context()) }); err != nil {
			t.Fatal(err)
		}
		if spans := r.take(); slices.Contains(names(spans), "flush") {
			t.Errorf("%s: a flush of nothing: %q", name, names(spans))
		}
	}
}

// A flush that is traced begins a transaction where it writes, and nowhere else.
func TestFlushBeginsWhereItWrites(t *testing.T) {
	meta := schema.NewMetaData()
	models := orm.NewRegistry(meta, orm.Model[author](), orm.Model[book]())
	r := newRecorder(t)
	open := func(name string) *sql.DB {
		db, err := gild.Open("sqlite:///"+t.TempDir()+"/"+name, gild.WithInterceptors(r.tracing()))
		if err == nil {
			err = meta.CreateAll(t.Context(), db)
		}
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	main, bound := open("main.db"), open("bound.db")
	s := models.NewSession(main, orm.Bind[author](bound), orm.Bind[book](bound))
	defer s.Close()
	ann := &author{Name: "Ann"}
	s.Add(ann)
	if err := s.Flush(t.Context()); err != nil {
		t.Fatal(err)
	}
	if main.Stats().InUse != 0 || bound.Stats().InUse != 1 {
		t.Errorf("a flush to one database: %d transactions in the other, %d there", main.Stats().InUse, bound.Stats().InUse)
	}
	if err := s.Commit(t.Context()); err != nil {
		t.Fatal(err)
	}
	if _, err := ann.Books.Load(t.Context()); err != nil || main.Stats().InUse != 0 {
		t.Errorf("a load from one database: %d transactions in the other, %v", main.Stats().InUse, err)
	}
	r.take()
}

// Whether there is a tracer is known for nothing.
func TestTraced(t *testing.T) {
	traced := openMeasured(t, newRecorder(t).tracing())
	plain, err := gild.Open("sqlite://")
	if err != nil {
		t.Fatal(err)
	}
	defer plain.Close()
	if !gild.Traced(traced) || gild.Traced(plain) || gild.Traced(sql.OpenDB(instantly{})) {
		t.Error("who is traced")
	}
	if n := testing.AllocsPerRun(100, func() { gild.Traced(plain) }); n > 0 {
		t.Errorf("%v allocations", n)
	}
}
