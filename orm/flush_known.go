package orm

import (
	"context"
	"database/sql"
	"fmt"
	locks "sync"
	"sync/atomic"
	"weak"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/schema"
)

// known is what a registry has found out about a database. It is safe for concurrent use.
type known struct {
	db       weak.Pointer[sql.DB]
	features gild.Features
	rowIDs   locks.Map // *schema.Table -> gild.RowIDs
}

// knownOf keeps what is known of the database that was used last.
type knownOf struct{ last atomic.Pointer[known] }

// database returns what is known of the database. It is asked for once, outside of a transaction
// if there is none yet.
func (s *Session) database(ctx context.Context) (*gild.Features, error) {
	if s.about != nil {
		return &s.about.features, nil
	}
	db, pooled := s.db.(*sql.DB)
	if pooled && db != nil {
		if k := s.registry.known.last.Load(); k != nil && k.db.Value() == db {
			s.about = k
			return &k.features, nil
		}
	}
	on, err := s.asked(ctx)
	if err != nil {
		return nil, err
	}
	k := &known{}
	if k.features, err = gild.FeaturesOf(ctx, on); err != nil {
		return nil, err
	}
	if s.about = k; pooled {
		k.db = weak.Make(db)
		s.registry.known.last.Store(k)
	}
	return &k.features, nil
}

// asked is what questions about the database are put to.
func (s *Session) asked(ctx context.Context) (gild.DB, error) {
	if s.tx == nil && s.unusable() == nil && s.registry.err == nil && !s.failed {
		return s.db, nil
	}
	return s.begin(ctx)
}

// rowIDs says whether the driver knows the numbers of rows of a shape.
func (s *Session) rowIDs(ctx context.Context, db *gild.Features, shape *insertShape) (gild.RowIDs, error) {
	if !db.RowIDs || !shape.numbered || len(shape.fetch) > 1 || shape.computed || len(shape.m.key) > 1 {
		return gild.RowIDs{}, nil
	}
	table := shape.m.table
	if found, ok := s.about.rowIDs.Load(table); ok {
		return found.(gild.RowIDs), nil
	}
	return s.askRowIDs(ctx, table)
}

func (s *Session) askRowIDs(ctx context.Context, table *schema.Table) (gild.RowIDs, error) {
	on, err := s.asked(ctx)
	if err != nil {
		return gild.RowIDs{}, err
	}
	found, err := gild.RowIDsOf(ctx, on, table)
	if err == nil {
		s.about.rowIDs.Store(table, found)
	}
	return found, err
}

// checkRowIDs looks again when many rows have been inserted and their numbers taken for granted:
// a trigger may have come since. Nobody can add one until the transaction ends.
func (s *Session) checkRowIDs(ctx context.Context, shape *insertShape) error {
	found, err := s.askRowIDs(ctx, shape.m.table)
	if err == nil && !found.Many {
		err = fmt.Errorf("table %q has got a trigger, or another definition, since it was used first: roll back and try again", shape.m.table.Name())
	}
	return err
}
