package orm_test

import (
	"context"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// authorsWithBooks stores two authors, the first with two books and an award.
func authorsWithBooks(t *testing.T, r *orm.Registry, db *live.Database) (s *orm.Session, a, b *Author) {
	t.Helper()
	s = r.NewSession(db.DB)
	t.Cleanup(func() { _ = s.Close() })
	a, b = &Author{Name: "a"}, &Author{Name: "b"}
	a.Books.Add(&Book{Title: "x"}, &Book{Title: "y"})
	a.Awards.Add(&Award{Code: "w"})
	s.Add(a, b)
	ok(t, s.Commit(t.Context()))
	return s, a, b
}

const booksByTitle = "select author_id, title from books order by title"

// An element belongs to whom its foreign key says, not to a collection that is older.
func TestElementsBelongToTheirOwner(t *testing.T) {
	for name, test := range map[string]struct {
		do   func(ctx context.Context, s *orm.Session, a, b *Author, books []*Book)
		want string
	}{
		"moved, then the old owner dies": {func(ctx context.Context, s *orm.Session, a, b *Author, books []*Book) {
			b.Books.Add(books[0])
			_ = s.Commit(ctx)
			s.Delete(a)
		}, "2,x"},
		"moved by its field": {func(ctx context.Context, s *orm.Session, a, b *Author, books []*Book) {
			books[0].AuthorID = b.ID
			s.Delete(a)
		}, "2,x"},
		"moved and the old owner dies at once": {func(ctx context.Context, s *orm.Session, a, b *Author, books []*Book) {
			b.Books.Add(books[0])
			s.Delete(a)
		}, "2,x"},
		"removed from a stranger": {func(ctx context.Context, s *orm.Session, a, b *Author, books []*Book) {
			b.Books.Remove(books[0])
			awards, _ := a.Awards.Load(ctx)
			b.Awards.Remove(awards[0])
		}, "1,x 1,y"},
		"removed before it was stored": {func(ctx context.Context, s *orm.Session, a, b *Author, books []*Book) {
			fresh, never := &Author{Name: "c"}, &Book{Title: "never"}
			fresh.Books.Add(&Book{Title: "z"}, never)
			s.Add(fresh)
			fresh.Books.Remove(never)
		}, "1,x 1,y 3,z"},
		"its owner is given up before it was stored": {func(ctx context.Context, s *orm.Session, a, b *Author, books []*Book) {
			fresh := &Author{Name: "c"}
			fresh.Books.Add(&Book{Title: "never"})
			fresh.Awards.Add(&Award{Code: "never"})
			s.Add(fresh)
			s.Delete(fresh)
		}, "1,x 1,y"},
		"itself given up before it was stored": {func(ctx context.Context, s *orm.Session, a, b *Author, books []*Book) {
			never := &Book{Title: "never"}
			a.Books.Add(never)
			s.Add(never)
			s.Delete(never)
		}, "1,x 1,y"},
	} {
		t.Run(name, func(t *testing.T) {
			live.Each(t, func(t *testing.T, db *live.Database) {
				r, ctx := library(t, db), t.Context()
				s, a, b := authorsWithBooks(t, r, db)
				books, err := a.Books.Load(ctx)
				ok(t, err)
				test.do(ctx, s, a, b, books)
				ok(t, s.Commit(ctx))
				wantRows(t, db, booksByTitle, test.want)
				wantRows(t, db, "select count(*) from awards where code = 'w'", "1")
				wantRows(t, db, "select count(*) from awards", "1")
			})
		})
	}
}

// What another transaction has changed is seen after a commit.
func TestCollectionsAreLoadedAgainAfterCommit(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s, a, _ := authorsWithBooks(t, r, db)
		books, err := a.Books.Load(ctx)
		ok(t, err)
		s.Delete(books[1])
		ok(t, s.Flush(ctx))
		if left, _ := a.Books.All(); len(left) != 1 {
			t.Errorf("the deleted book is still in the collection: %v", left)
		}
		ok(t, s.Commit(ctx))
		_, err = db.ExecContext(ctx, "insert into books (author_id, title, price) values (1, 'z', 0)")
		ok(t, err)
		if known, err := a.Books.All(); err != nil || len(known) != 1 {
			t.Errorf("what was known is not readable: %v, %v", known, err)
		}
		if again, err := a.Books.Load(ctx); err != nil || len(again) != 2 {
			t.Errorf("loaded again: %v, %v", again, err)
		}
		s.Delete(a)
		ok(t, s.Commit(ctx))
		wantRows(t, db, booksByTitle, "")
	})
}

func TestDeleteAddRollback(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s, _, b := authorsWithBooks(t, r, db)
		s.Delete(b)
		ok(t, s.Flush(ctx))
		s.Add(b)
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		if !s.Contains(b) {
			t.Fatal("the object has left the session, but its row is there")
		}
		if books, err := b.Books.Load(ctx); err != nil || len(books) != 0 {
			t.Errorf("the collection has %v, %v", books, err)
		}
		b.Name = "still here"
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name from authors order by id", "a still here")
	})
}

// A new element whose owner's insertion is undone must not keep the owner's key.
func TestRollbackForgetsOwnersKeys(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s, _, _ := authorsWithBooks(t, r, db)
		fresh, book := &Author{Name: "f"}, &Book{Title: "fb"}
		fresh.Books.Add(book)
		s.Add(fresh)
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback())
		if book.AuthorID != 0 || book.ID != 0 || fresh.ID != 0 {
			t.Errorf("keys after the rollback: %+v", book)
		}
	})
}

func TestCommitUnderAContextThatHasEnded(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		r := library(t, db)
		ctx, cancel := context.WithCancel(t.Context())
		err := r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(&Author{Name: "a"})
			ok(t, s.Flush(ctx))
			cancel()
			return nil
		})
		if err == nil {
			t.Error("committed")
		}
		wantRows(t, db, "select name from authors", "")
	})
}
