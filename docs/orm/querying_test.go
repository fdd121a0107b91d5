package orm_test

import (
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

type (
	Cook struct {
		orm.Entity `gild:"cooks"`
		ID         int64 `gild:"id,pk"`
		Name       string
		Active     bool
		Dishes     orm.Many[*Dish] `gild:"back=Cook"`
	}

	Dish struct {
		orm.Entity `gild:"dishes"`
		ID         int64 `gild:"id,pk"`
		CookID     int64 `gild:"fk=cooks.id"`
		Name       string
		Price      int64
		Cook       orm.Ref[*Cook]
	}
)

var kitchen = orm.NewRegistry(nil, orm.Model[Cook](), orm.Model[Dish]())

// cook fills the kitchen.
func cook(s *orm.Session) {
	ann, bob := &Cook{Name: "ann", Active: true}, &Cook{Name: "bob", Active: true}
	ann.Dishes.Add(&Dish{Name: "soup", Price: 5}, &Dish{Name: "pie", Price: 9})
	s.Add(ann, bob)
}

func Example_queryingHas() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c := orm.From[Cook]()
	dear := func(d *Dish) expr.Expr { return orm.C(&d.Price).Gt(8) }
	ann, err := orm.Select(c).Where(orm.HasWhere(&c.Dishes, dear)).One(ctx, s)
	fmt.Println(ann.Name, err)
	idle, err := orm.Select(c).Where(expr.Not(orm.Has(&c.Dishes))).Count(ctx, s)
	fmt.Println(idle, err)
	// Output:
	// SELECT cooks.id, cooks.name, cooks.active FROM cooks WHERE EXISTS (SELECT 1 FROM dishes WHERE dishes.cook_id = cooks.id AND dishes.price > ?) LIMIT ? OFFSET ?
	// ann <nil>
	// SELECT count(*) AS count_1 FROM cooks WHERE NOT (EXISTS (SELECT 1 FROM dishes WHERE dishes.cook_id = cooks.id))
	// 1 <nil>
}

func Example_queryingJoins() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	all := orm.Select(c).LeftJoin(&c.Dishes, d).OrderBy(orm.C(&c.ID), orm.C(&d.ID))
	pairs, err := orm.All2(ctx, s, all.Where(orm.C(&d.Price).Gt(4)), d)
	check(err)
	for _, row := range pairs {
		fmt.Println(row.First.Name, row.Second.Name)
	}

	type Menu struct {
		Name   string
		Dishes int64
	}
	menus, err := orm.Rows[Menu](ctx, s,
		orm.Select(c).LeftJoin(&c.Dishes, d).GroupBy(orm.C(&c.Name)),
		orm.C(&c.Name), expr.Count(orm.C(&d.ID)).As("dishes"))
	fmt.Println(menus, err)
	// Output:
	// SELECT cooks.id, cooks.name, cooks.active, dishes.id AS id_1, dishes.cook_id, dishes.name AS name_1, dishes.price FROM cooks LEFT OUTER JOIN dishes ON dishes.cook_id = cooks.id WHERE dishes.price > ? ORDER BY cooks.id, dishes.id
	// ann soup
	// ann pie
	// SELECT cooks.name, count(dishes.id) AS dishes FROM cooks LEFT OUTER JOIN dishes ON dishes.cook_id = cooks.id GROUP BY cooks.name
	// [{ann 2} {bob 0}] <nil>
}

func Example_queryingLoads() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	cooks, err := orm.Select(c).With(orm.SelectIn(&c.Dishes).Then(d, orm.SelectIn(&d.Cook))).All(ctx, s)
	check(err)
	for dish := range cooks[0].Dishes.Each() {
		own, err := dish.Cook.Get()
		fmt.Println(dish.Name, own.Name, err)
	}
	// Output:
	// SELECT cooks.id, cooks.name, cooks.active FROM cooks
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE dishes.cook_id IN (SELECT numbers.value FROM json_each(?) AS numbers) ORDER BY dishes.id
	// soup ann <nil>
	// pie ann <nil>
}

func Example_queryingJoined() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	d := orm.From[Dish]()
	pie, err := orm.Select(d).With(orm.Joined(&d.Cook)).Where(orm.C(&d.Name).Eq("pie")).First(ctx, s)
	check(err)
	own, err := pie.Cook.Get()
	fmt.Println(own.Name, err)
	// Output:
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price, cooks_1.id AS id_1, cooks_1.name AS name_1, cooks_1.active FROM dishes LEFT OUTER JOIN cooks AS cooks_1 ON cooks_1.id = dishes.cook_id WHERE dishes.name = ? ORDER BY dishes.id LIMIT ? OFFSET ?
	// ann <nil>
}

func Example_queryingOnly() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin(), orm.Only(func(d *Dish) expr.Expr { return orm.C(&d.Price).Lt(8) }))
	defer s.Close()

	c := orm.From[Cook]()
	ann, err := orm.Select(c).Where(orm.Has(&c.Dishes)).With(orm.SelectIn(&c.Dishes)).One(ctx, s)
	check(err)
	fmt.Println(ann.Name, ann.Dishes.Len())
	// Output:
	// SELECT cooks.id, cooks.name, cooks.active FROM cooks WHERE EXISTS (SELECT 1 FROM dishes WHERE dishes.cook_id = cooks.id AND dishes.price < ?) LIMIT ? OFFSET ?
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE dishes.cook_id = ? AND dishes.price < ? ORDER BY dishes.id
	// ann 1
}

func Example_queryingPages() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	d := orm.From[Dish]()
	byPrice := orm.Select(d).OrderBy(orm.C(&d.Price).Desc()).Limit(1)
	first, err := byPrice.After(nil).All(ctx, s)
	check(err)
	second, err := byPrice.After(first[0]).All(ctx, s)
	fmt.Println(first[0].Name, second[0].Name, err)
	// Output:
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes ORDER BY dishes.price DESC, dishes.id DESC LIMIT ? OFFSET ?
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE dishes.price < ? OR dishes.price = ? AND dishes.id < ? ORDER BY dishes.price DESC, dishes.id DESC LIMIT ? OFFSET ?
	// pie soup <nil>
}

func Example_queryingUpdate() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db)
	defer s.Close()

	d := orm.From[Dish]()
	pie, err := orm.Select(d).Where(orm.C(&d.Name).Eq("pie")).One(ctx, s)
	check(err)
	n, err := orm.Update(d).
		Set(orm.AssignExpr(&d.Price, orm.C(&d.Price).Add(1))).
		Where(orm.C(&d.Price).Gt(4)).
		Run(ctx, s)
	fmt.Println(n, err, pie.Price)
	n, err = orm.Delete(d).Where(orm.C(&d.Price).Gt(9)).Run(ctx, s)
	fmt.Println(n, err, s.StatusOf(pie))
	// Output:
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE dishes.name = ? LIMIT ? OFFSET ?
	// UPDATE dishes SET price=(dishes.price + ?) WHERE dishes.price > ? RETURNING id, cook_id, name, price
	// 2 <nil> 10
	// DELETE FROM dishes WHERE dishes.price > ? RETURNING id, cook_id, name, price
	// 1 <nil> deleted
}
