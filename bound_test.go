package gild_test

import (
	"database/sql"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// things is a table in a new schema of definitions.
func things(t *testing.T, db *live.Database) *schema.Table {
	t.Helper()
	meta := schema.NewMetaData()
	table := schema.NewTable(meta, "things",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("name", typemap.Text()),
		schema.NewColumn("size", typemap.Double(), schema.Nullable()))
	check(t, table.Err())
	check(t, meta.CreateAll(t.Context(), db))
	return table
}

// TestBound runs one statement with other values each time, and with too few.
func TestBound(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		table, ctx := things(t, db), t.Context()
		bound := &gild.Bound{Statement: expr.Insert(table).Values(
			expr.Assign(table.C("name"), expr.Placed(2, typemap.Text())), expr.Assign(table.C("size"), expr.Placed(1, typemap.Double())))}
		for _, name := range []string{"a", "b", "c"} {
			bound.Values = []any{1.5, name}
			_, err := gild.Exec(ctx, db, bound)
			check(t, err)
		}
		names, err := gild.All[string](ctx, db, expr.Select(table.C("name")).OrderBy(table.C("id")))
		check(t, err)
		if !slices.Equal(names, []string{"a", "b", "c"}) {
			t.Errorf("names %v", names)
		}
		bound.Values = bound.Values[:1]
		if _, err := gild.Exec(ctx, db, bound); err == nil || !strings.Contains(err.Error(), "place 2 has no value, 1 are given") {
			t.Errorf("too few values: %v", err)
		}
		if _, err := gild.Exec(ctx, db, bound.Statement); err == nil || !strings.Contains(err.Error(), "gild.Bound") {
			t.Errorf("no values: %v", err)
		}
	})
}

// TestInsertLists inserts rows by columns, whose types are those that the database has.
func TestInsertLists(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		table, ctx := things(t, db), t.Context()
		stmt := expr.Insert(table).Lists(
			expr.Assign(table.C("name"), expr.Param[[]string]("names", typemap.ArrayOf(typemap.Text()))),
			expr.Assign(table.C("size"), expr.Param[[]string]("sizes", typemap.ArrayOf(typemap.Text()))), // which are numbers in the database
		).Returning(table.C("id"))
		ids, err := gild.All[int64](ctx, db, stmt, sql.Named("names", []string{"x, \"y\"", "{}", "\\"}), sql.Named("sizes", []string{"1", "2.5", "3"}))
		if db.Dialect == sqlite.Dialect {
			if err == nil || !strings.Contains(err.Error(), "no arrays") {
				t.Errorf("lists without arrays: %v", err)
			}
			return
		}
		check(t, err)
		if !slices.Equal(ids, []int64{1, 2, 3}) {
			t.Errorf("ids %v", ids)
		}
		names, err := gild.All[string](ctx, db, expr.Select(table.C("name")).OrderBy(table.C("id")))
		check(t, err)
		if !slices.Equal(names, []string{"x, \"y\"", "{}", "\\"}) {
			t.Errorf("names %q", names)
		}
	})
}

// TestManyArguments: a write with many arguments goes another way on SQLite, with the same result.
func TestManyArguments(t *testing.T) {
	db := live.SQLite(t)
	table, ctx := things(t, db), t.Context()
	rows := make([][]expr.Assignment, 40)
	for i := range rows {
		rows[i] = []expr.Assignment{expr.Assign(table.C("name"), "n")}
	}
	for i := range int64(3) {
		result, err := gild.Exec(ctx, db, expr.Insert(table).Rows(rows...))
		check(t, err)
		id, _ := result.LastInsertId()
		n, _ := result.RowsAffected()
		if id != 40*(i+1) || n != 40 {
			t.Errorf("last id %d, %d rows", id, n)
		}
	}
	wrong := append([][]expr.Assignment{}, rows...)
	wrong[39] = []expr.Assignment{expr.Assign(table.C("name"), "last")}
	for i := range wrong {
		wrong[i] = append(wrong[i], expr.Assign(table.C("id"), 1000+i/2*2))
	}
	if _, err := gild.Exec(ctx, db, expr.Insert(table).Rows(wrong...)); !gild.Is(err, gild.ErrUnique) {
		t.Errorf("one key twice: %v", err)
	}
}

// TestRowIDs: what LastInsertId is worth depends on the table, and on its triggers.
func TestRowIDs(t *testing.T) {
	db := live.SQLite(t)
	ctx := t.Context()
	for _, tt := range []struct {
		ddl  string
		want gild.RowIDs
	}{
		{"create table x (id integer primary key, n text)", gild.RowIDs{Single: true, Many: true}},
		{"create table x (id integer primary key autoincrement, n text)", gild.RowIDs{Single: true, Many: true}},
		{"create table x (id bigint primary key, n text)", gild.RowIDs{}},
		{"create table x (id integer primary key desc, n text)", gild.RowIDs{}},
		{"create table x (id integer primary key, n text) without rowid", gild.RowIDs{}},
		{"create table x (id integer, n text, primary key (id, n))", gild.RowIDs{}},
		{"create table x (id integer primary key, n text); create trigger tr after insert on x begin select 1; end", gild.RowIDs{Single: true}},
		{"create table x (id integer primary key, n text); create temp trigger tr after insert on x begin select 1; end", gild.RowIDs{Single: true}},
	} {
		conn, err := db.Conn(ctx)
		check(t, err)
		_, err = conn.ExecContext(ctx, tt.ddl)
		check(t, err)
		table := schema.NewTable(schema.NewMetaData(), "X", schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()))
		if got, err := gild.RowIDsOf(ctx, conn, table); err != nil || got != tt.want {
			t.Errorf("%s: %+v, %v, want %+v", tt.ddl, got, err, tt.want)
		}
		_, err = conn.ExecContext(ctx, "drop table x")
		check(t, err)
		check(t, conn.Close())
	}
}
