package main

import (
	"context"
	"database/sql"
)

// plain is one program, which knows database/sql and nothing of gild, over several drivers.
var plain = []Implementation{
	{Name: "bare", About: "database/sql over the bare driver: what the others are compared with", Open: openPlain("")},
	{Name: "bare-again", About: "the same once more: its distance from 1.00 is noise", Open: openPlain("")},
	{Name: "bare-prepared", About: "the same, each statement prepared beforehand as a sql.Stmt", Open: openPrepared},
	{Name: "gild", About: "the program of bare, unchanged, over gild's driver", Open: openPlain(gildSuffix)},
	{Name: "gild-uncached", About: "the same, nothing kept prepared: what wrapping alone costs", Open: openPlain(uncachedSuffix)},
	{Name: "gild-intercepted", About: "gild-uncached with one interceptor, which does nothing", Open: openPlain(interceptedSuffix)},
	{Name: "gild-cached-intercepted", About: "gild with one interceptor, which does nothing", Open: openPlain(cachedInterceptedSuffix)},
}

// The statements, in the style of PostgreSQL.
const (
	pointSQL  = "select " + itemColumns + " from items where id = $1"
	listSQL   = "select " + itemColumns + " from items where id <= $1 order by id"
	insertSQL = "insert into items (name, email, city, active, score, created, nick) values ($1, $2, $3, $4, $5, $6, $7) returning id"
	updateSQL = "update items set name = $1, score = $2 where id = $3"
	execSQL   = "update items set score = 0 where id = $1"
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
	d                    Database
	pointSQL, listSQL    string
	insertSQL, updateSQL string
	execSQL              string
}

// openPlain opens it over the driver whose name ends in suffix.
func openPlain(suffix string) func(context.Context, Database) (*Program, error) {
	return func(_ context.Context, d Database) (*Program, error) {
		db, err := d.open(d.Driver + suffix)
		if err != nil {
			return nil, err
		}
		p := &plainProgram{db, d, d.sql(pointSQL), d.sql(listSQL), d.sql(insertSQL), d.sql(updateSQL), d.sql(execSQL)}
		return &Program{
			Point: p.point, List: p.list, Scan: p.scan, Insert: p.insert, Update: p.update,
			Bulk: p.bulk, Unit: p.unit, Eager: p.eager, Exec: p.exec, Tx: p.tx, Close: db.Close,
		}, nil
	}
}

func (p *plainProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.db.QueryRowContext(ctx, p.pointSQL, id).Scan(fields(&it)...)
	return it, err
}

func (p *plainProgram) list(ctx context.Context, n int) (Listed, error) {
	return listed(collect(p.db.QueryContext(ctx, p.listSQL, n)))
}

func (p *plainProgram) scan(ctx context.Context, n int, each func(*Item)) error {
	rows, err := p.db.QueryContext(ctx, p.listSQL, n)
	return scanAll(rows, err, each)
}

func (p *plainProgram) insert(ctx context.Context, it *Item) error {
	return p.db.QueryRowContext(ctx, p.insertSQL, values(it)...).Scan(&it.ID)
}

func (p *plainProgram) update(ctx context.Context, id int64, name string, score float64) error {
	_, err := p.db.ExecContext(ctx, p.updateSQL, name, score, id)
	return err
}

func (p *plainProgram) exec(ctx context.Context) error {
	_, err := p.db.ExecContext(ctx, p.execSQL, noItem)
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
	pointStmt, listStmt, insertStmt, updateStmt, execStmt *sql.Stmt
}

func openPrepared(ctx context.Context, d Database) (*Program, error) {
	db, err := d.open(d.Driver)
	if err != nil {
		return nil, err
	}
	var stmts [5]*sql.Stmt
	for i, query := range []string{pointSQL, listSQL, insertSQL, updateSQL, execSQL} {
		if stmts[i], err = db.PrepareContext(ctx, d.sql(query)); err != nil {
			_ = db.Close()
			return nil, err
		}
	}
	p := &preparedProgram{stmts[0], stmts[1], stmts[2], stmts[3], stmts[4]}
	return &Program{
		Point: p.point, List: p.list, Scan: p.scan, Insert: p.insert, Update: p.update, Exec: p.exec, Close: db.Close,
	}, nil
}

func (p *preparedProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.pointStmt.QueryRowContext(ctx, id).Scan(fields(&it)...)
	return it, err
}

func (p *preparedProgram) list(ctx context.Context, n int) (Listed, error) {
	return listed(collect(p.listStmt.QueryContext(ctx, n)))
}

func (p *preparedProgram) scan(ctx context.Context, n int, each func(*Item)) error {
	rows, err := p.listStmt.QueryContext(ctx, n)
	return scanAll(rows, err, each)
}

func (p *preparedProgram) insert(ctx context.Context, it *Item) error {
	return p.insertStmt.QueryRowContext(ctx, values(it)...).Scan(&it.ID)
}

func (p *preparedProgram) update(ctx context.Context, id int64, name string, score float64) error {
	_, err := p.updateStmt.ExecContext(ctx, name, score, id)
	return err
}

func (p *preparedProgram) exec(ctx context.Context) error {
	_, err := p.execStmt.ExecContext(ctx, noItem)
	return err
}

// scanAll reads all rows of a query into one item.
func scanAll(rows *sql.Rows, err error, each func(*Item)) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	var it Item
	to := fields(&it)
	for rows.Next() {
		if err := rows.Scan(to...); err != nil {
			return err
		}
		each(&it)
	}
	return rows.Err()
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
