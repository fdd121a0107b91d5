package otel_test

import (
	"context"
	"database/sql"
	"slices"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
)

// Spans end when what they are around panics: a retry of a transaction, a flush, a load.
func TestSpansOfPanics(t *testing.T) {
	meta, r := schema.NewMetaData(), newRecorder(t)
	panics := false
	models := orm.NewRegistry(meta, orm.Model[author](), orm.Model[book]())
	models.Listen(
		orm.BeforeInsert(func(context.Context, *orm.Session, *book) error {
			if panics {
				panic("insert")
			}
			return nil
		}),
		orm.Loaded(func(*orm.Session, *book) error { panic("load") }))
	db, err := gild.Open("sqlite:///"+t.TempDir()+"/a.db", gild.WithInterceptors(r.tracing()))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	ctx := t.Context()
	if err := meta.CreateAll(ctx, db); err != nil {
		t.Fatal(err)
	}
	ann := &author{Name: "Ann"}
	ann.Books.Add(&book{Title: "A"})
	if err := models.InTx(ctx, db, func(s *orm.Session) error { s.Add(ann); return nil }); err != nil {
		t.Fatal(err)
	}
	panics = true
	n := 0
	for name, do := range map[string]func(){
		"transaction retry": func() {
			opts := &gild.TxOptions{Backoff: func(int) time.Duration { return 0 }}
			_ = gild.Tx(ctx, db, opts, func(context.Context, *sql.Tx) error {
				if n++; n == 1 {
					return gild.ErrSerialization
				}
				panic("again")
			})
		},
		"flush": func() {
			_ = models.InTx(ctx, db, func(s *orm.Session) error { s.Add(&book{AuthorID: ann.ID}); return nil })
		},
		"load author.Books": func() {
			_ = models.InTx(ctx, db, func(s *orm.Session) error {
				a := orm.From[author]()
				_, err := orm.Select(a).With(orm.SelectIn(&a.Books)).All(ctx, s)
				return err
			})
		},
	} {
		r.take()
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s: no panic", name)
				}
			}()
			do()
		}()
		spans := r.take()
		at := slices.Index(names(spans), name)
		if at < 0 {
			t.Errorf("%s: spans %q", name, names(spans))
		} else if spans[at].Status.Description == "" {
			t.Errorf("%s: it ended well", name)
		}
	}
}
