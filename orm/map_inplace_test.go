package orm_test

import (
	"database/sql/driver"
	"encoding/json"
	"fmt"
	"maps"
	"math/big"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Hull is a document with documents in it.
type Hull struct {
	Color string
	Parts []*Hull         `json:",omitempty"`
	Sizes map[string]Span `json:",omitempty"`
	Extra any             `json:",omitempty"`
}

type Span struct{ From, To *int }

// Flags has what it refers to in fields that nobody else sees, and says how it is copied.
type Flags struct{ set map[string]bool }

func (f *Flags) Clone() *Flags { return &Flags{maps.Clone(f.set)} }
func (f Flags) Value() (driver.Value, error) {
	return strings.Join(slices.Sorted(maps.Keys(f.set)), " "), nil
}
func (f *Flags) Scan(v any) error {
	f.set = map[string]bool{}
	for _, word := range strings.Fields(fmt.Sprintf("%s", v)) {
		f.set[word] = true
	}
	return nil
}

type Ship struct {
	orm.Entity `gild:"ships"`
	ID         int64                           `gild:"id,pk"`
	Names      []string                        `gild:"names,type=json,null"`
	Ports      []float64                       `gild:"ports,type=json,null"`
	Cargo      map[string]any                  `gild:"cargo,type=json,null"`
	Hull       *Hull                           `gild:"hull,type=json,null"`
	Crew       []Span                          `gild:"crew,type=json,null"`
	Raw        json.RawMessage                 `gild:"raw,type=json,null"`
	Blob       []byte                          `gild:"blob,null"`
	Flags      Flags                           `gild:"flags,type=string,size=100"`
	Tons       *big.Int                        `gild:"tons,type=numeric,precision=20,null"`
	Log        orm.Deferred[map[string]string] `gild:"log,type=json,null"`
}

// What is changed in place, however deep, is found and written, and nothing else is.
func TestChangesInPlace(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Ship]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		one, two, three := 1, 2, 1
		ship := &Ship{
			Names: []string{"a"}, Ports: []float64{1, 2}, Cargo: map[string]any{"list": []any{"x", map[string]any{"deep": 1.0}}},
			Hull: &Hull{Color: "red", Parts: []*Hull{{Color: "blue"}}, Sizes: map[string]Span{"s": {&one, &two}}, Extra: map[string]any{"k": "v"}},
			Crew: []Span{{From: &three}}, Raw: json.RawMessage(`{"a":1}`), Blob: []byte("blob"), Flags: Flags{map[string]bool{"fast": true}}, Tons: big.NewInt(7),
		}
		ship.Log.Set(map[string]string{"monday": "wind"})
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error { s.Add(ship, &Ship{Flags: Flags{map[string]bool{}}}); return nil }))
		s := r.NewSession(db.DB)
		defer s.Close()
		p := orm.From[Ship]()
		loaded, err := orm.Select(p).OrderBy(orm.C(&p.ID)).With(orm.Undefer(&p.Log)).All(ctx, s)
		ok(t, err)
		for _, ship := range []*Ship{loaded[0], ship} { // of a row, and as it was inserted
			if ship == loaded[0] {
				ok(t, s.Commit(ctx))
			} else {
				ok(t, s.Close())
				s = r.NewSession(db.DB)
				s.Add(ship)
			}
			db.Log.Take()
			ok(t, s.Flush(ctx))
			if sent := operations(db); sent != "" {
				t.Fatalf("without a change: %s", sent)
			}
			for _, c := range []struct {
				column string
				change func()
			}{
				{"names", func() { ship.Names[0] += "!" }},
				{"names", func() { ship.Names = append(ship.Names, "b") }},
				{"ports", func() { ship.Ports[1] = 2.5 }},
				{"cargo", func() { ship.Cargo["list"].([]any)[1].(map[string]any)["deep"] = 2.0 }},
				{"cargo", func() { delete(ship.Cargo, "list") }},
				{"hull", func() { ship.Hull.Parts[0].Color = "green" }},
				{"hull", func() { *ship.Hull.Sizes["s"].To++ }},
				{"hull", func() { ship.Hull.Extra.(map[string]any)["k"] = "w" }},
				{"crew", func() { *ship.Crew[0].From = 9 }},
				{"raw", func() { ship.Raw[5] = '2' }},
				{"blob", func() { ship.Blob[0] = 'g' }},
				{"flags", func() { ship.Flags.set["safe"] = true }},
				{"log", func() { log, _ := ship.Log.Get(); log["tuesday"] = "calm" }},
				{"tons", func() { ship.Tons.Add(ship.Tons, big.NewInt(1)) }},
				{"tons", func() { ship.Tons.Add(ship.Tons, big.NewInt(1)) }},
			} {
				c.change()
				ok(t, s.Flush(ctx))
				sent := db.Log.Take()
				if len(sent) != 1 || !strings.Contains(sent[0], c.column) || strings.Count(strings.Split(sent[0], "WHERE")[0], "=") != 1 {
					t.Errorf("a change of %s: %q", c.column, sent)
				}
				ok(t, s.Flush(ctx))
				if sent := operations(db); sent != "" {
					t.Errorf("a change of %s, again: %s", c.column, sent)
				}
			}
			ship.Cargo = map[string]any{} // as it is
			ok(t, s.Flush(ctx))
			if sent := operations(db); sent != "" {
				t.Errorf("another value that is the same: %s", sent)
			}
			ok(t, s.Rollback())
			if got := fmt.Sprint(ship.Names, ship.Ports, ship.Cargo, ship.Hull.Parts[0].Color, *ship.Hull.Sizes["s"].To, ship.Hull.Extra, *ship.Crew[0].From, string(ship.Blob), ship.Flags.set, ship.Tons); got !=
				"[a] [1 2] map[list:[x map[deep:1]]]blue2 map[k:v] 1blobmap[fast:true] 7" {
				t.Errorf("after the rollback: %s", got)
			}
		}
	})
}

// TestOptionalInPlace: what is changed in place within an Opt is found, and comes back by a rollback.
func TestOptionalInPlace(t *testing.T) {
	type Part struct {
		Size int
		More orm.Opt[[]int]
	}
	type Kit struct {
		orm.Entity `gild:"kits"`
		ID         int64                   `gild:"id,pk"`
		Names      orm.Opt[[]string]       `gild:"names,type=json,null"`
		Counts     orm.Opt[map[string]int] `gild:"counts,type=json,null"`
		Part       orm.Opt[*Part]          `gild:"part,type=json,null"`
		Parts      orm.Opt[[]Part]         `gild:"parts,type=json,null"`
	}
	eachWith(t, []orm.Mapping{orm.Model[Kit]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		kit := &Kit{
			Names: orm.Some([]string{"a"}), Counts: orm.Some(map[string]int{"a": 1}),
			Part: orm.Some(&Part{Size: 1, More: orm.Some([]int{1})}), Parts: orm.Some([]Part{{More: orm.Some([]int{1})}}),
		}
		s.Add(kit)
		ok(t, s.Commit(ctx))
		names, _ := kit.Names.Get()
		counts, _ := kit.Counts.Get()
		part, _ := kit.Part.Get()
		parts, _ := kit.Parts.Get()
		more, _ := part.More.Get()
		others, _ := parts[0].More.Get()
		for field, change := range map[string]func(){
			"Names": func() { names[0] = "b" }, "Counts": func() { counts["b"] = 2 }, "Part": func() { more[0] = 2 }, "Parts": func() { others[0]++ },
		} {
			change()
			changes, err := s.Changes(kit)
			if err != nil || len(changes) != 1 || changes[0].Field != field {
				t.Errorf("%s: %v, %v", field, changes, err)
			}
			ok(t, s.Flush(ctx))
		}
		ok(t, s.Rollback())
		names, _ = kit.Names.Get()
		part, _ = kit.Part.Get()
		if more, _ := part.More.Get(); names[0] != "a" || more[0] != 1 {
			t.Errorf("after a rollback: %v, %v", names, more)
		}
	})
}
