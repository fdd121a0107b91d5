package compile_test

import (
	"fmt"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// TestExpandedTextsByLength: the text that is kept for lists of some lengths is not that of others,
// whatever they add up to.
func TestExpandedTextsByLength(t *testing.T) {
	users := newUsers()
	id, name := users.C("id"), users.C("name")
	stmt := expr.Select(id).Where(id.InParam("ids"), name.InParam("names"))
	cache := newCache(0)
	for range 3 {
		for _, tt := range []struct {
			ids  []int64
			name []string
			want string
		}{
			{[]int64{1, 2}, []string{"a"}, "users.id IN (?, ?) AND users.name IN (?)[1 2 a]"},
			{[]int64{1}, []string{"a", "b"}, "users.id IN (?) AND users.name IN (?, ?)[1 a b]"},
			{[]int64{3, 4}, []string{"c"}, "users.id IN (?, ?) AND users.name IN (?)[3 4 c]"},
		} {
			params := compile.Params{{Name: "ids", Value: tt.ids}, {Name: "names", Value: tt.name}}
			err := cache.Use(stmt, func(compiled *compile.Compiled, binds []*expr.Bind) error {
				text, args, err := compiled.Bind(binds, params)
				values := make([]any, len(args))
				for i, a := range args {
					values[i] = a.Value
				}
				if got, want := fmt.Sprint(text, values), "SELECT users.id FROM users WHERE "+tt.want; got != want {
					t.Errorf("%s, want %s", got, want)
				}
				return err
			})
			if err != nil {
				t.Error(err)
			}
		}
	}
}

// TestRenderedApart: what is rendered leaves nothing to what is rendered next.
func TestRenderedApart(t *testing.T) {
	users := newUsers()
	id := users.C("id")
	rules := compile.Default()
	render := func(stmt expr.Statement, params compile.Params) string {
		text, args, err := compile.Render(rules, stmt, params)
		return fmt.Sprint(text, args, err)
	}
	list := expr.Select(id).Where(id.In(1, 2, 3), id.InParam("ids"))
	plain := expr.Select(id)
	const wantPlain = "SELECT users.id FROM users[] <nil>"
	const wantList = "SELECT users.id FROM users WHERE users.id IN (?, ?, ?) AND users.id IN (?)[1 2 3 4] <nil>"
	for range 3 {
		if got := render(plain, nil); got != wantPlain {
			t.Errorf("%s, want %s", got, wantPlain)
		}
		if got := render(list, compile.Params{{Name: "ids", Value: []int64{4}}}); got != wantList {
			t.Errorf("%s, want %s", got, wantList)
		}
		if _, _, err := compile.Render(rules, list, nil); err == nil {
			t.Error("a parameter without a value is no error")
		}
		if _, _, err := compile.Render(rules, expr.Select(id).Where(expr.Canonical(nil)), nil); err == nil {
			t.Error("a mistake is no error")
		}
	}
}
