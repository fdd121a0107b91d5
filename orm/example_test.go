package orm_test

import (
	"context"
	"fmt"
	"log"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
)

type Customer struct {
	orm.Entity `gild:"customers"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Nick       *string // a pointer: NULL is allowed
	Orders     orm.Many[*Order]
}

type Order struct {
	orm.Entity `gild:"orders"`
	ID         int64 `gild:"id,pk"`
	CustomerID int64 `gild:"fk=customers.id"`
	Total      int64
}

var models = orm.NewRegistry(nil, orm.Model[Customer](), orm.Model[Order]())

func Example() {
	ctx := context.Background()
	db, err := gild.Open("sqlite://")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	if err := models.MetaData().CreateAll(ctx, db); err != nil {
		log.Fatal(err)
	}

	err = models.InTx(ctx, db, func(s *orm.Session) error {
		ed := &Customer{Name: "Ed"}
		ed.Orders.Add(&Order{Total: 5}, &Order{Total: 7})
		s.Add(ed, &Customer{Name: "Wendy"})
		return nil // flush and commit
	})
	if err != nil {
		log.Fatal(err)
	}

	err = models.InTx(ctx, db, func(s *orm.Session) error {
		c := orm.From[Customer]()
		customers, err := orm.Select(c).
			Where(orm.C(&c.Name).Like("E%")).
			With(orm.SelectIn(&c.Orders)).
			All(ctx, s)
		if err != nil {
			return err
		}
		for _, found := range customers {
			orders, err := found.Orders.All()
			if err != nil {
				return err
			}
			fmt.Println(found.Name, "has", len(orders), "orders")
			found.Name = "Edward" // found by the flush
		}
		return nil
	})
	if err != nil {
		log.Fatal(err)
	}

	s := models.NewSession(db)
	defer s.Close()
	ed, err := orm.Get[Customer](ctx, s, 1)
	if err != nil {
		log.Fatal(err)
	}
	_, notLoaded := ed.Orders.All()
	fmt.Println(ed.Name, notLoaded == orm.ErrNotLoaded)
	// Output:
	// Ed has 2 orders
	// Edward true
}
