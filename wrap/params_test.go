package wrap_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"math/big"
	"net/netip"
	"reflect"
	"testing"
	"time"

	"github.com/gildsql/gild/driver"
)

// TestParameters runs texts on each database that only some of the bare drivers take.
func TestParameters(t *testing.T) {
	named := func(name string, v any) any { return sql.Named(name, v) }
	tests := map[string]struct {
		text string
		args []any
		want []int // the ids found
		fail string
	}{
		"a name":                 {"id = :id", []any{named("id", 2)}, []int{2}, ""},
		"names in another order": {"id > :low and id < :high", []any{named("high", 4), named("low", 1)}, []int{2, 3}, ""},
		"a name twice":           {"id = :id or id = :id + 1", []any{named("id", 1)}, []int{1, 2}, ""},
		"a cast":                 {"id = cast(:id as integer)", []any{named("id", 3)}, []int{3}, ""},
		"quoted":                 {"name <> ':no' and id = :id /* :no */ -- :no", []any{named("id", 1)}, []int{1}, ""},
		"a list":                 {"id in (:ids)", []any{named("ids", []int{1, 3})}, []int{1, 3}, ""},
		"a list of texts":        {"name in (:names)", []any{named("names", []string{"b", "c'\"\\d"})}, []int{2, 3}, ""},
		"a list and a name":      {"id IN ( :ids ) and name = :n", []any{named("n", "b"), named("ids", []int64{1, 2})}, []int{2}, ""},
		"an empty list":          {"id in (:ids)", []any{named("ids", []int{})}, nil, ""},
		"not in an empty list":   {"id not in (:ids) and id < 3", []any{named("ids", []int{})}, []int{1, 2}, ""},
		"not in a nil list":      {"id not in (:ids) and id < 3", []any{named("ids", []int(nil))}, []int{1, 2}, ""},
		"not in a list":          {"id NOT IN (:ids)", []any{named("ids", []int{1, 2})}, []int{3, 4}, ""},
		"a list of one":          {"id in (:ids)", []any{named("ids", 3)}, []int{3}, ""},
		"a list twice":           {"id in (:ids) or id in (:ids)", []any{named("ids", []int{1})}, []int{1}, ""},
		"between others":         {"id in (:a, :b)", []any{named("a", 1), named("b", 2)}, []int{1, 2}, ""},
		"no value":               {"id = :id and name = :name", []any{named("id", 1)}, nil, "name"},
		"no parameter":           {"id = :id", []any{named("id", 1), named("other", 2)}, nil, "other"},
		"a list that cannot be":  {"id in (:ids)", []any{named("ids", []chan int{nil})}, nil, "ids"},
	}
	eachEngine(t, func(t *testing.T, e engine) {
		ctx := context.Background()
		options := e.options
		if e.name == "sqlite" {
			options = append(options, driver.WithTraits(sqliteTraits))
		}
		db := e.fresh(t, options...)
		withItems(t, db, "a", "b", "c'\"\\d", "d")
		for name, test := range tests {
			query := "select id from items where " + test.text + "\n order by id"
			for how, run := range map[string]func() (*sql.Rows, error){
				"query": func() (*sql.Rows, error) { return db.QueryContext(ctx, query, test.args...) },
				"again": func() (*sql.Rows, error) { return db.QueryContext(ctx, query, test.args...) },
				"third": func() (*sql.Rows, error) { return db.QueryContext(ctx, query, test.args...) },
			} {
				rows, err := run()
				if test.fail != "" {
					if e.name != "sqlite" { // whose driver sees to names itself
						wantError(t, err, test.fail)
					} else if err == nil {
						check(t, rows.Close())
					}
					continue
				}
				if err != nil {
					t.Errorf("%s, %s: %v", name, how, err)
					continue
				}
				if got := ids(t, rows); !reflect.DeepEqual(got, test.want) {
					t.Errorf("%s, %s: got %v, want %v", name, how, got, test.want)
				}
			}
		}
		stmt, err := db.PrepareContext(ctx, "select id from items where id > :low and id < :high and id <> :low order by id")
		check(t, err)
		defer stmt.Close()
		rows, err := stmt.QueryContext(ctx, sql.Named("high", 4), sql.Named("low", 1))
		check(t, err)
		if got := ids(t, rows); !reflect.DeepEqual(got, []int{2, 3}) {
			t.Errorf("prepared: got %v", got)
		}
		if _, err := stmt.QueryContext(ctx, sql.Named("high", 4)); err == nil {
			t.Error("prepared, without a value: no error")
		}
		_, err = db.ExecContext(ctx, "update items set name = :name where id in (:ids)", sql.Named("ids", []int{1, 2}), sql.Named("name", "z"))
		check(t, err)
	})
}

func ids(t *testing.T, rows *sql.Rows) (got []int) {
	t.Helper()
	defer rows.Close()
	for rows.Next() {
		var id int
		check(t, rows.Scan(&id))
		got = append(got, id)
	}
	check(t, rows.Err())
	return got
}

// TestPositionalLists runs lists without names.
func TestPositionalLists(t *testing.T) {
	eachEngine(t, func(t *testing.T, e engine) {
		db := e.fresh(t, driver.WithQuestionMarks())
		withItems(t, db, "a", "b", "c")
		for query, args := range map[string][]any{
			"select id from items where id in (?) and name <> ? order by id":        {[]int{2, 3}, "q"},
			"select id from items where name <> ? and id in (?) order by id":        {"q", []int{2, 3}},
			"select id from items where id not in (?) and id > ? order by id":       {[]int{1}, 0},
			"select id from items where id = ? or id = ? or name = '?' order by id": {2, 3},
		} {
			rows, err := db.Query(query, args...)
			if err != nil {
				t.Errorf("%s: %v", query, err)
				continue
			}
			if got := ids(t, rows); !reflect.DeepEqual(got, []int{2, 3}) {
				t.Errorf("%s: got %v", query, got)
			}
		}
		stmt, err := db.Prepare("select id from items where id = ? or id = ? order by id")
		check(t, err)
		defer stmt.Close()
		rows, err := stmt.Query(2, 3)
		check(t, err)
		if got := ids(t, rows); !reflect.DeepEqual(got, []int{2, 3}) {
			t.Errorf("prepared: got %v", got)
		}
		if e.name != "postgresql" {
			return
		}
		var found bool
		check(t, db.QueryRow(`select '{"a": 1}'::jsonb ?? 'a' and '{"a": 1}'::jsonb ?| array['a'] and ? = 1`, 1).Scan(&found))
		if !found {
			t.Error("operators with question marks")
		}
	})
}

// TestOperatorsStay runs what looks like parameters where nobody asked to rewrite it.
func TestOperatorsStay(t *testing.T) {
	db := engines[1].fresh(t)
	for query, args := range map[string][]any{
		`select '{"a": 1}'::jsonb ? 'a'`:                                {},
		`select '{"a": 1}'::jsonb ? $1`:                                 {"a"},
		`select '{"a": 1}'::jsonb ? :key and 1::int = :n`:               {sql.Named("key", "a"), sql.Named("n", 1)},
		`select (array[1,2,3])[:n] = array[1,2] from (select 2 as n) x`: {},
		`select $q$:a ?$q$ = ':a ?'`:                                    {},
	} {
		var found bool
		if err := db.QueryRow(query, args...).Scan(&found); err != nil {
			t.Errorf("%s: %v", query, err)
		} else if !found {
			t.Errorf("%s: false", query)
		}
	}
}

type point struct{ X, Y int }

type status string

type code [2]byte

func (c code) MarshalText() ([]byte, error) { return fmt.Append(nil, "code-", c[0]), nil }

// TestCoercion gives values that the bare drivers refuse.
func TestCoercion(t *testing.T) {
	number := new(big.Int).Exp(big.NewInt(10), big.NewInt(30), nil)
	tests := map[string]struct {
		give any
		want string
	}{
		"map":             {map[string]int{"a": 1}, `{"a":1}`},
		"struct":          {point{1, 2}, `{"X":1,"Y":2}`},
		"pointer":         {&point{1, 2}, `{"X":1,"Y":2}`},
		"raw json":        {json.RawMessage(`[1]`), `[1]`},
		"text marshaler":  {netip.MustParseAddr("10.0.0.1"), "10.0.0.1"},
		"number":          {number, "1000000000000000000000000000000"},
		"array with text": {code{7, 8}, "code-7"},
		"named":           {status("open"), "open"},
		"duration":        {5 * time.Microsecond, "5000"}, // the bare drivers take it
	}
	refused := map[string]any{
		"channel": make(chan int), "function": func() {}, "complex": 1i, "closed struct": struct{ a int }{1}, "array": [2]int{1, 2},
	}
	eachEngine(t, func(t *testing.T, e engine) {
		db, bare := e.fresh(t), e.bare(t, e.dsn(t))
		text := "select cast($1 as text)"
		for name, test := range tests {
			for _, how := range []string{"text", "prepared"} {
				var got string
				var err error
				if how == "text" {
					err = db.QueryRow(text, test.give).Scan(&got)
				} else {
					var stmt *sql.Stmt
					stmt, err = db.Prepare(text)
					check(t, err)
					err = errors.Join(stmt.QueryRow(test.give).Scan(&got), stmt.Close())
				}
				if name == "raw json" && e.name == "postgresql" { // bytes, for lib/pq as well
					continue
				}
				if err != nil || got != test.want {
					t.Errorf("%s, %s: got %q, %v", name, how, got, err)
				}
			}
		}
		for name, v := range refused {
			var got string
			err := db.QueryRow(text, v).Scan(&got)
			want := bare.QueryRow(text, v).Scan(&got)
			if err == nil || want == nil || err.Error() != want.Error() {
				t.Errorf("%s: got error %v, want %v", name, err, want)
			}
		}
	})
	db := engines[1].fresh(t)
	address := netip.MustParseAddr("10.0.0.1")
	for give, want := range map[any]string{
		&[]netip.Addr{address}:                `{10.0.0.1}`,
		&[][]netip.Addr{{address}, {address}}: `{{10.0.0.1},{10.0.0.1}}`,
		&[]*big.Int{number, nil}:              `{1000000000000000000000000000000,NULL}`,
		&[]point{{1, 2}}:                      `{"{\"X\":1,\"Y\":2}"}`,
		&[]string{`a"\b`, ""}:                 `{"a\"\\b",""}`,
	} {
		var got string
		if err := db.QueryRow("select $1::text[]::text", reflect.ValueOf(give).Elem().Interface()).Scan(&got); err != nil || got != want {
			t.Errorf("%T: got %s, %v, want %s", give, got, err, want)
		}
	}
}
