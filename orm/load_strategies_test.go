package orm_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// TestStrategiesAgree: whatever a relationship is made of, it has the same elements in the same order by each way
// of loading it: by conditions of the program's, through tables, of a type and itself.
func TestStrategiesAgree(t *testing.T) {
	eachWith(t, nil, func(t *testing.T, _ *orm.Registry, db *live.Database) {
		ctx := t.Context()
		r := orm.NewRegistry(tracks(), append(slices.Clone(clientModels), orm.Model[Stop](), orm.Preset[string]("size=100"))...)
		ok(t, r.Err())
		ok(t, r.MetaData().CreateAll(ctx, db))
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			for i := range 4 {
				c := &Client{City: []string{"Oslo", "Boston"}[i%2]}
				for n := range i {
					c.All.Add(&Office{City: []string{"Boston", "Oslo", "Rome"}[n], Street: []string{"y", "Main", "x"}[(n+i)%3]})
				}
				s.Add(c)
			}
			var stops []*Stop
			for i := range 4 {
				stops = append(stops, &Stop{Name: fmt.Sprint(i)})
				for _, before := range stops[:i] {
					before.Next.Add(stops[i])
				}
			}
			for _, stop := range stops {
				s.Add(stop)
			}
			return nil
		}))
		list := func(list []*Office, err error) string { ok(t, err); return offices(list) }
		c, p := orm.From[Client](), orm.From[Stop]()
		ways := map[string]func(orm.Relationship) orm.Load{
			"Joined":               orm.Joined,
			"SelectIn with a part": func(r orm.Relationship) orm.Load { return orm.SelectIn(r).Limit(100) },
		}
		for way, load := range ways {
			clients := func(load func(orm.Relationship) orm.Load) string {
				s := r.NewSession(db.DB)
				defer s.Close()
				found, err := orm.Select(c).OrderBy(orm.C(&c.ID)).
					With(load(&c.All), load(&c.InBoston), load(&c.Nearby), load(&c.Later), load(&c.Head)).Limit(10).All(ctx, s)
				ok(t, err)
				var out []string
				for _, c := range found {
					later, err := c.Later.All()
					ok(t, err)
					head, err := c.Head.Get()
					ok(t, err)
					street := ""
					if head != nil {
						street = head.City
					}
					out = append(out, fmt.Sprint(c.ID, ": ", list(c.All.All()), "; ", list(c.InBoston.All()), "; ", list(c.Nearby.All()), "; ", len(later), "; ", street))
				}
				return strings.Join(out, "\n")
			}
			if got, want := clients(load), clients(orm.SelectIn); got != want || !strings.Contains(want, "Boston/Main") {
				t.Errorf("%s:\n%s\nSelectIn:\n%s", way, got, want)
			}
			graph := func(load func(orm.Relationship) orm.Load) string {
				s := r.NewSession(db.DB)
				defer s.Close()
				found, err := orm.Select(p).OrderBy(orm.C(&p.Name)).With(load(&p.Next).Then(p, load(&p.Before)), load(&p.Before)).All(ctx, s)
				ok(t, err)
				var out []string
				for _, stop := range found {
					out = append(out, fmt.Sprint(stop.Name, " ", stop.Next.Len(), " ", stop.Before.Len()))
				}
				return strings.Join(out, ", ")
			}
			if got, want := graph(load), graph(orm.SelectIn); got != want || want != "0 3 0, 1 2 1, 2 1 2, 3 0 3" {
				t.Errorf("%s: %s, SelectIn: %s", way, got, want)
			}
		}
	})
}
