//go:build generated

package main

import (
	"context"
	"database/sql"

	"entgo.io/ent/dialect"
	entsql "entgo.io/ent/dialect/sql"

	"github.com/gildsql/gild/tests/bench/ent"
	"github.com/gildsql/gild/tests/bench/ent/child"
	"github.com/gildsql/gild/tests/bench/ent/item"
	"github.com/gildsql/gild/tests/bench/ent/parent"
)

// entPeers are the code that ent generates; its objects are its own, so rows are copied into those of the
// harness.
var entPeers = []Implementation{
	{Name: "ent", About: "the code that ent generates", Open: openEnt, On: notMariaDB},
}

type entProgram struct{ db *ent.Client }

func openEnt(_ context.Context, d Database) (*Program, error) {
	pool, err := d.open(d.Driver)
	if err != nil {
		return nil, err
	}
	name := dialect.SQLite
	if d.numbers {
		name = dialect.Postgres
	}
	p := &entProgram{ent.NewClient(ent.Driver(entsql.OpenDB(name, pool)))}
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Bulk: p.bulk, Update: p.update,
		Unit: p.unit, Eager: p.eager, Tx: p.tx, Close: p.db.Close}, nil
}

// itemOfEnt returns a row of the harness.
func itemOfEnt(e *ent.Item) Item {
	it := Item{ID: e.ID, Name: e.Name, Email: e.Email, City: e.City, Active: e.Active, Score: e.Score, Created: e.Created}
	if e.Nick != nil {
		it.Nick = sql.NullString{String: *e.Nick, Valid: true}
	}
	return it
}

func (p *entProgram) point(ctx context.Context, id int64) (Item, error) {
	e, err := p.db.Item.Get(ctx, id)
	if err != nil {
		return Item{}, err
	}
	return itemOfEnt(e), nil
}

func (p *entProgram) list(ctx context.Context, n int) (Listed, error) {
	found, err := p.db.Item.Query().Where(item.IDLTE(int64(n))).Order(item.ByID()).All(ctx)
	return func() []Item {
		items := make([]Item, len(found))
		for i, e := range found {
			items[i] = itemOfEnt(e)
		}
		return items
	}, err
}

// create is the statement for a new row.
func (p *entProgram) create(it *Item) *ent.ItemCreate {
	c := p.db.Item.Create().SetName(it.Name).SetEmail(it.Email).SetCity(it.City).SetActive(it.Active).SetScore(it.Score).SetCreated(it.Created)
	if it.Nick.Valid {
		c.SetNick(it.Nick.String)
	}
	return c
}

func (p *entProgram) insert(ctx context.Context, it *Item) error {
	e, err := p.create(it).Save(ctx)
	if err == nil {
		it.ID = e.ID
	}
	return err
}

// bulk is one INSERT, as ent writes it.
func (p *entProgram) bulk(ctx context.Context, items []Item) error {
	list := make([]*ent.ItemCreate, len(items))
	for i := range items {
		list[i] = p.create(&items[i])
	}
	created, err := p.db.Item.CreateBulk(list...).Save(ctx)
	for i, e := range created {
		items[i].ID = e.ID
	}
	return err
}

func (p *entProgram) update(ctx context.Context, id int64, name string, score float64) error {
	return p.db.Item.Update().Where(item.ID(id)).SetName(name).SetScore(score).Exec(ctx)
}

func (p *entProgram) tx(ctx context.Context) error {
	tx, err := p.db.Tx(ctx)
	if err != nil {
		return err
	}
	return tx.Commit()
}

func (p *entProgram) unit(ctx context.Context, families []Family) (Loaded, error) {
	tx, err := p.db.Tx(ctx)
	if err != nil {
		return nil, err
	}
	parents, err := unitOfEnt(ctx, tx, families)
	if err != nil {
		_ = tx.Rollback()
		return nil, err
	}
	return entLoaded(parents), tx.Commit()
}

func unitOfEnt(ctx context.Context, tx *ent.Tx, families []Family) ([]*ent.Parent, error) {
	list := make([]*ent.ParentCreate, len(families))
	for i, f := range families {
		list[i] = tx.Parent.Create().SetName(f.Name).SetScore(f.Score).SetCreated(f.Created)
	}
	parents, err := tx.Parent.CreateBulk(list...).Save(ctx)
	if err != nil {
		return nil, err
	}
	var kids []*ent.ChildCreate
	for i, f := range families {
		for _, k := range f.Children {
			kids = append(kids, tx.Child.Create().SetParentID(parents[i].ID).SetTitle(k.Title).SetQty(k.Qty).SetDone(k.Done))
		}
	}
	children, err := tx.Child.CreateBulk(kids...).Save(ctx)
	if err != nil {
		return nil, err
	}
	at := 0
	for i, f := range families {
		parents[i].Edges.Children = children[at : at+len(f.Children)]
		at += len(f.Children)
	}
	return parents, nil
}

func (p *entProgram) eager(ctx context.Context, n int) (Loaded, error) {
	byID := func(q *ent.ChildQuery) { q.Order(child.ByID()) }
	found, err := p.db.Parent.Query().Where(parent.IDLTE(int64(n))).Order(parent.ByID()).WithChildren(byID).All(ctx)
	return entLoaded(found), err
}

func entLoaded(parents []*ent.Parent) Loaded {
	return func() []Family {
		list := make([]Family, len(parents))
		for i, p := range parents {
			list[i] = Family{ID: p.ID, Name: p.Name, Score: p.Score, Created: p.Created.UTC()}
			for _, c := range p.Edges.Children {
				list[i].Children = append(list[i].Children, Kid{c.ID, c.Title, c.Qty, c.Done})
			}
		}
		return list
	}
}
