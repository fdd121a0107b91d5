package params_test

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"testing"

	"github.com/gildsql/gild/internal/params"
	"github.com/gildsql/gild/internal/sqltext"
)

var (
	question = func(b []byte, _ int) []byte { return append(b, '?') }
	dollar   = func(b []byte, n int) []byte { return strconv.AppendInt(append(b, '$'), int64(n), 10) }

	mysql    = &params.Style{Placeholder: question, Marks: true, EmptyList: "none"}
	sqlite   = &params.Style{Placeholder: question, Marks: true, Native: true, EmptyList: "none"}
	postgres = &params.Style{Placeholder: dollar, Numbered: true, Arrays: true}
	portable = &params.Style{Placeholder: dollar, Numbered: true, Arrays: true, Marks: true, Questions: true}
)

func named(name string, v any) driver.NamedValue { return driver.NamedValue{Name: name, Value: v} }
func value(v any) driver.NamedValue              { return driver.NamedValue{Value: v} }

func TestFill(t *testing.T) {
	one, two := named("a", int64(1)), named("b", int64(2))
	list := named("l", []int64{7, 8})
	tests := []struct {
		style *params.Style
		text  string
		args  []driver.NamedValue
		want  string // empty if it stays as it is
		sent  string
		fail  string
	}{
		{mysql, "x = :a", []driver.NamedValue{one}, "x = ?", "1", ""},
		{mysql, "x = :a or y = :a and :b", []driver.NamedValue{two, one}, "x = ? or y = ? and ?", "1 1 2", ""},
		{postgres, "x = :a or y = :a and :b", []driver.NamedValue{two, one}, "x = $1 or y = $1 and $2", "1 2", ""},
		{sqlite, "x = :a", []driver.NamedValue{one}, "", "", ""},
		{mysql, "x in (:l) and :a", []driver.NamedValue{one, list}, "x in (?, ?) and ?", "7 8 1", ""},
		{sqlite, "x in (:l) and :a and @c", []driver.NamedValue{one, named("c", int64(3)), list}, "x in (:l__1, :l__2) and :a and @c", "l__1=7 l__2=8 a=1 c=3", ""},
		{sqlite, "x in (:l) and :l__1", []driver.NamedValue{list, named("l__1", int64(9))}, "x in (:l___1, :l__2) and :l__1", "l___1=7 l__2=8 l__1=9", ""},
		{sqlite, "x in (?) and @c", []driver.NamedValue{value([]int64{7}), named("c", int64(3))}, "", "", "several kinds"},
		{postgres, "x in (:l) and :a", []driver.NamedValue{one, list}, "x = ANY ($1) and $2", "[7 8] 1", ""},
		{postgres, "x not /* */ in ( :l )", []driver.NamedValue{list}, "x <> ALL ($1)", "[7 8]", ""},
		{postgres, "x not in (:l)", []driver.NamedValue{named("l", []int64(nil))}, "x <> ALL ($1)", "[]", ""},
		{mysql, "x not in (:l)", []driver.NamedValue{named("l", []int64{})}, "x not in (none)", "", ""},
		{mysql, "x in (:a)", []driver.NamedValue{one}, "x in (?)", "1", ""},
		{mysql, "x in (?) and y = ?", []driver.NamedValue{value([]int64{7, 8}), value(int64(1))}, "x in (?, ?) and y = ?", "7 8 1", ""},
		{postgres, "x in ($1)", []driver.NamedValue{value([]int64{7, 8})}, "", "", ""}, // the driver takes it
		{postgres, "f(:a) in (select :a)", []driver.NamedValue{one}, "f($1) in (select $1)", "1", ""},
		{postgres, "':a' || \":a\" || $$:a$$ || x::a -- :a", []driver.NamedValue{one}, "", "", ""},
		{postgres, "a[:n] = :a", []driver.NamedValue{one}, "a[:n] = $1", "1", ""},
		{postgres, "j ? 'k' and :a", []driver.NamedValue{one}, "j ? 'k' and $1", "1", ""},
		{portable, "x = ? and j ?? 'k' and j ??| l and y = ?", []driver.NamedValue{value(int64(1)), value(int64(2))}, "x = $1 and j ? 'k' and j ?| l and y = $2", "1 2", ""},
		{portable, "x = $1 and y ? z", []driver.NamedValue{value(int64(1))}, "", "", ""},
		{portable, "x in (?)", []driver.NamedValue{value([]int64{7})}, "x = ANY ($1)", "[7]", ""},
		{mysql, "x = :a", []driver.NamedValue{two}, "", "", ":a"},
		{mysql, "x = :a", []driver.NamedValue{one, two}, "", "", ":b"},
		{mysql, "x = :a and y = ?", []driver.NamedValue{one, value(int64(2))}, "", "", "several kinds"},
		{mysql, "x in (?)", nil, "", "", ""},
		{portable, "x = ? or y = ?", []driver.NamedValue{value(int64(1))}, "", "", "1 arguments"},
	}
	for _, test := range tests {
		flavor := sqltext.Postgres()
		switch test.style {
		case mysql:
			flavor = sqltext.MySQL()
		case sqlite:
			flavor = sqltext.SQLite()
		}
		lists := false
		for _, arg := range test.args {
			lists = lists || params.IsList(arg.Value)
		}
		template := params.Parse(test.text, flavor, test.style)
		if !template.Rewrites(test.args, lists) {
			if test.want != "" || test.fail != "" {
				t.Errorf("%s: it stays as it is", test.text)
			}
			continue
		}
		got, args, err := template.Fill(test.args, func(*driver.NamedValue) error { return nil })
		if test.fail != "" {
			if err == nil || !strings.Contains(err.Error(), test.fail) {
				t.Errorf("%s: got error %v", test.text, err)
			}
			continue
		}
		var sent []string
		for i, arg := range args {
			if arg.Ordinal != i+1 {
				t.Errorf("%s: argument %d has the ordinal %d", test.text, i+1, arg.Ordinal)
			}
			text := fmt.Sprint(arg.Value)
			if arg.Name != "" {
				text = arg.Name + "=" + text
			}
			sent = append(sent, text)
		}
		if err != nil || got != test.want || strings.Join(sent, " ") != test.sent {
			t.Errorf("%s: got %q with %q, %v", test.text, got, sent, err)
		}
	}
}

func TestPrepared(t *testing.T) {
	for _, test := range []struct {
		style *params.Style
		text  string
		want  string
		order []string
	}{
		{mysql, "x = :a or y in (:b) or z = :a", "x = ? or y in (?) or z = ?", []string{"a", "b", "a"}},
		{postgres, "x = :a or y in (:b) or z = :a", "x = $1 or y in ($2) or z = $1", []string{"a", "b"}},
		{portable, "x = ? and y ?? z", "x = $1 and y ? z", nil},
		{sqlite, "x = :a", "", nil},
		{mysql, "x = ?", "", nil},
		{mysql, "x = ? and :a", "", nil},
		{postgres, "a[:n]", "", nil},
	} {
		got, order, changed := params.Parse(test.text, sqltext.Postgres(), test.style).Prepared()
		if got != test.want || !reflect.DeepEqual(order, test.order) || changed != (test.want != "") {
			t.Errorf("%s: got %q, %q, %v", test.text, got, order, changed)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, seed := range []string{"x in (:a) and ? or $1 ?? b", "x NOT IN ( /* */ ? )", "a[:b]", "$$:a", ":", "in(", "'", "in (?"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, style := range []*params.Style{mysql, sqlite, postgres, portable} {
			for _, flavor := range []sqltext.Flavor{sqltext.MySQL(), sqltext.SQLite(), sqltext.Postgres()} {
				template := params.Parse(text, flavor, style)
				args := []driver.NamedValue{named("a", []int64{1, 2}), value([]int64{1})}
				if _, got, err := template.Fill(args, func(*driver.NamedValue) error { return nil }); err == nil && len(got) == 0 {
					t.Errorf("%q: the arguments are gone", text)
				}
				template.Prepared()
			}
		}
	})
}
