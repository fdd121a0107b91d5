package orm_test

import (
	"fmt"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Gadget has two attributes that are parts of JSON columns.
type Gadget struct {
	orm.Entity `gild:"gadgets"`
	ID         int64          `gild:"id,pk"`
	Data       map[string]any `gild:"data,type=json"`
	Sizes      []int64        `gild:"sizes,type=json"`
}

// Maker and Width are of objects, MakerSQL and WidthSQL the same of rows.
func (g *Gadget) Maker() string {
	maker, _ := g.Data["maker"].(string)
	return maker
}

func (g *Gadget) SetMaker(maker string) {
	if g.Data == nil {
		g.Data = map[string]any{}
	}
	g.Data["maker"] = maker
}

func (g *Gadget) Width() int64             { return g.Sizes[0] }
func (g *Gadget) SetWidth(width int64)     { g.Sizes[0] = width }
func (g *Gadget) MakerSQL() expr.X[string] { return orm.C(&g.Data).JSON("maker").AsString() }
func (g *Gadget) WidthSQL() expr.X[int64]  { return orm.C(&g.Sizes).JSON(0).AsInteger() }

// An attribute that is a key or an index of a JSON column is read, set and asked for through methods.
func TestIndexedAttributes(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Gadget]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		for i, maker := range []string{"acme", "bolt", "core"} {
			g := &Gadget{ID: int64(i + 1), Sizes: []int64{int64(9 - i), 1}}
			g.SetMaker(maker)
			s.Add(g)
		}
		ok(t, s.Commit(ctx))

		p := orm.From[Gadget]()
		bolt, err := orm.Select(p).Where(p.MakerSQL().Eq("bolt"), p.WidthSQL().Gt(7)).One(ctx, s)
		ok(t, err)
		bolt.SetMaker("nut")
		bolt.SetWidth(20)
		ok(t, s.Commit(ctx))

		fresh := r.NewSession(db.DB)
		defer fresh.Close()
		found, err := orm.Select(p).Where(p.MakerSQL().Ne("acme")).OrderBy(p.WidthSQL().Desc()).All(ctx, fresh)
		ok(t, err)
		got := ""
		for _, g := range found {
			got += fmt.Sprint(g.ID, g.Maker(), g.Width(), ";")
		}
		if want := fmt.Sprint(2, "nut", 20, ";") + fmt.Sprint(3, "core", 7, ";"); got != want {
			t.Errorf("by parts of JSON: %s, want %s", got, want)
		}
	})
}
