package gild_test

import (
	"context"
	"database/sql"
	"errors"
	"strings"
	"testing"

	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestNoInspector asks a dialect without a way to read the catalog.
func TestNoInspector(t *testing.T) {
	ctx := context.Background()
	blind := sqlite.Dialect.Clone()
	blind.Name, blind.Inspector = "blind", nil
	driver.Register("gild-without-inspector", &sqlite3.SQLiteDriver{}, driver.WithDialect(blind))
	db, err := sql.Open("gild-without-inspector", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	_, inspectErr := gild.Inspect(ctx, db)
	_, diffErr := gild.Diff(ctx, db, schema.NewMetaData(), gild.ReflectOptions{})
	for what, err := range map[string]error{
		"Inspect": inspectErr, "Diff": diffErr, "Reflect": gild.Reflect(ctx, db, schema.NewMetaData(), gild.ReflectOptions{}),
	} {
		if !errors.Is(err, gild.ErrNoInspector) || !strings.Contains(err.Error(), `"blind"`) {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// TestDiffInSchemas: a comparison does not take the default schema for a tenant's.
func TestDiffInSchemas(t *testing.T) {
	eachTenancy(t, func(t *testing.T, db *tenancy) {
		define := func(m *schema.MetaData) *schema.Table {
			return schema.NewTable(m, "notes", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()))
		}
		meta := schema.NewMetaData()
		table := define(meta)
		if err := meta.CreateAll(db.of(0), db); err != nil {
			t.Fatal(err)
		}
		for i, same := range []bool{true, false} {
			d, err := gild.Diff(db.of(i), db, meta, gild.ReflectOptions{})
			if err != nil || d.Empty() != same {
				t.Errorf("as tenant %d: %v, %v", i, d, err)
			}
		}
		for i, same := range []bool{true, false} {
			own := schema.NewMetaData()
			table.CopyTo(own, schema.CopySchema(db.tenants[i]))
			d, err := gild.Diff(context.Background(), db, own, gild.ReflectOptions{})
			if err != nil || d.Empty() != same {
				t.Errorf("tenant %d: %v, %v", i, d, err)
			}
		}
	})
}
