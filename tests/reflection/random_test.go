package reflection

import (
	"context"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

var (
	randomSeed  = flag.Uint64("seed", 0, "the first seed of TestRandomChanges")
	randomCount = flag.Int("seeds", 8, "how many seeds TestRandomChanges tries")
)

// TestRandomChanges defines a database by chance, fills it, changes the definitions by chance, and applies
// the difference: none is left, and the rows are those that were there. Then all goes back.
func TestRandomChanges(t *testing.T) {
	each(t, empty, func(t *testing.T, db database) {
		for seed := *randomSeed; seed < *randomSeed+uint64(*randomCount); seed++ {
			t.Run(fmt.Sprintf("seed=%d", seed), func(t *testing.T) { db.randomChange(t, seed) })
		}
	})
}

func (db database) randomChange(t *testing.T, seed uint64) {
	ctx := context.Background()
	r := &maker{Rand: rand.New(rand.NewPCG(seed, 1))}
	first := r.model(db.name)
	second := first.clone()
	for range 1 + r.IntN(12) {
		r.change(second)
	}
	before, after := first.build(), second.build()
	check(t, before.Err())
	check(t, after.Err())
	defer func() { check(t, db.reflect(t, anyKind).DropAll(ctx, db)) }()
	check(t, before.CreateAll(ctx, db))
	db.agrees(t, "created", before)
	db.fill(t, first, before)
	kept := first.columnsIn(second, false)
	same := first.columnsIn(second, true)
	all, unchanged := db.contents(t, kept), db.contents(t, same)

	d := db.diff(t, after)
	db.apply(t, "forward", d)
	db.agrees(t, "forward", after)
	if got := db.contents(t, same); got != unchanged {
		t.Errorf("rows changed:\n%s\nwere\n%s\nby\n%s", got, unchanged, d)
	}
	back := db.diff(t, before)
	if seed%2 == 1 && second.naming { // which knows the names of all
		back = must[*schema.Difference](t)(d.Reverse())
	}
	db.apply(t, "back", back)
	db.agrees(t, "back", before)
	if got := db.contents(t, kept); got != all {
		t.Errorf("rows back:\n%s\nwere\n%s\nby\n%s\nand\n%s", got, all, d, back)
	}
}

// fill inserts three rows into each table, without NULL but where nothing can be referred to yet.
func (db database) fill(t *testing.T, m *model, meta *schema.MetaData) {
	t.Helper()
	done := map[string]bool{}
	for _, table := range m.tables {
		done[table.name] = true
		def := meta.Table(table.name)
		for row := 1; row <= 3; row++ {
			values := []expr.Assignment{def.C("id").Set(row), def.C("keep").Set(fmt.Sprint("row ", row))}
			for _, c := range table.columns {
				if c.computed != "" || c.ref != "" && !done[c.ref] {
					continue
				}
				values = append(values, def.C(c.name).Set(groups[c.group].value(row)))
			}
			if _, err := gild.Exec(context.Background(), db, expr.Insert(def).Values(values...)); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// columnsIn are the columns of m, by table, that other has as well, of the same type if same is set.
func (m *model) columnsIn(other *model, same bool) map[string][]string {
	found := map[string][]string{}
	for _, t := range m.tables {
		o := other.table(t.name)
		if o == nil {
			continue
		}
		found[t.name] = []string{"id", "keep"}
		for _, c := range t.columns {
			k := o.column(c.name)
			if k != nil && (!same || k.size == c.size && k.factor == c.factor && slices.Equal(k.labels, c.labels)) {
				found[t.name] = append(found[t.name], c.name)
			}
		}
	}
	return found
}

// contents are the rows of tables, by those of their columns that are given.
func (db database) contents(t *testing.T, columns map[string][]string) string {
	t.Helper()
	var lines []string
	for table, names := range columns {
		list := make([]expr.Expr, len(names))
		for i, n := range names {
			list[i] = expr.ColumnOf[any](n)
		}
		from := expr.TableNamed(table, list...)
		cols := make([]expr.Item, len(names))
		for i, n := range names {
			cols[i] = from.C(n)
		}
		rows, err := db.QueryContext(context.Background(), "", expr.Select(cols...).OrderBy(from.C("id")))
		check(t, err)
		for rows.Next() {
			into, places := make([]any, len(names)), make([]any, len(names))
			for i := range into {
				places[i] = &into[i]
			}
			check(t, rows.Scan(places...))
			for i, v := range into {
				if b, ok := v.([]byte); ok {
					into[i] = string(b)
				}
			}
			lines = append(lines, fmt.Sprintf("%s: %q", table, into))
		}
		check(t, rows.Err())
		check(t, rows.Close())
	}
	slices.Sort(lines)
	return strings.Join(lines, "\n")
}
