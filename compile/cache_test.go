package compile_test

import (
	"fmt"
	"reflect"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"
	"weak"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// newUsers returns a table of its own, always of the same definition.
func newUsers() *schema.Table {
	return schema.NewTable(schema.NewMetaData(), "users",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("name", typemap.Text()))
}

func newCache(size int) *compile.Cache {
	return compile.NewCache(sqlite.Dialect.Rules(dialect.Version{}), size)
}

// use returns the text and the arguments that stmt gets from the cache.
func use(t *testing.T, c *compile.Cache, stmt expr.Statement) string {
	t.Helper()
	var got string
	err := c.Use(stmt, func(compiled *compile.Compiled, binds []*expr.Bind) error {
		text, args, err := compiled.Bind(binds, nil)
		values := make([]any, len(args))
		for i, a := range args {
			values[i] = a.Value
		}
		got = fmt.Sprint(text, values)
		return err
	})
	if err != nil {
		t.Error(err)
	}
	return got
}

func TestCacheHits(t *testing.T) {
	users := newUsers()
	id, name := users.C("id"), users.C("name")
	for _, tt := range []struct {
		what string
		stmt func(i int) expr.Statement
		want func(i int) string
	}{
		{"a value", func(i int) expr.Statement { return expr.Select(id).Where(id.Eq(i)) },
			func(i int) string { return fmt.Sprint("SELECT users.id FROM users WHERE users.id = ?", []int{i}) }},
		{"a limit", func(i int) expr.Statement { return expr.Select(id).Limit(i).Offset(i + 1) },
			func(i int) string { return fmt.Sprint("SELECT users.id FROM users LIMIT ? OFFSET ?", []int{i, i + 1}) }},
		{"a list of any length", func(i int) expr.Statement { return expr.Select(id).Where(id.In(slices.Repeat([]any{7}, i)...)) },
			func(i int) string {
				if i == 0 {
					return "SELECT users.id FROM users WHERE users.id IN (SELECT 1 FROM (SELECT 1) WHERE 1!=1)[]"
				}
				return "SELECT users.id FROM users WHERE users.id IN (" + strings.Repeat(", ?", i)[2:] + ")[" + strings.Repeat(" 7", i)[1:] + "]"
			}},
		{"an insert", func(i int) expr.Statement { return expr.Insert(users).Values(id.Set(i), name.Set("x")) },
			func(i int) string { return fmt.Sprint("INSERT INTO users (id, name) VALUES (?, ?)", []any{i, "x"}) }},
		{"an update", func(i int) expr.Statement { return expr.Update(users).Set(id.Set(i)).Where(id.Eq(-i)) },
			func(i int) string { return fmt.Sprint("UPDATE users SET id=? WHERE users.id = ?", []any{i, -i}) }},
		{"a delete", func(i int) expr.Statement { return expr.Delete(users).Where(id.Eq(i)) },
			func(i int) string { return fmt.Sprint("DELETE FROM users WHERE users.id = ?", []any{i}) }},
		{"a text", func(i int) expr.Statement { return expr.Text("SELECT :a").Bind("a", i) },
			func(i int) string { return fmt.Sprint("SELECT ?", []any{i}) }},
		{"a fresh alias of one name", func(i int) expr.Statement { return expr.Select(expr.As(users, "u").C("id").Add(i)) },
			func(i int) string { return fmt.Sprint("SELECT u.id + ? AS anon_1 FROM users AS u", []any{i}) }},
	} {
		t.Run(tt.what, func(t *testing.T) {
			c := newCache(0)
			for i := range 5 {
				if got, want := use(t, c, tt.stmt(i)), tt.want(i); got != want {
					t.Errorf("got %s, want %s", got, want)
				}
			}
			if hits, misses := c.Stats(); hits != 4 || misses != 1 {
				t.Errorf("%d hits, %d misses", hits, misses)
			}
		})
	}
}

// TestCacheMisses pairs statements that look alike and are not.
func TestCacheMisses(t *testing.T) {
	users, others := newUsers(), newUsers()
	id, name := users.C("id"), users.C("name")
	shared := expr.Val[any](1)
	a, b := expr.As(users, "a"), expr.As(users, "a")
	all := expr.Select(id)
	for _, tt := range []struct {
		what string
		x, y expr.Statement
	}{
		{"tables of one name", expr.Select(id), expr.Select(others.C("id"))},
		{"columns", expr.Select(id), expr.Select(name)},
		{"types of one column", expr.Select(expr.NewColumn(users, "id", typemap.Text())), expr.Select(expr.NewColumn(users, "id", typemap.BigInt()))},
		{"a table and its alias", expr.Select(id), expr.Select(a.C("id"))},
		{"names of aliases", expr.Select(a.C("id")), expr.Select(expr.As(users, "b").C("id"))},
		{"one alias twice, two aliases", expr.Select(a.C("id")).Where(a.C("id").Eq(1)), expr.Select(a.C("id")).Where(b.C("id").Eq(1))},
		{"one value twice, two values", all.Where(id.Eq(shared), id.Ne(shared)), all.Where(id.Eq(1), id.Ne(1))},
		{"operators", all.Where(id.Eq(1)), all.Where(id.Ne(1))},
		{"types of values", all.Where(id.EqExpr(expr.Val[any](1))), all.Where(id.EqExpr(expr.Val[any]("1")))},
		{"a value and a parameter", all.Where(id.Eq(1)), all.Where(id.EqExpr(expr.Param[any]("p")))},
		{"names of parameters", all.Where(id.EqExpr(expr.Param[any]("p"))), all.Where(id.EqExpr(expr.Param[any]("q")))},
		{"where and having", all.Where(id.Eq(1)), all.Having(id.Eq(1))},
		{"group by and order by", all.GroupBy(id), all.OrderBy(id)},
		{"limit and offset", all.Limit(1), all.Offset(1)},
		{"distinct", all, all.Distinct()},
		{"directions", all.OrderBy(id.Asc()), all.OrderBy(id.Desc())},
		{"joins", all.JoinOn(a, expr.And()), all.LeftJoinOn(a, expr.And())},
		{"correlated", all, all.Correlate(users)},
		{"labels", expr.Select(id.As("a")), expr.Select(id.As("b"))},
		{"functions", expr.Select(expr.Func[int]("f")), expr.Select(expr.Func[int]("g"))},
		{"distinct arguments", expr.Select(expr.Count(id)), expr.Select(expr.CountDistinct(id))},
		{"texts", expr.Text("SELECT 1"), expr.Text("SELECT 2")},
		{"names bound in a text", expr.Text("SELECT :a, :b").Bind("a", 1), expr.Text("SELECT :a, :b").Bind("b", 1)},
		{"columns of an insert", expr.Insert(users).Values(id.Set(1)), expr.Insert(users).Values(name.Set(1))},
		{"rows of an insert", expr.Insert(users).Values(id.Set(1), name.Set(1)), expr.Insert(users).Values(id.Set(1)).Values(id.Set(1))},
		{"an update and its returning", expr.Update(users).Set(id.Set(1)), expr.Update(users).Set(id.Set(1)).Returning(id)},
		{"verbs", expr.Delete(users), expr.Insert(users)},
	} {
		t.Run(tt.what, func(t *testing.T) {
			c := newCache(0)
			for _, stmt := range []expr.Statement{tt.x, tt.y} {
				if err := c.Use(stmt, func(*compile.Compiled, []*expr.Bind) error { return nil }); err != nil {
					t.Fatal(err)
				}
			}
			if hits, _ := c.Stats(); hits != 0 {
				t.Error("the second was taken for the first")
			}
		})
	}
}

func TestCacheSize(t *testing.T) {
	users := newUsers()
	id := users.C("id")
	stmts := []expr.Statement{expr.Select(id), expr.Select(id.Add(1)), expr.Select(id.Sub(1))}
	for _, tt := range []struct{ size, hits int }{{-1, 0}, {1, 0}, {2, 0}, {3, 3}, {0, 3}} {
		c := newCache(tt.size)
		for range 2 {
			for _, s := range stmts {
				use(t, c, s)
			}
		}
		if hits, misses := c.Stats(); int(hits) != tt.hits || int(hits+misses) != 6 {
			t.Errorf("size %d: %d hits, %d misses", tt.size, hits, misses)
		}
	}
}

// TestCacheNeverKeepsMistakes: what does not compile fails each time with its own error.
func TestCacheNeverKeepsMistakes(t *testing.T) {
	users, c := newUsers(), newCache(0)
	for _, name := range []string{"x", "y", "x"} {
		err := c.Use(expr.Select(users.C(name)), func(*compile.Compiled, []*expr.Bind) error { return nil })
		if err == nil || !strings.Contains(err.Error(), `no column "`+name+`" in "users"`) {
			t.Errorf("%v", err)
		}
	}
}

func TestCacheConcurrently(t *testing.T) {
	users, c := newUsers(), newCache(4)
	id := users.C("id")
	var wg sync.WaitGroup
	for g := range 20 {
		wg.Go(func() {
			for i := range 200 {
				k := g*1000 + i
				switch i % 6 {
				case 0:
					if got, want := use(t, c, expr.Select(id).Where(id.Eq(k))), fmt.Sprint("SELECT users.id FROM users WHERE users.id = ?", []int{k}); got != want {
						t.Errorf("got %s, want %s", got, want)
					}
				default: // more structures than fit
					use(t, c, expr.Select(id.As(fmt.Sprint("l", i%6))).Limit(k))
				}
			}
		})
	}
	wg.Wait()
}

// TestCompiledHoldsNoValues: neither a statement nor its values live on in the cache.
func TestCompiledHoldsNoValues(t *testing.T) {
	users, c := newUsers(), newCache(0)
	id := users.C("id")
	compiled, value, stmt := func() (*compile.Compiled, weak.Pointer[[1 << 16]byte], weak.Pointer[expr.SelectStmt]) {
		secret := new([1 << 16]byte)
		s := expr.Select(id.As("x")).Where(id.Eq(secret), id.In(secret, secret), expr.As(users, "a").C("id").Eq(1)).OrderBy(id).Limit(5)
		var compiled *compile.Compiled
		if err := c.Use(s, func(x *compile.Compiled, _ []*expr.Bind) error { compiled = x; return nil }); err != nil {
			t.Fatal(err)
		}
		return compiled, weak.Make(secret), weak.Make(s)
	}()
	for range 3 {
		runtime.GC()
	}
	if value.Value() != nil {
		t.Error("the value is still there")
	}
	if stmt.Value() != nil {
		t.Error("the statement is still there")
	}
	if _, misses := c.Stats(); compiled == nil || misses != 1 {
		t.Error("nothing was compiled")
	}
	runtime.KeepAlive(c)
}

// TestCachePinsTables: a table lives as long as a key with its address, so that no other
// table can take its place.
func TestCachePinsTables(t *testing.T) {
	c := newCache(0)
	table := func() weak.Pointer[schema.Table] {
		users := newUsers()
		use(t, c, expr.Select(users.C("id")))
		return weak.Make(users)
	}()
	for range 3 {
		runtime.GC()
	}
	if table.Value() == nil {
		t.Error("the table is gone, its address is still in the cache")
	}
	runtime.KeepAlive(c)
}

func TestCompiledTells(t *testing.T) {
	users := newUsers()
	id, name := users.C("id"), users.C("name")
	inner := expr.Typed[any](&expr.Scalar{Query: expr.Select(expr.Max(expr.As(newUsers(), "other").C("id")))})
	for _, tt := range []struct {
		stmt                         expr.Statement
		operation, collection, shown string
		columns                      []string
		rows                         bool
	}{
		{expr.Select(users), "SELECT", "users", "SELECT users.id, users.name FROM users", []string{"id", "name"}, true},
		{expr.Select(expr.As(users, "u").C("id").As("n")), "SELECT", "users", "SELECT u.id AS n FROM users AS u", []string{"n"}, true},
		{expr.Select(expr.Val(1)), "SELECT", "", "SELECT ? AS anon_1", []string{"anon_1"}, true},
		{expr.Select(id, id, expr.NewColumn(users, "id_1", typemap.Text())), "SELECT", "users",
			"SELECT users.id, users.id AS id__1, users.id_1 FROM users", []string{"id", "id__1", "id_1"}, true},
		{expr.Select(id).Where(name.Eq("x"), id.In(1, 2), id.Ne(3)), "SELECT", "users",
			"SELECT users.id FROM users WHERE users.name = ? AND users.id IN (...) AND users.id != ?", []string{"id"}, true},
		{expr.Insert(users).Values(id.SetExpr(inner)), "INSERT", "users",
			"INSERT INTO users (id) VALUES ((SELECT max(other.id) AS max_1 FROM users AS other))", nil, false},
		{expr.Insert(users).Values(id.Set(1)).Returning(id), "INSERT", "users", "INSERT INTO users (id) VALUES (?) RETURNING id", []string{"id"}, true},
		{expr.Update(users).Set(id.SetExpr(inner)), "UPDATE", "users", "UPDATE users SET id=(SELECT max(other.id) AS max_1 FROM users AS other)", nil, false},
		{expr.Delete(users).Where(id.EqExpr(inner)), "DELETE", "users", "DELETE FROM users WHERE users.id = (SELECT max(other.id) AS max_1 FROM users AS other)", nil, false},
		{expr.Text("SELECT 1 FROM t"), "SELECT", "t", "SELECT 1 FROM t", nil, true},
		{&schema.CreateTable{Table: users}, "CREATE TABLE", "users", "CREATE TABLE users (\n\tid INTEGER NOT NULL,\n\tname TEXT NOT NULL,\n\tPRIMARY KEY (id)\n)", nil, false},
		{&schema.DropTable{Table: users}, "DROP TABLE", "users", "DROP TABLE users", nil, false},
	} {
		err := newCache(0).Use(tt.stmt, func(c *compile.Compiled, _ []*expr.Bind) error {
			if c.Operation != tt.operation || c.Collection != tt.collection || c.ReturnsRows() != tt.rows || c.SQL() != tt.shown {
				t.Errorf("%s: %q of %q, rows %v, shown as %q", tt.shown, c.Operation, c.Collection, c.ReturnsRows(), c.SQL())
			}
			var columns []string
			if c.Columns != nil {
				columns = c.Columns.Names
			}
			if !reflect.DeepEqual(columns, tt.columns) {
				t.Errorf("%s: columns %q, want %q", tt.shown, columns, tt.columns)
			}
			return nil
		})
		if err != nil {
			t.Error(err)
		}
	}
}
