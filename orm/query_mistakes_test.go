package orm_test

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// What Rows selects and the struct that takes it fit, or it is an error, also of a query that finds nothing.
func TestRowsFit(t *testing.T) {
	type fits struct {
		Title  string
		Author *Author
		Note   string `gild:"-"`
	}
	type pair struct{ Title, Subtitle string }
	live.Each(t, func(t *testing.T, db *live.Database) {
		r, ctx := library(t, db), t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		a, b := orm.From[Author](), orm.From[Book]()
		q := orm.Select(a).Join(&a.Books, b)
		title := orm.C(&b.Title)
		for name, c := range map[string]struct {
			run  func(context.Context) error
			want string
		}{
			"fits": {func(ctx context.Context) error {
				_, err := orm.Rows[fits](ctx, s, q, title, orm.Object(a))
				return err
			}, ""},
			"value": {func(ctx context.Context) error {
				_, err := orm.Rows[string](ctx, s, q, title)
				return err
			}, ""},
			"pointer": {func(ctx context.Context) error {
				_, err := orm.Rows[*pair](ctx, s, q, title, title.As("subtitle"))
				return err
			}, ""},
			"item without field": {func(ctx context.Context) error {
				_, err := orm.Rows[fits](ctx, s, q, title, orm.C(&b.ID), orm.Object(a))
				return err
			}, `column "id" has no field in orm_test.fits`},
			"field without item": {func(ctx context.Context) error {
				_, err := orm.Rows[pair](ctx, s, q, title)
				return err
			}, `no item for orm_test.pair.Subtitle`},
			"object without item": {func(ctx context.Context) error {
				_, err := orm.Rows[fits](ctx, s, q, title)
				return err
			}, `no item for orm_test.fits.Author`},
		} {
			if err := c.run(ctx); c.want == "" && err != nil || c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)) {
				t.Errorf("%s: %v, want %q", name, err, c.want)
			}
		}
	})
}

// A relationship that is nil is an error where the query is run.
func TestNilRelationship(t *testing.T) {
	db := live.SQLite(t)
	r, ctx := library(t, db), t.Context()
	s := r.NewSession(db.DB)
	defer s.Close()
	a, b := orm.From[Author](), orm.From[Book]()
	var none *orm.Many[*Book]
	for _, relationship := range []orm.Relationship{nil, none} {
		for name, q := range map[string]*orm.Query[Author]{
			"SelectIn":      orm.Select(a).With(orm.SelectIn(relationship)),
			"Joined":        orm.Select(a).With(orm.Joined(relationship)),
			"ContainsEager": orm.Select(a).With(orm.ContainsEager(relationship, b)),
			"DefaultLoad":   orm.Select(a).With(orm.DefaultLoad(relationship).Then(b, orm.SelectIn(nil))),
			"Join":          orm.Select(a).Join(relationship, b),
			"Has":           orm.Select(a).Where(orm.Has(relationship)),
			"WithParent":    orm.Select(a).Where(orm.WithParent(relationship)),
		} {
			if _, err := q.All(ctx, s); err == nil {
				t.Errorf("%s of %#v: no error", name, relationship)
			}
		}
	}
}
