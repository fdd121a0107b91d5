package compile_test

import (
	"database/sql/driver"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

var people = schema.NewTable(schema.NewMetaData(), "people",
	schema.NewColumn("id", typemap.BigInt()), schema.NewColumn("name", typemap.String(9)), schema.NewColumn("first name%", typemap.String(9)))

var personID, personName = people.C("id"), people.C("name")

func TestString(t *testing.T) {
	ids := make([]any, 11)
	for i := range ids {
		ids[i] = i
	}
	for _, tt := range []struct {
		stmt expr.Statement
		want string
	}{
		{expr.Select(personID).Where(personID.Eq(5), personName.Eq("secret"), personID.Lt(9)),
			"SELECT people.id FROM people WHERE people.id = :id_1 AND people.name = :name_1 AND people.id < :id_2"},
		{expr.Select(personID).Where(people.C("first name%").Eq("secret")), `SELECT people.id FROM people WHERE people."first name%" = :first_name_1`},
		{expr.Select(personID).Where(personID.In(1, 2), personID.InParam("ids")), "SELECT people.id FROM people WHERE people.id IN (:id_1_1, :id_1_2) AND people.id IN (:ids)"},
		{expr.Select(personID).Where(personID.In(ids...)), "SELECT people.id FROM people WHERE people.id IN (:id_1_1, ..., :id_1_11)"},
		{expr.Select(personID).Where(personName.Eq(expr.Inline("secret"))), "SELECT people.id FROM people WHERE people.name = :param_1"},
		{expr.Select(personID).Where(personName.Eq(expr.ParamDefault("who", "secret"))), "SELECT people.id FROM people WHERE people.name = :who"},
		{expr.Update(people).Set(personName.Set("secret")).Where(personID.Eq(1)), "UPDATE people SET name="},
		{expr.Delete(people).Where(personID.Eq(1)), "DELETE FROM people WHERE people.id = :id_1"},
		{expr.Text("SELECT :a").Bind("a", "secret"), "SELECT :a"},
		{expr.Text("SELECT id FROM people WHERE id = :a").Columns(personID), "SELECT id FROM people WHERE id = :a"},
		{expr.Select(), "SELECT"},
		{expr.Select().From(users), "SELECT FROM users"},
		{expr.Select(expr.As(users, "u").C("none")), "[cannot be shown without a database: SELECT: no column"},
		{(*expr.SelectStmt)(nil), "[a statement]"},
	} {
		got := fmt.Sprintf("%v", tt.stmt)
		if !strings.HasPrefix(got, tt.want) || strings.Contains(got, "secret") {
			t.Errorf("got  %s\nwant %s", got, tt.want)
		}
	}
}

// bound compiles a statement and puts its values in their places.
func bound(stmt expr.Statement, params ...driver.NamedValue) (text string, names []string, values []any, err error) {
	var key expr.Key
	key.Add(stmt)
	c, err := compile.Compile(compile.Default(), stmt, &key)
	if err != nil {
		return "", nil, nil, err
	}
	text, args, err := c.Bind(key.Binds, params)
	for _, a := range args {
		values = append(values, a.Value)
	}
	return text, c.Names(key.Binds, params...), values, err
}

func TestNames(t *testing.T) {
	stmt := expr.Select(personID, expr.Val("v")).
		Where(personID.In(1, 2), personID.InParam("ids"), personName.Eq(expr.Param[any]("who")), personName.Ne("x"), personID.Ne(expr.Inline(7)))
	text, names, values, err := bound(stmt, driver.NamedValue{Name: "ids", Value: []int{3}}, driver.NamedValue{Name: "who", Value: "ed"})
	if err != nil || len(names) != len(values) || strings.Count(text, "?") != len(values) || !strings.Contains(text, "people.id != 7") {
		t.Fatalf("%s, names %q, values %v, %v", text, names, values, err)
	}
	if want := []string{"param_1", "id_1_1", "id_1_2", "ids_1", "who", "name_1"}; !slices.Equal(names, want) {
		t.Errorf("names %q, want %q", names, want)
	}
}

func TestParamDefault(t *testing.T) {
	stmt := expr.Select(personID).Where(personName.Eq(expr.ParamDefault("who", "ed")), personName.Ne(expr.Param[any]("who")))
	_, names, values, err := bound(stmt)
	if err != nil || fmt.Sprint(values) != "[ed ed]" || fmt.Sprint(names) != "[who who]" {
		t.Errorf("values %v, names %v, %v", values, names, err)
	}
	if _, _, values, err = bound(stmt, driver.NamedValue{Name: "who", Value: "wendy"}); err != nil || fmt.Sprint(values) != "[wendy wendy]" {
		t.Errorf("values %v, %v", values, err)
	}
	twice := stmt.Where(personName.Gt(expr.ParamDefault("who", "mary")))
	if _, _, _, err = bound(twice); err == nil || !strings.Contains(err.Error(), `"who" has two different values`) {
		t.Errorf("two values under one name: %v", err)
	}
	if _, _, _, err = bound(stmt.Where(personName.Gt(expr.ParamDefault("who", "ed")))); err != nil {
		t.Errorf("the same value twice: %v", err)
	}
}

// TestTextInside has text as an expression, with values of its own.
func TestTextInside(t *testing.T) {
	stmt := expr.Select(personID).Where(expr.Text("people.name LIKE :p AND :q > :p").Bind("p", "b%"), personID.Gt(3)).OrderBy(expr.Text("people.name DESC"))
	text, _, values, err := bound(stmt, driver.NamedValue{Name: "q", Value: "c"})
	want := "SELECT people.id FROM people WHERE people.name LIKE ? AND ? > ? AND people.id > ? ORDER BY people.name DESC"
	if text != want || fmt.Sprint(values) != "[b% c b% 3]" || err != nil {
		t.Errorf("%s with %v, %v", text, values, err)
	}
	if _, _, _, err := bound(expr.Select(personID).Where(expr.Text("x = 1").Bind("y", 1))); err == nil || !strings.Contains(err.Error(), "no parameter :y") {
		t.Errorf("a value without a place: %v", err)
	}
}

// TestTextColumns has the columns of a text's result.
func TestTextColumns(t *testing.T) {
	stmt := expr.Text("SELECT a, b").Columns(personID, expr.ColumnOf[string]("b"))
	var key expr.Key
	key.Add(stmt)
	c, err := compile.Compile(compile.Default(), stmt, &key)
	if err != nil || c.Text || fmt.Sprint(c.Columns.Names) != "[id b]" || c.Columns.Types[1] != typemap.String(0) || c.Operation != "SELECT" {
		t.Errorf("%+v, %v", c, err)
	}
	if _, _, _, err := bound(expr.Text("SELECT 1").Columns(expr.Val(1))); err == nil || !strings.Contains(err.Error(), "without a name") {
		t.Errorf("a column without a name: %v", err)
	}
}
