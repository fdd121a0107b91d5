package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

type Author struct {
	orm.Entity `gild:"authors"`
	ID         int64   `gild:"id,pk"`
	Name       string  `gild:"name,size=50"`
	Nick       *string `gild:"nick,size=50"`
	Born       *time.Time
	Tags       []string        `gild:"tags,type=json,null"`
	Books      orm.Many[*Book] `gild:"cascade=delete-orphan"`
	Awards     orm.Many[*Award]
}

type Book struct {
	orm.Entity `gild:"books"`
	ID         int64  `gild:"id,pk"`
	AuthorID   int64  `gild:"author_id,fk=authors.id"`
	Title      string `gild:"title,size=100"`
	Price      float64
}

type Award struct {
	orm.Entity `gild:"awards"`
	Code       string `gild:"code,pk,size=20"`
	AuthorID   *int64 `gild:"author_id,fk=authors.id"`
}

type Node struct {
	orm.Entity `gild:"nodes"`
	ID         int64           `gild:"id,pk"`
	ParentID   *int64          `gild:"parent_id,fk=nodes.id"`
	Data       string          `gild:"data,size=50"`
	Children   orm.Many[*Node] `gild:"cascade=delete"`
}

func library(t *testing.T, db *live.Database) *orm.Registry {
	t.Helper()
	r := orm.NewRegistry(nil, orm.Model[Author](), orm.Model[Book](), orm.Model[Award](), orm.Model[Node]())
	if err := r.Err(); err != nil {
		t.Fatal(err)
	}
	if err := r.MetaData().CreateAll(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	db.Log.Take()
	return r
}

// stored returns the rows of a table, for comparing with what the session believes.
func stored(t *testing.T, db *live.Database, query string) string {
	t.Helper()
	rows, err := db.QueryContext(t.Context(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	columns, _ := rows.Columns()
	var out []string
	for rows.Next() {
		cells := make([]any, len(columns))
		for i := range cells {
			cells[i] = new(sql.NullString)
		}
		if err := rows.Scan(cells...); err != nil {
			t.Fatal(err)
		}
		var row []string
		for _, c := range cells {
			if s := c.(*sql.NullString); s.Valid {
				row = append(row, s.String)
			} else {
				row = append(row, "NULL")
			}
		}
		out = append(out, strings.Join(row, ","))
	}
	db.Log.Take()
	return strings.Join(out, " ")
}

func wantRows(t *testing.T, db *live.Database, query, want string) {
	t.Helper()
	if got := stored(t, db, query); got != want {
		t.Errorf("%s\n got %s\nwant %s", query, got, want)
	}
}

// operations returns the first words of the statements sent since the last call.
func operations(db *live.Database) string {
	var out []string
	for _, q := range db.Log.Take() {
		words := strings.Fields(strings.NewReplacer("INTO ", "", "FROM ", "").Replace(q))
		if words[0] == "SELECT" {
			words[1] = strings.SplitN(words[1], ".", 2)[0]
		}
		out = append(out, words[0]+" "+words[1])
	}
	return strings.Join(out, ", ")
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func TestFlushInsertsGraphInDependencyOrder(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		nick := "ed"
		born := time.Date(1970, 5, 6, 7, 8, 9, 0, time.UTC)
		a := &Author{Name: "Edgar", Nick: &nick, Born: &born, Tags: []string{"x", "y"}}
		a.Books.Add(&Book{Title: "Raven", Price: 9.5}, &Book{Title: "Pit"})
		a.Awards.Add(&Award{Code: "A1"})
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(a)
			ok(t, s.Flush(ctx))
			if got, want := operations(db), "INSERT authors, INSERT books, INSERT awards"; got != want {
				t.Errorf("statements: %s, want %s", got, want)
			}
			ok(t, s.Flush(ctx))
			if got := operations(db); got != "" {
				t.Errorf("a second flush sent %s", got)
			}
			return nil
		}))
		if a.ID == 0 {
			t.Error("the object did not get its key")
		}
		books, err := a.Books.All()
		ok(t, err)
		if len(books) != 2 || books[0].AuthorID != a.ID || books[0].ID == 0 || books[1].ID == books[0].ID {
			t.Errorf("books: %+v", books)
		}
		wantRows(t, db, "select name, nick, tags from authors", `Edgar,ed,["x","y"]`)
		wantRows(t, db, "select author_id, title, price from books order by id", "1,Raven,9.5 1,Pit,0")
		wantRows(t, db, "select code, author_id from awards", "A1,1")
	})
}

func TestIdentityMapGivesOneObjectPerRow(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(&Author{Name: "a"}, &Author{Name: "b"})
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		one, err := orm.Get[Author](ctx, s, 1)
		ok(t, err)
		db.Log.Take()
		again, err := orm.Get[Author](ctx, s, int64(1))
		ok(t, err)
		if one != again || operations(db) != "" {
			t.Error("the second Get is another object, or asked the database")
		}
		u := orm.From[Author]()
		all, err := orm.Select(u).OrderBy(orm.C(&u.ID)).All(ctx, s)
		ok(t, err)
		if len(all) != 2 || all[0] != one {
			t.Errorf("the query returned another object for the row: %v", all)
		}
		if _, err := orm.Get[Author](ctx, s, 99); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("missing row: %v", err)
		}
	})
}

func TestUpdateSendsOnlyWhatChanged(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		nick := "n"
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(&Author{Name: "a", Nick: &nick, Tags: []string{"t"}}, &Author{Name: "b"})
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		u := orm.From[Author]()
		all, err := orm.Select(u).OrderBy(orm.C(&u.ID)).All(ctx, s)
		ok(t, err)
		db.Log.Take()
		all[0].Name = "z"
		*all[0].Nick = "changed in place"
		all[1].Tags = append(all[1].Tags, "new")
		ok(t, s.Flush(ctx))
		log := db.Log.Take()
		if len(log) != 2 || strings.Contains(log[0], "tags") || !strings.Contains(log[0], "name=") || !strings.Contains(log[0], "nick=") ||
			strings.Contains(log[1], "name=") || !strings.Contains(log[1], "tags=") {
			t.Errorf("statements: %q", log)
		}
		all[0].Nick = nil
		all[0].Name = ""
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name, nick, tags from authors order by id", `,NULL,["t"] b,NULL,["new"]`)
	})
}

func TestCollections(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			for i := range 3 {
				a := &Author{Name: fmt.Sprint("a", i)}
				for j := range i {
					a.Books.Add(&Book{Title: fmt.Sprintf("b%d%d", i, j)})
				}
				a.Awards.Add(&Award{Code: fmt.Sprint("w", i)})
				s.Add(a)
			}
			return nil
		}))

		s := r.NewSession(db.DB)
		defer s.Close()
		u := orm.From[Author]()
		byID := orm.Select(u).OrderBy(orm.C(&u.ID))
		authors, err := byID.All(ctx, s)
		ok(t, err)
		if _, err := authors[2].Books.All(); !errors.Is(err, orm.ErrNotLoaded) {
			t.Errorf("reading what is not loaded: %v", err)
		}
		db.Log.Take()
		books, err := authors[2].Books.Load(ctx)
		ok(t, err)
		if len(books) != 2 || operations(db) != "SELECT books" {
			t.Errorf("Load: %v", books)
		}
		if _, err := authors[2].Books.Load(ctx); err != nil || operations(db) != "" {
			t.Errorf("a second Load asked again, or failed: %v", err)
		}

		authors, err = byID.With(orm.SelectIn(&u.Books), orm.SelectIn(&u.Awards)).All(ctx, s)
		ok(t, err)
		if got, want := operations(db), "SELECT authors, SELECT books, SELECT awards"; got != want {
			t.Errorf("statements: %s, want %s", got, want)
		}
		var titles []string
		for _, a := range authors {
			books, err := a.Books.All()
			ok(t, err)
			for _, b := range books {
				titles = append(titles, b.Title)
			}
		}
		if !slices.Equal(titles, []string{"b10", "b20", "b21"}) {
			t.Errorf("titles: %v", titles)
		}

		// moved, removed as orphan, set to NULL, added to a collection that is not loaded
		moved, removed := books[0], books[1]
		authors[2].Books.Remove(moved, removed)
		authors[0].Books.Add(moved)
		awards, _ := authors[1].Awards.All()
		authors[1].Awards.Remove(awards[0])
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select author_id, title from books order by id", "2,b10 1,b20")
		wantRows(t, db, "select code, author_id from awards order by code", "w0,1 w1,NULL w2,3")
	})
}

func TestDeleteCascades(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			a := &Author{Name: "a"}
			a.Books.Add(&Book{Title: "x"}, &Book{Title: "y"})
			a.Awards.Add(&Award{Code: "w"})
			s.Add(a, &Author{Name: "b"})
			return nil
		}))
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			a, err := orm.Get[Author](ctx, s, 1)
			ok(t, err)
			db.Log.Take()
			s.Delete(a)
			ok(t, s.Flush(ctx))
			want := "SELECT books, SELECT awards, UPDATE awards, DELETE books, DELETE books, DELETE authors"
			if got := operations(db); got != want {
				t.Errorf("statements: %s, want %s", got, want)
			}
			if s.Contains(a) {
				t.Error("the deleted object is still in the session")
			}
			return nil
		}))
		wantRows(t, db, "select name from authors", "b")
		wantRows(t, db, "select id from books", "")
		wantRows(t, db, "select code, author_id from awards", "w,NULL")
	})
}

func TestSelfReference(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		n1, n12 := &Node{Data: "n1"}, &Node{Data: "n12"}
		n12.Children.Add(&Node{Data: "n121"}, &Node{Data: "n122"})
		n1.Children.Add(&Node{Data: "n11"}, n12, &Node{Data: "n13"})
		s := r.NewSession(db.DB)
		defer s.Close()
		s.Add(n1)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, data, parent_id from nodes order by id", "1,n1,NULL 2,n11,1 3,n12,1 4,n13,1 5,n121,3 6,n122,3")
		s.Delete(n1)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id from nodes", "")
	})
}

func TestRollbackRestoresObjects(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		kept, gone := &Author{Name: "kept"}, &Author{Name: "gone"}
		kept.Books.Add(&Book{Title: "b"})
		s.Add(kept, gone)
		ok(t, s.Commit(ctx))

		fresh := &Author{Name: "fresh"}
		fresh.Books.Add(&Book{Title: "f"})
		kept.Name = "changed"
		s.Delete(gone)
		s.Add(fresh)
		ok(t, s.Flush(ctx))
		kept.Name = "changed again"
		ok(t, s.Rollback())

		if kept.Name != "kept" || fresh.ID != 0 || s.Contains(fresh) || !s.Contains(gone) || gone.Name != "gone" {
			t.Errorf("after the rollback: %q, fresh %d, %v, %v", kept.Name, fresh.ID, s.Contains(fresh), s.Contains(gone))
		}
		if books, err := kept.Books.All(); err != nil || len(books) != 1 || books[0].Title != "b" {
			t.Errorf("the collection is not what it was: %v, %v", books, err)
		}
		wantRows(t, db, "select name from authors order by id", "kept gone")

		s.Add(fresh) // a second try
		kept.Name = "now"
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name from authors order by name", "fresh gone now")
		wantRows(t, db, "select title from books order by title", "b f")
	})
}

func TestFailedFlushNeedsRollback(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		s.Add(&Award{Code: "a"})
		ok(t, s.Commit(ctx))
		other := r.NewSession(db.DB)
		defer other.Close()
		twice := &Award{Code: "a"}
		other.Add(&Author{Name: "x"}, twice)
		if err := other.Flush(ctx); err == nil {
			t.Fatal("a duplicate key was accepted")
		}
		u := orm.From[Author]()
		if _, err := orm.Select(u).All(ctx, other); !errors.Is(err, orm.ErrNeedsRollback) {
			t.Errorf("using the session after a failed flush: %v", err)
		}
		ok(t, other.Rollback())
		wantRows(t, db, "select name from authors", "")
		other.Add(&Author{Name: "y"})
		ok(t, other.Commit(ctx))
		wantRows(t, db, "select name from authors", "y")
	})
}

func TestStaleRowsAreReported(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		a := &Author{Name: "a"}
		s.Add(a)
		ok(t, s.Commit(ctx))
		_, err := db.ExecContext(ctx, "delete from authors")
		ok(t, err)
		a.Name = "b"
		var stale *orm.StaleError
		if err := s.Flush(ctx); !errors.As(err, &stale) || stale.Operation != "UPDATE" || stale.Matched != 0 {
			t.Errorf("update of a vanished row: %v", err)
		}
	})
}

func TestInTxRollsBackOnErrorAndPanic(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		boom := errors.New("boom")
		err := r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(&Author{Name: "a"})
			ok(t, s.Flush(ctx))
			return boom
		})
		if !errors.Is(err, boom) {
			t.Errorf("error: %v", err)
		}
		func() {
			defer func() {
				if recover() == nil {
					t.Error("the panic was swallowed")
				}
			}()
			_ = r.InTx(ctx, db.DB, func(s *orm.Session) error {
				s.Add(&Author{Name: "b"})
				ok(t, s.Flush(ctx))
				panic("at the disco")
			})
		}()
		wantRows(t, db, "select name from authors", "")
	})
}

func TestBadInputIsAnErrorThatNamesIt(t *testing.T) {
	db := live.SQLite(t)
	r, ctx := library(t, db), t.Context()
	type Plain struct{ ID int }
	u, other := orm.From[Author](), orm.From[Author]()
	for _, c := range []struct {
		name string
		do   func(s *orm.Session) error
		want string
	}{
		{"unmapped type", func(s *orm.Session) error { s.Add(&Plain{}); return s.Flush(ctx) }, "Plain"},
		{"no pointer", func(s *orm.Session) error { s.Add(Author{}); return s.Flush(ctx) }, "pointers to mapped structs"},
		{"nil", func(s *orm.Session) error { s.Add((*Author)(nil)); return s.Flush(ctx) }, "nil"},
		{"untyped nil", func(s *orm.Session) error { s.Add(nil); return s.Flush(ctx) }, "nil"},
		{"nil element", func(s *orm.Session) error {
			a := &Author{}
			a.Books.Add(nil)
			s.Add(a)
			return s.Flush(ctx)
		}, "Author.Books"},
		{"delete of a stranger", func(s *orm.Session) error { s.Delete(&Author{}); return s.Flush(ctx) }, "Author"},
		{"key of two parts", func(s *orm.Session) error { _, err := orm.Get[Author](ctx, s, 1, 2); return err }, "1 parts, not 2"},
		{"key of another type", func(s *orm.Session) error { _, err := orm.Get[Author](ctx, s, struct{}{}); return err }, "Author.ID"},
		{"unmapped Get", func(s *orm.Session) error { _, err := orm.Get[Plain](ctx, s, 1); return err }, "Plain"},
		{"field of another probe", func(s *orm.Session) error {
			_, err := orm.Select(u).Where(orm.C(&other.Name).Eq("x")).All(ctx, s)
			return err
		}, "probe"},
		{"field of nothing", func(s *orm.Session) error {
			_, err := orm.Select(u).Where(orm.C[string](nil).Eq("x")).All(ctx, s)
			return err
		}, "probe"},
		{"relationship of another probe", func(s *orm.Session) error {
			_, err := orm.Select(u).With(orm.SelectIn(&other.Books)).All(ctx, s)
			return err
		}, "relationship"},
		{"nil probe", func(s *orm.Session) error {
			_, err := orm.Select[Author](nil).Where(orm.C(&u.Name).Eq("x")).All(ctx, s)
			return err
		}, "probe"},
		{"cancelled context", func(s *orm.Session) error {
			done, cancel := context.WithCancel(ctx)
			cancel()
			_, err := orm.Get[Author](done, s, 1)
			return err
		}, "canceled"},
	} {
		t.Run(c.name, func(t *testing.T) {
			s := r.NewSession(db.DB)
			defer s.Close()
			if err := c.do(s); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("error %v does not name %q", err, c.want)
			}
		})
	}
}

func TestClosedSession(t *testing.T) {
	db := live.SQLite(t)
	r, ctx := library(t, db), t.Context()
	s := r.NewSession(db.DB)
	ok(t, s.Close())
	if err := s.Flush(ctx); !errors.Is(err, orm.ErrSessionClosed) {
		t.Errorf("after Close: %v", err)
	}
}

func TestRegistryReportsAllMistakesTogether(t *testing.T) {
	type NoEntity struct{ ID int64 }
	type NoKey struct {
		orm.Entity `gild:"nokey"`
		Name       string
	}
	type BadTag struct {
		orm.Entity `gild:"badtag"`
		ID         int64 `gild:"id,pk,primary"`
	}
	type BadType struct {
		orm.Entity `gild:"badtype"`
		ID         int64 `gild:"id,pk"`
		Ch         chan int
	}
	type BadRelation struct {
		orm.Entity `gild:"badrelation"`
		ID         int64 `gild:"id,pk"`
		Books      orm.Many[*NoKey]
	}
	r := orm.NewRegistry(nil, orm.Model[NoEntity](), orm.Model[NoKey](), orm.Model[BadTag](), orm.Model[BadType](),
		orm.Model[BadRelation](), orm.Model[int](), orm.Model[NoKey]())
	if r.Err() == nil {
		t.Fatal("no error")
	}
	for _, want := range []string{"NoEntity", "embed orm.Entity", "NoKey", "primary key", `"primary"`, "BadType.Ch", "chan int", "BadRelation.Books", "int cannot be mapped", "mapped twice"} {
		if !strings.Contains(r.Err().Error(), want) {
			t.Errorf("the error does not contain %q:\n%v", want, r.Err())
		}
	}
	s := r.NewSession(nil)
	s.Add(&NoKey{})
	if err := s.Flush(t.Context()); err == nil {
		t.Error("the session of a broken registry accepted an object")
	}
}

func TestQueryUsesExpressions(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		nick := "q"
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(&Author{Name: "ann", Nick: &nick}, &Author{Name: "bob"}, &Author{Name: "cy"})
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		u := orm.From[Author]()
		base := orm.Select(u)
		found, err := base.Where(expr.Or(orm.C(&u.Name).Like("a%"), orm.C(&u.ID).In(3)), expr.Lower(orm.C(&u.Name)).Ne("zed")).
			OrderBy(orm.C(&u.Name).Desc()).Limit(5).All(ctx, s)
		ok(t, err)
		if len(found) != 2 || found[0].Name != "cy" || found[1].Name != "ann" {
			t.Errorf("found %v", found)
		}
		one, err := base.Where(orm.N(&u.Nick).Eq("q")).One(ctx, s)
		ok(t, err)
		if one.Name != "ann" {
			t.Errorf("One: %+v", one)
		}
		if _, err := base.One(ctx, s); !errors.Is(err, gild.ErrTooManyRows) {
			t.Errorf("One of three: %v", err)
		}
		if _, err := base.Where(orm.C(&u.ID).Eq(99)).One(ctx, s); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("One of none: %v", err)
		}
		paged, err := base.OrderBy(orm.C(&u.ID)).Offset(1).Limit(1).All(ctx, s)
		ok(t, err)
		if len(paged) != 1 || paged[0].Name != "bob" {
			t.Errorf("paged: %v", paged)
		}
	})
}
