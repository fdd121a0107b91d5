package orm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestAfterNull: rows that have NULL where a query is ordered by are on the page where the database has their place.
func TestAfterNull(t *testing.T) {
	type Mark struct {
		orm.Entity `gild:"marks"`
		ID         int64 `gild:"id,pk"`
		Grade      *int64
		Word       *string
	}
	eachWith(t, []orm.Mapping{orm.Model[Mark]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			for i := range 30 {
				m := &Mark{}
				if grade := int64(i % 4); grade > 0 {
					m.Grade = &grade
				}
				if word := fmt.Sprint(i % 3); word != "0" {
					m.Word = &word
				}
				s.Add(m)
			}
			return nil
		}))
		m := orm.From[Mark]()
		grade, word := orm.N(&m.Grade), orm.N(&m.Word)
		orders := [][]expr.Expr{{grade}, {grade.Desc()}, {grade, word}, {grade.Desc(), word}, {word.Desc(), grade.Desc()}}
		if features, err := gild.FeaturesOf(ctx, db.DB); err != nil || features.NullsHigh != (db.Dialect == postgres.Dialect) {
			t.Errorf("%+v, %v", features, err)
		} else if features.Dialect != "mariadb" { // which has no such words
			orders = append(orders, []expr.Expr{grade.NullsFirst()}, []expr.Expr{grade.Desc().NullsLast(), word.Asc().NullsFirst()})
		}
		s := r.NewSession(db.DB)
		defer s.Close()
		for n, order := range orders {
			q := orm.Select(m).OrderBy(order...)
			all, err := q.After(nil).All(ctx, s)
			ok(t, err)
			for _, size := range []int{1, 2, 7} {
				var got []*Mark
				for batch, err := range q.Batches(ctx, s, size) {
					ok(t, err)
					got = append(got, batch...)
				}
				if len(all) != 30 || !slices.Equal(got, all) {
					t.Errorf("order %d, batches of %d: %d marks, not in the order of the query", n, size, len(got))
				}
			}
		}
		stmt, err := orm.Select(m).OrderBy(grade).After(&Mark{}).Statement(r)
		ok(t, err)
		if _, _, err := gild.SQL(stmt, db.Dialect); err == nil || !strings.Contains(err.Error(), "Mark.Grade can be NULL") {
			t.Errorf("without a database: %v", err)
		}
	})
}

// TestAfterUnflushed: the place of an object is that of its row, also where the program has not flushed what it changed.
func TestAfterUnflushed(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB, orm.NoAutoflush())
		defer s.Close()
		w := orm.From[Writer]()
		byName := orm.Select(w).OrderBy(orm.C(&w.Name))
		all, err := byName.All(ctx, s)
		ok(t, err)
		all[1].Name = "x"
		var got []*Writer
		for batch, err := range byName.Batches(ctx, s, 2) {
			ok(t, err)
			got = append(got, batch...)
			batch[1].Name = "y"
		}
		if !slices.Equal(got, all) {
			t.Errorf("%s", writerNames(got))
		}
		page, err := byName.After(all[1]).Limit(1).All(ctx, s)
		if err != nil || page[0] != all[2] {
			t.Errorf("%s, %v", writerNames(page), err)
		}
	})
}
