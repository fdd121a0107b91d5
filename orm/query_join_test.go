package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestJoin: joins along relationships, by one and by several steps, through tables between, of a type and
// itself, and the rows that they give.
func TestJoin(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		w, b, p, f := orm.From[Writer](), orm.From[Work](), orm.From[Prize](), orm.From[Work]()
		writers := orm.Select(w).OrderBy(orm.C(&w.ID))

		dear := writers.Join(&w.Works, b).Where(orm.C(&b.Price).Ge(7))
		found, err := dear.All(ctx, s)
		if err != nil || writerNames(found) != "4 5 5 5" {
			t.Errorf("%q, %v", writerNames(found), err)
		}
		if n, err := dear.Count(ctx, s); err != nil || n != 4 {
			t.Errorf("%d rows, %v", n, err)
		}
		found, err = writers.Join(&w.Prizes, p).Where(orm.C(&p.Name).Eq("prize")).All(ctx, s)
		if err != nil || writerNames(found) != "1 3 5" {
			t.Errorf("%q, %v", writerNames(found), err)
		}
		found, err = writers.LeftJoin(&w.Works, b).Where(orm.C(&b.ID).IsNull()).All(ctx, s)
		if err != nil || writerNames(found) != "0" {
			t.Errorf("%q, %v", writerNames(found), err)
		}

		second := &Work{Title: "second", Price: 100}
		third, err := orm.Select(b).Where(orm.C(&b.Title).Eq("3.1")).One(ctx, s)
		ok(t, err)
		third.Sequels.Add(second)
		sequels := orm.Select(b).Join(&b.First, f).Join(&f.Writer, w) // two steps, one from a type to itself
		titled, err := sequels.Where(orm.C(&w.Name).Eq("3"), orm.C(&f.Price).LtExpr(orm.C(&b.Price))).All(ctx, s)
		if err != nil || titles(titled) != "second" {
			t.Errorf("%q, %v", titles(titled), err)
		}

		rows, err := orm.All2(ctx, s, orm.Select(b).LeftJoin(&b.Writer, w).Where(orm.C(&b.Price).Gt(7)).OrderBy(orm.C(&b.Price).Desc(), orm.C(&b.ID)), w)
		ok(t, err)
		var got []string
		for _, row := range rows {
			name := "nobody"
			if row.Second != nil {
				name = row.Second.Name
			}
			got = append(got, row.First.Title+" by "+name)
		}
		if list := strings.Join(got, ", "); list != "second by nobody, 5.4 by 5, 5.3 by 5" {
			t.Errorf("%s", list)
		}
		if rows[0].First != second || rows[1].Second != rows[2].Second {
			t.Error("the objects are not those of the session")
		}

		type count struct {
			Name  string
			Works int64
		}
		counts, err := orm.Rows[count](ctx, s, writers.LeftJoin(&w.Works, b).GroupBy(orm.C(&w.ID), orm.C(&w.Name)).Having(expr.Count(orm.C(&b.ID)).Lt(3)),
			orm.C(&w.Name), expr.Count(orm.C(&b.ID)).As("works"))
		if err != nil || fmt.Sprint(counts) != "[{0 0} {1 1} {2 2}]" {
			t.Errorf("%v, %v", counts, err)
		}
		top, err := orm.Rows[float64](ctx, s, orm.Select(b), expr.Max(orm.C(&b.Price)))
		if err != nil || len(top) != 1 || top[0] != 100 {
			t.Errorf("%v, %v", top, err)
		}

		seen := r.NewSession(db.DB, orm.Only(func(b *Work) expr.Expr { return orm.C(&b.Price).Lt(8) }))
		defer seen.Close()
		found, err = dear.All(ctx, seen)
		if err != nil || writerNames(found) != "4 5" {
			t.Errorf("%q, %v", writerNames(found), err)
		}

		for want, q := range map[string]*orm.Query[Writer]{
			"a *orm_test.Work, not a *orm_test.Prize": writers.Join(&w.Works, p),
			"not that of a relationship":              writers.Join(&b.First, f),
			"has already":                             writers.Join(&w.Works, b).Join(&w.Works, b),
			"groups, not objects":                     writers.GroupBy(orm.C(&w.ID)),
		} {
			if _, err := q.All(ctx, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
		if _, err := orm.All2(ctx, s, writers.Join(&w.Works, b).NoTrack(), b); err == nil || !strings.Contains(err.Error(), "NoTrack") {
			t.Errorf("%v", err)
		}
		if _, err := writers.GroupBy(orm.C(&w.ID)).Count(ctx, s); err == nil || !strings.Contains(err.Error(), "groups, not objects") {
			t.Errorf("%v", err)
		}
		if _, err := orm.All2(ctx, s, writers, b); err == nil || !strings.Contains(err.Error(), "have been joined") {
			t.Errorf("%v", err)
		}
	})
}
