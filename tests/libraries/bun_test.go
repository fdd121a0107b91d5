package libraries

import (
	"context"
	"errors"
	"testing"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/mysqldialect"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
)

type bunPerson struct {
	bun.BaseModel `bun:"table:people"`
	ID            int64  `bun:",pk,autoincrement"`
	Name          string `bun:"type:varchar(50),notnull,unique"`
}

func bunDialect(kind string) schema.Dialect {
	switch kind {
	case "sqlite3":
		return sqlitedialect.New()
	case "mysql":
		return mysqldialect.New()
	}
	return pgdialect.New()
}

func TestBun(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		ctx := context.Background()
		db := bun.NewDB(d.open(t), bunDialect(d.kind))
		_, err := db.NewCreateTable().Model((*bunPerson)(nil)).Exec(ctx)
		check(t, err)
		people := []bunPerson{{Name: "ann"}, {Name: "bob"}}
		_, err = db.NewInsert().Model(&people).Exec(ctx)
		check(t, err)
		for range 3 {
			var found []bunPerson
			check(t, db.NewSelect().Model(&found).Where("name IN (?)", bun.List([]string{"bob", "dan"})).Scan(ctx))
			equal(t, len(found), 1)
			equal(t, found[0].Name, "bob")
		}
		changed := errors.New("changed my mind")
		err = db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
			_, err := tx.NewDelete().Model((*bunPerson)(nil)).Where("TRUE").Exec(ctx)
			check(t, err)
			return changed
		})
		equal(t, err, changed)
		n, err := db.NewSelect().Model((*bunPerson)(nil)).Count(ctx)
		check(t, err)
		equal(t, n, 2)
		_, err = db.NewInsert().Model(&bunPerson{Name: "ann"}).Exec(ctx)
		duplicate(t, err)
		understands(t, db.DB)
	})
}
