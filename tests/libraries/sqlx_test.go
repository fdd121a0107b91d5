package libraries

import (
	"testing"

	"github.com/jmoiron/sqlx"
)

// sqlx knows placeholders by the driver's name.
func init() {
	sqlx.BindDriver("sqlite3+gild", sqlx.QUESTION)
	sqlx.BindDriver("postgres+gild", sqlx.DOLLAR)
	sqlx.BindDriver("pgx+gild", sqlx.DOLLAR)
	sqlx.BindDriver("mysql+gild", sqlx.QUESTION)
}

func TestSqlx(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		db, err := sqlx.Connect(d.driver, d.dsn)
		check(t, err)
		defer db.Close()
		useSqlx(t, db)
		understands(t, db)
	})
}

// TestSqlxNewDb needs no BindDriver: the name is one that sqlx knows.
func TestSqlxNewDb(t *testing.T) {
	each(t, func(t *testing.T, d database) { useSqlx(t, sqlx.NewDb(d.open(t), d.kind)) })
}

func useSqlx(t *testing.T, db *sqlx.DB) {
	db.MustExec(createPeople)
	_, err := db.NamedExec("insert into people (id, name) values (:id, :name)", []person{{1, "ann"}, {2, "bob"}, {3, "cid"}})
	check(t, err)

	var bob person
	check(t, db.Get(&bob, db.Rebind("select * from people where id = ?"), 2))
	equal(t, bob, person{2, "bob"})

	query, args, err := sqlx.In("select * from people where id in (?) order by id", []int{1, 3})
	check(t, err)
	for range 3 { // from the second time on, gild has it prepared
		var some []person
		check(t, db.Select(&some, db.Rebind(query), args...))
		equal(t, len(some), 2)
		equal(t, some[1], person{3, "cid"})
	}

	tx := db.MustBegin()
	tx.MustExec("delete from people")
	check(t, tx.Rollback())

	stmt, err := db.PrepareNamed("select count(*) from people where id > :low")
	check(t, err)
	defer stmt.Close()
	var n int
	check(t, stmt.Get(&n, map[string]any{"low": 1}))
	equal(t, n, 2)

	_, err = db.NamedExec("insert into people (id, name) values (:id, :name)", bob)
	duplicate(t, err)
}
