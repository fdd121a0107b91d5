package orm_test

import (
	"context"
	"fmt"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/gildtest"
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

func Example_queryingJoinedMany() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c := orm.From[Cook]()
	two := orm.Select(c).OrderBy(orm.C(&c.Name).Desc()).Limit(2)
	cooks, err := two.With(orm.Joined(&c.Dishes)).All(ctx, s)
	check(err)
	for _, c := range cooks {
		fmt.Println(c.Name, c.Dishes.Len())
	}
	// Output:
	// SELECT anon_1.id, anon_1.name, anon_1.active, dishes_1.id AS id_1, dishes_1.cook_id, dishes_1.name AS name_1, dishes_1.price FROM (SELECT cooks.id AS id, cooks.name AS name, cooks.active AS active FROM cooks ORDER BY cooks.name DESC LIMIT ? OFFSET ?) AS anon_1 LEFT OUTER JOIN dishes AS dishes_1 ON dishes_1.cook_id = anon_1.id ORDER BY anon_1.name DESC, dishes_1.id
	// bob 0
	// ann 2
}

func Example_queryingLoadWhere() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	dearest := orm.SelectIn(&c.Dishes).As(d).OrderBy(orm.C(&d.Price).Desc()).Limit(1)
	cooks, err := orm.Select(c).With(dearest).All(ctx, s)
	check(err)
	for dish := range cooks[0].Dishes.Each() {
		fmt.Println(dish.Name, cooks[0].Dishes.Partial())
	}
	// Output:
	// SELECT cooks.id, cooks.name, cooks.active FROM cooks
	// SELECT anon_1.id, anon_1.cook_id, anon_1.name, anon_1.price FROM (SELECT dishes.id AS id, dishes.cook_id AS cook_id, dishes.name AS name, dishes.price AS price, row_number() OVER (PARTITION BY dishes.cook_id ORDER BY dishes.price DESC, dishes.id) AS place FROM dishes WHERE dishes.cook_id IN (SELECT numbers.value FROM json_each(?) AS numbers)) AS anon_1 WHERE anon_1.place <= ? ORDER BY anon_1.place
	// pie true
}

func Example_queryingContainsEager() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	dear := orm.Select(c).Join(&c.Dishes, d).Where(orm.C(&d.Price).Gt(8))
	ann, err := dear.With(orm.ContainsEager(&c.Dishes, d)).One(ctx, s)
	check(err)
	fmt.Println(ann.Name, ann.Dishes.Len(), ann.Dishes.Replace())
	all, err := ann.Dishes.Load(ctx)
	fmt.Println(len(all), err)
	// Output:
	// SELECT cooks.id, cooks.name, cooks.active, dishes.id AS id_1, dishes.cook_id, dishes.name AS name_1, dishes.price FROM cooks JOIN dishes ON dishes.cook_id = cooks.id WHERE dishes.price > ?
	// ann 1 gild: the relationship is loaded in part, with conditions or a limit: Load loads all
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE dishes.cook_id = ? ORDER BY dishes.id
	// 2 <nil>
}

func Example_queryingLoadOnly() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	names := orm.Joined(&d.Cook).Then(c, orm.LoadOnly(&c.Name))
	pie, err := orm.Select(d).With(orm.LoadOnly(&d.Name), names).Where(orm.C(&d.Name).Eq("pie")).One(ctx, s)
	check(err)
	own, err := pie.Cook.Get()
	fmt.Println(pie.Name, own.Name, err, s.Unread(pie), s.Unread(own))
	// Output:
	// SELECT dishes.id, dishes.cook_id, dishes.name, cooks_1.id AS id_1, cooks_1.name AS name_1 FROM dishes LEFT OUTER JOIN cooks AS cooks_1 ON cooks_1.id = dishes.cook_id WHERE dishes.name = ? LIMIT ? OFFSET ?
	// pie ann <nil> [Price] [Active]
}

func Example_queryingByHand() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	d, other := orm.From[Dish](), orm.From[Dish]()
	cheaper := orm.Select(d).JoinOn(other, orm.C(&other.Price).LtExpr(orm.C(&d.Price)))
	pairs, err := orm.All2(ctx, s, cheaper, other)
	check(err)
	fmt.Println(pairs[0].First.Name, "costs more than", pairs[0].Second.Name)

	type Line struct {
		Dish  *Dish
		Other string
	}
	lines, err := orm.Rows[Line](ctx, s, cheaper, orm.Object(d), orm.C(&other.Name).As("other"))
	fmt.Println(lines[0].Dish == pairs[0].First, lines[0].Other, err)
	// Output:
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price, dishes_1.id AS id_1, dishes_1.cook_id AS cook_id_1, dishes_1.name AS name_1, dishes_1.price AS price_1 FROM dishes JOIN dishes AS dishes_1 ON dishes_1.price < dishes.price
	// pie costs more than soup
	// SELECT dishes_1.name AS other, dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes JOIN dishes AS dishes_1 ON dishes_1.price < dishes.price
	// true soup <nil>
}

func Example_queryingWithin() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	own := orm.Select(d).Where(orm.C(&d.CookID).EqExpr(orm.C(&c.ID)))
	busy := expr.ScalarOf[int64](own.AsQuery(expr.CountAll())).Gt(1)
	ann, err := orm.Select(c).Where(busy).One(ctx, s)
	fmt.Println(ann.Name, err)
	// Output:
	// SELECT cooks.id, cooks.name, cooks.active FROM cooks WHERE (SELECT count(*) AS count_1 FROM dishes WHERE dishes.cook_id = cooks.id) > ? LIMIT ? OFFSET ?
	// ann <nil>
}

func Example_queryingOf() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	cheap, err := orm.Select(d).Where(orm.C(&d.Price).Lt(6)).Statement(kitchen)
	check(err)
	dear, err := orm.Select(d).Where(orm.C(&d.Price).Gt(8)).Statement(kitchen)
	check(err)
	found, err := orm.Select(d).Of(cheap.UnionAll(dear).As("either")).OrderBy(orm.C(&d.Price)).All(ctx, s)
	fmt.Println(len(found), found[0].Name, err)

	text := expr.Text("SELECT id, name FROM cooks WHERE name LIKE :like").Bind("like", "a%")
	cooks, err := orm.Select(c).FromStatement(text).With(orm.SelectIn(&c.Dishes)).All(ctx, s)
	fmt.Println(cooks[0].Name, cooks[0].Dishes.Len(), s.Unread(cooks[0]), err)
	_, err = orm.Select(c).FromStatement(expr.Text("SELECT name FROM cooks")).All(ctx, s)
	fmt.Println(err)
	// Output:
	// SELECT either.id, either.cook_id, either.name, either.price FROM (SELECT dishes.id AS id, dishes.cook_id AS cook_id, dishes.name AS name, dishes.price AS price FROM dishes WHERE dishes.price < ? UNION ALL SELECT dishes.id AS id, dishes.cook_id AS cook_id, dishes.name AS name, dishes.price AS price FROM dishes WHERE dishes.price > ?) AS either ORDER BY either.price
	// 2 soup <nil>
	// SELECT id, name FROM cooks WHERE name LIKE ?
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE dishes.cook_id = ? ORDER BY dishes.id
	// ann 2 [Active] <nil>
	// SELECT name FROM cooks
	// gild: a orm_test.Cook from columns without id, which objects are known by: name the columns as those of its table
}

func Example_queryingEvaluate() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	pie, err := orm.Select(d).Where(orm.C(&d.Name).Eq("pie")).One(ctx, s)
	check(err)
	raise := orm.Update(d).Set(orm.AssignExpr(&d.Price, orm.C(&d.Price).Add(1)))
	_, err = raise.Where(orm.C(&d.Price).Gt(8)).Sync(orm.SyncEvaluate).Run(ctx, s)
	fmt.Println(pie.Price, err)
	_, err = raise.Where(orm.C(&d.Name).Like("p%")).Sync(orm.SyncEvaluate).Run(ctx, s)
	fmt.Println(err)
	raised, err := raise.Using(c).Where(orm.C(&c.ID).EqExpr(orm.C(&d.CookID)), orm.C(&c.Name).Eq("ann")).Returning(ctx, s)
	fmt.Println(len(raised), pie.Price, err)
	// Output:
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE dishes.name = ? LIMIT ? OFFSET ?
	// UPDATE dishes SET price=(dishes.price + ?) WHERE dishes.price > ?
	// 10 <nil>
	// gild: UPDATE of rows of orm_test.Dish: conditions and values for rows of orm_test.Dish cannot be computed in memory: an operator between a string and a string is not known: use SyncFetch
	// UPDATE dishes SET price=(dishes.price + ?) FROM cooks WHERE cooks.id = dishes.cook_id AND cooks.name = ? RETURNING id, cook_id, name, price
	// 2 11 <nil>
}

func Example_queryingInsertFrom() {
	db := quiet(kitchen, cook)
	defer db.Close()
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()

	c, d := orm.From[Cook](), orm.From[Dish]()
	menus := orm.Select(c).Where(expr.Not(orm.Has(&c.Dishes))).AsQuery(orm.C(&c.ID), expr.Val("bread"), expr.Val(int64(1)))
	n, err := orm.InsertFrom(d, menus, &d.CookID, &d.Name, &d.Price).Run(ctx, s)
	fmt.Println(n, err)
	// Output:
	// INSERT INTO dishes (cook_id, name, price) SELECT cooks.id, ? AS anon_1, ? AS anon_2 FROM cooks WHERE NOT (EXISTS (SELECT 1 FROM dishes WHERE dishes.cook_id = cooks.id))
	// 1 <nil>
}

func Example_queryingOnQuery() {
	db := quiet(kitchen, cook)
	defer db.Close()
	cheap := orm.OnQuery(func(_ context.Context, _ *orm.Session, q orm.QueryOf[Dish]) error {
		fmt.Println("dishes are read:", q.Path)
		q.Where(func(d *Dish) expr.Expr { return orm.C(&d.Price).Lt(8) })
		return nil
	})
	s := kitchen.NewSession(db, orm.LateBegin(), orm.WithEvents(cheap))
	defer s.Close()

	c := orm.From[Cook]()
	ann, err := orm.Select(c).Where(orm.C(&c.Name).Eq("ann")).With(orm.SelectIn(&c.Dishes)).One(ctx, s)
	fmt.Println(ann.Dishes.Len(), err)
	// Output:
	// SELECT cooks.id, cooks.name, cooks.active FROM cooks WHERE cooks.name = ? LIMIT ? OFFSET ?
	// dishes are read: [Cook.Dishes]
	// SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE dishes.cook_id = ? AND dishes.price < ? ORDER BY dishes.id
	// 1 <nil>
}

// The statements of a load are compared, in their order.
func TestQueryingExpect(t *testing.T) {
	ctx := t.Context()
	log := gildtest.NewLog()
	db := gildtest.Open(t, "sqlite://", gild.WithEvents(log.Events()))
	check := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	check(kitchen.MetaData().CreateAll(ctx, db))
	check(kitchen.InTx(ctx, db, func(s *orm.Session) error { cook(s); return nil }))
	s := kitchen.NewSession(db, orm.LateBegin())
	defer s.Close()
	c := orm.From[Cook]()

	log.Take() // forget what made the tables
	cooks, err := orm.Select(c).With(orm.SelectIn(&c.Dishes)).All(ctx, s)
	check(err)
	log.Expect(t,
		"SELECT cooks.id, cooks.name, cooks.active FROM cooks",
		"SELECT dishes.id, dishes.cook_id, dishes.name, dishes.price FROM dishes WHERE ...")
	if len(cooks) != 2 || cooks[0].Dishes.Len() != 2 {
		t.Errorf("%d cooks", len(cooks))
	}
}
