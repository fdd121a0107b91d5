package orm_test

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/orm"
)

type Shop struct {
	orm.Entity `gild:"shops"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Orders     orm.Many[*Order] `gild:"back=Shop,cascade=all delete-orphan,order=id desc"`
}

type Order struct {
	orm.Entity `gild:"orders"`
	ID         int64           `gild:"id,pk"`
	ShopID     int64           `gild:"fk=shops.id"`
	Shop       orm.Ref[*Shop]  `gild:"back=Orders"`
	Labels     orm.Set[*Label] `gild:"through=order_labels"`
}

type Label struct {
	orm.Entity `gild:"labels"`
	ID         int64 `gild:"id,pk"`
	Text       string
}

var shops = orm.NewRegistry(nil, orm.Model[Shop](), orm.Model[Order](), orm.Model[Label]())

func Example_relationships() {
	db := open(shops)
	defer db.Close()

	err := shops.InTx(ctx, db, func(s *orm.Session) error {
		shop := &Shop{Name: "corner"}
		first := &Order{}
		first.Labels.Add(&Label{Text: "urgent"})
		shop.Orders.Add(first, &Order{})
		s.Add(shop)

		owner, err := first.Shop.Get()
		fmt.Println(owner == shop, err)
		return nil
	})
	fmt.Println(err)
	// Output:
	// true <nil>
	// INSERT INTO shops (name) VALUES (?)
	// INSERT INTO orders (shop_id) VALUES (?), (?)
	// INSERT INTO labels (text) VALUES (?)
	// INSERT INTO order_labels (order_id, label_id) VALUES (?, ?)
	// <nil>
}

func Example_relationshipsLoading() {
	db := open(shops)
	defer db.Close()
	check(shops.InTx(ctx, db, func(s *orm.Session) error {
		shop := &Shop{Name: "corner"}
		shop.Orders.Add(&Order{}, &Order{})
		s.Add(shop)
		return nil
	}))

	err := shops.InTx(ctx, db, func(s *orm.Session) error {
		shop, err := orm.Get[Shop](ctx, s, 1)
		if err != nil {
			return err
		}
		_, err = shop.Orders.All()
		fmt.Println(errors.Is(err, orm.ErrNotLoaded))

		orders, err := shop.Orders.Load(ctx)
		fmt.Println(len(orders), err)
		shop.Orders.Remove(orders[0])
		return nil
	})
	fmt.Println(err)
	// Output:
	// INSERT INTO shops (name) VALUES (?)
	// INSERT INTO orders (shop_id) VALUES (?), (?)
	// SELECT shops.id, shops.name FROM shops WHERE shops.id = ?
	// true
	// SELECT orders.id, orders.shop_id FROM orders WHERE orders.shop_id = ? ORDER BY orders.id DESC
	// 2 <nil>
	// DELETE FROM order_labels WHERE order_labels.order_id = ?
	// DELETE FROM orders WHERE orders.id = ?
	// <nil>
}
