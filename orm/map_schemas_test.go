package orm_test

import (
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

type shelf struct {
	orm.Entity `gild:"shelves"`
	ID         int64 `gild:"id,pk"`
	Books      orm.Many[*shelved]
}

type shelved struct {
	orm.Entity `gild:"shelved"`
	ID         int64 `gild:"id,pk"`
	ShelfID    int64 `gild:"shelf_id,fk=main.shelves.id"`
}

// Relationships follow foreign keys between tables that are in a schema.
func TestTablesInSchema(t *testing.T) {
	meta := schema.NewMetaData(schema.DefaultSchema("main"))
	models := orm.NewRegistry(meta, orm.Model[shelf](), orm.Model[shelved]())
	db := live.SQLite(t)
	ok(t, meta.CreateAll(t.Context(), db.DB))
	s := models.NewSession(db.DB)
	t.Cleanup(func() { _ = s.Close() })
	one := &shelf{}
	one.Books.Add(&shelved{}, &shelved{})
	s.Add(one)
	ok(t, s.Commit(t.Context()))
	var n int
	ok(t, db.DB.QueryRowContext(t.Context(), "select count(*) from main.shelved where shelf_id = 1").Scan(&n))
	if n != 2 {
		t.Errorf("%d elements are stored, want 2", n)
	}
}
