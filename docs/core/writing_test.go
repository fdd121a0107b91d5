package core_test

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// scratch is a database of its own with the tables, empty.
func scratch() *sql.DB {
	db, err := gild.Open("sqlite:///:memory:")
	check(err)
	check(meta.CreateAll(ctx, db))
	return db
}

func Example_writingInsert() {
	stmt := expr.Insert(Users).Values(Users.Name.Set("gary"), Users.Age.SetNull())

	show(stmt)

	result, err := gild.Exec(ctx, scratch(), stmt)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.LastInsertId())
	// Output:
	// INSERT INTO users (name, age) VALUES (?, ?) -- "gary", <nil>
	// 1 <nil>
}

func Example_writingRows() {
	var list [][]expr.Assignment
	for _, name := range []string{"gary", "pearl"} {
		list = append(list, []expr.Assignment{Users.Name.Set(name), Users.Age.Set(7)})
	}
	stmt := expr.Insert(Users).Rows(list...)

	show(stmt)
	// Output:
	// INSERT INTO users (name, age) VALUES (?, ?), (?, ?) -- "gary", 7, "pearl", 7
}

func Example_writingReturning() {
	stmt := expr.Insert(Users).Values(Users.Name.Set("gary")).Returning(Users.ID)

	show(stmt, sqlite.Dialect, postgres.Dialect, mssql.Dialect, mysql.Dialect)

	id, err := gild.One[int64](ctx, scratch(), stmt)
	fmt.Println(id, err)
	// Output:
	// -- sqlite
	// INSERT INTO users (name) VALUES (?) RETURNING id -- "gary"
	// -- postgresql
	// INSERT INTO users (name) VALUES ($1) RETURNING users.id -- "gary"
	// -- mssql
	// INSERT INTO users (name) OUTPUT inserted.id VALUES (@p1) -- "gary"
	// -- mysql
	// gild: mysql: INSERT: the database has no RETURNING: select the rows in a statement of their own
	// 1 <nil>
}

func Example_writingInOrder() {
	names := []string{"gary", "pearl", "bubble bass"}
	var rows [][]expr.Assignment
	for _, name := range names {
		rows = append(rows, []expr.Assignment{Users.Name.Set(name)})
	}
	stmt := expr.Insert(Users).Rows(rows...).Returning(Users.ID).InOrder()

	ids, err := gild.AllBatches[int64](ctx, scratch(), stmt)
	for i, id := range ids {
		fmt.Println(id, names[i])
	}
	fmt.Println(err)
	// Output:
	// 1 gary
	// 2 pearl
	// 3 bubble bass
	// <nil>
}

func Example_writingInOrderSQL() {
	pair := expr.Insert(Users).Values(Users.Name.Set("gary")).Values(Users.Name.Set("pearl"))

	show(pair.Returning(Users.Name).InOrder(), postgres.Dialect, sqlite.Dialect)

	show(pair.Returning(Users.ID).InOrder(Users.Name), postgres.Dialect)
	// Output:
	// -- postgresql
	// INSERT INTO users (name) SELECT p0::TEXT FROM (VALUES ($1::TEXT, 0), ($2, 1)) AS imp_sen(p0, sen_counter) ORDER BY sen_counter RETURNING users.name, users.id -- "gary", "pearl"
	// -- sqlite
	// INSERT INTO users (name) SELECT column1 FROM (VALUES (?, 0), (?, 1)) ORDER BY column2 RETURNING name, id -- "gary", "pearl"
	// -- postgresql
	// INSERT INTO users (name) VALUES ($1), ($2) RETURNING users.id, users.name -- "gary", "pearl"
}

func Example_writingBatches() {
	var rows [][]expr.Assignment
	for i := range 25_000 {
		rows = append(rows, []expr.Assignment{Users.ID.Set(int64(i)), Users.Name.Set("clone"), Users.Age.Set(1)})
	}
	upsert := expr.Insert(Users).Rows(rows...).Upsert(Users.ID).DoUpdateAll()
	db := scratch()

	var written int64
	err := gild.Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) (err error) {
		written, err = gild.ExecBatches(ctx, tx, upsert, gild.BatchSize(5000))
		return err
	})
	fmt.Println(written, err)
	// Output:
	// 25000 <nil>
}

func Example_writingParams() {
	stmt := expr.Insert(Users).Params(Users.Name, Users.Age)

	db := scratch()
	for name, age := range map[string]int{"gary": 7} {
		_, err := gild.Exec(ctx, db, stmt, sql.Named("name", name), sql.Named("age", age))
		fmt.Println(err)
	}
	fmt.Println(stmt)
	// Output:
	// <nil>
	// INSERT INTO users (name, age) VALUES (:name, :age)
}

func Example_writingFromSelect() {
	stmt := expr.Insert(Staff).FromSelect(expr.Select(Users.Name).Where(Users.Age.Ge(18)), Staff.Name)

	show(stmt)
	// Output:
	// INSERT INTO staff (name) SELECT users.name FROM users WHERE users.age >= ? -- 18
}

// Notes know when they were changed.
var Notes = schema.NewTable(schema.NewMetaData(), "notes",
	schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
	schema.NewColumn("text", typemap.Text()),
	schema.NewColumn("kind", typemap.String(10), schema.Default("plain")),
	schema.NewColumn("changed", typemap.DateTime(), schema.Default(expr.Now()), schema.OnUpdate(expr.Now())),
)

func Example_writingDefaults() {
	show(expr.Insert(Notes).Values(Notes.C("text").Set("hello")), postgres.Dialect)
	show(expr.Update(Notes).Set(Notes.C("text").Set("hello!")).Where(Notes.C("id").Eq(1)), postgres.Dialect)
	show(expr.Insert(Notes).Values(Notes.C("text").Set("hello")).WithoutDefaults(), postgres.Dialect)
	// Output:
	// -- postgresql
	// INSERT INTO notes (text, kind, changed) VALUES ($1, $2, now()) -- "hello", "plain"
	// -- postgresql
	// UPDATE notes SET text=$1, changed=now() WHERE notes.id = $2 -- "hello!", 1
	// -- postgresql
	// INSERT INTO notes (text) VALUES ($1) -- "hello"
}

func Example_writingUpdate() {
	stmt := expr.Update(Users).
		Set(Users.Age.SetExpr(Users.Age.Add(1)), Users.Fullname.Set("Sandy C.")).
		Where(Users.Name.Eq("sandy"))

	show(stmt)
	// Output:
	// UPDATE users SET fullname=?, age=(users.age + ?) WHERE users.name = ? -- "Sandy C.", 1, "sandy"
}

func Example_writingUpdateFromQuery() {
	mail := expr.ScalarOf[string](expr.Select(expr.Min(Addresses.Email)).Where(Addresses.UserID.EqExpr(Users.ID)))
	stmt := expr.Update(Users).Set(Users.Fullname.SetExpr(mail)).Where(Users.Fullname.IsNull())

	show(stmt)
	// Output:
	// UPDATE users SET fullname=(SELECT min(addresses.email) AS min_1 FROM addresses WHERE addresses.user_id = users.id) WHERE users.fullname IS NULL
}

func Example_writingUpdateFrom() {
	stmt := expr.Update(Users).
		Set(Users.Fullname.SetExpr(Addresses.Email)).
		Where(Addresses.UserID.EqExpr(Users.ID))

	show(stmt, postgres.Dialect, mssql.Dialect, mysql.Dialect, oracle.Dialect)
	// Output:
	// -- postgresql
	// UPDATE users SET fullname=addresses.email FROM addresses WHERE addresses.user_id = users.id
	// -- mssql
	// UPDATE users SET fullname=addresses.email FROM users, addresses WHERE addresses.user_id = users.id
	// -- mysql
	// UPDATE users, addresses SET users.fullname=addresses.email WHERE addresses.user_id = users.id
	// -- oracle
	// gild: oracle: UPDATE: columns of addresses beside the table that is written to: there is no such UPDATE here; put them into a SELECT with InSelect, Exists or ScalarOf
}

func Example_writingUpsert() {
	row := expr.Insert(Users).Values(Users.ID.Set(1), Users.Name.Set("sandy"), Users.Age.Set(30))
	stmt := row.Upsert(Users.ID).DoUpdate(Users.Age.SetExpr(expr.Excluded(Users.Age)))

	show(stmt, postgres.Dialect, mysql.Dialect, mssql.Dialect)
	// Output:
	// -- postgresql
	// INSERT INTO users (id, name, age) VALUES ($1, $2, $3) ON CONFLICT (id) DO UPDATE SET age = excluded.age -- 1, "sandy", 30
	// -- mysql
	// INSERT INTO users (id, name, age) VALUES (?, ?, ?) AS new ON DUPLICATE KEY UPDATE age = new.age -- 1, "sandy", 30
	// -- mssql
	// MERGE INTO users WITH (HOLDLOCK) USING (VALUES (@p1, @p2, @p3)) AS excluded (id, name, age) ON (users.id = excluded.id) WHEN MATCHED THEN UPDATE SET age = excluded.age WHEN NOT MATCHED THEN INSERT (id, name, age) VALUES (excluded.id, excluded.name, excluded.age); -- 1, "sandy", 30
}

func Example_writingDeleteUsing() {
	stmt := expr.Delete(Addresses).Where(Addresses.UserID.EqExpr(Users.ID), Users.Age.Gt(30))

	show(stmt, postgres.Dialect, mysql.Dialect, mssql.Dialect, sqlite.Dialect)
	// Output:
	// -- postgresql
	// DELETE FROM addresses USING users WHERE addresses.user_id = users.id AND users.age > $1 -- 30
	// -- mysql
	// DELETE FROM addresses USING addresses, users WHERE addresses.user_id = users.id AND users.age > ? -- 30
	// -- mssql
	// DELETE FROM addresses FROM addresses, users WHERE addresses.user_id = users.id AND users.age > @p1 -- 30
	// -- sqlite
	// gild: sqlite: DELETE: columns of users beside the table that is written to: there is no such DELETE here; put them into a SELECT with InSelect, Exists or ScalarOf
}

func Example_writingDelete() {
	old := expr.Select(Users.ID).Where(Users.Age.Gt(30))
	stmt := expr.Delete(Addresses).Where(Addresses.UserID.InSelect(old)).Returning(Addresses.Email)

	show(stmt, sqlite.Dialect, mssql.Dialect)
	// Output:
	// -- sqlite
	// DELETE FROM addresses WHERE addresses.user_id IN (SELECT users.id FROM users WHERE users.age > ?) RETURNING email -- 30
	// -- mssql
	// DELETE FROM addresses OUTPUT deleted.email WHERE addresses.user_id IN (SELECT users.id FROM users WHERE users.age > @p1) -- 30
}

func Example_writingCTE() {
	gone := expr.Delete(Addresses).Where(Addresses.UserID.Eq(2)).Returning(Addresses.Email).CTE("gone")

	show(expr.Select(expr.CountAll()).From(gone), postgres.Dialect)
	// Output:
	// -- postgresql
	// WITH gone AS (DELETE FROM addresses WHERE addresses.user_id = $1 RETURNING addresses.email) SELECT count(*) AS count_1 FROM gone -- 2
}

func Example_writingCount() {
	db := scratch()
	_, err := gild.Exec(ctx, db, expr.Insert(Users).Values(Users.Name.Set("gary")))
	check(err)

	result, err := gild.Exec(ctx, db, expr.Update(Users).Set(Users.Age.Set(8)).Where(Users.Name.Eq("gary")))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(result.RowsAffected())
	// Output:
	// 1 <nil>
}

func Example_writingDynamic() {
	values := map[string]any{"age": 8, "name": "gary"} // as they come from a request

	var set []expr.Assignment
	for column, v := range values {
		set = append(set, Users.C(column).Set(v))
	}

	show(expr.Update(Users).Set(set...).Where(Users.ID.Eq(1)))
	show(expr.Update(Users).Set(Users.C("id = 1, admin").Set(true)))
	// Output:
	// UPDATE users SET name=?, age=? WHERE users.id = ? -- "gary", 8, 1
	// gild: sqlite: UPDATE: no column "id = 1, admin" in "users"
}
