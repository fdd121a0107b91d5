package orm_test

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Flushes to two databases, with validators and events that write as well, fail at each of their statements in turn:
// both are as before, and after a rollback the same session does the same again, with the same objects.
func TestCrashesAcrossDatabases(t *testing.T) {
	ctx, one, two := t.Context(), &crash{}, &crash{}
	for name, second := range map[string]func(options ...gild.Option) *live.Database{
		"sqlite":     func(options ...gild.Option) *live.Database { return live.SQLite(t, options...) },
		"postgresql": func(options ...gild.Option) *live.Database { return live.Postgres(t, options...) },
	} {
		*one, *two = crash{}, crash{}
		main, bound := live.SQLite(t, gild.WithInterceptors(one)), second(gild.WithInterceptors(two))
		short := orm.Validate(func(a *Author) error {
			if len(a.Name) > 20 {
				return errors.New("too long")
			}
			a.Tags = append(a.Tags[:0:0], a.Name)
			return nil
		})
		r := orm.NewRegistry(nil, orm.Model[Author](short), orm.Model[Book](), orm.Model[Award](), orm.Model[Node]())
		ok(t, r.Err())
		ok(t, r.MetaData().CreateAll(ctx, main))
		ok(t, r.MetaData().CreateAll(ctx, bound))
		told := 0
		s := r.NewSession(main.DB, orm.Bind[Node](bound.DB), orm.WithEvents(
			orm.AfterUpdate(func(ctx context.Context, s *orm.Session, a *Author) error {
				told++
				_, err := s.ExecContext(ctx, "insert into awards (code) values ('"+a.Name+"')")
				return err
			}),
			orm.BeforeUpdate(func(_ context.Context, _ *orm.Session, n *Node) error { n.Data += "."; return nil }),
			orm.Events{BeforeFlush: func(_ context.Context, s *orm.Session) error {
				for obj := range s.Objects() {
					if a, isAuthor := obj.(*Author); isAuthor && strings.HasPrefix(a.Name, "changed") && a.Books.Len() == 1 {
						a.Books.Add(&Book{Title: "by an event"})
					}
				}
				return nil
			}},
		))
		rows := func() string {
			return stored(t, main, "select name from authors union all select title from books union all select code from awards order by 1") + "; " +
				stored(t, bound, "select data from nodes order by id")
		}
		for i, c := range []*crash{one, two} {
			author, node := &Author{Name: fmt.Sprint("author", i)}, &Node{Data: "node"}
			author.Books.Add(&Book{Title: "first"})
			s.Add(author, node)
			ok(t, s.Commit(ctx))
			before := rows()
			for at := 1; ; at++ {
				author.Name, node.Data = fmt.Sprint("changed", i), "changed"
				node.Children.Add(&Node{Data: "new"})
				c.writes, c.at, c.killed = 0, at, at%2 == 0
				err := s.Commit(ctx)
				failed := c.writes >= at
				if c.at = 0; err == nil {
					if failed || at < 3 {
						t.Fatalf("%s: statement %d failed and nobody noticed, or was not sent", name, at)
					}
					break
				}
				if !errors.Is(err, errFault) && !errors.Is(err, driver.ErrBadConn) && !gild.Is(err, gild.ErrDisconnect) {
					t.Fatalf("%s, statement %d: %v", name, at, err)
				}
				ok(t, s.Rollback())
				if got := rows(); got != before {
					t.Fatalf("%s, statement %d: rows are\n%s\nnot\n%s", name, at, got, before)
				}
				if author.Name != fmt.Sprint("author", i) || node.Data != "node" || node.Children.Len() != 0 {
					t.Fatalf("%s, statement %d: objects are not as before: %s %s", name, at, author.Name, node.Data)
				}
			}
			if got := stored(t, main, fmt.Sprintf("select name from authors where name = 'changed%d' union all select code from awards where code = 'changed%d'", i, i)); got != fmt.Sprintf("changed%d changed%d", i, i) {
				t.Errorf("%s: %s", name, got)
			}
			wantRows(t, bound, "select data from nodes where parent_id is not null and id > "+fmt.Sprint(node.ID), "new")
		}
		if told == 0 {
			t.Error("no event")
		}
		ok(t, s.Close())
	}
}
