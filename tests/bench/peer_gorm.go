package main

import (
	"context"

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
		return &Program{Point: p.point, List: p.list, Insert: p.insert, Update: p.update, Tx: p.tx, Close: pool.Close}, nil
	}
}

func (p *gormProgram) point(ctx context.Context, id int64) (Item, error) {
	var it Item
	err := p.db.WithContext(ctx).Take(&it, id).Error
	return it, err
}

func (p *gormProgram) list(ctx context.Context, n int) ([]Item, error) {
	var items []Item
	err := p.db.WithContext(ctx).Where("id <= ?", n).Order("id").Find(&items).Error
	return items, err
}

func (p *gormProgram) insert(ctx context.Context, it *Item) error {
	return p.db.WithContext(ctx).Create(it).Error
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
