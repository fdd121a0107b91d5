package orm_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

func TestRelationshipMistakes(t *testing.T) {
	model := func(tag string) *orm.Registry {
		return orm.NewRegistry(nil, orm.Model[TreeNode](orm.Tag("Children", tag)))
	}
	for tag, want := range map[string]string{
		"cascade=most":            `unknown cascade "most"`,
		"passive=some":            "unknown option passive=some",
		"passive=all,cascade=all": "passive=all leaves deletions",
		"back=Nobody":             "has no relationship of that name",
		"back=Children":           "one of the two sides is a Ref",
		"via=data":                `no foreign key via column "data"`,
		"order=nothing":           `no column "nothing"`,
		"order=data down":         `followed by desc or by nothing, not by "down"`,
		"viewonly,cascade=all":    "viewonly relationship writes nothing",
		"children":                "a relationship has no column",
		"through=node_node":       "cannot be named after",

		"through=node_node,cascade=delete-orphan": "may have other owners",
		"colour=red": `unknown option "colour"`,
	} {
		if err := model(tag).Err(); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), "TreeNode.Children") {
			t.Errorf("%s: error %v does not say %q", tag, err, want)
		}
	}
	r := orm.NewRegistry(nil, orm.Model[Sibling](orm.Tag("Prev", "post-update"), orm.Tag("Next", "via=nothing")))
	for _, want := range []string{"Sibling.Prev", "choose with via=parent_id or via=prev_id or via=next_id", "Sibling.Next"} {
		if err := r.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

func TestRelationshipOptions(t *testing.T) {
	models := []orm.Mapping{
		orm.Model[MParent](orm.Tag("Cs", "back=P,order=data desc; id")), orm.Model[MChild](),
	}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		p := &MParent{}
		p.Cs.Add(&MChild{Data: "a"}, &MChild{Data: "c"}, &MChild{Data: "b"})
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(p); return nil }))
		s := r.NewSession(db.DB)
		defer s.Close()
		p, err := orm.Get[MParent](ctx, s, 1)
		ok(t, err)
		if err := p.Cs.Replace(); err != orm.ErrNotLoaded {
			t.Error(err)
		}
		list, err := p.Cs.Load(ctx)
		ok(t, err)
		if len(list) != 3 || list[0].Data != "c" || list[2].Data != "a" {
			t.Errorf("%+v", list)
		}
		if owner, err := list[0].P.Get(); owner != p || err != nil {
			t.Errorf("the other side is %p, %v; want %p", owner, err, p)
		}
		other := &MParent{}
		other.Cs.Add(list[0])
		s.Add(other)
		db.Log.Take()
		ok(t, p.Cs.Replace(list[1], &MChild{Data: "new"}, list[2]))
		if p.Cs.Len() != 3 || other.Cs.Len() != 1 {
			t.Error(p.Cs.Len(), other.Cs.Len())
		}
		ok(t, s.Flush(ctx))
		wantSent(t, db, "INSERT p DEFAULT VALUES", "UPDATE c SET pid=2 WHERE c.id = 2", "INSERT c (data, pid) [new 1]")
	})
	viewing := []orm.Mapping{orm.Model[MParent](orm.Tag("Cs", "viewonly")), orm.Model[MChild]()}
	eachWith(t, viewing, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p := &MParent{Data: orm.Some("p")}
		p.Cs.Add(&MChild{Data: "never"})
		s.Add(p)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "INSERT p (data) [p]")
	})
}
