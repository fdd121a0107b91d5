package main

import (
	"context"
	"database/sql"
	"time"

	"github.com/gildsql/gild/orm"
)

// Parent and Child are what gild's ORM maps the families to.
type (
	Parent struct {
		orm.Entity `gild:"parents"`
		ID         int64 `gild:"id,pk"`
		Name       string
		Score      float64
		Created    time.Time
		Children   orm.Many[*Child] `gild:"order=id"`
	}

	Child struct {
		orm.Entity `gild:"children"`
		ID         int64 `gild:"id,pk"`
		ParentID   int64 `gild:"fk=parents.id"`
		Title      string
		Qty        int64
		Done       bool
	}
)

var models = orm.NewRegistry(meta, orm.Model[Item](), orm.Model[Parent](), orm.Model[Child]())

// An ormProgram is one of objects.
type ormProgram struct {
	db    *sql.DB
	known *orm.Session    // of updates
	kept  map[int64]*Item // objects of it
}

func newORMProgram(db *sql.DB) *Program {
	p := &ormProgram{db, models.NewSession(db), map[int64]*Item{}}
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Bulk: p.bulk, Update: p.update, Unit: p.unit, Eager: p.eager}
}

func (p *ormProgram) point(ctx context.Context, id int64) (Item, error) {
	s := models.NewSession(p.db, orm.LateBegin())
	defer s.Close()
	it, err := orm.Get[Item](ctx, s, id)
	if err != nil {
		return Item{}, err
	}
	return *it, nil
}

// list gives pointers in truth, of which the harness takes copies.
func (p *ormProgram) list(ctx context.Context, n int) (Listed, error) {
	s := models.NewSession(p.db, orm.LateBegin())
	defer s.Close()
	it := orm.From[Item]()
	found, err := orm.Select(it).Where(orm.C(&it.ID).Le(int64(n))).OrderBy(orm.C(&it.ID)).All(ctx, s)
	return func() []Item {
		list := make([]Item, len(found))
		for i, it := range found {
			list[i] = *it
		}
		return list
	}, err
}

func (p *ormProgram) insert(ctx context.Context, it *Item) error {
	own := *it // an object belongs to one session
	s := models.NewSession(p.db)
	defer s.Close()
	s.Add(&own)
	err := s.Commit(ctx)
	it.ID = own.ID
	return err
}

func (p *ormProgram) bulk(ctx context.Context, items []Item) error {
	s := models.NewSession(p.db)
	defer s.Close()
	for i := range items {
		s.Add(&items[i])
	}
	return s.Commit(ctx)
}

func (p *ormProgram) update(ctx context.Context, id int64, name string, score float64) error {
	it := p.kept[id]
	if it == nil {
		var err error
		if it, err = orm.Get[Item](ctx, p.known, id); err != nil {
			return err
		}
		p.kept[id] = it
	}
	it.Name, it.Score = name, score
	return p.known.Commit(ctx)
}

func (p *ormProgram) unit(ctx context.Context, families []Family) (Loaded, error) {
	s := models.NewSession(p.db)
	defer s.Close()
	parents := make([]*Parent, len(families))
	for i, f := range families {
		p := &Parent{Name: f.Name, Score: f.Score, Created: f.Created}
		for _, k := range f.Children {
			p.Children.Add(&Child{Title: k.Title, Qty: k.Qty, Done: k.Done})
		}
		s.Add(p)
		parents[i] = p
	}
	if err := s.Commit(ctx); err != nil {
		return nil, err
	}
	return ormLoaded(parents), nil
}

func (p *ormProgram) eager(ctx context.Context, n int) (Loaded, error) {
	s := models.NewSession(p.db, orm.LateBegin())
	defer s.Close()
	f := orm.From[Parent]()
	found, err := orm.Select(f).Where(orm.C(&f.ID).Le(int64(n))).OrderBy(orm.C(&f.ID)).With(orm.SelectIn(&f.Children)).All(ctx, s)
	return ormLoaded(found), err
}

// ormLoaded gives objects as plain data.
func ormLoaded(parents []*Parent) Loaded {
	return func() []Family {
		list := make([]Family, len(parents))
		for i, p := range parents {
			list[i] = Family{ID: p.ID, Name: p.Name, Score: p.Score, Created: p.Created.UTC()}
			children, _ := p.Children.All() // what is missing is found by the comparison
			for _, c := range children {
				list[i].Children = append(list[i].Children, Kid{c.ID, c.Title, c.Qty, c.Done})
			}
		}
		return list
	}
}
