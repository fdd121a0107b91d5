package core_test

import (
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

func Example_dynamicTable() {
	columns := map[string]string{"id": "bigint", "name": "text"} // as they come from a configuration
	kinds := map[string]typemap.Type{"bigint": typemap.BigInt(), "text": typemap.Text()}

	items := []schema.TableItem{}
	for _, name := range []string{"id", "name"} {
		items = append(items, schema.NewColumn(name, kinds[columns[name]]))
	}
	table := schema.NewTable(schema.NewMetaData(), "users", items...)

	stmt := expr.Select(table).Where(table.C("name").Like("s%"))
	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.id, users.name FROM users WHERE users.name LIKE ? -- "s%"
	// 1 spongebob
	// 2 sandy
}

func Example_dynamicOfTyped() {
	show(expr.Select(Users.C("name")).Where(Users.C("age").Gt(30)))
	show(expr.Select(Users.C("nmae")))
	// Output:
	// SELECT users.name FROM users WHERE users.age > ? -- 30
	// gild: sqlite: SELECT: no column "nmae" in "users"
}

func Example_dynamicColumns() {
	wanted := []string{"name", "age"}

	var items []expr.Item
	for _, name := range wanted {
		items = append(items, Users.C(name))
	}

	found, err := gild.All[struct {
		Name string
		Age  *int64
	}](ctx, db, expr.Select(items...).OrderBy(Users.ID))
	fmt.Println(len(found), *found[0].Age, err)
	// Output:
	// 3 22 <nil>
}

func Example_dynamicTableNamed() {
	users := expr.TableNamed("users", expr.ColumnOf[int64]("id"), expr.ColumnOf[string]("name")).In("main")
	stmt := expr.Select(users.C("name")).Where(users.C("id").Eq(1))

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT main.users.name FROM main.users WHERE main.users.id = ? -- 1
	// spongebob
}

func Example_dynamicAnyOperand() {
	id := Users.C("id")

	show(expr.Select(id).Where(id.Eq(7)))
	show(expr.Select(id).Where(id.Eq(Users.C("age"))))
	show(expr.Select(id).Where(id.In(1, Users.C("age"))))
	// Output:
	// SELECT users.id FROM users WHERE users.id = ? -- 7
	// SELECT users.id FROM users WHERE users.id = users.age
	// SELECT users.id FROM users WHERE users.id IN (?, users.age) -- 1
}

// filter is what a search form sends.
type filter struct {
	Name   string
	MinAge *int64
	IDs    []int64
}

func (f filter) conditions() []expr.Expr {
	var conds []expr.Expr
	if f.Name != "" {
		conds = append(conds, Users.Name.IContains(f.Name))
	}
	if f.MinAge != nil {
		conds = append(conds, Users.Age.Ge(*f.MinAge))
	}
	if f.IDs != nil {
		conds = append(conds, Users.ID.In(f.IDs...))
	}
	return conds
}

func Example_dynamicConditions() {
	least := int64(18)

	show(where(filter{}.conditions()...))
	show(where(filter{Name: "san", MinAge: &least}.conditions()...))
	// Output:
	// SELECT users.name FROM users
	// SELECT users.name FROM users WHERE (lower(users.name) LIKE '%' || lower(?) || '%' ESCAPE '/') AND users.age >= ? -- "san", 18
}

// comparisons are what a user may say about a column.
var comparisons = map[string]func(column expr.Col[any], v any) expr.Cond{
	"eq": func(c expr.Col[any], v any) expr.Cond { return c.Eq(v) },
	"gt": func(c expr.Col[any], v any) expr.Cond { return c.Gt(v) },
}

func Example_dynamicComparison() {
	column, operator, value := "age", "gt", any(30) // as they come from a request

	compare, known := comparisons[operator]
	if !known {
		fmt.Println("no such comparison")
		return
	}
	stmt := expr.Select(Users.Name).Where(compare(Users.C(column), value))
	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users WHERE users.age > ? -- 30
	// sandy
}

func Example_dynamicSort() {
	sortable := []expr.Sortable{expr.Sort("name", Users.Name), expr.Sort("age", Users.Age)}

	for _, input := range []string{"-age,name", "", "password"} {
		order, err := expr.SortBy(input, sortable...)
		if err != nil {
			fmt.Println(err)
			continue
		}
		show(expr.Select(Users.Name).OrderBy(order...))
	}
	// Output:
	// SELECT users.name FROM users ORDER BY users.age DESC, users.name ASC
	// SELECT users.name FROM users
	// gild: there is no order by "password": it can be by name, age
}

// paged adds a page of a result to a statement.
func paged(stmt *expr.SelectStmt, page, size int) *expr.SelectStmt {
	return stmt.Limit(size).Offset(page * size)
}

// active are the users who have an address.
func active(stmt *expr.SelectStmt) *expr.SelectStmt {
	return stmt.Where(expr.Exists(expr.Select(Addresses.ID).Where(Addresses.UserID.EqExpr(Users.ID))))
}

func Example_dynamicCompose() {
	stmt := expr.Select(Users.Name).OrderBy(Users.Name)
	stmt = active(stmt)
	stmt = paged(stmt, 0, 1)

	show(stmt)
	rows(stmt)
	// Output:
	// SELECT users.name FROM users WHERE EXISTS (SELECT addresses.id FROM addresses WHERE addresses.user_id = users.id) ORDER BY users.name LIMIT ? OFFSET ? -- 1, 0
	// sandy
}

func Example_dynamicWalk() {
	stmt := expr.Select(Users.Name).Where(Users.Age.Gt(30), Users.Fullname.IsNotNull())

	expr.Walk(stmt, func(n expr.Node) bool {
		if column, ok := n.(*expr.Column); ok {
			fmt.Println(column.Table().FromName(), column.Name())
		}
		return true
	})
	// Output:
	// users name
	// users age
	// users fullname
}

func Example_dynamicRewrite() {
	stmt := expr.Select(Users.Name).Where(Users.Age.Gt(30))

	masked := expr.Rewrite(stmt, func(n expr.Node) expr.Node {
		if n == expr.Node(Users.Age.Column()) {
			return expr.Canonical(expr.Coalesce(Users.Age, expr.Val[int64](0)))
		}
		return nil
	})
	show(masked)
	show(stmt)
	// Output:
	// SELECT users.name FROM users WHERE coalesce(users.age, ?) > ? -- 0, 30
	// SELECT users.name FROM users WHERE users.age > ? -- 30
}
