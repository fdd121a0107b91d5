package gild_test

import (
	"context"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// TestRecreatedTables drops a table and creates it with other types: the same text takes other values, on
// connections that have it prepared.
func TestRecreatedTables(t *testing.T) {
	ctx := context.Background()
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{
		"sqlite": live.SQLite, "pq": live.Postgres, "pgx": live.PGX, "mysql": live.MySQL,
	} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			db.SetMaxOpenConns(1)
			for _, c := range []struct {
				typ   typemap.Type
				value any
			}{
				{typemap.Integer(), 7}, {typemap.Binary(), []byte{0, 255}}, {typemap.String(10), "word"}, {typemap.Boolean(), true},
			} {
				m := schema.NewMetaData()
				table := schema.NewTable(m, "again", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()), schema.NewColumn("v", c.typ))
				if err := m.CreateAll(ctx, db); err != nil {
					t.Fatal(err)
				}
				for id := 1; id <= 3; id++ {
					if _, err := gild.Exec(ctx, db, expr.Insert(table).Values(table.C("id").Set(id), table.C("v").Set(c.value))); err != nil {
						t.Errorf("%v: %v", c.value, err)
					}
					n, err := gild.One[int](ctx, db, expr.Select(expr.CountAll()).Where(table.C("v").Eq(c.value)))
					if n != id || err != nil {
						t.Errorf("%v: %d rows, %v", c.value, n, err)
					}
				}
				if err := m.DropAll(ctx, db); err != nil {
					t.Fatal(err)
				}
			}
		})
	}
}
