package schema

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// Execer is what CreateAll and DropAll need of a *sql.DB, *sql.Tx or *sql.Conn opened
// through gild.
type Execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// CreateAll creates the tables that do not exist yet, with their indexes, each after
// those it refers to. It fails before the first statement when a definition has a
// mistake or the foreign keys form a circle. Run it in a transaction to have all or
// nothing, where the database can roll DDL back.
func (m *MetaData) CreateAll(ctx context.Context, db Execer) error {
	tables, err := m.ready()
	if err != nil {
		return err
	}
	for _, t := range tables {
		if err := run(ctx, db, &CreateTable{Table: t, IfNotExists: true}, "create table", t.name); err != nil {
			return err
		}
		for _, i := range t.indexes {
			if err := run(ctx, db, &CreateIndex{Index: i, IfNotExists: true}, "create index", i.Name); err != nil {
				return err
			}
		}
	}
	return nil
}

// DropAll drops the tables that exist, each before those it refers to.
func (m *MetaData) DropAll(ctx context.Context, db Execer) error {
	tables, err := m.ready()
	if err != nil {
		return err
	}
	for _, t := range slices.Backward(tables) {
		if err := run(ctx, db, &DropTable{Table: t, IfExists: true}, "drop table", t.name); err != nil {
			return err
		}
	}
	return nil
}

func (m *MetaData) ready() ([]*Table, error) {
	if err := m.Err(); err != nil {
		return nil, err
	}
	return m.Sorted()
}

func run(ctx context.Context, db Execer, stmt expr.Statement, what, name string) error {
	if _, err := db.ExecContext(ctx, "", stmt); err != nil {
		return fmt.Errorf("gild: %s %q: %w", what, name, err)
	}
	return nil
}
