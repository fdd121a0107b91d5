package libraries

import (
	"testing"

	"github.com/Masterminds/squirrel"
)

func TestSquirrel(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		db := d.open(t)
		_, err := db.Exec(createPeople)
		check(t, err)
		build := squirrel.StatementBuilder.RunWith(db)
		if d.kind == "postgres" {
			build = build.PlaceholderFormat(squirrel.Dollar)
		}
		_, err = build.Insert("people").Columns("id", "name").Values(1, "ann").Values(2, "bob").Exec()
		check(t, err)
		for range 3 {
			var name string
			check(t, build.Select("name").From("people").Where(squirrel.Eq{"id": []int{2, 3}}).QueryRow().Scan(&name))
			equal(t, name, "bob")
		}
		tx, err := db.Begin()
		check(t, err)
		_, err = build.Delete("people").RunWith(tx).Exec()
		check(t, err)
		check(t, tx.Rollback())
		_, err = build.Insert("people").Columns("id", "name").Values(1, "cid").Exec()
		duplicate(t, err)

		// squirrel's own cache of prepared statements, on top of gild's.
		cached := build.RunWith(squirrel.NewStmtCache(db))
		for range 3 {
			var n int
			check(t, cached.Select("count(*)").From("people").Where("id > ?", 1).QueryRow().Scan(&n))
			equal(t, n, 1)
		}
	})
}
