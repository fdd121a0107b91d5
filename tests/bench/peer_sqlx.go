package main

import (
	"context"

	"github.com/jmoiron/sqlx"
)

var sqlxPeers = []Implementation{
	{Name: "sqlx", About: "sqlx: the texts of bare, rows into structs by reflection", Open: openSqlx},
}

type sqlxProgram struct {
	db                   *sqlx.DB
	pointSQL, listSQL    string
	insertSQL, updateSQL string
}

func openSqlx(_ context.Context, d Database) (*Program, error) {
	pool, err := d.open(d.Driver)
	if err != nil {
		return nil, err
	}
	if d.numbers { // sqlx knows the drivers' own names only, not those of a driver that counts
		sqlx.BindDriver(d.Driver, sqlx.DOLLAR)
	}
	p := &sqlxProgram{sqlx.NewDb(pool, d.Driver), d.sql(pointSQL), d.sql(listSQL), d.sql(insertSQL), d.sql(updateSQL)}
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Bulk: p.bulk, Update: p.update, Tx: p.tx, Close: pool.Close}, nil
}

func (p *sqlxProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.db.GetContext(ctx, &it, p.pointSQL, id)
	return it, err
}

func (p *sqlxProgram) list(ctx context.Context, n int) (Listed, error) {
	var items []Item
	err := p.db.SelectContext(ctx, &items, p.listSQL, n)
	return listed(items, err)
}

func (p *sqlxProgram) insert(ctx context.Context, it *Item) error {
	return p.db.GetContext(ctx, &it.ID, p.insertSQL, values(it)...)
}

// bulk has sqlx write one INSERT with all rows.
func (p *sqlxProgram) bulk(ctx context.Context, items []Item) error {
	rows, err := p.db.NamedQueryContext(ctx, `insert into items (name, email, city, active, score, created, nick)
		values (:name, :email, :city, :active, :score, :created, :nick) returning id`, items)
	if err != nil {
		return err
	}
	defer rows.Close()
	for i := 0; rows.Next(); i++ {
		if err := rows.Scan(&items[i].ID); err != nil {
			return err
		}
	}
	return rows.Err()
}

func (p *sqlxProgram) update(ctx context.Context, id int64, name string, score float64) error {
	_, err := p.db.ExecContext(ctx, p.updateSQL, name, score, id)
	return err
}

func (p *sqlxProgram) tx(ctx context.Context) error {
	tx, err := p.db.BeginTxx(ctx, nil)
	if err != nil {
		return err
	}
	return tx.Commit()
}
