package compile_test

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// compiled returns what a statement is for a dialect, with its arguments.
func compiledFor(t *testing.T, d *dialect.Dialect, stmt expr.Statement) (*compile.Compiled, []driver.NamedValue) {
	t.Helper()
	var key expr.Key
	key.Add(stmt)
	c, err := compile.Compile(d.Rules(dialect.Version{}), stmt, &key)
	if err != nil {
		t.Fatal(err)
	}
	_, args, err := c.Bind(key.Binds, nil)
	if err != nil {
		t.Fatal(err)
	}
	return c, args
}

// TestInOrderShuffled: whatever order a database gives rows back in, they are put in theirs.
func TestInOrderShuffled(t *testing.T) {
	table := schema.NewTable(schema.NewMetaData(), "t",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("a", typemap.Text()), schema.NewColumn("b", typemap.Integer()))
	const n = 500
	byKey, byNumber := expr.Insert(table), expr.Insert(table)
	for i := range n {
		a, b := table.C("a").Set(fmt.Sprint(i%7)), table.C("b").Set(i*37%n)
		byKey, byNumber = byKey.Values(a, b), byNumber.Values(a, b)
	}
	returning := []expr.Item{expr.Val(int64(1)).Add(2).As("place")}
	byKey = byKey.Returning(returning...).InOrder(table.C("b"), table.C("a"))
	byNumber = byNumber.Returning(returning...).InOrder()
	for _, d := range six {
		if name := d.Name; name == "mysql" || name == "oracle" {
			continue // which give no rows back
		}
		for name, stmt := range map[string]*expr.InsertStmt{"key": byKey, "number": byNumber} {
			c, args := compiledFor(t, d, stmt)
			rows := make([][]driver.Value, n)
			for i := range rows {
				rows[i] = []driver.Value{int64(i), int64(i + 1000)}
				if name == "key" { // as the drivers of MySQL give text
					rows[i] = []driver.Value{int64(i), []byte(fmt.Sprint(i * 37 % n)), []byte(fmt.Sprint(i % 7))}
				}
			}
			rand.Shuffle(n, func(i, j int) { rows[i], rows[j] = rows[j], rows[i] })
			if err := c.Order().Sort(rows, args); err != nil {
				t.Errorf("%s by %s: %v", d.Name, name, err)
			}
			for i, row := range rows {
				if row[0] != int64(i) {
					t.Fatalf("%s by %s: row %d is %v", d.Name, name, i, row)
				}
			}
		}
	}
}

// TestInOrderAmongOthers: values in the text have no place among the arguments; behind lists there
// is none that is known.
func TestInOrderAmongOthers(t *testing.T) {
	table := schema.NewTable(schema.NewMetaData(), "t",
		schema.NewColumn("a", typemap.Text()), schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()))
	insert := func(a expr.Expr) *expr.InsertStmt {
		stmt := expr.Insert(table)
		for i := range 3 {
			stmt = stmt.Values(expr.Assign(table.C("a"), a), table.C("id").Set(i))
		}
		return stmt.Returning(table.C("a")).InOrder()
	}
	shared := expr.Val("x")
	for _, a := range []expr.Expr{expr.Inline("x"), shared.Concat("y"), expr.Func[string]("concat", expr.Inline("x"), shared, shared)} {
		c, args := compiledFor(t, six[1], insert(a))
		rows := [][]driver.Value{{"c", int64(2)}, {"a", int64(0)}, {"b", int64(1)}}
		if err := c.Order().Sort(rows, args); err != nil || rows[0][0] != "a" || rows[2][0] != "c" {
			t.Errorf("%v, %v: %s", rows, err, c.SQL())
		}
	}
	list := expr.Case[string]().When(shared.In("x", "y"), "in").Else("out")
	_, _, err := six[1].SQL(insert(list))
	var unordered *compile.UnorderedError
	if !errors.As(err, &unordered) {
		t.Errorf("a list among the values: %v", err)
	}
}

// TestInOrderNoMatch: rows that do not match are an error.
func TestInOrderNoMatch(t *testing.T) {
	stmt := expr.Insert(authors).Values(authors.ID.Set(1), authors.Name.Set("a")).Values(authors.ID.Set(2), authors.Name.Set("b"))
	c, args := compiledFor(t, six[1], stmt.Returning(authors.Name).InOrder())
	for _, test := range []struct {
		rows [][]driver.Value
		why  string
	}{
		{[][]driver.Value{{"a", int64(1)}}, "their number is another"},
		{[][]driver.Value{{"a", int64(1)}, {"b", int64(2)}, {"c", int64(3)}}, "their number is another"},
		{[][]driver.Value{{"a", int64(1)}, {"b", int64(3)}}, "values that no row was given"},
		{[][]driver.Value{{"a", int64(1)}, {"b", nil}}, "values that no row was given"},
		{[][]driver.Value{{"a", int64(1)}, {"b", int64(1)}}, "two of them have the values of row 1"},
	} {
		err := c.Order().Sort(test.rows, args)
		var e *compile.OrderError
		if !errors.As(err, &e) || !strings.Contains(e.Error(), test.why) || e.Got != len(test.rows) {
			t.Errorf("%v: got %v, want %q", test.rows, err, test.why)
		}
	}
}
