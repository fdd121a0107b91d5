package main

import (
	"context"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

var pgxPeers = []Implementation{
	{Name: "pgx-native", About: "pgx by its own interface and pool, without database/sql", Open: openPgx, On: onlyPostgreSQL},
}

type pgxProgram struct{ pool *pgxpool.Pool }

func openPgx(ctx context.Context, d Database) (*Program, error) {
	config, err := pgxpool.ParseConfig(d.DSN)
	if err != nil {
		return nil, err
	}
	config.MaxConns = poolSize
	if d.dial != nil {
		config.ConnConfig.DialFunc = d.dial
	}
	pool, err := pgxpool.NewWithConfig(ctx, config)
	if err != nil {
		return nil, err
	}
	p := &pgxProgram{pool}
	closeAll := func() error { pool.Close(); return nil }
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Update: p.update, Tx: p.tx, Close: closeAll}, nil
}

func (p *pgxProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.pool.QueryRow(ctx, pointSQL, id).Scan(fields(&it)...)
	return it, err
}

func (p *pgxProgram) list(ctx context.Context, n int) (Listed, error) {
	rows, err := p.pool.Query(ctx, listSQL, n)
	if err != nil {
		return nil, err
	}
	return listed(pgx.CollectRows(rows, func(row pgx.CollectableRow) (it Item, err error) {
		err = row.Scan(fields(&it)...)
		return it, err
	}))
}

func (p *pgxProgram) insert(ctx context.Context, it *Item) error {
	return p.pool.QueryRow(ctx, insertSQL, values(it)...).Scan(&it.ID)
}

func (p *pgxProgram) update(ctx context.Context, id int64, name string, score float64) error {
	_, err := p.pool.Exec(ctx, updateSQL, name, score, id)
	return err
}

func (p *pgxProgram) tx(ctx context.Context) error {
	tx, err := p.pool.Begin(ctx)
	if err != nil {
		return err
	}
	return tx.Commit(ctx)
}
