package orm_test

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

type (
	HBase struct {
		orm.Entity `gild:"h,kind=base"`
		ID         int64  `gild:"id,pk"`
		Kind       string `gild:"kind,size=10,discriminator"`
		Name       string `gild:"name,size=10"`
	}
	HSub struct {
		HBase `gild:"kind=sub"`
		Extra string `gild:"extra,size=10"`
	}
	HOther struct {
		HBase `gild:"kind=other"`
		Extra string `gild:"extra,size=10"` // shares the column
	}
	HPlain struct {
		orm.Entity `gild:"hp"`
		ID         int64 `gild:"id,pk"`
	}
	HWithoutKind struct {
		HBase
		Size int64
	}
	HSameKind struct {
		HBase `gild:"kind=sub"`
		Size  int64
	}
	HTwice struct {
		HBase `gild:"kind=twice"`
		Title string `gild:"name,size=10"`
	}
	HOtherType struct {
		HBase `gild:"kind=othertype"`
		Extra int64 `gild:"extra"`
	}
	HBehind struct {
		Size  int64
		HBase `gild:"kind=behind"`
	}
	HUnknown struct {
		HBase `gild:"kind=unknown"`
	}
	HNoTable struct {
		HBase `gild:"inline"`
	}
	HOfPlain struct {
		HPlain `gild:"kind=x"`
		Size   int64
	}
	HAbstractKind struct {
		HBase `gild:",abstract,kind=abstract"`
	}
	HSecond struct {
		HBase `gild:"kind=second"`
		Sort  string `gild:"sort,size=10,discriminator"`
	}
	HAlone struct {
		orm.Entity `gild:"ha,kind=alone"`
		ID         int64 `gild:"id,pk"`
	}
	hAny    interface{ anything() }
	HHasAny struct {
		orm.Entity `gild:"hany"`
		ID         int64 `gild:"id,pk"`
		List       orm.Many[hAny]
	}
)

// TestInheritanceMistakes: each mistake in a hierarchy is an error of the registry that says what to do.
func TestInheritanceMistakes(t *testing.T) {
	base, sub := orm.Model[HBase](), orm.Model[HSub]()
	for _, tt := range []struct {
		want   string
		models []orm.Mapping
	}{
		{"HWithoutKind: say what orm_test.HBase.Kind has in its rows: kind=value", []orm.Mapping{base, orm.Model[HWithoutKind]()}},
		{"HSameKind: kind=sub is that of orm_test.HSub already", []orm.Mapping{base, sub, orm.Model[HSameKind]()}},
		{`HTwice.Title: column "name" is that of Name already`, []orm.Mapping{base, orm.Model[HTwice]()}},
		{`HOtherType: column "extra" of table "h" is declared with another type by another sub-type`, []orm.Mapping{base, sub, orm.Model[HOtherType]()}},
		{"HBehind embeds the mapped orm_test.HBase, which makes it a sub-type: embed it first", []orm.Mapping{base, orm.Model[HBehind]()}},
		{`HUnknown: unknown option "group" in the tag of HBase`, []orm.Mapping{base, orm.Model[HUnknown](orm.Tag("HBase", "kind=unknown,group=x"))}},
		{`HNoTable: "inline" in the tag of HBase would be a table: write ",inline" for the option`, []orm.Mapping{base, orm.Model[HNoTable]()}},
		{"HPlain: a type with sub-types has a field that says of which type a row is: tag it discriminator", []orm.Mapping{orm.Model[HPlain](), orm.Model[HOfPlain]()}},
		{"HAbstractKind: an abstract type has no objects, and no kind", []orm.Mapping{base, orm.Model[HAbstractKind]()}},
		{"HSecond.Sort: the discriminator is a field of orm_test.HBase", []orm.Mapping{base, orm.Model[HSecond]()}},
		{"HAlone: kind= and abstract are for types of a hierarchy", []orm.Mapping{orm.Model[HAlone]()}},
		{"HHasAny.List: no mapped type implements orm_test.hAny", []orm.Mapping{orm.Model[HHasAny]()}},
	} {
		err := orm.NewRegistry(nil, tt.models...).Err()
		if err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("want %s, got %v", tt.want, err)
		}
	}
}

// TestInheritanceObjects: what a session makes of objects that it cannot place, and what JSON makes of them.
func TestInheritanceObjects(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[HBase](), orm.Model[HSub](), orm.Model[HOther]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		sub, other := &HSub{HBase: HBase{Name: "a"}, Extra: "x"}, &HOther{HBase: HBase{Name: "b"}, Extra: "y"}
		s.Add(sub, other)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select kind, extra from h order by id", "sub,x other,y")
		b := orm.From[HBase]()
		all, err := orm.Select(b).OrderBy(orm.C(&b.ID)).All(ctx, s)
		ok(t, err)
		text, err := json.Marshal(orm.Concrete(all[0]))
		if err != nil || string(text) != `{"ID":1,"Kind":"sub","Name":"a","Extra":"x"}` {
			t.Errorf("%s %v", text, err)
		}
		info, err := r.TypeOf(sub)
		ok(t, err)
		if info.Base == nil || info.Base.Name() != "HBase" || info.Kind != "sub" || info.Abstract {
			t.Errorf("%+v", info)
		}
		if s.StatusOf(all[0]) != orm.Persistent || s.StatusOf(&HBase{}) != orm.Transient || !s.Contains(&sub.HBase) {
			t.Errorf("%s", s.StatusOf(all[0]))
		}
		ok(t, s.Commit(ctx))
		lost := &HSub{}
		s.Add(&lost.HBase, lost)
		if err := s.Flush(ctx); err == nil || !strings.Contains(err.Error(), "give it as what it is") {
			t.Errorf("got %v", err)
		}
	})
}

// TestHierarchyOnTables: a hierarchy on tables that are there already, whose keys have names of their own.
func TestHierarchyOnTables(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := t.Context()
		meta := schema.NewMetaData()
		schema.NewTable(meta, "h", schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
			schema.NewColumn("kind", typemap.String(10)), schema.NewColumn("name", typemap.String(10)))
		subs := schema.NewTable(meta, "hsub", schema.NewColumn("base_id", typemap.BigInt(), schema.PrimaryKey(), schema.References("h.id", schema.OnDelete(schema.Cascade))),
			schema.NewColumn("extra", typemap.String(10)), schema.NewColumn("unmapped", typemap.BigInt(), schema.Nullable()))
		r := orm.NewRegistry(meta, orm.Model[HBase](), orm.Map[HSub](subs, orm.Tag("HBase", "kind=sub,passive=deletes")))
		ok(t, r.Err())
		ok(t, meta.CreateAll(ctx, db))
		s := r.NewSession(db)
		defer s.Close()
		sub := &HSub{HBase: HBase{Name: "a"}, Extra: "x"}
		s.Add(sub)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name, extra from h join hsub on base_id = id", "a,x")
		fresh := r.NewSession(db)
		defer fresh.Close()
		found, err := orm.Get[HSub](ctx, fresh, sub.ID)
		ok(t, err)
		base, err := orm.Select(orm.From[HBase]()).One(ctx, fresh)
		ok(t, err)
		if found.Extra != "x" || base != &found.HBase {
			t.Errorf("%+v", found)
		}
		ok(t, fresh.Commit(ctx))
		db.Log.Take()
		s.Delete(sub)
		ok(t, s.Commit(ctx))
		if text := strings.Join(db.Log.Take(), ";"); strings.Contains(text, "hsub") {
			t.Errorf("sent %s", text)
		}
		wantRows(t, db, "select count(*) from hsub", "0")
	})
}
