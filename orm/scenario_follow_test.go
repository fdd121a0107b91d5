package orm_test

import (
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

type Shire struct {
	orm.Entity `gild:"shire"`
	Name       string          `gild:"name,pk"`
	Fairs      orm.Many[*Fair] `gild:"back=Shire"`
}

type Fair struct {
	orm.Entity `gild:"market"`
	ShireName  string `gild:"shire_name,pk,fk=shire.name"`
	No         int64  `gild:"no,pk"`
	Data       string
	Shire      orm.Ref[*Shire]
	Stalls     orm.Many[*Stall] `gild:"back=Fair"`
}

type Stall struct {
	orm.Entity `gild:"stall"`
	ShireName  string `gild:"shire_name,pk"`
	No         int64  `gild:"no,pk"`
	Place      int64  `gild:"place,pk"`
	Data       string
	Fair       orm.Ref[*Fair]
}

// What a key is part of follows it over several levels, by the database or by gild, with what else the flush changes in
// these rows; their objects are found by the keys that they have then, and a rollback takes all of it back.
func TestScenarioKeysOfKeys(t *testing.T) {
	for tag, action := range map[string]string{"": "on update cascade", ",active-updates": "deferrable initially deferred"} {
		t.Run(action, func(t *testing.T) {
			live.Each(t, func(t *testing.T, db *live.Database) {
				ctx := t.Context()
				fk := schema.NewForeignKey([]string{"shire_name", "no"}, "market", []string{"shire_name", "no"})
				r := orm.NewRegistry(nil, orm.Model[Shire](orm.Tag("Fairs", "back=Shire"+tag)),
					orm.Model[Fair](orm.Tag("Stalls", "back=Fair"+tag)), orm.Model[Stall](orm.Items(fk)))
				ok(t, r.Err())
				for _, text := range []string{
					"create table shire (name varchar(50) primary key)",
					"create table market (shire_name varchar(50) references shire(name) " + action + ", no integer, data varchar(50), primary key (shire_name, no))",
					"create table stall (shire_name varchar(50), no integer, place integer, data varchar(50), primary key (shire_name, no, place), " +
						"foreign key (shire_name, no) references market(shire_name, no) " + action + ")",
				} {
					_, err := db.ExecContext(ctx, text)
					ok(t, err)
				}
				s := r.NewSession(db.DB)
				defer s.Close()
				a, b := &Shire{Name: "a"}, &Shire{Name: "b"}
				market, gone, moved := &Fair{No: 1}, &Fair{No: 2}, &Fair{No: 3}
				stall := &Stall{Place: 1}
				market.Stalls.Add(stall)
				a.Fairs.Add(market, gone, moved)
				s.Add(a, b)
				ok(t, s.Commit(ctx))

				a.Name, market.Data, stall.Data = "A", "changed", "changed"
				stall.Place = 7
				s.Delete(gone)
				b.Fairs.Add(moved)
				ok(t, s.Flush(ctx))
				if one, err := orm.Get[Fair](ctx, s, "A", 1); one != market || err != nil {
					t.Errorf("the market is %v, %v", one, err)
				}
				if one, err := orm.Get[Stall](ctx, s, "A", 1, 7); one != stall || err != nil {
					t.Errorf("the stall is %v, %v", one, err)
				}
				ok(t, s.Rollback())
				if one, err := orm.Get[Stall](ctx, s, "a", 1, 1); one != stall || err != nil || stall.Data != "" {
					t.Errorf("rolled back, the stall is %v, %v", one, err)
				}

				a.Name, market.Data, stall.Data = "A", "changed", "changed"
				stall.Place = 7
				s.Delete(gone)
				b.Fairs.Add(moved)
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select shire_name, no, data from market order by 1, 2", "A,1,changed b,3,")
				wantRows(t, db, "select shire_name, no, place, data from stall", "A,1,7,changed")

				b.Fairs.Add(market) // the key of the market changes, as it is its owner's
				stall.Data = "moved"
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select shire_name, no, data from market order by 1, 2", "b,1,changed b,3,")
				wantRows(t, db, "select shire_name, no, place, data from stall", "b,1,7,moved")
				ok(t, s.Flush(ctx))
				stall.Data = "last"
				ok(t, s.Commit(ctx))
				wantRows(t, db, "select shire_name, no, place, data from stall", "b,1,7,last")
			})
		})
	}
}
