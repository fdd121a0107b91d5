package generated

import (
	"fmt"
	"math/rand/v2"

	"github.com/gildsql/gild/expr"
)

// choices are where a generator's decisions come from: chance, or the bytes of a fuzzer.
type choices interface{ IntN(n int) int }

// tape is chance that can be played again with one decision changed: what is made then differs
// in one place.
type tape struct {
	made   []int
	next   int
	random *rand.Rand
}

func newTape(seed uint64) *tape { return &tape{random: rand.New(rand.NewPCG(seed, 1))} }

// changed returns a tape that is played again, with the decision at that place changed.
func (t *tape) changed(place int) *tape {
	made := append([]int{}, t.made...)
	made[place]++
	return &tape{made: made, random: rand.New(rand.NewPCG(uint64(place), 2))}
}

func (t *tape) IntN(n int) int {
	if t.next == len(t.made) {
		t.made = append(t.made, t.random.IntN(n))
	}
	t.next++
	return t.made[t.next-1] % n
}

// systems is a set of the databases on which something is to work.
type systems int

const (
	lite systems = 1 << iota
	post
	both = lite | post
)

// generator makes statements. It is for one goroutine.
type generator struct {
	choices
	values     *rand.Rand // decides about values, which are no part of a statement's structure
	on         systems    // where the statement is to run
	spoil      int        // in a thousand makers, so many make a mistake
	sources    []source   // of the query in hand and of those around it
	names      *int       // how many were made: each alias and CTE has one of its own
	aggregated *source    // what aggregate functions take their arguments from, nil where none may stand
	windows    bool       // window functions may stand here
	bare       bool       // the query in hand takes no order and no limit
	named      string     // a window of the query in hand
	budget     *int       // how many makers may still be called, so that statements stay readable
	params     *params
	unsteady   *bool // the rows may differ from run to run
}

func newGenerator(from choices, values uint64) *generator {
	g := &generator{
		choices: from, values: rand.New(rand.NewPCG(values, 3)), names: new(int), budget: new(int),
		params: &params{}, unsteady: new(bool),
	}
	*g.budget = 60
	g.on = pick(g, []systems{both, both, lite, post, post})
	return g
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, list []T) T { return list[g.IntN(len(list))] }

// value returns one of the values, which is no part of the statement's structure.
func value[T any](g *generator, list []T) T { return list[g.values.IntN(len(list))] }

// maker makes an expression out of others, which are to be no deeper than depth.
type maker[T any] struct {
	on   systems
	make func(g *generator, depth int) expr.X[T]
}

// choose calls one of the makers that work where the statement is to run; at the end of the depth
// the leaf, and a mistake now and then if the generator spoils.
func choose[T any](g *generator, depth int, leaf func() expr.X[T], groups ...[]maker[T]) expr.X[T] {
	if g.spoil > 0 && g.IntN(1000) < g.spoil {
		return mistake[T](g)
	}
	*g.budget--
	if depth <= 0 || *g.budget < 0 || g.chance(20) {
		return leaf()
	}
	group := pick(g, groups)
	start := g.IntN(len(group))
	for i := range group {
		if m := group[(start+i)%len(group)]; m.on&g.on == g.on {
			return m.make(g, depth-1)
		}
	}
	return leaf()
}

// column returns a column of one of the sources, if one has any.
func column[T any](g *generator, of func(*source) []expr.X[T]) (x expr.X[T], ok bool) {
	if len(g.sources) == 0 || g.chance(20) {
		return x, false
	}
	list := of(&g.sources[g.IntN(len(g.sources))])
	if len(list) == 0 {
		return x, false
	}
	return pick(g, list), true
}

// inside returns a generator for what stands in a place where other things are allowed.
func (g *generator) inside(change func(*generator)) *generator {
	inner := *g
	change(&inner)
	return &inner
}

// plain returns a generator for a place without aggregate and window functions, such as WHERE.
func (g *generator) plain() *generator {
	return g.inside(func(g *generator) { g.aggregated, g.windows, g.bare = nil, false, false })
}

// name makes a name that the statement does not have yet; some need quotes.
func (g *generator) name() string {
	*g.names++
	return fmt.Sprintf(pick(g, []string{"x%d", "x%d", "X %d", "sélect %d", `quo"te%d`, "a.b%d", "50%%%d", ":c%d", "back`tick[%d]", "'q%d"}), *g.names)
}

// mistake makes what is wrong in any place.
func mistake[T any](g *generator) expr.X[T] {
	return pick(g, []func() expr.X[T]{
		func() expr.X[T] { return expr.X[T]{} },
		func() expr.X[T] { return expr.Typed[T](nil) },
		func() expr.X[T] { return expr.Typed[T]((*expr.Column)(nil)) },
		func() expr.X[T] { return expr.Typed[T](stray.ID) },
		func() expr.X[T] { return expr.Typed[T](users.C("nowhere")) },
		func() expr.X[T] { return expr.Typed[T](expr.Tuple()) },
		func() expr.X[T] { return expr.Typed[T](expr.Tuple(1, nil)) },
		func() expr.X[T] { return expr.Typed[T](expr.Func[any]("")) },
		func() expr.X[T] { return expr.Typed[T](expr.Func[any]("a..b", struct{}{}, make(chan int))) },
		func() expr.X[T] { return expr.Typed[T](expr.NullValue()) },
		func() expr.X[T] { return expr.Typed[T](expr.Val(struct{ X any }{})) },
		func() expr.X[T] { return expr.Typed[T](expr.Array[any]()) },
		func() expr.X[T] { return expr.Typed[T](expr.ByName("nowhere")) },
		func() expr.X[T] { return expr.Typed[T](expr.CountAll().Over(nil, expr.WindowNamed(""))) },
		func() expr.X[T] { return expr.ScalarOf[T](nil) },
		func() expr.X[T] { return expr.ScalarOf[T](expr.Select()) },
		func() expr.X[T] { return expr.Typed[T](expr.Raw[any]("\x00 ' -- ?")) },
		func() expr.X[T] { return expr.Typed[T](expr.ColumnOf[any]("\xff\x00\"")) },
		func() expr.X[T] { return expr.Param[T]("") },
		func() expr.X[T] { return expr.Typed[T](expr.Text("a :b ' :c")) },
	})()
}
