package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// shelfOf writes what a writer has: the titles of works and the number of prizes.
func shelfOf(t *testing.T, w *Writer) string {
	t.Helper()
	works, err := w.Works.All()
	ok(t, err)
	prizes, err := w.Prizes.All()
	ok(t, err)
	return fmt.Sprintf("%s(%s; %d)", w.Name, titles(works), len(prizes))
}

func shelfList(t *testing.T, list []*Writer) string {
	t.Helper()
	var out []string
	for _, w := range list {
		out = append(out, shelfOf(t, w))
	}
	return strings.Join(out, " ")
}

// TestJoinedCollections: collections come with the query, in its one statement: each object and each element
// once, in their orders, though two collections multiply each other. Limits are about objects.
func TestJoinedCollections(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		w, b := orm.From[Writer](), orm.From[Work]()
		both := orm.Select(w).With(orm.Joined(&w.Works), orm.Joined(&w.Prizes))
		for _, tt := range []struct {
			what string
			q    *orm.Query[Writer]
			want string
		}{
			{"all", both.OrderBy(orm.C(&w.ID)), "0(; 0) 1(1.0; 1) 2(2.0 2.1; 0) 3(3.0 3.1 3.2; 1) 4(4.0 4.1 4.2 4.3; 0) 5(5.0 5.1 5.2 5.3 5.4; 1)"},
			{"limit", both.OrderBy(orm.C(&w.Name).Desc()).Limit(2).Offset(1), "4(4.0 4.1 4.2 4.3; 0) 3(3.0 3.1 3.2; 1)"},
			{"order by an expression", both.OrderBy(expr.Lower(orm.C(&w.Name)).Desc(), orm.C(&w.ID)).Limit(1), "5(5.0 5.1 5.2 5.3 5.4; 1)"},
			{"after", both.OrderBy(orm.C(&w.Name)).Limit(2).After(&Writer{ID: 2, Name: "1"}), "2(2.0 2.1; 0) 3(3.0 3.1 3.2; 1)"},
			{"conditions are not those of the joined", both.Where(orm.HasWhere(&w.Works, func(b *Work) expr.Expr { return orm.C(&b.Title).Eq("2.1") })), "2(2.0 2.1; 0)"},
			{"a join of the query's own", both.Join(&w.Works, b).Where(orm.C(&b.Price).Eq(5)).OrderBy(orm.C(&w.ID)), "3(3.0 3.1 3.2; 1) 4(4.0 4.1 4.2 4.3; 0) 5(5.0 5.1 5.2 5.3 5.4; 1)"},
			{"distinct", both.Join(&w.Works, b).Where(orm.C(&b.Price).Ge(8)).Distinct().OrderBy(orm.C(&w.ID)), "5(5.0 5.1 5.2 5.3 5.4; 1)"},
			{"in another order", orm.Select(w).With(orm.Joined(&w.Works).As(b).OrderBy(orm.C(&b.Price).Desc()), orm.Joined(&w.Prizes)).OrderBy(orm.C(&w.ID)).Limit(3), "0(; 0) 1(1.0; 1) 2(2.1 2.0; 0)"},
			{"with conditions", orm.Select(w).With(orm.Joined(&w.Works).As(b).Where(orm.C(&b.Price).Gt(6)), orm.Joined(&w.Prizes)).OrderBy(orm.C(&w.ID)).Offset(2).Limit(3), "2(; 0) 3(; 1) 4(4.3; 0)"},
			{"inner", orm.Select(w).With(orm.Joined(&w.Works).Inner(), orm.Joined(&w.Prizes).Inner()).OrderBy(orm.C(&w.ID)), "1(1.0; 1) 3(3.0 3.1 3.2; 1) 5(5.0 5.1 5.2 5.3 5.4; 1)"},
		} {
			s := r.NewSession(db.DB)
			db.Log.Take()
			found, err := tt.q.All(ctx, s)
			sent := db.Log.Take()
			if err != nil || len(sent) != 1 {
				t.Errorf("%s: %v, %d statements", tt.what, err, len(sent))
				continue
			}
			if got := shelfList(t, found); got != tt.want {
				t.Errorf("%s:\n%s, want\n%s\n%s", tt.what, got, tt.want, sent[0])
			}
			ok(t, s.Close())
		}
		s := r.NewSession(db.DB)
		defer s.Close()
		first, err := both.OrderBy(orm.C(&w.ID).Desc()).First(ctx, s)
		ok(t, err)
		one, err2 := both.Where(orm.C(&w.Name).Eq("5")).One(ctx, s)
		if err2 != nil || one != first || shelfOf(t, one) != "5(5.0 5.1 5.2 5.3 5.4; 1)" {
			t.Errorf("%v, %v", shelfOf(t, first), err2)
		}
		if _, err := orm.All2(ctx, s, both.Join(&w.Works, b), b); err == nil || !strings.Contains(err.Error(), "by SelectIn") {
			t.Errorf("%v", err)
		}
		n, err := both.Join(&w.Works, b).Distinct().Count(ctx, s)
		if err != nil || n != 5 {
			t.Errorf("%d distinct writers, %v", n, err)
		}
	})
}

// TestJoinedWithin: what is joined to what is joined, from outside and within, and beside what a statement of
// its own loads.
func TestJoinedWithin(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		b, w, seq := orm.From[Work](), orm.From[Writer](), orm.From[Work]()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			third, err := orm.Select(b).Where(orm.C(&b.Title).Eq("3.1")).One(ctx, s)
			ok(t, err)
			sequel := &Work{Title: "a sequel"}
			third.Sequels.Add(sequel, &Work{Title: "of nobody"})
			first, err := orm.Select(w).Where(orm.C(&w.Name).Eq("1")).One(ctx, s)
			ok(t, err)
			sequel.Writer.Set(first)
			return nil
		}))
		check := func(what, want string, statements int, loads ...orm.Load) {
			t.Helper()
			s := r.NewSession(db.DB)
			defer s.Close()
			db.Log.Take()
			found, err := orm.Select(w).Where(orm.C(&w.Name).In("1", "3")).With(loads...).OrderBy(orm.C(&w.ID)).Limit(5).All(ctx, s)
			sent := db.Log.Take()
			if err != nil || len(sent) != statements {
				t.Errorf("%s: %v, %d statements", what, err, len(sent))
				return
			}
			var got []string
			for _, w := range found {
				works, err := w.Works.All()
				ok(t, err)
				for _, b := range works {
					sequels, err := b.Sequels.All()
					ok(t, err)
					line := w.Name + " " + b.Title
					for _, sequel := range sequels {
						writer, err := sequel.Writer.Get()
						ok(t, err)
						name := "nobody"
						if writer != nil {
							name = writer.Name
						}
						line += " + " + sequel.Title + " by " + name
					}
					got = append(got, line)
				}
			}
			if list := strings.Join(got, ", "); list != want {
				t.Errorf("%s:\n%s, want\n%s\n%s", what, list, want, strings.Join(sent, "\n"))
			}
		}
		all := "1 1.0, 1 a sequel, 3 3.0, 3 3.1 + a sequel by 1 + of nobody by nobody, 3 3.2"
		check("three levels", all, 1, orm.Joined(&w.Works).Then(b, orm.Joined(&b.Sequels).Then(seq, orm.Joined(&seq.Writer))))
		check("inner joins from within", "1 1.0, 1 a sequel, 3 3.0, 3 3.1 + a sequel by 1, 3 3.2", 1,
			orm.Joined(&w.Works).Then(b, orm.Joined(&b.Sequels).Then(seq, orm.Joined(&seq.Writer).Inner())))
		check("joined in a statement of its own", all, 2, orm.SelectIn(&w.Works).Then(b, orm.Joined(&b.Sequels).Then(seq, orm.Joined(&seq.Writer))))
		check("a statement of its own behind a join", all, 2, orm.Joined(&w.Works).Then(b, orm.SelectIn(&b.Sequels).Then(seq, orm.Joined(&seq.Writer))))
		check("one by one", all, 3, orm.SelectIn(&w.Works).Then(b, orm.SelectIn(&b.Sequels).Then(seq, orm.SelectIn(&seq.Writer))))
	})
}

type Pen struct {
	orm.Entity `gild:"pens"`
	ID         int64                  `gild:"id,pk"`
	Cap        orm.One[*PenCap]       `gild:"back=Pen"`
	Inks       orm.Dict[string, *Ink] `gild:"through=pen_inks"`
}

type PenCap struct {
	orm.Entity `gild:"pen_caps"`
	ID         int64  `gild:"id,pk"`
	PenID      *int64 `gild:"fk=pens.id"`
	Pen        orm.Ref[*Pen]
}

type Ink struct {
	orm.Entity `gild:"inks"`
	Color      string `gild:"color,pk,size=20"`
}

func (i *Ink) DictKey() string { return i.Color }

// TestJoinedTwice: an owner comes once, though its One has two rows.
func TestJoinedTwice(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Pen](), orm.Model[PenCap](), orm.Model[Ink]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			p := &Pen{}
			p.Cap.Set(&PenCap{})
			p.Inks.Put(&Ink{Color: "red"}, &Ink{Color: "blue"})
			s.Add(p, &Pen{})
			ok(t, s.Flush(ctx))
			s.Add(&PenCap{PenID: &p.ID})
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		p := orm.From[Pen]()
		pens, err := orm.Select(p).With(orm.Joined(&p.Cap), orm.Joined(&p.Inks)).OrderBy(orm.C(&p.ID)).All(ctx, s)
		if err != nil || len(pens) != 2 {
			t.Fatalf("%d pens, %v", len(pens), err)
		}
		first, err := pens[0].Cap.Get()
		ok(t, err)
		inks, err := pens[0].Inks.All()
		if err != nil || first == nil || first.ID != 1 || len(inks) != 2 || inks["blue"] == nil {
			t.Errorf("%v, %v, %v", first, inks, err)
		}
		none, err := pens[1].Cap.Get()
		if err != nil || none != nil || pens[1].Inks.Len() != 0 || !pens[1].Inks.Loaded() {
			t.Errorf("%v, %v", none, err)
		}
	})
}

// TestJoinedInnerLimits: objects that an inner join leaves out are not among those that a limit or an offset counts,
// nor where batches, Count or the only object is asked for.
func TestJoinedInnerLimits(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		w, b, seq := orm.From[Writer](), orm.From[Work](), orm.From[Work]()
		s := r.NewSession(db.DB)
		defer s.Close()
		third, err := orm.Select(b).Where(orm.C(&b.Title).Eq("3.1")).One(ctx, s)
		ok(t, err)
		third.Sequels.Add(&Work{Title: "a sequel", Price: 1})
		ok(t, s.Commit(ctx))
		byName := orm.Select(w).OrderBy(orm.C(&w.Name))
		all := byName.With(orm.Joined(&w.Works).Inner())
		for want, q := range map[string]*orm.Query[Writer]{
			"1(1.0) 2(2.0 2.1)":                         all.Limit(2),
			"4(4.0 4.1 4.2 4.3) 5(5.0 5.1 5.2 5.3 5.4)": all.Offset(3),
			"4(4.3) 5(5.2 5.3 5.4)":                     byName.With(orm.Joined(&w.Works).As(b).Where(orm.C(&b.Price).Gt(6)).Inner()).Limit(2),
			"3(3.1)":                                    byName.With(orm.Joined(&w.Works).Inner().Then(b, orm.Joined(&b.Sequels).Inner().Then(seq))).Limit(1),
			"0() 1() 2() 3(3.1)":                        byName.With(orm.SelectIn(&w.Works).As(b).Limit(1).Then(b, orm.Joined(&b.Sequels).Inner())).Limit(4),
		} {
			s := r.NewSession(db.DB)
			found, err := q.All(ctx, s)
			if got := worksOf(found); err != nil || got != want {
				t.Errorf("%s, %v\nwant %s", got, err, want)
			}
			ok(t, s.Close())
		}
		var batches []string
		for found, err := range all.Batches(ctx, s, 2) {
			ok(t, err)
			batches = append(batches, writerNames(found))
		}
		if got := strings.Join(batches, "; "); got != "1 2; 3 4; 5" {
			t.Errorf("batches: %s", got)
		}
		first, err := all.First(ctx, s)
		if err != nil || first.Name != "1" {
			t.Errorf("%v, %v", first, err)
		}
		if n, err := all.Count(ctx, s); err != nil || n != 5 {
			t.Errorf("%d are counted, %v", n, err)
		}
		if n, err := all.Offset(4).Count(ctx, s); err != nil || n != 1 {
			t.Errorf("%d are counted behind 4, %v", n, err)
		}
		if exists, err := all.Where(orm.C(&w.Name).Eq("0")).Exists(ctx, s); err != nil || exists {
			t.Errorf("%v, %v", exists, err)
		}
	})
}
