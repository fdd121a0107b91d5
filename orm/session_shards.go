package orm

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"reflect"
	"slices"
	locks "sync" // the package has a sync of its own

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
)

// Shard is one of several databases with the same tables, which have different rows.
type Shard struct {
	Name string
	DB   gild.DB // as for NewSession
}

// Shards say where rows are. A nil function knows nothing: all shards are asked.
type Shards struct {
	List []Shard // in the order in which they are asked

	// OfObject names the shard of a new object that Add is given. What its relationships lead to, and has no row
	// yet, is kept with it.
	OfObject func(obj any) (name string, err error)
	// OfKey names the shards that may have the row of a type with a primary key.
	OfKey func(typ reflect.Type, key []any) []string
	// OfQuery names the shards that have rows for a query.
	OfQuery func(typ reflect.Type, query *expr.SelectStmt) []string
}

// ShardedSession is a unit of work over several shards: a session on each, with one object for each row of each
// shard. Relationships stay within a shard, and so does what they load. It is used by one goroutine at a
// time; shards are asked at the same time.
type ShardedSession struct {
	shards   Shards
	sessions []*Session
	errs     *[]error // mistakes, also of Only
}

// NewShardedSession returns a session on shards. The options are those of the session of each shard; TwoPhase is
// about all of them, as id-name-0 and so on. Mistakes are the error of whatever is done first.
func (r *Registry) NewShardedSession(shards Shards, options ...SessionOption) *ShardedSession {
	ss := &ShardedSession{shards: shards, errs: new([]error)}
	for i, shard := range shards.List {
		if shard.Name == "" || slices.ContainsFunc(shards.List[:i], func(o Shard) bool { return o.Name == shard.Name }) {
			ss.mistake(fmt.Errorf("gild: shard %d has no name, or the name %q of another", i, shard.Name))
		}
		own := append(slices.Clip(options), func(o *sessionOptions) {
			if o.sharded = true; o.twoPhase != "" {
				o.twoPhase += "-" + shard.Name
			}
		})
		ss.sessions = append(ss.sessions, r.NewSession(shard.DB, own...))
	}
	if len(shards.List) == 0 {
		ss.mistake(errors.New("gild: a sharded session without shards"))
	}
	return ss
}

// InShards runs fn with a sharded session and commits, or rolls back when fn returns an error or panics. It is
// not run again.
func (r *Registry) InShards(ctx context.Context, shards Shards, fn func(ss *ShardedSession) error, options ...SessionOption) error {
	ss := r.NewShardedSession(shards, options...)
	defer ss.Close()
	if err := fn(ss); err != nil {
		return errors.Join(err, ss.Rollback())
	}
	if err := ss.Commit(ctx); err != nil {
		return errors.Join(err, ss.Rollback())
	}
	return nil
}

// Session returns the session of a shard, for whatever is about that alone; nil if there is no such shard.
func (ss *ShardedSession) Session(name string) *Session {
	for i, shard := range ss.shards.List {
		if shard.Name == name {
			return ss.sessions[i]
		}
	}
	return nil
}

// ShardOf returns the name of the shard of an object in the session, empty if it is in none.
func (ss *ShardedSession) ShardOf(obj any) string {
	for i, s := range ss.sessions {
		if status := s.StatusOf(obj); status == Pending || status == Persistent || status == Deleted {
			return ss.shards.List[i].Name
		}
	}
	return ""
}

// Only is the session with some of its shards, in their order, for what is to be asked of them. A name that is none
// of a shard is a mistake.
func (ss *ShardedSession) Only(names ...string) *ShardedSession {
	part := &ShardedSession{shards: ss.shards, errs: ss.errs}
	part.shards.List = nil
	for _, name := range names {
		if ss.Session(name) == nil {
			ss.mistake(fmt.Errorf("gild: there is no shard %q", name))
		}
	}
	for i, shard := range ss.shards.List {
		if slices.Contains(names, shard.Name) {
			part.shards.List, part.sessions = append(part.shards.List, shard), append(part.sessions, ss.sessions[i])
		}
	}
	return part
}

// among is Only of what a chooser has named, nil for all.
func (ss *ShardedSession) among(names []string) *ShardedSession {
	if names == nil {
		return ss
	}
	return ss.Only(names...)
}

// mistake is an error of what is done next, until a rollback.
func (ss *ShardedSession) mistake(err error) { *ss.errs = append(*ss.errs, err) }

// Add makes objects part of the session, each on the shard that Shards.OfObject names. A mistake is an error of
// whatever is done next, until a rollback.
func (ss *ShardedSession) Add(objs ...any) {
	for _, obj := range objs {
		if known := ss.Session(ss.ShardOf(obj)); known != nil {
			known.Add(obj)
			continue
		}
		if ss.shards.OfObject == nil {
			ss.mistake(errors.New("gild: Shards.OfObject is nil: give new objects to the session of a shard"))
			continue
		}
		name, err := ss.shards.OfObject(obj)
		s := ss.Session(name)
		if err == nil && s == nil {
			err = fmt.Errorf("gild: the shard %q of a %T is none of the session", name, obj)
		}
		if err != nil {
			ss.mistake(err)
			continue
		}
		s.Add(obj)
	}
}

// Delete marks objects for deletion by the next flush, as Session.Delete does.
func (ss *ShardedSession) Delete(objs ...any) {
	for _, obj := range objs {
		s := ss.Session(ss.ShardOf(obj))
		if s == nil {
			ss.mistake(fault.Errorf("delete of a %T: %w", obj, ErrDetached))
			continue
		}
		s.Delete(obj)
	}
}

// OnShards calls fn with the session of each shard, at the same time for all, and returns what they return, in the
// order of the shards. The error is that of all that fail. fn uses the session that it is given alone.
func OnShards[R any](ctx context.Context, ss *ShardedSession, fn func(ctx context.Context, s *Session) ([]R, error)) ([]R, error) {
	if err := errors.Join(*ss.errs...); err != nil {
		return nil, err
	}
	found, errs := make([][]R, len(ss.sessions)), make([]error, len(ss.sessions))
	atOnce(len(ss.sessions), func(i int) {
		err := errNoReturn
		defer func() {
			if errs[i] = err; err != nil {
				errs[i] = fault.Errorf("shard %q: %w", ss.shards.List[i].Name, err)
			}
		}()
		found[i], err = fn(ctx, ss.sessions[i])
	})
	if err := errors.Join(errs...); err != nil {
		return nil, err
	}
	return slices.Concat(found...), nil
}

// atOnce calls do with 0 to n-1 at the same time, and returns, or panics as one of the calls has, when all have ended:
// the caller is never left with sessions that are in use, and can recover from what events do.
func atOnce(n int, do func(i int)) {
	panics := make([]any, n)
	var others locks.WaitGroup
	for i := 1; i < n; i++ {
		others.Go(func() {
			defer func() { panics[i] = recover() }()
			do(i)
		})
	}
	func() {
		defer others.Wait()
		if n > 0 {
			do(0)
		}
	}()
	for _, p := range panics {
		if p != nil {
			panic(p)
		}
	}
}

// AllIn runs a query on the shards that Shards.OfQuery names, at the same time, and returns what is found in the
// order of the shards. OrderBy, Limit and Offset are about each shard by itself.
func AllIn[T any](ctx context.Context, ss *ShardedSession, q *Query[T]) ([]*T, error) {
	if ss.shards.OfQuery != nil && len(ss.sessions) > 0 {
		stmt, err := q.Statement(ss.sessions[0].registry)
		if err != nil {
			return nil, err
		}
		ss = ss.among(ss.shards.OfQuery(reflect.TypeFor[T](), stmt))
	}
	return OnShards(ctx, ss, q.All)
}

// GetIn returns the object with a primary key, of the first shard that has it, among those that Shards.OfKey names.
// If there is none the error is sql.ErrNoRows.
func GetIn[T any](ctx context.Context, ss *ShardedSession, key ...any) (*T, error) {
	if ss.shards.OfKey != nil {
		ss = ss.among(ss.shards.OfKey(reflect.TypeFor[T](), key))
	}
	if err := errors.Join(*ss.errs...); err != nil {
		return nil, err
	}
	for i, s := range ss.sessions {
		switch obj, err := Get[T](ctx, s, key...); {
		case err == nil:
			return obj, nil
		case !errors.Is(err, sql.ErrNoRows):
			return nil, fault.Errorf("shard %q: %w", ss.shards.List[i].Name, err)
		}
	}
	return nil, sql.ErrNoRows
}

// Flush writes the changes of all shards, one after the other.
func (ss *ShardedSession) Flush(ctx context.Context) error {
	return ss.each(func(s *Session) error { return s.Flush(ctx) })
}

// Commit flushes all shards, and commits them one after the other when all have flushed. A failure between two
// commits leaves the first ones committed, which the error names, unless the session is TwoPhase: then all are prepared before the
// first is committed.
func (ss *ShardedSession) Commit(ctx context.Context) error {
	err := ss.each(func(s *Session) error {
		return s.exclusive(func() error { return s.flushToCommit(ctx) })
	})
	if err != nil || len(ss.sessions) == 0 {
		return err
	}
	commit := func(s *Session) error { return s.commitAll(ctx) }
	if ss.sessions[0].options.twoPhase != "" {
		if err := ss.each(func(s *Session) error { return s.exclusive(func() error { return s.prepareAll(ctx) }) }); err != nil {
			return err
		}
		commit = (*Session).commitDecided
	}
	return ss.commitEach(ctx, commit)
}

// commitEach commits all shards, one after the other. Its error tells which of them are committed for good.
func (ss *ShardedSession) commitEach(ctx context.Context, commit func(*Session) error) error {
	var errs []error
	var committed []string
	for i, s := range ss.sessions {
		open, name := s.inTransaction(), ss.shards.List[i].Name
		err := s.exclusive(func() error {
			if err := commit(s); err != nil {
				return err
			}
			s.settleCommit(ctx)
			return nil
		})
		if err == nil {
			if open {
				committed = append(committed, name)
			}
			continue
		}
		errs = append(errs, fault.Errorf("shard %q: %w", name, err))
		if s.options.twoPhase == "" {
			break
		}
	}
	err := errors.Join(errs...)
	if err != nil && len(committed) > 0 {
		return fault.Errorf("%w; committed are the shards %q", err, committed)
	}
	return err
}

// Rollback rolls the transactions of all shards back, and forgets the mistakes.
func (ss *ShardedSession) Rollback() error {
	*ss.errs = nil
	var errs []error
	for _, s := range ss.sessions {
		errs = append(errs, s.Rollback())
	}
	return errors.Join(errs...)
}

// Close closes the sessions of all shards.
func (ss *ShardedSession) Close() error {
	var errs []error
	for _, s := range ss.sessions {
		errs = append(errs, s.Close())
	}
	return errors.Join(errs...)
}

// each calls do for each shard until one fails.
func (ss *ShardedSession) each(do func(s *Session) error) error {
	if err := errors.Join(*ss.errs...); err != nil {
		return err
	}
	for i, s := range ss.sessions {
		if err := do(s); err != nil {
			return fault.Errorf("shard %q: %w", ss.shards.List[i].Name, err)
		}
	}
	return nil
}
