package orm_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// A fleet: vehicles of several types, in tables of their own and in that of others, with relationships of their own.
type (
	VVehicle interface{ vehicle() *VBase }

	VBase struct {
		orm.Entity `gild:"v_base,kind=base"`
		ID         int64             `gild:"id,pk"`
		Kind       string            `gild:"kind,size=10,discriminator"`
		Name       string            `gild:"name,size=10"`
		FleetID    *int64            `gild:"fleet_id,fk=v_fleets.id"`
		Checks     orm.Many[*VCheck] `gild:"cascade=all delete-orphan"`
		Fleet      orm.Ref[*VFleet]
	}
	VCar struct {
		VBase    `gild:"v_cars,kind=car"`
		Note     string            `gild:"note,size=10"`
		Wheels   orm.Many[*VWheel] `gild:"cascade=all delete-orphan"`
		DriverID *int64            `gild:"driver_id,fk=v_drivers.id"`
		Driver   orm.Ref[*VDriver]
	}
	VBoat struct {
		VBase `gild:"v_boats,kind=boat"`
		Note  string `gild:"note,size=10"` // a column of the same name
		Masts int64
		Crew  orm.Many[*VDriver] `gild:"through=v_crews"`
		TowID *int64             `gild:"tow_id,fk=v_base.id"`
		Tow   orm.Ref[VVehicle]  `gild:"via=tow_id"`
	}
	VTaxi struct { // of cars, in a table of its own
		VCar  `gild:"v_taxis,kind=taxi"`
		Radio string           `gild:"radio,size=10"`
		Rides orm.Many[*VRide] `gild:"cascade=all delete-orphan"`
	}
	VBike struct { // in the table of all
		VBase   `gild:"kind=bike"`
		OwnerID *int64 `gild:"owner_id,fk=v_drivers.id"`
		Owner   orm.Ref[*VDriver]
		Bells   orm.Many[*VBell]
	}
	VFleet struct {
		orm.Entity `gild:"v_fleets"`
		ID         int64              `gild:"id,pk"`
		Vehicles   orm.Many[VVehicle] `gild:"back=Fleet"`
	}
	VDriver struct {
		orm.Entity `gild:"v_drivers"`
		ID         int64  `gild:"id,pk"`
		Name       string `gild:"name,size=10"`
	}
	VWheel struct {
		orm.Entity `gild:"v_wheels"`
		ID         int64 `gild:"id,pk"`
		CarID      int64 `gild:"car_id,fk=v_cars.id"`
	}
	VRide struct {
		orm.Entity `gild:"v_rides"`
		ID         int64 `gild:"id,pk"`
		TaxiID     int64 `gild:"taxi_id,fk=v_taxis.id"`
	}
	VBell struct {
		orm.Entity `gild:"v_bells"`
		ID         int64 `gild:"id,pk"`
		BikeID     int64 `gild:"bike_id,fk=v_base.id"`
	}
	VCheck struct {
		orm.Entity `gild:"v_checks"`
		ID         int64 `gild:"id,pk"`
		VehicleID  int64 `gild:"vehicle_id,fk=v_base.id"`
	}
)

func (v *VBase) vehicle() *VBase { return v }

var fleetModels = []orm.Mapping{
	orm.Model[VFleet](), orm.Model[VBase](), orm.Model[VCar](), orm.Model[VBoat](), orm.Model[VTaxi](), orm.Model[VBike](),
	orm.Model[VDriver](), orm.Model[VWheel](), orm.Model[VRide](), orm.Model[VBell](), orm.Model[VCheck](),
}

func fillFleet(t *testing.T, r *orm.Registry, db *live.Database) {
	t.Helper()
	named := func(name string, checks int) VBase {
		v := VBase{Name: name}
		for range checks {
			v.Checks.Add(&VCheck{})
		}
		return v
	}
	ok(t, r.InTx(t.Context(), db, func(s *orm.Session) error {
		ann, bob := &VDriver{Name: "ann"}, &VDriver{Name: "bob"}
		car, taxi := &VCar{VBase: named("car", 1), Note: "c"}, &VTaxi{VCar: VCar{VBase: named("taxi", 0), Note: "t"}, Radio: "r"}
		boat, bike := &VBoat{VBase: named("boat", 2), Note: "b", Masts: 2}, &VBike{VBase: named("bike", 0)}
		plain, lone := &VBase{Name: "plain"}, &VCar{VBase: named("lone", 0)}
		car.Wheels.Add(&VWheel{}, &VWheel{})
		car.Driver.Set(ann)
		taxi.Wheels.Add(&VWheel{})
		taxi.Rides.Add(&VRide{}, &VRide{})
		boat.Crew.Add(ann, bob)
		boat.Tow.Set(taxi)
		bike.Owner.Set(bob)
		bike.Bells.Add(&VBell{})
		fleet := &VFleet{}
		fleet.Vehicles.Add(car, boat, taxi, bike, plain)
		s.Add(fleet, &VFleet{}, lone)
		ok(t, s.Flush(t.Context()))
		s.Add(&VBell{BikeID: car.ID}) // the database cannot tell
		return nil
	}))
	db.Log.Take()
}

// loadedOf writes what is loaded of vehicles.
func loadedOf(list []VVehicle) string {
	var out []string
	for _, v := range list {
		text := v.vehicle().Name
		note := func(what string, loaded bool, n any) {
			if loaded {
				text += fmt.Sprint(" ", what, "=", n)
			}
		}
		driver := func(what string, ref *orm.Ref[*VDriver]) {
			if loaded := ref.Loaded(); loaded {
				if d, err := ref.Get(); err == nil && d != nil {
					note(what, true, d.Name)
				} else {
					note(what, true, "none")
				}
			}
		}
		note("checks", v.vehicle().Checks.Loaded(), v.vehicle().Checks.Len())
		cars := func(c *VCar) {
			note("wheels", c.Wheels.Loaded(), c.Wheels.Len())
			driver("driver", &c.Driver)
		}
		switch v := v.(type) {
		case *VCar:
			cars(v)
		case *VTaxi:
			cars(&v.VCar)
			note("rides", v.Rides.Loaded(), v.Rides.Len())
		case *VBoat:
			note("crew", v.Crew.Loaded(), v.Crew.Len())
			if v.Tow.Loaded() {
				tow, _ := v.Tow.Get()
				note("tows", true, tow.vehicle().Name)
			}
		case *VBike:
			driver("owner", &v.Owner)
			note("bells", v.Bells.Loaded(), v.Bells.Len())
		}
		out = append(out, text)
	}
	return strings.Join(out, ", ")
}

// TestJoinedOfSubTypes: relationships of sub-types that come with the query.
func TestJoinedOfSubTypes(t *testing.T) {
	eachWith(t, fleetModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillFleet(t, r, db)
		ctx := t.Context()
		f, v, c, taxi, boat, bike := orm.From[VFleet](), orm.From[VBase](), orm.From[VCar](), orm.From[VTaxi](), orm.From[VBoat](), orm.From[VBike]()
		d, w := orm.From[VDriver](), orm.From[VWheel]()
		ofQuery := func(q *orm.Query[VBase]) func(s *orm.Session) ([]VVehicle, error) {
			return func(s *orm.Session) ([]VVehicle, error) { return orm.As[VVehicle](q).All(ctx, s) }
		}
		byID := orm.Select(v).OrderBy(orm.C(&v.ID))
		ofFleet := func(loads ...orm.Load) func(s *orm.Session) ([]VVehicle, error) {
			return func(s *orm.Session) ([]VVehicle, error) {
				fleets, err := orm.Select(f).With(loads...).OrderBy(orm.C(&f.ID)).All(ctx, s)
				if err != nil {
					return nil, err
				}
				if len(fleets) != 2 || fleets[1].Vehicles.Len() != 0 {
					return nil, fmt.Errorf("%d fleets", len(fleets))
				}
				var all []VVehicle
				for one := range fleets[0].Vehicles.Each() {
					all = append(all, one)
				}
				return all, nil
			}
		}
		for _, tt := range []struct {
			what  string
			find  func(s *orm.Session) ([]VVehicle, error)
			sends int
			want  string
		}{
			{"a collection", ofQuery(byID.With(orm.OfType(c, orm.Joined(&c.Wheels)))), 3,
				"car wheels=2, boat tows=taxi, taxi wheels=1 driver=none, bike, plain, lone wheels=0 driver=none"},
			{"a reference", ofQuery(byID.With(orm.OfType(c, orm.Joined(&c.Driver)))), 3,
				"car driver=ann, boat tows=taxi, taxi driver=none, bike, plain, lone driver=none"},
			{"of several types, of a table between too", ofQuery(byID.With(orm.OfType(taxi, orm.Joined(&taxi.Rides)), orm.OfType(c, orm.Joined(&c.Wheels)), orm.OfType(boat, orm.Joined(&boat.Crew), orm.Joined(&boat.Tow)))), 2, // the tow may be of any type
				"car wheels=2 driver=ann, boat crew=2 tows=taxi, taxi wheels=1 driver=none rides=2, bike owner=bob, plain, lone wheels=0 driver=none"},
			{"of the base, for one type", ofQuery(byID.With(orm.OfType(boat, orm.Joined(&boat.Checks)))), 3,
				"car, boat checks=2 tows=taxi, taxi driver=none, bike, plain, lone driver=none"},
			{"of all, and of one type", ofQuery(byID.With(orm.Joined(&v.Checks), orm.OfType(boat, orm.Joined(&boat.Crew)))), 3,
				"car checks=1 driver=ann, boat checks=2 crew=2 tows=taxi, taxi checks=0 driver=none, bike checks=0 owner=bob, plain checks=0, lone checks=0 driver=none"},
			{"in the table of all", ofQuery(byID.With(orm.OfType(bike, orm.Joined(&bike.Owner), orm.Joined(&bike.Bells)))), 4,
				"car, boat tows=taxi, taxi driver=none, bike owner=bob bells=1, plain, lone driver=none"},
			{"a limit", ofQuery(byID.Limit(3).With(orm.OfType(c, orm.Joined(&c.Wheels)), orm.OfType(boat, orm.Joined(&boat.Crew)))), 2,
				"car wheels=2 driver=ann, boat crew=2 tows=taxi, taxi wheels=1 driver=none"},
			{"beside Inline", ofQuery(byID.Inline(c, boat).Where(expr.Or(orm.C(&c.Note).Eq("c"), orm.C(&boat.Masts).Eq(2))).Limit(2).With(orm.OfType(c, orm.Joined(&c.Wheels)))), 1,
				"car wheels=2, boat"},
			{"beside BaseOnly", ofQuery(byID.BaseOnly().With(orm.OfType(boat, orm.Joined(&boat.Tow)))), 2, // the boat's tow is whole
				"car, boat tows=taxi, taxi driver=none, bike, plain, lone"},
			{"a chain", ofQuery(byID.With(orm.OfType(boat, orm.Joined(&boat.Tow).Then(c, orm.Joined(&c.Wheels).Then(w), orm.Joined(&c.Driver).Then(d))))), 3,
				"car, boat tows=taxi, taxi wheels=1 driver=none, bike, plain, lone driver=none"},
			{"of elements that are joined", ofFleet(orm.Joined(&f.Vehicles).Then(c, orm.Joined(&c.Wheels), orm.Joined(&c.Driver))), 3,
				"car wheels=2 driver=ann, boat tows=taxi, taxi wheels=1 driver=none, bike, plain"},
			{"of several types of elements", ofFleet(orm.Joined(&f.Vehicles).Then(v, orm.OfType(taxi, orm.Joined(&taxi.Rides)), orm.OfType(boat, orm.Joined(&boat.Crew), orm.SelectIn(&boat.Tow)))), 1, // the tow is known
				"car driver=ann, boat crew=2 tows=taxi, taxi driver=none rides=2, bike owner=bob, plain"},
			{"of elements of a statement of their own", ofFleet(orm.SelectIn(&f.Vehicles).Then(c, orm.Joined(&c.Wheels))), 4,
				"car wheels=2, boat tows=taxi, taxi wheels=1 driver=none, bike, plain"},
			{"conditions on elements of a type", ofFleet(orm.Joined(&f.Vehicles).As(c).Where(orm.C(&c.Note).Eq("t")), orm.OfType(f)), 2,
				"taxi driver=none"},
			{"conditions on elements of a type, in a statement of their own", ofFleet(orm.SelectIn(&f.Vehicles).As(c).Where(orm.C(&c.Note).Ne("t")).Limit(5)), 2,
				"car"},
			{"of what the query joins", func(s *orm.Session) ([]VVehicle, error) {
				fleets, err := orm.Select(f).Join(&f.Vehicles, c).With(orm.ContainsEager(&f.Vehicles, c).Then(c, orm.Joined(&c.Wheels), orm.OfType(taxi, orm.Joined(&taxi.Rides)))).All(ctx, s)
				if err != nil {
					return nil, err
				}
				var all []VVehicle
				for one := range fleets[0].Vehicles.Each() {
					all = append(all, one)
				}
				return all, nil
			}, 1, "car wheels=2, taxi wheels=1 driver=none rides=2"},
			{"of what the query joins, as the base", func(s *orm.Session) ([]VVehicle, error) {
				fleets, err := orm.Select(f).Join(&f.Vehicles, v).With(orm.ContainsEager(&f.Vehicles, v).Then(v, orm.OfType(c, orm.Joined(&c.Wheels)))).OrderBy(orm.C(&v.ID)).All(ctx, s)
				if err != nil {
					return nil, err
				}
				var all []VVehicle
				for one := range fleets[0].Vehicles.Each() {
					all = append(all, one)
				}
				return all, nil
			}, 3, "car wheels=2, boat tows=taxi, taxi wheels=1 driver=none, bike, plain"},
		} {
			t.Run(tt.what, func(t *testing.T) {
				s := r.NewSession(db)
				defer s.Close()
				found, err := tt.find(s)
				sent := db.Log.Take()
				if got := loadedOf(found); err != nil || got != tt.want || len(sent) != tt.sends {
					t.Errorf("%v, %d statements:\n%s, want\n%s\n%s", err, len(sent), got, tt.want, strings.Join(sent, "\n"))
				}
			})
		}
	})
}

// TestJoinedOfSubTypesStatements: what is joined for the relationships of sub-types, and what cannot be.
func TestJoinedOfSubTypesStatements(t *testing.T) {
	eachWith(t, fleetModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		fillFleet(t, r, db)
		ctx := t.Context()
		f, v, c, taxi, bike := orm.From[VFleet](), orm.From[VBase](), orm.From[VCar](), orm.From[VTaxi](), orm.From[VBike]()
		fresh := func() *orm.Session {
			s := r.NewSession(db, orm.LateBegin())
			t.Cleanup(func() { _ = s.Close() })
			return s
		}
		_, err := orm.Select(v).With(orm.OfType(bike, orm.Joined(&bike.Owner))).BaseOnly().All(ctx, fresh())
		ok(t, err)
		wantSent(t, db, "SELECT v_base LEFT OUTER JOIN v_drivers AS v_drivers_1 ON v_drivers_1.id = v_base.owner_id AND v_base.kind = bike")
		_, err = orm.Select(f).With(orm.Joined(&f.Vehicles).Then(taxi, orm.Joined(&taxi.Driver))).All(ctx, fresh())
		ok(t, err)
		wantSelects(t, db, "FROM v_fleets LEFT OUTER JOIN (v_base AS v_base_1 LEFT OUTER JOIN v_cars AS v_cars_1 ON v_cars_1.id = v_base_1.id"+
			" LEFT OUTER JOIN v_taxis AS v_taxis_1 ON v_taxis_1.id = v_cars_1.id) ON v_base_1.fleet_id = v_fleets.id"+
			" LEFT OUTER JOIN v_drivers AS v_drivers_1 ON v_drivers_1.id = v_cars_1.driver_id AND v_base_1.kind = ", "FROM v_boats")

		found, err := orm.As[VVehicle](orm.Select(v).BaseOnly().Where(orm.C(&v.Name).Eq("car"))).One(ctx, fresh())
		ok(t, err)
		if _, err := found.(*VCar).Driver.Get(); !errors.Is(err, orm.ErrNotLoaded) { // whether there is one is not known
			t.Errorf("what has not been read leads to nothing: %v", err)
		}
		if d, err := found.(*VCar).Driver.Load(ctx); err != nil || d == nil || d.Name != "ann" {
			t.Errorf("%v, %v", d, err)
		}

		events := orm.WithEvents(orm.OnQuery(func(_ context.Context, _ *orm.Session, q orm.QueryOf[VBase]) error {
			q.With(func(v *VBase) []orm.Load { return []orm.Load{orm.OfType(c, orm.Joined(&c.Wheels))} })
			return nil
		}))
		told := r.NewSession(db, events)
		defer told.Close()
		all, err := orm.As[VVehicle](orm.Select(v).Where(orm.C(&v.Name).In("car", "bike")).OrderBy(orm.C(&v.ID))).All(ctx, told)
		ok(t, err)
		if got := loadedOf(all); got != "car wheels=2, bike" {
			t.Errorf("by an event: %s", got)
		}

		for what, tt := range map[string]struct {
			q    *orm.Query[VBase]
			want string
		}{
			"inner":         {orm.Select(v).With(orm.OfType(c, orm.Joined(&c.Wheels).Inner())), "leave Inner away"},
			"a lock":        {orm.Select(v).ForUpdate().With(orm.OfType(c, orm.Joined(&c.Wheels))), "by SelectIn"},
			"columns":       {orm.Select(v).With(orm.OfType(c, orm.LoadOnly(&c.Note), orm.Joined(&c.Wheels))), "not for those of a sub-type"},
			"a subquery":    {orm.Select(v).Of(expr.Select(r.MetaData().Table("v_base").C("id"), r.MetaData().Table("v_base").C("kind")).Subquery()).With(orm.OfType(c, orm.Joined(&c.Wheels))), "by SelectIn"},
			"another probe": {orm.Select(v).With(orm.OfType(f, orm.Joined(&c.Wheels))), "a probe is wanted"},
		} {
			db.Log.Take()
			if _, err := tt.q.All(ctx, fresh()); err == nil || !strings.Contains(err.Error(), tt.want) || len(db.Log.Take()) != 0 {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := orm.Select(f).With(orm.Joined(&f.Vehicles).Then(c, orm.Joined(&c.Wheels).Inner())).All(ctx, fresh()); err == nil || !strings.Contains(err.Error(), "leave Inner away") {
			t.Errorf("%v", err)
		}
	})
}

// TestJoinedOfConcreteTypes: relationships of concrete sub-types, whose keys those of others may have too.
func TestJoinedOfConcreteTypes(t *testing.T) {
	eachWith(t, concreteModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		documents(t, r, db)
		ctx := t.Context()
		a, d, i := orm.From[CAuthor](), orm.From[CDocument](), orm.From[CInvoice]()
		withLines := func(list []*CDocument) string {
			text := documentsAs(list)
			for _, one := range list {
				if i, isInvoice := orm.Concrete(one).(*CInvoice); isInvoice {
					text += fmt.Sprint(" ", i.Lines.Loaded(), i.Lines.Len())
				}
			}
			return text
		}
		q := orm.Select(d).With(orm.OfType(i, orm.Joined(&i.Lines))).OrderBy(orm.C(&d.Title))
		for want, q := range map[string]*orm.Query[CDocument]{
			"card:Letter:2 first:Invoice:1 letter:Letter:1 second:Invoice:2 true 2 true 0": q,
			"card:Letter:2 first:Invoice:1 true 2":                                         q.Limit(2),
		} {
			s := r.NewSession(db)
			db.Log.Take()
			found, err := q.All(ctx, s)
			sent := db.Log.Take()
			if got := withLines(found); err != nil || got != want || len(sent) != 1 {
				t.Errorf("%v, %s, want %s\n%s", err, got, want, strings.Join(sent, "\n"))
			}
			ok(t, s.Close())
		}
		for _, load := range []orm.Load{orm.Joined(&a.Documents).Then(i, orm.Joined(&i.Lines)), orm.SelectIn(&a.Documents).Then(i, orm.Joined(&i.Lines))} {
			s := r.NewSession(db)
			authors, err := orm.Select(a).With(load).OrderBy(orm.C(&a.ID)).All(ctx, s)
			ok(t, err)
			list, err := authors[0].Documents.All()
			if got := withLines(list); err != nil || got != "first:Invoice:1 letter:Letter:1 true 2" {
				t.Errorf("%v, %s", err, got)
			}
			ok(t, s.Close())
		}
	})
}
