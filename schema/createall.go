package schema

import (
	"context"
	"database/sql"
	"errors"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// Execer is what CreateAll and DropAll need of a *sql.DB, *sql.Tx or *sql.Conn opened
// through gild.
type Execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}

// CreateOption changes what CreateAll and DropAll do.
type CreateOption func(c *creation)

// creation is one run of CreateAll or DropAll.
type creation struct {
	tables    []*Table
	unchecked bool
}

// Only limits CreateAll and DropAll to these tables, with the types that they need.
func Only(tables ...*Table) CreateOption {
	return func(c *creation) { c.tables = append([]*Table{}, tables...) }
}

// Unchecked creates, or drops, everything without a look at what is there.
func Unchecked() CreateOption { return func(c *creation) { c.unchecked = true } }

// CreateAll creates what does not exist yet: types, sequences, tables with their indexes and
// comments, each table after those it refers to, and views. One query finds out what is there.
// Tables that refer to each other in a circle get the foreign keys that make it behind them, by
// ALTER TABLE, but on SQLite, which needs no order.
//
// It fails before the first statement when a definition has a mistake. Where the database can roll
// DDL back and db can begin a transaction, it is all or nothing; indexes that PostgreSQL is to
// create concurrently come behind.
func (m *MetaData) CreateAll(ctx context.Context, db Execer, options ...CreateOption) error {
	return m.run(ctx, db, options, BeforeCreate, AfterCreate, func(p *planner) error {
		p.create()
		return nil
	})
}

// DropAll drops what exists of the MetaData, the other way round.
func (m *MetaData) DropAll(ctx context.Context, db Execer, options ...CreateOption) error {
	return m.run(ctx, db, options, BeforeDrop, AfterDrop, (*planner).drop)
}

// Create creates the table, with its indexes and the types that it needs, as CreateAll does.
func (t *Table) Create(ctx context.Context, db Execer, options ...CreateOption) error {
	if err := t.Err(); err != nil {
		return err
	}
	return t.meta.CreateAll(ctx, db, append(options, Only(t))...)
}

// Drop drops the table, if it is there. Types that it needed stay.
func (t *Table) Drop(ctx context.Context, db Execer, options ...CreateOption) error {
	if err := t.Err(); err != nil {
		return err
	}
	return t.meta.DropAll(ctx, db, append(options, Only(t))...)
}

func (m *MetaData) run(ctx context.Context, db Execer, options []CreateOption, before, after Moment, plan func(*planner) error) error {
	if isNil(db) {
		return errors.New("gild: the database is nil: open one with gild.Open")
	}
	var c creation
	for _, o := range options {
		o(&c)
	}
	if _, err := m.plan(Abilities{Alter: true, EmptyTables: true}, c.tables); err != nil {
		return err
	}
	a, found, err := m.inventory(ctx, db)
	if err != nil {
		return err
	}
	p, err := m.plan(a, c.tables)
	if err != nil {
		return err
	}
	if !c.unchecked {
		p.exists = found
	}
	if err := plan(p); err != nil {
		return err
	}
	if err := m.atOnce(ctx, db, p, before, after); err != nil {
		return err
	}
	return m.runSteps(ctx, db, a, p.outside)
}

// atOnce runs the steps in one transaction, if there can be one.
func (m *MetaData) atOnce(ctx context.Context, db Execer, p *planner, before, after Moment) (err error) {
	if beginner, ok := db.(interface {
		BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
	}); ok && p.can.Transactional {
		tx, err := beginner.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := m.eventful(ctx, tx, p, before, after); err != nil {
			return err
		}
		return tx.Commit()
	}
	return m.eventful(ctx, db, p, before, after)
}

// eventful runs the steps, with the hooks of the MetaData before and behind.
func (m *MetaData) eventful(ctx context.Context, db Execer, p *planner, before, after Moment) error {
	m.mu.RLock()
	all := m.hooks
	m.mu.RUnlock()
	e := Event{Moment: before, MetaData: m, Tables: p.tables, DB: db, Dialect: p.can.Dialect}
	if err := all.run(ctx, e); err != nil {
		return err
	}
	if err := m.runSteps(ctx, db, p.can, p.steps); err != nil {
		return err
	}
	e.Moment = after
	return all.run(ctx, e)
}

func (m *MetaData) runSteps(ctx context.Context, db Execer, a Abilities, steps []step) error {
	for _, s := range steps {
		var err error
		if s.stmt != nil {
			err = run(ctx, db, s.stmt, s.what, s.name)
		} else {
			err = s.table.hooks.run(ctx, Event{Moment: s.when, MetaData: m, Table: s.table, DB: db, Dialect: a.Dialect})
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// inventory finds out what the database can do and what is there.
func (m *MetaData) inventory(ctx context.Context, db Execer) (Abilities, func(kind, schema, name string) bool, error) {
	query := &Inventory{Schemas: m.schemas(), Abilities: &Abilities{}}
	var rows typemap.Slice[object]
	if _, err := db.ExecContext(ctx, expr.ChannelText, query, &rows); err != nil {
		return Abilities{}, nil, fault.Errorf("look for what exists: %w", err)
	}
	found := map[object]bool{}
	for _, o := range rows.Rows() {
		found[o] = true
	}
	maxLen := query.Abilities.MaxName
	return *query.Abilities, func(kind, schema, name string) bool {
		return found[object{kind, query.InSchema(schema), ShortName(name, maxLen)}]
	}, nil
}

func run(ctx context.Context, db Execer, stmt expr.Statement, what, name string) error {
	if _, err := db.ExecContext(ctx, expr.ChannelText, stmt); err != nil {
		return fault.Errorf("%s %q: %w", what, name, err)
	}
	return nil
}
