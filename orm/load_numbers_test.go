package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestLoadsByOneText: elements of any number of owners are asked for by the same text, with the numbers
// of the owners as one parameter, and each owner gets its own.
func TestLoadsByOneText(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		const authors = 600
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			for i := range authors {
				a := &Author{Name: fmt.Sprint(i)}
				for n := range i % 4 {
					a.Books.Add(&Book{Title: fmt.Sprintf("%d of %d", n, i)})
				}
				s.Add(a)
			}
			return nil
		}))
		texts := map[string]bool{}
		for _, limit := range []int{2, 3, authors} {
			s := r.NewSession(db.DB)
			a := orm.From[Author]()
			db.Log.Take()
			found, err := orm.Select(a).OrderBy(orm.C(&a.ID)).Limit(limit).With(orm.SelectIn(&a.Books)).All(ctx, s)
			ok(t, err)
			sent := db.Log.Take()
			texts[sent[len(sent)-1]] = true
			for i, a := range found {
				books, err := a.Books.All()
				if err != nil || len(books) != i%4 {
					t.Fatalf("author %d has %d books, %v", i, len(books), err)
				}
				for n, b := range books {
					if b.Title != fmt.Sprintf("%d of %d", n, i) || b.AuthorID != a.ID {
						t.Errorf("author %d has the book %q of %d", i, b.Title, b.AuthorID)
					}
				}
				a.Books.Add(&Book{Title: "new"}) // beside those of others in memory
				if i > 0 {
					before, _ := found[i-1].Books.All()
					if len(before) != (i-1)%4+1 || before[len(before)-1].Title != "new" {
						t.Fatalf("the books of author %d are %d", i-1, len(before))
					}
				}
			}
			ok(t, s.Close())
		}
		few := 1
		if db.Dialect == postgres.Dialect { // it has another one for many
			few = 2
		}
		if len(texts) != few {
			t.Errorf("%d texts: %v", len(texts), texts)
		}
	})
}

// TestLoadsByOwner: elements of several owners are ordered by these first, and by no column twice, which some databases
// refuse.
func TestLoadsByOwner(t *testing.T) {
	type Line struct {
		orm.Entity `gild:"lines"`
		ID         int64 `gild:"id,pk"`
		PageID     int64 `gild:"page_id,fk=pages.id"`
		Place      int64
	}
	type Cover struct {
		orm.Entity `gild:"covers"`
		ID         int64 `gild:"id,pk"`
	}
	type Page struct {
		orm.Entity `gild:"pages"`
		ID         int64           `gild:"id,pk"`
		Lines      orm.Many[*Line] `gild:"order=place desc; page_id; id"`
		CoverID    int64           `gild:"cover_id,fk=covers.id"`
		Cover      orm.Ref[*Cover]
	}
	eachReturning(t, []orm.Mapping{orm.Model[Line](), orm.Model[Page](), orm.Model[Cover]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			for i := range 3 {
				page := &Page{}
				page.Cover.Set(&Cover{})
				for n := range i + 1 {
					page.Lines.Add(&Line{Place: int64(n)})
				}
				s.Add(page)
			}
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		p := orm.From[Page]()
		db.Log.Take()
		pages, err := orm.Select(p).With(orm.SelectIn(&p.Lines), orm.SelectIn(&p.Cover)).All(ctx, s)
		ok(t, err)
		sent := db.Log.Take()
		for i, order := range []string{" ORDER BY lines.page_id, lines.place DESC, lines.id", " ORDER BY covers.id"} {
			if got := sent[len(sent)-2+i]; !strings.HasSuffix(got, order) {
				t.Errorf("%s\nwant the order %s", got, order)
			}
		}
		for i, page := range pages {
			lines, err := page.Lines.All()
			if err != nil || len(lines) != i+1 || lines[0].Place != int64(i) || lines[i].Place != 0 {
				t.Errorf("page %d has %d lines, %v", i, len(lines), err)
			}
		}
	})
}
