package main

import (
	"context"
	"database/sql"

	"github.com/lib/pq"
	"github.com/mattn/go-sqlite3"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/wrap"
)

// plain is one program, which knows database/sql and nothing of gild, over several drivers.
var plain = []Implementation{
	{"bare", "database/sql over the bare driver: what the others are compared with", openPlain("")},
	{"bare-again", "the same once more: its distance from 1.00 is noise", openPlain("")},
	{"bare-prepared", "the same, each statement prepared beforehand as a sql.Stmt", openPrepared},
	{"gild", "the program of bare, unchanged, over gild's driver", openPlain("+gild")},
	{"gild-intercepted", "the same with one interceptor, which does nothing", openPlain("+gild+null")},
}

// The drivers with the interceptor.
func init() {
	null := driver.WithInterceptors(&wrap.NullInterceptor{})
	driver.Register("sqlite3+gild+null", &sqlite3.SQLiteDriver{}, driver.WithDialect(sqlite.Dialect), null)
	driver.Register("postgres+gild+null", &pq.Driver{}, driver.WithDialect(postgres.Dialect), null)
}

// The statements, in the style of PostgreSQL.
const (
	pointSQL  = "select " + itemColumns + " from items where id = $1"
	listSQL   = "select " + itemColumns + " from items where id <= $1 order by id"
	insertSQL = "insert into items (name, email, city, active, score, created, nick) values ($1, $2, $3, $4, $5, $6, $7) returning id"
	updateSQL = "update items set name = $1, score = $2 where id = $3"
)

// values returns the arguments of insertSQL.
func values(it *Item) []any {
	return []any{it.Name, it.Email, it.City, it.Active, it.Score, it.Created, it.Nick}
}

// fields returns the destinations of itemColumns.
func fields(it *Item) []any {
	return []any{&it.ID, &it.Name, &it.Email, &it.City, &it.Active, &it.Score, &it.Created, &it.Nick}
}

// A plainProgram is the code that most people write.
type plainProgram struct {
	db                   *sql.DB
	pointSQL, listSQL    string
	insertSQL, updateSQL string
}

// openPlain opens it over the driver whose name ends in suffix.
func openPlain(suffix string) func(context.Context, Database) (*Program, error) {
	return func(_ context.Context, d Database) (*Program, error) {
		db, err := d.open(d.Driver + suffix)
		if err != nil {
			return nil, err
		}
		p := &plainProgram{db, d.sql(pointSQL), d.sql(listSQL), d.sql(insertSQL), d.sql(updateSQL)}
		return &Program{Point: p.point, List: p.list, Insert: p.insert, Update: p.update, Tx: p.tx, Close: db.Close}, nil
	}
}

func (p *plainProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.db.QueryRowContext(ctx, p.pointSQL, id).Scan(fields(&it)...)
	return it, err
}

func (p *plainProgram) list(ctx context.Context, n int) ([]Item, error) {
	return collect(p.db.QueryContext(ctx, p.listSQL, n))
}

func (p *plainProgram) insert(ctx context.Context, it *Item) error {
	return p.db.QueryRowContext(ctx, p.insertSQL, values(it)...).Scan(&it.ID)
}

func (p *plainProgram) update(ctx context.Context, id int64, name string, score float64) error {
	_, err := p.db.ExecContext(ctx, p.updateSQL, name, score, id)
	return err
}

func (p *plainProgram) tx(ctx context.Context) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	return tx.Commit()
}

// A preparedProgram is the same code with statements that are prepared once.
type preparedProgram struct {
	pointStmt, listStmt, insertStmt, updateStmt *sql.Stmt
}

func openPrepared(ctx context.Context, d Database) (*Program, error) {
	db, err := d.open(d.Driver)
	if err != nil {
		return nil, err
	}
	var stmts [4]*sql.Stmt
	for i, query := range []string{pointSQL, listSQL, insertSQL, updateSQL} {
		if stmts[i], err = db.PrepareContext(ctx, d.sql(query)); err != nil {
			_ = db.Close()
			return nil, err
		}
	}
	p := &preparedProgram{stmts[0], stmts[1], stmts[2], stmts[3]}
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Update: p.update, Close: db.Close}, nil
}

func (p *preparedProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.pointStmt.QueryRowContext(ctx, id).Scan(fields(&it)...)
	return it, err
}

func (p *preparedProgram) list(ctx context.Context, n int) ([]Item, error) {
	return collect(p.listStmt.QueryContext(ctx, n))
}

func (p *preparedProgram) insert(ctx context.Context, it *Item) error {
	return p.insertStmt.QueryRowContext(ctx, values(it)...).Scan(&it.ID)
}

func (p *preparedProgram) update(ctx context.Context, id int64, name string, score float64) error {
	_, err := p.updateStmt.ExecContext(ctx, name, score, id)
	return err
}

// collect reads all rows of a query.
func collect(rows *sql.Rows, err error) ([]Item, error) {
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	var items []Item
	for rows.Next() {
		var it Item
		if err := rows.Scan(fields(&it)...); err != nil {
			return nil, err
		}
		items = append(items, it)
	}
	return items, rows.Err()
}
