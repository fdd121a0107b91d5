package generated

import (
	"database/sql/driver"
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"

	"database/sql"
)

// twins is how many statements that differ in one decision are made beside each.
const twins = 3

func newCaches() []*compile.Cache {
	var out []*compile.Cache
	for _, d := range dialects {
		out = append(out, compile.NewCache(d.Rules(dialect.Version{}), 200))
	}
	return out
}

// checkCache checks that running through the cache is as running without, and that statements
// with the key of this one have its SQL: one with other values, and some that differ in one decision.
func (c *checker) checkCache(seed uint64, made *tape, stmt expr.Statement, args []any) {
	for i, d := range dialects {
		text, values, err := gild.SQL(stmt, d, args...)
		if err != nil {
			continue
		}
		want := fmt.Sprintf("%s\n%#v", text, values)
		for range 3 { // compiled, found by its key, found as itself
			if got := through(c.caches[i], stmt, args); got != want {
				c.fail("seed %d, %s: the cache gives\n%s\nwithout it\n%s", seed, d.Name, got, want)
			}
		}
	}
	key := &expr.Key{}
	if !key.Add(stmt) {
		return
	}
	others := []*generator{newGenerator(&tape{made: made.made, random: made.random}, seed+1)}
	for range twins {
		place := made.random.IntN(len(made.made))
		others = append(others, newGenerator(made.changed(place), seed))
	}
	for _, g := range others {
		other := g.statement()
		c.twins++
		otherKey := &expr.Key{}
		if otherKey.Add(other) && string(otherKey.Bytes) == string(key.Bytes) {
			c.equalKeys++
			c.sameSQL(seed, stmt, key, other, otherKey)
		}
	}
}

// sameSQL checks that two statements with equal keys have the same SQL on all databases.
func (c *checker) sameSQL(seed uint64, a expr.Statement, keyA *expr.Key, b expr.Statement, keyB *expr.Key) {
	for _, d := range dialects {
		rules := d.Rules(dialect.Version{})
		one, errA := compile.Compile(rules, a, keyA)
		two, errB := compile.Compile(rules, b, keyB)
		switch {
		case (errA == nil) != (errB == nil):
			c.fail("seed %d, %s: equal keys, but %v and %v", seed, d.Name, errA, errB)
		case errA == nil && one.SQL() != two.SQL():
			c.fail("seed %d, %s: equal keys, but\n%s\n%s", seed, d.Name, one.SQL(), two.SQL())
		}
	}
}

// through returns what a statement is through a cache.
func through(cache *compile.Cache, stmt expr.Statement, args []any) string {
	var text string
	var values []any
	err := cache.Use(stmt, func(compiled *compile.Compiled, binds []*expr.Bind) error {
		sqlText, named, err := compiled.Bind(binds, params1(args))
		text = sqlText
		for _, v := range named {
			values = append(values, v.Value)
		}
		return err
	})
	if err != nil {
		return err.Error()
	}
	return fmt.Sprintf("%s\n%#v", text, values)
}

func params1(args []any) compile.Params {
	var out compile.Params
	for i, a := range args {
		n := a.(sql.NamedArg)
		out = append(out, driver.NamedValue{Ordinal: i + 1, Name: n.Name, Value: n.Value})
	}
	return out
}
