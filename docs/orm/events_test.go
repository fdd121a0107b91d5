package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
)

type Times struct{ Created, Changed int }

type Parcel struct {
	orm.Entity `gild:"parcels"`
	ID         int64 `gild:"id,pk"`
	Town       string
	Weight     int
	Times
	Stops orm.Many[*Stop]
}

type Stop struct {
	orm.Entity `gild:"stops"`
	ID         int64 `gild:"id,pk"`
	ParcelID   int64 `gild:"parcel_id,fk=parcels.id"`
	Town       string
}

func (p *Parcel) BeforeInsert(context.Context, *orm.Session) error {
	if p.Weight <= 0 {
		return fmt.Errorf("a parcel for %s has no weight", p.Town)
	}
	p.Town = strings.ToUpper(p.Town)
	return nil
}

func newParcels() *orm.Registry { return orm.NewRegistry(nil, orm.Model[Parcel](), orm.Model[Stop]()) }

func now() int { return 7 }

func Example_eventsMethods() {
	parcels := newParcels()
	db := open(parcels)
	defer db.Close()

	err := parcels.InTx(ctx, db, func(s *orm.Session) error {
		s.Add(&Parcel{Town: "Dakar", Weight: 3})
		if err := s.Flush(ctx); err != nil {
			return err
		}
		s.Add(&Parcel{Town: "Thiès"})
		return nil
	})
	fmt.Println(err)
	// Output:
	// INSERT INTO parcels (town, weight, created, changed) VALUES (?, ?, ?, ?)
	// a parcel for Thiès has no weight
}

func Example_eventsMixin() {
	parcels := newParcels()
	db := open(parcels)
	defer db.Close()

	parcels.Listen(
		orm.BeforeInsert(func(_ context.Context, _ *orm.Session, t *Times) error { t.Created = now(); return nil }),
		orm.BeforeUpdate(func(_ context.Context, _ *orm.Session, t *Times) error { t.Changed = now(); return nil }),
	)

	err := parcels.InTx(ctx, db, func(s *orm.Session) error {
		parcel := &Parcel{Town: "Dakar", Weight: 3}
		s.Add(parcel)
		if err := s.Flush(ctx); err != nil {
			return err
		}
		parcel.Weight = 4
		return nil
	})
	fmt.Println(err)
	// Output:
	// INSERT INTO parcels (town, weight, created, changed) VALUES (?, ?, ?, ?)
	// UPDATE parcels SET weight=?, changed=? WHERE parcels.id = ?
	// <nil>
}

func Example_eventsFields() {
	parcels := newParcels()
	db := open(parcels)
	defer db.Close()

	p := orm.From[Parcel]()
	s := parcels.NewSession(db, orm.WithEvents(
		orm.Modified(p, &p.Weight, func(_ context.Context, _ *orm.Session, parcel *Parcel, old, new int) error {
			fmt.Println("parcel", parcel.ID, "from", old, "to", new)
			return nil
		}),
		orm.Changing(p, &p.Stops, func(parcel *Parcel, was, next *Stop) (*Stop, error) {
			if next != nil && next.Town == "Atlantis" {
				return nil, errors.New("nobody goes there")
			}
			return next, nil
		}),
	))
	defer s.Close()

	parcel := &Parcel{Town: "Dakar", Weight: 3}
	s.Add(parcel)
	check(s.Commit(ctx))

	parcel.Weight = 4
	check(s.Commit(ctx))

	parcel.Stops.Add(&Stop{Town: "Atlantis"})
	fmt.Println(parcel.Stops.Len(), s.Commit(ctx))
	// Output:
	// INSERT INTO parcels (town, weight, created, changed) VALUES (?, ?, ?, ?)
	// parcel 1 from 3 to 4
	// UPDATE parcels SET weight=? WHERE parcels.id = ?
	// 0 gild: orm_test.Parcel.Stops: nobody goes there
}

func Example_eventsOfSessions() {
	db := open(shops)
	defer db.Close()

	s := shops.NewSession(db, orm.WithEvents(orm.Events{
		AfterBegin: func(ctx context.Context, _ *orm.Session, tx gild.DB) error {
			_, err := tx.ExecContext(ctx, "PRAGMA defer_foreign_keys = ON") // or SET LOCAL, elsewhere
			return err
		},
		BeforeFlush: func(_ context.Context, s *orm.Session) error {
			for obj, status := range s.Objects() {
				if shop, ok := obj.(*Shop); ok && status == orm.Pending {
					shop.Name = strings.ToUpper(shop.Name)
				}
			}
			return nil
		},
	}))
	defer s.Close()
	remove := s.Listen(orm.Moves(func(_ *orm.Session, shop *Shop, from, to orm.Status) {
		fmt.Println(shop.Name, from, "to", to)
	}))

	s.Add(&Shop{Name: "corner"})
	check(s.Commit(ctx))
	remove()
	// Output:
	// corner transient to pending
	// PRAGMA defer_foreign_keys = ON
	// INSERT INTO shops (name) VALUES (?)
	// CORNER pending to persistent
}
