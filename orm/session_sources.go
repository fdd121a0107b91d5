package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/internal/fault"
)

// source is a database that a session works on, and the transaction there.
type source struct {
	db     gild.DB
	tx     transaction // nil while there is none
	joined bool        // tx is the program's: a savepoint in it is what begins and ends
	about  *known      // of the database
}

// transaction is what a session does its work in: a *heldTx, a *sql.Tx, or one that is committed in two phases.
type transaction interface {
	gild.DB
	Commit() error
	Rollback() error
}

// twoPhase is a transaction that is committed in two phases.
type twoPhase struct{ *gild.TwoPhase }

// Commit is the second phase. It is not given up: what is prepared is decided.
func (t twoPhase) Commit() error { return t.TwoPhase.Commit(context.Background()) }

// Rollback rolls back, prepared or not. What has failed on a connection that is lost is done over another one:
// the session forgets the transaction, and nobody would do it later.
func (t twoPhase) Rollback() error {
	err := t.TwoPhase.Rollback(context.Background())
	if err == nil || errors.Is(err, sql.ErrTxDone) {
		return err
	}
	return t.TwoPhase.Rollback(context.Background())
}

// Bind has the session keep objects of type T in db, a database of their own, in place of the one that
// NewSession is given: reads and writes of the type go there, in a transaction there. Commit commits the
// transactions one after the other; a failure between them leaves the first ones committed, unless the
// session is TwoPhase. Types that one table links are kept in one database.
//
// Statements that are run with the session itself go to the database of NewSession.
func Bind[T any](db gild.DB) SessionOption {
	return func(o *sessionOptions) { o.binds = append(o.binds, boundType{reflect.TypeFor[T](), db}) }
}

type boundType struct {
	typ reflect.Type
	db  gild.DB
}

// TwoPhase has the session's transactions committed in two phases: all are prepared before the first is
// committed, so that either all are or none. id names them among all transactions of the servers, where
// each is called id-0, id-1 and so on, in the order of NewSession and Bind; it must not be used twice at
// the same time. The databases are *sql.DB of PostgreSQL, MySQL or MariaDB: see gild.BeginTwoPhase, also
// for what to do about those that are prepared when the program ends.
func TwoPhase(id string) SessionOption { return func(o *sessionOptions) { o.twoPhase = id } }

// route gives the types their databases.
func (s *Session) route() {
	s.source = &s.main
	if len(s.options.binds) == 0 || s.registry.err != nil {
		return
	}
	s.routes = make([]*source, len(s.registry.ordered))
	s.sources = []*source{&s.main}
	for _, b := range s.options.binds {
		m, err := s.registry.mapperOf(b.typ)
		if err != nil || isNil(b.db) {
			s.mistakes = append(s.mistakes, errors.Join(err, fmt.Errorf("gild: Bind of %s: give it a mapped type and a database", b.typ)))
			continue
		}
		at := slices.IndexFunc(s.sources, func(known *source) bool { return known.db == b.db })
		if at < 0 {
			at = len(s.sources)
			s.sources = append(s.sources, &source{db: b.db})
		}
		for _, member := range s.registry.ordered { // the types of a hierarchy stay together
			if member.top() == m.top() {
				s.routes[member.index] = s.sources[at]
			}
		}
	}
	for _, m := range s.registry.ordered {
		for _, rel := range m.stored() {
			if rel.link != nil && s.routes[rel.owner.index] != s.routes[rel.target.index] {
				s.mistakes = append(s.mistakes, rel.mistake("Bind: the two types are linked by table %q: keep them in one database", rel.link.table.Name()))
			}
		}
	}
}

// use has what follows go to the database of a type, or of the session for nil.
func (s *Session) use(m *mapper) {
	if s.routes == nil {
		return
	}
	if s.source = &s.main; m != nil && s.routes[m.index] != nil {
		s.source = s.routes[m.index]
	}
}

// eachSource calls do for each database, and stops at an error.
func (s *Session) eachSource(do func(i int) error) error {
	if s.routes == nil {
		return do(0)
	}
	defer s.use(nil)
	for i, at := range s.sources {
		s.source = at
		if err := do(i); err != nil {
			return err
		}
	}
	return nil
}

// beginTx begins a transaction of the program's database handle.
func (s *Session) beginTx(ctx context.Context, db beginner) (transaction, error) {
	if s.options.twoPhase == "" {
		tx, err := s.beginOne(ctx, db)
		if err != nil {
			return nil, fault.Errorf("begin: %w", err)
		}
		return tx, nil
	}
	pool, ok := db.(*sql.DB)
	if !ok {
		return nil, fmt.Errorf("gild: a session with TwoPhase works on *sql.DB, not on a %T", db)
	}
	if s.options.tx != (sql.TxOptions{}) {
		return nil, errors.New("gild: a session with TwoPhase takes neither Isolation nor ReadOnly")
	}
	t, err := gild.BeginTwoPhase(context.WithoutCancel(ctx), pool, fmt.Sprintf("%s-%d", s.options.twoPhase, max(slices.Index(s.sources, s.source), 0)))
	if err != nil {
		return nil, err
	}
	return twoPhase{t}, nil
}

func (s *Session) beginOne(ctx context.Context, db beginner) (transaction, error) {
	if pool, ok := db.(*sql.DB); ok {
		return hold(ctx, pool, &s.options.tx)
	}
	return db.BeginTx(context.WithoutCancel(ctx), &s.options.tx)
}

// commitAll commits the transactions of all databases.
func (s *Session) commitAll(ctx context.Context) error {
	if s.options.twoPhase != "" {
		return s.commitPrepared(ctx)
	}
	return s.eachSource(func(int) error {
		if s.tx == nil {
			return nil
		}
		return s.commitTx(ctx)
	})
}

// commitPrepared prepares all transactions, and commits them when all are prepared. From then on it is
// decided, whatever becomes of the context and of one of them.
func (s *Session) commitPrepared(ctx context.Context) error {
	if err := s.prepareAll(ctx); err != nil {
		return err
	}
	return s.commitDecided()
}

// prepareAll is the first phase.
func (s *Session) prepareAll(ctx context.Context) error {
	err := s.eachSource(func(int) error {
		if s.tx == nil {
			return nil
		}
		return s.tx.(twoPhase).Prepare(ctx)
	})
	if err != nil {
		s.failed = true
		return errors.Join(err, s.endTx())
	}
	return nil
}

// commitDecided is the second phase.
func (s *Session) commitDecided() error {
	var errs []error
	_ = s.eachSource(func(int) error {
		if s.tx != nil {
			errs = append(errs, s.tx.Commit())
			s.tx = nil
		}
		return nil
	})
	if err := errors.Join(errs...); err != nil {
		s.failed = true
		return fault.Errorf("commit: all transactions are prepared, and are to be committed by gild.CommitPrepared where that has failed: %w", err)
	}
	return nil
}

// endTx rolls the transactions of all databases back.
func (s *Session) endTx() error {
	var errs []error
	_ = s.eachSource(func(int) error {
		errs = append(errs, s.endOne())
		return nil
	})
	return errors.Join(errs...)
}
