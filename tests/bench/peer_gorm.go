package main

import (
	"context"
	"time"

	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"
)

// gormPeers are gorm as it comes, and as its documentation advises for performance.
var gormPeers = []Implementation{
	{Name: "gorm", About: "gorm as it comes: a transaction around each write", Open: openGorm(&gorm.Config{}), On: notMariaDB},
	{Name: "gorm-prepared", About: "gorm with PrepareStmt and SkipDefaultTransaction", On: notMariaDB,
		Open: openGorm(&gorm.Config{PrepareStmt: true, SkipDefaultTransaction: true})},
}

// TableName tells gorm the table.
func (Item) TableName() string { return "items" }

// gormParent and gormChild are what gorm maps the families to.
type gormParent struct {
	ID       int64
	Name     string
	Score    float64
	Created  time.Time
	Children []*gormChild `gorm:"foreignKey:ParentID"`
}

type gormChild struct {
	ID       int64
	ParentID int64
	Title    string
	Qty      int64
	Done     bool
}

// TableName tells gorm the table.
func (gormParent) TableName() string { return "parents" }

// TableName tells gorm the table.
func (gormChild) TableName() string { return "children" }

type gormProgram struct{ db *gorm.DB }

func openGorm(config *gorm.Config) func(context.Context, Database) (*Program, error) {
	return func(_ context.Context, d Database) (*Program, error) {
		pool, err := d.open(d.Driver)
		if err != nil {
			return nil, err
		}
		var dialector gorm.Dialector = sqlite.New(sqlite.Config{Conn: pool})
		if d.numbers {
			dialector = postgres.New(postgres.Config{Conn: pool})
		}
		fresh := *config // which Open changes
		fresh.Logger = logger.Discard
		db, err := gorm.Open(dialector, &fresh)
		if err != nil {
			_ = pool.Close()
			return nil, err
		}
		p := &gormProgram{db}
		return &Program{Point: p.point, List: p.list, Insert: p.insert, Bulk: p.bulk, Update: p.update,
			Unit: p.unit, Eager: p.eager, Tx: p.tx, Close: pool.Close}, nil
	}
}

func (p *gormProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.db.WithContext(ctx).Take(&it, id).Error
	return it, err
}

func (p *gormProgram) list(ctx context.Context, n int) (Listed, error) {
	var items []Item
	err := p.db.WithContext(ctx).Where("id <= ?", n).Order("id").Find(&items).Error
	return listed(items, err)
}

func (p *gormProgram) insert(ctx context.Context, it *Item) error {
	return p.db.WithContext(ctx).Create(it).Error
}

// bulk is one INSERT of as many rows as gorm is given; its own transaction is around them.
func (p *gormProgram) bulk(ctx context.Context, items []Item) error {
	return p.db.WithContext(ctx).Create(&items).Error
}

func (p *gormProgram) update(ctx context.Context, id int64, name string, score float64) error {
	return p.db.WithContext(ctx).Model(&Item{ID: id}).Select("name", "score").Updates(&Item{Name: name, Score: score}).Error
}

func (p *gormProgram) tx(ctx context.Context) error {
	tx := p.db.WithContext(ctx).Begin()
	if tx.Error != nil {
		return tx.Error
	}
	return tx.Commit().Error
}

func (p *gormProgram) unit(ctx context.Context, families []Family) (Loaded, error) {
	parents := make([]*gormParent, len(families))
	for i, f := range families {
		g := &gormParent{Name: f.Name, Score: f.Score, Created: f.Created}
		for _, k := range f.Children {
			g.Children = append(g.Children, &gormChild{Title: k.Title, Qty: k.Qty, Done: k.Done})
		}
		parents[i] = g
	}
	err := p.db.WithContext(ctx).Transaction(func(tx *gorm.DB) error { return tx.Create(parents).Error })
	return gormLoaded(parents), err
}

func (p *gormProgram) eager(ctx context.Context, n int) (Loaded, error) {
	var parents []*gormParent
	byID := func(db *gorm.DB) *gorm.DB { return db.Order("id") }
	err := p.db.WithContext(ctx).Preload("Children", byID).Where("id <= ?", n).Order("id").Find(&parents).Error
	return gormLoaded(parents), err
}

func gormLoaded(parents []*gormParent) Loaded {
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
