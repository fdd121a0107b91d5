package libraries

import (
	"database/sql"
	"net/netip"
	"testing"
)

// TestPlain is a program with database/sql alone, whose text is the same for each database.
func TestPlain(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		db := d.open(t)
		_, err := db.Exec(createPeople)
		check(t, err)
		const insert = "insert into people (id, name) values (:id, :name)"
		for id, name := range []string{"ann", "bob", "cid"} {
			_, err := db.Exec(insert, sql.Named("name", name), sql.Named("id", id))
			check(t, err)
		}
		for _, ids := range [][]int{{0, 1}, {0, 1, 2}, {}} {
			var n int
			check(t, db.QueryRow("select count(*) from people where id in (:ids) and name <> :name",
				sql.Named("ids", ids), sql.Named("name", "ann")).Scan(&n))
			equal(t, n, max(0, len(ids)-1))
			check(t, db.QueryRow("select count(*) from people where id not in (:ids)", sql.Named("ids", ids)).Scan(&n))
			equal(t, n, 3-len(ids))
		}
		_, err = db.Exec(insert, sql.Named("id", 9), sql.Named("name", netip.MustParseAddr("10.0.0.1")))
		check(t, err)
		var address, json string
		check(t, db.QueryRow("select name from people where id = :id", sql.Named("id", 9)).Scan(&address))
		equal(t, address, "10.0.0.1")
		asJSON := "select cast(:map as char(7))"
		if d.driver == "pgx+gild" { // which sends JSON itself, to what is JSON
			asJSON = "select replace(cast(cast(:map as jsonb) as text), ' ', '')"
		}
		check(t, db.QueryRow(asJSON, sql.Named("map", map[string]int{"a": 1})).Scan(&json))
		equal(t, json, `{"a":1}`)
		_, err = db.Exec(insert, sql.Named("id", 9), sql.Named("name", "dan"))
		duplicate(t, err)
		understands(t, db)
	})
}

// TestPositionalList gives a list to each database in its own words: PostgreSQL has arrays.
func TestPositionalList(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		text := "select count(*) from (select 1 as a union select 2 union select 3) x where a <> ? and a in (?)"
		if d.kind == "postgres" {
			text = "select count(*) from (select 1 as a union select 2 union select 3) x where a <> $1 and a = any ($2)"
		}
		db := d.open(t)
		for range 3 {
			var n int
			check(t, db.QueryRow(text, 1, []int{1, 2, 3, 4}).Scan(&n))
			equal(t, n, 2)
		}
	})
}
