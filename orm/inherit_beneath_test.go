package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Concrete sub-types beneath a type that shares the base's table, and beneath one with a table beside that.
type (
	CPlace struct {
		orm.Entity `gild:"c_places,kind=place"`
		ID         int64            `gild:"id,pk"`
		Kind       string           `gild:"kind,size=20,discriminator"`
		Name       string           `gild:"name,size=20"`
		InID       *int64           `gild:"in_id,fk=c_places.id"`
		In         orm.Ref[*CPlace] `gild:""`
		Signs      orm.Many[*CSign] `gild:"viewonly"`
	}
	CTown struct {
		CPlace `gild:"kind=town"`
		Mayor  *string `gild:"mayor,size=20"`
	}
	CCapital struct {
		CTown `gild:"c_capitals,concrete,kind=capital"`
		Of    string `gild:"of,size=20"`
	}
	CRiver struct {
		CPlace `gild:"c_rivers,kind=river"`
		Length int64
	}
	CCanal struct {
		CRiver `gild:"c_canals,concrete,kind=canal"`
		Locks  int64
	}
	CSign struct {
		orm.Entity `gild:"c_signs"`
		ID         int64             `gild:"id,pk"`
		At         string            `gild:"at,size=20"`
		Places     orm.Many[*CPlace] `gild:"viewonly"`
	}
)

var placeModels = []orm.Mapping{
	orm.Model[CPlace](orm.On(func(p *CPlace, s *CSign) (orm.Relationship, expr.Expr) {
		return &p.Signs, expr.Not(orm.C(&s.At).NeExpr(orm.C(&p.Name))) // in which the owner has a part
	})),
	orm.Model[CTown](), orm.Model[CCapital](), orm.Model[CRiver](), orm.Model[CCanal](),
	orm.Model[CSign](orm.On(func(s *CSign, p *CPlace) (orm.Relationship, expr.Expr) {
		return &s.Places, orm.C(&p.Name).EqExpr(orm.C(&s.At))
	})),
}

// landscape fills the tables: all objects with a table of their own have the key 1.
func landscape(t *testing.T, r *orm.Registry, db *live.Database) {
	t.Helper()
	mayor := "Ann"
	ok(t, r.InTx(t.Context(), db.DB, func(s *orm.Session) error {
		land := &CPlace{Name: "land"}
		town, capital := &CTown{CPlace{Name: "town"}, &mayor}, &CCapital{CTown{CPlace{Name: "capital"}, &mayor}, "land"}
		river, canal := &CRiver{CPlace{Name: "river"}, 100}, &CCanal{CRiver{CPlace{Name: "canal"}, 10}, 3}
		for _, p := range []*CPlace{&town.CPlace, &capital.CPlace, &river.CPlace, &canal.CPlace} {
			p.In.Set(land)
		}
		s.Add(land, town, capital, river, canal, &CSign{At: "canal"}, &CSign{At: "land"})
		return nil
	}))
}

// placesAs are objects with their types.
func placesAs[T any](list []*T, name func(*T) string) string {
	var out []string
	for _, p := range list {
		out = append(out, fmt.Sprintf("%s:%T", name(p), orm.Concrete(p)))
	}
	return strings.ReplaceAll(strings.Join(out, " "), "*orm_test.C", "")
}

func TestConcreteBeneathOthers(t *testing.T) {
	eachWith(t, placeModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		landscape(t, r, db)
		ctx := t.Context()
		p, w, v := orm.From[CPlace](), orm.From[CTown](), orm.From[CRiver]()
		found := func(what, allWant, townsWant, riversWant string, options ...orm.SessionOption) {
			t.Helper()
			s := r.NewSession(db.DB, options...)
			defer s.Close()
			all, err := orm.Select(p).OrderBy(orm.C(&p.Name)).With(orm.SelectIn(&p.In)).All(ctx, s)
			ok(t, err)
			towns, err := orm.Select(w).OrderBy(orm.C(&w.Name)).All(ctx, s)
			ok(t, err)
			rivers, err := orm.Select(v).OrderBy(orm.C(&v.Name)).With(orm.Joined(&v.In)).All(ctx, s)
			ok(t, err)
			if got := placesAs(all, func(p *CPlace) string { return p.Name }); got != allWant {
				t.Errorf("%s: places %s\nwant %s", what, got, allWant)
			}
			if got := placesAs(towns, func(w *CTown) string { return w.Name + *w.Mayor }); got != townsWant {
				t.Errorf("%s: towns %s\nwant %s", what, got, townsWant)
			}
			if got := placesAs(rivers, func(v *CRiver) string { return fmt.Sprint(v.Name, v.Length) }); got != riversWant {
				t.Errorf("%s: rivers %s\nwant %s", what, got, riversWant)
			}
		}
		found("all", "canal:Canal capital:Capital land:Place river:River town:Town", "capitalAnn:Capital townAnn:Town", "canal10:Canal river100:River")

		found("Only of the base", "capital:Capital land:Place town:Town", "capitalAnn:Capital townAnn:Town", "",
			orm.Only(func(p *CPlace) expr.Expr { return expr.Not(orm.C(&p.Name).In("canal", "river")) }))
		found("Only of towns", "canal:Canal land:Place river:River", "", "canal10:Canal river100:River",
			orm.Only(func(w *CTown) expr.Expr { return orm.N(&w.Mayor).Eq("Bob") }))
		found("Only of rivers", "capital:Capital land:Place river:River town:Town", "capitalAnn:Capital townAnn:Town", "river100:River",
			orm.Only(func(v *CRiver) expr.Expr { return orm.C(&v.Length).Gt(10) }))
		found("Only of capitals", "canal:Canal land:Place river:River town:Town", "townAnn:Town", "canal10:Canal river100:River",
			orm.Only(func(c *CCapital) expr.Expr { return orm.C(&c.Of).Eq("sea") }))
	})
}

func TestConcreteOnlyOfBases(t *testing.T) {
	eachWith(t, placeModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		landscape(t, r, db)
		ctx := t.Context()
		// A concrete type's own rows meet the conditions on its bases, and the base's own table those on the base alone.
		s := r.NewSession(db.DB,
			orm.Only(func(p *CPlace) expr.Expr { return orm.C(&p.Name).Ne("capital") }), orm.Only(func(c *CCanal) expr.Expr { return orm.C(&c.Locks).Gt(5) }))
		defer s.Close()
		c, p := orm.From[CCapital](), orm.From[CPlace]()
		n, err := orm.Select(c).Count(ctx, s)
		ok(t, err)
		alone, err := orm.Select(p).BaseOnly().OrderBy(orm.C(&p.Name)).All(ctx, s)
		ok(t, err)
		if got := placesAs(alone, func(p *CPlace) string { return p.Name }); n != 0 || got != "land:Place river:River town:Town" {
			t.Errorf("%d capitals, not 0; of the base's table %s", n, got)
		}
		if _, err := orm.Select(p).BaseOnly().Inline(c).All(ctx, s); err == nil || !strings.Contains(err.Error(), "a probe is wanted") {
			t.Errorf("Inline of a type with other tables: %v", err)
		}
	})
}

func TestConcreteKeysOfSeveral(t *testing.T) {
	eachWith(t, placeModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		landscape(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p, sign := orm.From[CPlace](), orm.From[CSign]()
		n, err := orm.Select(p).Where(orm.C(&p.ID).Eq(1)).Distinct().Count(ctx, s)
		ok(t, err)
		if n != 3 {
			t.Errorf("%d places have the key 1, not 3", n)
		}
		all, err := orm.Select(p).Where(orm.C(&p.ID).Eq(1)).OrderBy(orm.C(&p.Name)).With(orm.SelectIn(&p.Signs)).All(ctx, s)
		ok(t, err)
		for i, want := range []int{1, 0, 1} { // canal, capital, land
			signs, err := all[i].Signs.All()
			if len(signs) != want || err != nil || want > 0 && signs[0].At != all[i].Name {
				t.Errorf("%s has signs %v, %v", all[i].Name, signs, err)
			}
			if n, err := orm.Select(sign).Where(orm.RelatedTo(&sign.Places, all[i])).Count(ctx, s); int(n) != want || err != nil {
				t.Errorf("%d signs are at %s, not %d: %v", n, all[i].Name, want, err)
			}
		}
		_, err = orm.Select(sign).Where(orm.RelatedTo(&sign.Places, &CPlace{ID: 1})).All(ctx, s)
		if err == nil || !strings.Contains(err.Error(), "of which concrete type") {
			t.Errorf("an object of no session: %v", err)
		}
	})
}

func TestConcreteAsElements(t *testing.T) {
	eachWith(t, placeModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		landscape(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		c, p := orm.From[CCapital](), orm.From[CPlace]()
		capital, err := orm.Select(c).One(ctx, s)
		ok(t, err)
		_, err = orm.Select(p).Where(orm.RelatedTo(&p.In, &capital.CPlace)).All(ctx, s)
		if err == nil || !strings.Contains(err.Error(), "in a table of its own") {
			t.Errorf("RelatedTo of another table's row: %v", err)
		}
		house := &CPlace{Name: "house"}
		house.In.Set(&capital.CPlace) // has the key that another place has
		s.Add(house)
		if err := s.Flush(ctx); err == nil || !strings.Contains(err.Error(), "CPlace.In: the row of a orm_test.CCapital is in a table of its own") {
			t.Errorf("a foreign key to another table's row: %v", err)
		}
	})
	eachWith(t, concreteModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		s := r.NewSession(db.DB)
		defer s.Close()
		if _, err := orm.Merge(t.Context(), s, &CDocument{ID: 1}); err == nil || !strings.Contains(err.Error(), "CDocument: it is abstract") {
			t.Errorf("Merge of an abstract type: %v", err)
		}
	})
}

// A collection that each type has by a foreign key of its own, or through columns of its own in one table.
type (
	COwner struct {
		orm.Entity `gild:",abstract"`
		ID         int64            `gild:"id,pk"`
		Name       string           `gild:"name,size=20"`
		Notes      orm.Many[*CNote] `gild:"cascade=all delete-orphan"`
		Marks      orm.Many[*CMark] `gild:"through=c_marked"`
	}
	CHouse struct {
		COwner `gild:"c_houses,concrete"`
	}
	CBoat struct {
		COwner `gild:"c_boats,concrete"`
	}
	CNote struct {
		orm.Entity `gild:"c_notes"`
		ID         int64  `gild:"id,pk"`
		HouseID    *int64 `gild:"house_id,fk=c_houses.id"`
		BoatID     *int64 `gild:"boat_id,fk=c_boats.id"`
		Text       string `gild:"text,size=20"`
	}
	CMark struct {
		orm.Entity `gild:"c_marks"`
		ID         int64  `gild:"id,pk"`
		Text       string `gild:"text,size=20"`
	}
	CMarked struct {
		orm.Entity `gild:"c_marked"`
		ID         int64  `gild:"id,pk"`
		HouseID    *int64 `gild:"house_id,fk=c_houses.id"`
		BoatID     *int64 `gild:"boat_id,fk=c_boats.id"`
		MarkID     int64  `gild:"mark_id,fk=c_marks.id"`
	}
)

func TestConcreteScattered(t *testing.T) {
	models := []orm.Mapping{orm.Model[COwner](), orm.Model[CHouse](), orm.Model[CBoat](), orm.Model[CNote](), orm.Model[CMark](), orm.Model[CMarked]()}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			house, boat := &CHouse{COwner{Name: "house"}}, &CBoat{COwner{Name: "boat"}}
			house.Notes.Add(&CNote{Text: "house"})
			boat.Notes.Add(&CNote{Text: "boat"})
			house.Marks.Add(&CMark{Text: "house"})
			boat.Marks.Add(&CMark{Text: "boat"})
			s.Add(house, boat)
			return nil
		}))
		wantRows(t, db, "SELECT house_id, boat_id, text FROM c_notes ORDER BY text", "NULL,1,boat 1,NULL,house")
		s := r.NewSession(db.DB)
		defer s.Close()
		o, b := orm.From[COwner](), orm.From[CBoat]()
		all, err := orm.Select(o).OrderBy(orm.C(&o.Name)).With(orm.SelectIn(&o.Notes), orm.SelectIn(&o.Marks)).All(ctx, s)
		ok(t, err)
		for _, one := range all {
			notes, err := one.Notes.All()
			ok(t, err)
			marks, err := one.Marks.All()
			ok(t, err)
			if len(notes) != 1 || notes[0].Text != one.Name || len(marks) != 1 || marks[0].Text != one.Name {
				t.Errorf("%s has %v and %v", one.Name, notes, marks)
			}
		}
		boats, err := orm.Select(b).Where(orm.HasWhere(&b.Notes, func(n *CNote) expr.Expr { return orm.C(&n.Text).Eq("boat") })).With(orm.Joined(&b.Marks)).All(ctx, s)
		ok(t, err)
		if len(boats) != 1 {
			t.Errorf("%d boats, not 1", len(boats))
		}
		n := orm.From[CNote]()
		for what, q := range map[string]*orm.Query[COwner]{
			"Has": orm.Select(o).Where(orm.Has(&o.Notes)), "Join": orm.Select(o).Join(&o.Notes, n), "Joined": orm.Select(o).With(orm.Joined(&o.Marks)),
			"RelatedTo": orm.Select(o).Where(orm.RelatedTo(&o.Marks, &CMark{ID: 1})),
		} {
			if _, err := q.All(ctx, s); err == nil || !strings.Contains(err.Error(), "concrete sub-types have it by different columns") {
				t.Errorf("%s: %v", what, err)
			}
		}
		s.Delete(all[0])
		ok(t, s.Commit(ctx))
		wantRows(t, db, "SELECT house_id, boat_id, text FROM c_notes ORDER BY text", "1,NULL,house")
	})
}

// A condition of a base on objects of its own type: both probes are of the base, whatever size its sub-types have.
type (
	CNode struct {
		orm.Entity `gild:",abstract"`
		ID         string           `gild:"id,size=40,pk"`
		SeeID      *string          `gild:"see_id,size=40"`
		See        orm.Many[*CNode] `gild:"viewonly"`
		Seen       orm.Many[*CNode] `gild:"viewonly"`
	}
	CLeaf struct {
		CNode `gild:"c_leaves,concrete"`
		Text  string `gild:"text,size=20"`
	}
	CBranch struct {
		CNode `gild:"c_branches,concrete"`
		Text  orm.Deferred[string] `gild:"text,size=20"`
		N     *int64
	}
)

func TestConcreteSelfRelated(t *testing.T) {
	models := []orm.Mapping{orm.Model[CNode](orm.On(func(a, b *CNode) (orm.Relationship, expr.Expr) {
		return &a.See, orm.C(&b.ID).EqExpr(orm.N(&a.SeeID))
	}), orm.On(func(a, b *CNode) (orm.Relationship, expr.Expr) {
		return &a.Seen, orm.N(&b.SeeID).EqExpr(orm.C(&a.ID))
	})), orm.Model[CLeaf](), orm.Model[CBranch]()}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		leaf := "leaf"
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			s.Add(&CLeaf{CNode{ID: leaf}, "text"}, &CBranch{CNode: CNode{ID: "branch", SeeID: &leaf}})
			return nil
		}))
		n, l := orm.From[CNode](), orm.From[CLeaf]()
		for what, how := range map[string]func(rel orm.Relationship) orm.Load{
			"SelectIn": func(rel orm.Relationship) orm.Load { return orm.SelectIn(rel) },
			"Joined":   func(rel orm.Relationship) orm.Load { return orm.Joined(rel) },
		} {
			s := r.NewSession(db.DB)
			all, err := orm.Select(n).OrderBy(orm.C(&n.ID)).With(how(&n.See), how(&n.Seen)).All(ctx, s)
			ok(t, err)
			see, err := all[0].See.All()
			ok(t, err)
			seen, err := all[1].Seen.All()
			ok(t, err)
			if len(see) != 1 || see[0] != all[1] || len(seen) != 1 || seen[0] != all[0] {
				t.Errorf("%s: the branch sees %v, the leaf is seen by %v", what, see, seen)
			}
			found, err := orm.Select(n).Where(orm.HasWhere(&n.See, func(l *CLeaf) expr.Expr { return orm.C(&l.Text).Eq("text") })).All(ctx, s)
			ok(t, err)
			joined, err := orm.Select(n).Join(&n.See, l).Where(orm.C(&l.Text).Eq("text")).All(ctx, s)
			ok(t, err)
			if len(found) != 1 || found[0] != all[0] || len(joined) != 1 || joined[0] != all[0] {
				t.Errorf("that see the leaf: %v, %v", found, joined)
			}
			s.Close()
		}
	})
}
