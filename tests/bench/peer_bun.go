package main

import (
	"context"
	"time"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	"github.com/uptrace/bun/schema"
)

var bunPeers = []Implementation{
	{Name: "bun", About: "bun's models and query builder; it writes values into the text", Open: openBun, On: notMariaDB},
}

// bunParent and bunChild are what bun maps the families to.
type bunParent struct {
	bun.BaseModel `bun:"table:parents"`
	ID            int64 `bun:"id,pk,autoincrement"`
	Name          string
	Score         float64
	Created       time.Time
	Children      []*bunChild `bun:"rel:has-many,join:id=parent_id"`
}

type bunChild struct {
	bun.BaseModel `bun:"table:children"`
	ID            int64 `bun:"id,pk,autoincrement"`
	ParentID      int64
	Title         string
	Qty           int64
	Done          bool
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
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Bulk: p.bulk, Update: p.update,
		Unit: p.unit, Eager: p.eager, Tx: p.tx, Close: p.db.Close}, nil
}

func (p *bunProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.db.NewSelect().Model(&it).Where("id = ?", id).Scan(ctx)
	return it, err
}

func (p *bunProgram) list(ctx context.Context, n int) (Listed, error) {
	var items []Item
	err := p.db.NewSelect().Model(&items).Where("id <= ?", n).Order("id").Scan(ctx)
	return listed(items, err)
}

func (p *bunProgram) insert(ctx context.Context, it *Item) error {
	_, err := p.db.NewInsert().Model(it).Exec(ctx)
	return err
}

func (p *bunProgram) bulk(ctx context.Context, items []Item) error {
	_, err := p.db.NewInsert().Model(&items).Exec(ctx)
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

func (p *bunProgram) unit(ctx context.Context, families []Family) (Loaded, error) {
	parents := make([]*bunParent, len(families))
	for i, f := range families {
		b := &bunParent{Name: f.Name, Score: f.Score, Created: f.Created}
		for _, k := range f.Children {
			b.Children = append(b.Children, &bunChild{Title: k.Title, Qty: k.Qty, Done: k.Done})
		}
		parents[i] = b
	}
	err := p.db.RunInTx(ctx, nil, func(ctx context.Context, tx bun.Tx) error {
		if _, err := tx.NewInsert().Model(&parents).Exec(ctx); err != nil {
			return err
		}
		var children []*bunChild
		for _, b := range parents {
			for _, c := range b.Children {
				c.ParentID = b.ID
				children = append(children, c)
			}
		}
		_, err := tx.NewInsert().Model(&children).Exec(ctx)
		return err
	})
	return bunLoaded(parents), err
}

func (p *bunProgram) eager(ctx context.Context, n int) (Loaded, error) {
	var parents []*bunParent
	byID := func(q *bun.SelectQuery) *bun.SelectQuery { return q.Order("id") }
	err := p.db.NewSelect().Model(&parents).Relation("Children", byID).Where("id <= ?", n).Order("id").Scan(ctx)
	return bunLoaded(parents), err
}

func bunLoaded(parents []*bunParent) Loaded {
	return func() []Family {
		list := make([]Family, len(parents))
		for i, p := range parents {
			list[i] = Family{ID: p.ID, Name: p.Name, Score: p.Score, Created: p.Created.UTC()}
			for _, c := range p.Children {
				list[i].Children = append(list[i].Children, Kid{c.ID, c.Title, c.Qty, c.Done})
			}
		}
		return list
	}
}
