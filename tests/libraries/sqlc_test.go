package libraries

import (
	"context"
	"database/sql"
	"testing"

	"github.com/lib/pq"

	"github.com/gildsql/gild/tests/servers"
)

// What follows is written as sqlc generates it for database/sql.

type DBTX interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	PrepareContext(context.Context, string) (*sql.Stmt, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

type Queries struct{ db DBTX }

func New(db DBTX) *Queries { return &Queries{db: db} }

func (q *Queries) WithTx(tx *sql.Tx) *Queries { return &Queries{db: tx} }

const createPerson = `-- name: CreatePerson :one
insert into people (id, name) values ($1, $2) returning id, name
`

func (q *Queries) CreatePerson(ctx context.Context, id int64, name string) (person, error) {
	var p person
	err := q.db.QueryRowContext(ctx, createPerson, id, name).Scan(&p.ID, &p.Name)
	return p, err
}

const listPeople = `-- name: ListPeople :many
select id, name from people where id = any($1::bigint[]) order by id
`

func (q *Queries) ListPeople(ctx context.Context, ids []int64) ([]person, error) {
	rows, err := q.db.QueryContext(ctx, listPeople, pq.Array(ids))
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var people []person
	for rows.Next() {
		var p person
		if err := rows.Scan(&p.ID, &p.Name); err != nil {
			return nil, err
		}
		people = append(people, p)
	}
	return people, rows.Err()
}

func TestSqlc(t *testing.T) {
	for _, driver := range []string{"postgres+gild", "pgx+gild"} {
		t.Run(driver, func(t *testing.T) {
			ctx := context.Background()
			db := database{driver: driver, dsn: servers.Postgres(t)}.open(t)
			_, err := db.Exec(createPeople)
			check(t, err)
			q := New(db)
			for id, name := range []string{"ann", "bob", "cid"} {
				p, err := q.CreatePerson(ctx, int64(id), name)
				check(t, err)
				equal(t, p, person{int64(id), name})
			}
			for range 3 {
				people, err := q.ListPeople(ctx, []int64{0, 2, 9})
				check(t, err)
				equal(t, len(people), 2)
				equal(t, people[1], person{2, "cid"})
			}
			tx, err := db.Begin()
			check(t, err)
			_, err = q.WithTx(tx).CreatePerson(ctx, 3, "dan")
			check(t, err)
			check(t, tx.Rollback())
			_, err = q.CreatePerson(ctx, 3, "ann")
			duplicate(t, err)
		})
	}
}
