package orm_test

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

func Example_sessions() {
	db := open(shops)
	defer db.Close()

	s := shops.NewSession(db)
	defer s.Close()

	shop := &Shop{Name: "corner"}
	s.Add(shop)
	fmt.Println(s.StatusOf(shop))
	check(s.Commit(ctx))
	fmt.Println(s.StatusOf(shop), shop.ID)

	shop.Name = "market"
	check(s.Commit(ctx))

	same, err := orm.Get[Shop](ctx, s, shop.ID)
	fmt.Println(same == shop, err)
	// Output:
	// pending
	// INSERT INTO shops (name) VALUES (?)
	// persistent 1
	// UPDATE shops SET name=? WHERE shops.id = ?
	// SELECT shops.id, shops.name FROM shops WHERE shops.id = ?
	// true <nil>
}

func Example_sessionsSavepoint() {
	db := open(shops)
	defer db.Close()

	s := shops.NewSession(db)
	defer s.Close()
	shop := &Shop{Name: "corner"}
	s.Add(shop)

	err := s.InSavepoint(ctx, func() error {
		shop.Name = "market"
		return errors.New("no market today")
	})
	fmt.Println(shop.Name, err)
	// Output:
	// INSERT INTO shops (name) VALUES (?)
	// SAVEPOINT orm_1
	// ROLLBACK TO SAVEPOINT orm_1
	// RELEASE SAVEPOINT orm_1
	// corner no market today
}

func Example_sessionsReturned() {
	db := open(shops)
	defer db.Close()

	err := shops.InTx(ctx, db, func(s *orm.Session) error {
		table := shops.MetaData().Table("shops")
		stmt := expr.Insert(table).
			Values(expr.Assign(table.C("id"), 1), expr.Assign(table.C("name"), "corner")).
			Upsert(table.C("id")).DoUpdateAll()
		found, err := orm.Returned[Shop](ctx, s, stmt)
		if err != nil {
			return err
		}
		fmt.Println(len(found), found[0].Name, s.StatusOf(found[0]))
		return nil
	})
	fmt.Println(err)
	// Output:
	// INSERT INTO shops (id, name) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name RETURNING id, name
	// 1 corner persistent
	// <nil>
}

func Example_sessionsUpdateByKey() {
	db := open(shops)
	defer db.Close()
	s := shops.NewSession(db)
	defer s.Close()
	s.Add(&Shop{Name: "a"}, &Shop{Name: "b"})
	check(s.Commit(ctx))

	p := orm.From[Shop]()
	err := orm.UpdateByKey(ctx, s, p, []Shop{{ID: 1, Name: "one"}, {ID: 2, Name: "two"}}, &p.Name)
	fmt.Println(err)
	// Output:
	// INSERT INTO shops (name) VALUES (?), (?)
	// WITH given(id, name) AS (VALUES (?, ?), (?, ?)) UPDATE shops SET name=given.name FROM given WHERE shops.id = given.id RETURNING id
	// <nil>
}

func Example_sessionsShards() {
	north, south := quiet(shops, func(*orm.Session) {}), quiet(shops, func(*orm.Session) {})
	defer north.Close()
	defer south.Close()

	shards := orm.Shards{
		List: []orm.Shard{{Name: "north", DB: north}, {Name: "south", DB: south}},
		OfObject: func(obj any) (string, error) {
			if shop, ok := obj.(*Shop); ok && shop.Name < "n" {
				return "north", nil
			}
			return "south", nil
		},
	}
	err := shops.InShards(ctx, shards, func(ss *orm.ShardedSession) error {
		ss.Add(&Shop{Name: "corner"}, &Shop{Name: "square"})
		if err := ss.Flush(ctx); err != nil {
			return err
		}
		all, err := orm.AllIn(ctx, ss, orm.Select(orm.From[Shop]()))
		for _, shop := range all {
			fmt.Println(ss.ShardOf(shop), shop.ID, shop.Name)
		}
		return err
	})
	fmt.Println(err)
	// Unordered output:
	// INSERT INTO shops (name) VALUES (?)
	// INSERT INTO shops (name) VALUES (?)
	// SELECT shops.id, shops.name FROM shops
	// SELECT shops.id, shops.name FROM shops
	// north 1 corner
	// south 1 square
	// <nil>
}

func Example_sessionsBind() {
	db, archive := open(shops), open(shops)
	defer db.Close()
	defer archive.Close()

	err := shops.InTx(ctx, db, func(s *orm.Session) error {
		s.Add(&Shop{Name: "corner"}, &Label{Text: "old"})
		return nil
	}, orm.Bind[Label](archive), orm.Bind[Order](archive))
	fmt.Println(err)

	n, err := gild.One[int](ctx, archive, expr.Select(expr.CountAll()).From(shops.MetaData().Table("labels")))
	fmt.Println(n, err)
	// Output:
	// INSERT INTO shops (name) VALUES (?)
	// INSERT INTO labels (text) VALUES (?)
	// <nil>
	// SELECT count(*) AS count_1 FROM labels
	// 1 <nil>
}
