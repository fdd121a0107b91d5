package libraries

import (
	"context"
	"testing"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"
	"entgo.io/ent/dialect/sql/sqlgraph"
)

// TestEnt uses what ent's generated clients use: its driver and its builders.
func TestEnt(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		// ent knows a database by how the driver's name begins.
		drv, err := entsql.Open(d.driver, d.dsn)
		if d.driver == "pgx+gild" {
			drv, err = entsql.OpenDB(dialect.Postgres, d.open(t)), nil
		}
		check(t, err)
		defer drv.Close()
		equal(t, drv.Dialect(), d.kind)
		useEnt(t, drv)
		understands(t, drv.DB())
	})
}

func useEnt(t *testing.T, drv *entsql.Driver) {
	ctx := context.Background()
	check(t, drv.Exec(ctx, createPeople, []any{}, nil))
	builder := entsql.Dialect(drv.Dialect())
	insert := func(db dialect.ExecQuerier, p person) error {
		query, args := builder.Insert("people").Columns("id", "name").Values(p.ID, p.Name).Query()
		return db.Exec(ctx, query, args, nil)
	}
	check(t, insert(drv, person{1, "ann"}))
	check(t, insert(drv, person{2, "bob"}))

	tx, err := drv.Tx(ctx)
	check(t, err)
	check(t, insert(tx, person{3, "cid"}))
	check(t, tx.Rollback())

	query, args := builder.Select("id", "name").From(entsql.Table("people")).
		Where(entsql.In("id", 2, 3)).Query()
	for range 3 {
		var rows entsql.Rows
		check(t, drv.Query(ctx, query, args, &rows))
		var found []person
		check(t, entsql.ScanSlice(&rows, &found))
		check(t, rows.Close())
		equal(t, len(found), 1)
		equal(t, found[0], person{2, "bob"})
	}

	err = insert(drv, person{1, "dan"})
	duplicate(t, err)
	equal(t, sqlgraph.IsUniqueConstraintError(err), true)
}
