package main

import (
	"context"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
)

var bunPeers = []Implementation{
	{Name: "bun", About: "bun's models and query builder; it writes values into the text", Open: openBun, On: notMariaDB},
}

type bunProgram struct{ db *bun.DB }

func openBun(_ context.Context, d Database) (*Program, error) {
	pool, err := d.open(d.Driver)
	if err != nil {
		return nil, err
	}
	var dialect schema.Dialect = sqlitedialect.New()
	if d.numbers {
		dialect = pgdialect.New()
	}
	p := &bunProgram{bun.NewDB(pool, dialect)}
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Update: p.update, Tx: p.tx, Close: p.db.Close}, nil
}

func (p *bunProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.db.NewSelect().Model(&it).Where("id = ?", id).Scan(ctx)
	return it, err
}

func (p *bunProgram) list(ctx context.Context, n int) ([]Item, error) {
	var items []Item
	err := p.db.NewSelect().Model(&items).Where("id <= ?", n).Order("id").Scan(ctx)
	return items, err
}

func (p *bunProgram) insert(ctx context.Context, it *Item) error {
	_, err := p.db.NewInsert().Model(it).Exec(ctx)
	return err
}

func (p *bunProgram) update(ctx context.Context, id int64, name string, score float64) error {
	it := Item{ID: id, Name: name, Score: score}
	_, err := p.db.NewUpdate().Model(&it).Column("name", "score").WherePK().Exec(ctx)
	return err
}

func (p *bunProgram) tx(ctx context.Context) error {
	tx, err := p.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	return tx.Commit()
}
