package orm_test

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/gildsql/gild/expr"
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

type Album struct {
	orm.Entity `gild:"albums"`
	ID         int64                    `gild:"id,pk"`
	Tracks     orm.Dict[string, *Track] `gild:"cascade=all delete-orphan"`
	Plays      orm.WriteOnly[*Play]     // millions of them
	Credits    orm.Many[*Credit]        `gild:"cascade=all delete-orphan"`
	Remarks    orm.Many[*Remark]        `gild:"cascade=all delete-orphan"`
	Praise     orm.Many[*Remark]        `gild:"viewonly,order=stars desc"`
}

type Track struct {
	orm.Entity `gild:"tracks"`
	ID         int64 `gild:"id,pk"`
	AlbumID    int64 `gild:"fk=albums.id"`
	Title      string
}

func (t *Track) DictKey() string { return t.Title }

type Play struct {
	orm.Entity `gild:"plays"`
	ID         int64 `gild:"id,pk"`
	AlbumID    int64 `gild:"fk=albums.id,ondelete=CASCADE"`
	Country    string
}

type Credit struct {
	orm.Entity `gild:"credits"`
	AlbumID    int64 `gild:"album_id,pk,fk=albums.id"`
	ArtistID   int64 `gild:"artist_id,pk,fk=artists.id"`
	Role       string
	Artist     orm.Ref[*Artist]
}

type Artist struct {
	orm.Entity `gild:"artists"`
	ID         int64 `gild:"id,pk"`
	Name       string
}

func (a *Album) Artists() orm.Proxy[*Credit, *Artist] {
	return orm.ProxyOf(&a.Credits,
		func(c *Credit) (*Artist, error) { return c.Artist.Get() },
		func(who *Artist) *Credit {
			c := &Credit{Role: "band"}
			c.Artist.Set(who)
			return c
		})
}

type Remark struct {
	orm.Entity `gild:"remarks"`
	ID         int64 `gild:"id,pk"`
	AboutKind  string
	AboutID    *int64
	Stars      int
}

var albums = orm.NewRegistry(nil, orm.Model[Track](), orm.Model[Play](), orm.Model[Credit](), orm.Model[Artist](), orm.Model[Remark](),
	orm.Model[Album](
		orm.On(func(a *Album, r *Remark) (orm.Relationship, expr.Expr) {
			return &a.Remarks, expr.And(
				orm.Foreign(orm.N(&r.AboutID)).EqExpr(orm.C(&a.ID)),
				orm.Foreign(orm.C(&r.AboutKind)).Eq("album"))
		}),
		orm.On(func(a *Album, r *Remark) (orm.Relationship, expr.Expr) {
			return &a.Praise, expr.And(
				orm.N(&r.AboutID).EqExpr(orm.C(&a.ID)),
				orm.C(&r.AboutKind).Eq("album"),
				orm.C(&r.Stars).Ge(4))
		})))

func Example_relationshipsDict() {
	db := open(albums)
	defer db.Close()

	err := albums.InTx(ctx, db, func(s *orm.Session) error {
		album := &Album{}
		album.Tracks.Put(&Track{Title: "intro"}, &Track{Title: "coda"})
		s.Add(album)

		coda, err := album.Tracks.Get("coda")
		if err != nil {
			return err
		}
		coda.Title = "finale"
		all, err := album.Tracks.All()
		fmt.Println(all["finale"] == coda, err)
		return nil
	})
	fmt.Println(err)
	// Output:
	// true <nil>
	// INSERT INTO albums DEFAULT VALUES
	// INSERT INTO tracks (album_id, title) VALUES (?, ?), (?, ?)
	// <nil>
}

func Example_relationshipsWriteOnly() {
	db := open(albums)
	defer db.Close()

	err := albums.InTx(ctx, db, func(s *orm.Session) error {
		album := &Album{}
		s.Add(album)
		album.Plays.Add(&Play{Country: "NO"}, &Play{Country: "EG"})

		p := orm.From[Play]()
		plays, err := orm.Select(p).Where(orm.WithParent(&album.Plays), orm.C(&p.Country).Eq("NO")).All(ctx, s)
		fmt.Println(len(plays), err)
		return err
	})
	fmt.Println(err)
	// Output:
	// INSERT INTO albums DEFAULT VALUES
	// INSERT INTO plays (album_id, country) VALUES (?, ?), (?, ?)
	// SELECT plays.id, plays.album_id, plays.country FROM plays WHERE plays.album_id = ? AND plays.country = ?
	// 1 <nil>
	// <nil>
}

func Example_relationshipsProxy() {
	db := open(albums)
	defer db.Close()

	err := albums.InTx(ctx, db, func(s *orm.Session) error {
		album := &Album{}
		album.Artists().Add(&Artist{Name: "Duo"})
		s.Add(album)

		artists, err := album.Artists().All()
		fmt.Println(artists[0].Name, err)
		return nil
	})
	fmt.Println(err)
	// Output:
	// Duo <nil>
	// INSERT INTO albums DEFAULT VALUES
	// INSERT INTO artists (name) VALUES (?)
	// INSERT INTO credits (album_id, artist_id, role) VALUES (?, ?, ?)
	// <nil>
}

type Menu struct {
	orm.Entity `gild:"menus"`
	ID         int64             `gild:"id,pk"`
	Courses    orm.Many[*Course] `gild:"position=place"`
}

type Course struct {
	orm.Entity `gild:"courses"`
	ID         int64  `gild:"id,pk"`
	MenuID     *int64 `gild:"menu_id,fk=menus.id"`
	Name       string
	Place      int
}

func Example_relationshipsPosition() {
	menus := orm.NewRegistry(nil, orm.Model[Menu](), orm.Model[Course]())
	db := open(menus)
	defer db.Close()
	s := menus.NewSession(db)
	defer s.Close()

	menu := &Menu{}
	menu.Courses.Add(&Course{Name: "soup"}, &Course{Name: "fish"}, &Course{Name: "cake"})
	s.Add(menu)
	check(s.Commit(ctx))

	courses, err := menu.Courses.All()
	check(err)
	check(menu.Courses.Insert(0, courses[1])) // which moves there
	check(s.Commit(ctx))
	// Output:
	// INSERT INTO menus DEFAULT VALUES
	// INSERT INTO courses (menu_id, name, place) VALUES (?, ?, ?), (?, ?, ?), (?, ?, ?)
	// UPDATE courses SET place=? WHERE courses.id = ?
	// UPDATE courses SET place=? WHERE courses.id = ?
}

func Example_relationshipsOn() {
	db := open(albums)
	defer db.Close()

	err := albums.InTx(ctx, db, func(s *orm.Session) error {
		album := &Album{}
		album.Remarks.Add(&Remark{Stars: 2}, &Remark{Stars: 5})
		s.Add(album)
		if err := s.Commit(ctx); err != nil {
			return err
		}
		praise, err := album.Praise.Load(ctx)
		fmt.Println(len(praise), praise[0].AboutKind, err)
		return err
	})
	fmt.Println(err)
	// Output:
	// INSERT INTO albums DEFAULT VALUES
	// INSERT INTO remarks (about_kind, about_id, stars) VALUES (?, ?, ?), (?, ?, ?)
	// SELECT remarks.id, remarks.about_kind, remarks.about_id, remarks.stars FROM remarks WHERE remarks.about_id = ? AND remarks.about_kind = ? AND remarks.stars >= ? ORDER BY remarks.stars DESC
	// 1 album <nil>
	// <nil>
}

func Example_relationshipsJSON() {
	db := quiet(shops, func(s *orm.Session) {
		shop := &Shop{Name: "corner"}
		shop.Orders.Add(&Order{}, &Order{})
		s.Add(shop)
	})
	defer db.Close()
	s := shops.NewSession(db, orm.LateBegin())
	defer s.Close()

	shop, err := orm.Get[Shop](ctx, s, 1)
	check(err)
	check(json.Unmarshal([]byte(`{"Name": "market"}`), shop))
	check(s.Commit(ctx))

	var given Shop
	check(json.Unmarshal([]byte(`{"ID": 1, "Name": "bazaar", "Orders": [{"ID": 2}, {}]}`), &given))
	_, err = orm.Merge(ctx, s, &given)
	check(err)
	check(s.Commit(ctx))
	// Output:
	// SELECT shops.id, shops.name FROM shops WHERE shops.id = ?
	// UPDATE shops SET name=? WHERE shops.id = ?
	// SELECT shops.id, shops.name FROM shops WHERE shops.id = ?
	// SELECT orders.id, orders.shop_id FROM orders WHERE orders.shop_id = ? ORDER BY orders.id DESC
	// UPDATE shops SET name=? WHERE shops.id = ?
	// INSERT INTO orders (shop_id) VALUES (?)
	// DELETE FROM order_labels WHERE order_labels.order_id = ?
	// DELETE FROM orders WHERE orders.id = ?
}
