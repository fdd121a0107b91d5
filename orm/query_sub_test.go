package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestQueryWithin: queries within queries, about the probes around them at any distance.
func TestQueryWithin(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		w, o, b, c := orm.From[Writer](), orm.From[Writer](), orm.From[Work](), orm.From[Work]()
		own := orm.Select(b).Where(orm.N(&b.WriterID).EqExpr(orm.C(&w.ID)))
		dear := own.Where(orm.C(&b.Price).Ge(7))
		// works that are dearer than all others of their writer, and the writer around both
		dearest := own.Where(expr.Not(expr.Exists(orm.Select(c).Where(orm.N(&c.WriterID).EqExpr(orm.N(&b.WriterID)),
			orm.C(&c.Price).GtExpr(orm.C(&b.Price)), orm.C(&w.Name).Ne("5")).AsQuery())))
		for _, tt := range []struct {
			want string
			cond expr.Expr
		}{
			{"4 5", expr.Exists(dear.AsQuery())},
			{"0 1 2 3", expr.Not(expr.Exists(dear.AsQuery()))},
			{"3 4 5", expr.ScalarOf[int64](own.AsQuery(expr.CountAll())).Ge(3)},
			{"4 5", orm.C(&w.ID).InSelect(orm.Select(b).Where(orm.C(&b.Price).Ge(7)).AsQuery(orm.N(&b.WriterID)))},
			{"1 5", orm.C(&w.Name).InSelect(expr.Union(
				orm.Select(o).Where(orm.C(&o.Name).Eq("1")).AsQuery(orm.C(&o.Name)), orm.Select(o).Where(orm.C(&o.Name).Eq("5")).AsQuery(orm.C(&o.Name))))},
			{"3", orm.C(&w.ID).EqExpr(expr.ScalarOf[int64](orm.Select(o).Where(orm.C(&o.Name).Eq("3")).AsQuery(orm.C(&o.ID))))}, // of one type
			{"5", expr.ScalarOf[int64](dearest.AsQuery(expr.CountAll())).Gt(1)},
			{"4 5", expr.Exists(orm.Select(b).Join(&b.Writer, o).Where(orm.C(&o.ID).EqExpr(orm.C(&w.ID)), orm.C(&b.Price).Ge(7)).AsQuery())},
			{"1 3 5", expr.Exists(orm.Select(o).Where(orm.C(&o.ID).EqExpr(orm.C(&w.ID)), orm.Has(&o.Prizes)).AsQuery())},
		} {
			found, err := orm.Select(w).Where(tt.cond).OrderBy(orm.C(&w.ID)).All(ctx, s)
			if err != nil || writerNames(found) != tt.want {
				t.Errorf("found %q, %v, want %q", writerNames(found), err, tt.want)
			}
		}
		type count struct {
			Name  string
			Works int64
		}
		counts, err := orm.Rows[count](ctx, s, orm.Select(w).OrderBy(orm.C(&w.ID)).Limit(3), orm.C(&w.Name), expr.ScalarOf[int64](own.AsQuery(expr.CountAll())).As("works"))
		if err != nil || fmt.Sprint(counts) != "[{0 0} {1 1} {2 2}]" {
			t.Errorf("%v, %v", counts, err)
		}
		seen := r.NewSession(db.DB, orm.Only(func(b *Work) expr.Expr { return orm.C(&b.Price).Lt(8) }))
		defer seen.Close()
		found, err := orm.Select(w).Where(expr.Exists(own.Where(orm.C(&b.Price).Ge(7)).AsQuery())).OrderBy(orm.C(&w.ID)).All(ctx, seen)
		if err != nil || writerNames(found) != "4 5" {
			t.Errorf("%q, %v", writerNames(found), err)
		}
		n, err := orm.Update(w).Set(orm.Assign(&w.Name, "dear")).Where(expr.Exists(dear.AsQuery())).Run(ctx, s)
		if err != nil || n != 2 {
			t.Errorf("%d, %v", n, err)
		}
		if _, err := orm.Select(o).Where(expr.Exists(dear.AsQuery())).All(ctx, s); err == nil || !strings.Contains(err.Error(), "not of the query's") {
			t.Errorf("%v", err)
		}
	})
}

// TestJoinOn: joins without a relationship: of other types, of a type and itself, of subqueries; outer ones.
func TestJoinOn(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		w, o, b := orm.From[Writer](), orm.From[Writer](), orm.From[Work]()
		next := orm.Select(w).LeftJoinOn(o, orm.C(&o.ID).EqExpr(orm.C(&w.ID).Add(1))).Where(orm.C(&w.ID).Ge(5)).OrderBy(orm.C(&w.ID))
		pairs, err := orm.All2(ctx, s, next, o)
		if err != nil || len(pairs) != 2 || pairs[0].Second != pairs[1].First || pairs[1].Second != nil {
			t.Errorf("%v, %v", pairs, err)
		}
		all, err := orm.All3(ctx, s, next.LeftJoin(&o.Works, b, orm.C(&b.Title).Like("%.4")), o, b)
		if err != nil || len(all) != 2 || all[0].Third == nil || all[0].Third.Title != "5.4" || all[1].Third != nil {
			t.Errorf("%v, %v", all, err)
		}
		works := r.MetaData().Table("works")
		sums := expr.Select(works.C("writer_id"), expr.Sum(works.C("price")).As("total")).GroupBy(works.C("writer_id")).As("sums")
		found, err := orm.Select(w).JoinOn(sums, sums.C("writer_id").Eq(orm.C(&w.ID))).Where(sums.C("total").Gt(10)).OrderBy(sums.C("total").Desc()).All(ctx, s)
		if err != nil || writerNames(found) != "5 4 3" {
			t.Errorf("%q, %v", writerNames(found), err)
		}
		full := orm.Select(w).FullJoinOn(b, expr.And(orm.N(&b.WriterID).EqExpr(orm.C(&w.ID)), orm.C(&b.Price).Ge(9)))
		rows, err := orm.All2(ctx, s, full, b)
		var firsts, seconds int
		for _, row := range rows {
			firsts += flagOf(row.First != nil)
			seconds += flagOf(row.Second != nil)
		}
		if t.Name() == "TestJoinOn/mysql" {
			if err == nil {
				t.Error("MariaDB has no FULL JOIN")
			}
		} else if err != nil || len(rows) != 20 || firsts != 6 || seconds != 15 {
			t.Errorf("%d rows, %d writers, %d works, %v", len(rows), firsts, seconds, err)
		} else if found, err := full.All(ctx, s); err != nil || len(found) != 6 {
			t.Errorf("%d writers, %v", len(found), err)
		}

		type line struct {
			Writer *Writer
			After  *Writer
			Works  int64
			Work   *Work
		}
		lines, err := orm.Rows[line](ctx, s, next.LeftJoin(&o.Works, b, orm.C(&b.Title).Like("%.4")),
			orm.Object(w).As("writer"), expr.CountAll().Over().As("works"), orm.Object(o).As("after"), orm.Object(b))
		if err != nil || len(lines) != 2 || lines[0].Writer != pairs[0].First || lines[0].After != pairs[1].First || lines[0].Works != 2 || lines[0].Work.Title != "5.4" {
			t.Errorf("%+v, %v", lines, err)
		}
		if lines[1].After != nil || lines[1].Work != nil {
			t.Errorf("%+v", lines[1])
		}
		for want, err := range map[string]error{
			"name one by As":       rowsError[line](ctx, s, next, orm.Object(w)),
			"or one that has been": rowsError[line](ctx, s, next, orm.Object(b)),
			"are structs":          rowsError[int](ctx, s, next, orm.Object(w)),
			"without a condition":  rowsError[line](ctx, s, orm.Select(w).JoinOn(o, nil), orm.Object(b)),
			"not a string":         rowsError[line](ctx, s, orm.Select(w).JoinOn("o", expr.True()), orm.Object(b)),
		} {
			if err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
	})
}

func rowsError[R any](ctx context.Context, s *orm.Session, q *orm.Query[Writer], items ...expr.Expr) error {
	_, err := orm.Rows[R](ctx, s, q, items...)
	return err
}

func flagOf(is bool) int {
	if is {
		return 1
	}
	return 0
}

// TestObjectsOfQueries: objects from subqueries, set operations, recursive CTEs and text, as those of the session.
func TestObjectsOfQueries(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		b, c := orm.From[Work](), orm.From[Work]()
		w := orm.From[Writer]()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			first := &Work{Title: "part 1"}
			s.Add(first)
			for n := 2; n <= 4; n++ {
				next := &Work{Title: fmt.Sprintf("part %d", n)}
				first.Sequels.Add(next)
				first = next
			}
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		roots, err := orm.Select(b).Where(orm.C(&b.Title).Eq("part 1")).Statement(r)
		ok(t, err)
		tree := roots.RecursiveCTE("tree", func(self *expr.CTE) expr.Query {
			next, err := orm.Select(c).JoinOn(self, self.C("id").Eq(orm.N(&c.SequelOf))).Statement(r)
			ok(t, err)
			return roots.UnionAll(next)
		})
		parts, err := orm.Select(b).Of(tree).Where(orm.C(&b.Title).Ne("part 2")).OrderBy(orm.C(&b.ID).Desc()).With(orm.Joined(&b.First)).All(ctx, s)
		if err != nil || titles(parts) != "part 4 part 3 part 1" {
			t.Fatalf("%s, %v", titles(parts), err)
		}
		parts[0].Title = "the end"
		ok(t, s.Flush(ctx))
		n, err := orm.Select(b).Of(tree).Count(ctx, s)
		if err != nil || n != 4 {
			t.Errorf("%d, %v", n, err)
		}
		cheap, err := orm.Select(c).Where(orm.C(&c.Title).Like("3.%")).Statement(r)
		ok(t, err)
		either, err := orm.Select(b).Of(roots.Union(cheap).As("either")).Where(orm.Has(&b.Writer)).OrderBy(orm.C(&b.Title)).With(orm.SelectIn(&b.Writer)).Limit(2).All(ctx, s)
		if err != nil || titles(either) != "3.0 3.1" {
			t.Errorf("%s, %v", titles(either), err)
		}
		top := expr.Select(r.MetaData().Table("writers").C("id")).As("top")
		some, err := orm.Select(w).Of(top).OrderBy(orm.C(&w.ID)).With(orm.Joined(&w.Works)).Limit(2).All(ctx, r.NewSession(db.DB, orm.LateBegin()))
		if err != nil || worksOf(some) != "() (1.0)" {
			t.Errorf("%s, %v", worksOf(some), err)
		}
		var columns *orm.ColumnsError
		names := expr.Select(r.MetaData().Table("writers").C("name")).As("names")
		if _, err = orm.Select(w).Of(names).All(ctx, s); !errors.As(err, &columns) || fmt.Sprint(columns.Missing) != "[id]" {
			t.Errorf("%v", err)
		}

		text := expr.Text("select title, id, price from works where title like :like order by title").Bind("like", "5.%")
		listed := orm.Select(b).FromStatement(text)
		found, err := listed.With(orm.SelectIn(&b.Sequels)).All(ctx, s)
		if err != nil || titles(found) != "5.0 5.1 5.2 5.3 5.4" || found[0].Price != 5 {
			t.Fatalf("%s, %v", titles(found), err)
		}
		if unread := fmt.Sprint(s.Unread(found[0])); unread != "[WriterID Version SequelOf]" || !found[0].Sequels.Loaded() {
			t.Errorf("%s", unread)
		}
		again, err := orm.Select(b).Where(orm.C(&b.Title).Eq("5.0")).One(ctx, s)
		if err != nil || again != found[0] || len(s.Unread(again)) != 0 || again.WriterID == nil {
			t.Errorf("%+v, %v", again, err)
		}
		first, err := listed.First(ctx, s)
		if err != nil || first != again {
			t.Errorf("%v, %v", first, err)
		}
		united, err := orm.Select(b).FromStatement(roots.UnionAll(cheap)).All(ctx, s)
		if err != nil || len(united) != 4 {
			t.Errorf("%s, %v", titles(united), err)
		}
		for want, q := range map[string]*orm.Query[Work]{
			"without id, which":    orm.Select(b).FromStatement(expr.Text("select title from works")),
			"with names, which":    orm.Select(b).FromStatement(expr.Text("select id, title as names from works")),
			"its own conditions":   listed.Where(orm.C(&b.ID).Eq(1)),
			"joins and locks":      listed.ForUpdate(),
			"and load by SelectIn": listed.With(orm.Joined(&b.Writer)),
		} {
			if _, err := q.All(ctx, s); err == nil || !strings.Contains(err.Error(), want) {
				t.Errorf("%v, want %q", err, want)
			}
		}
		if _, err := listed.Count(ctx, s); err == nil {
			t.Error("a statement of the program's is counted")
		}
		if _, err := orm.Select(b).FromStatement(expr.Text("select * from works where id = 0")).One(ctx, s); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("%v", err)
		}
	})
}
