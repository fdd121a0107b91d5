package wrap

import (
	"context"
	"database/sql/driver"
	"hash/maphash"
	"sync/atomic"

	"github.com/gildsql/gild/internal/sqltext"
)

// textMemory is what the connections of one Connector know together about the texts that
// are run. It is safe for concurrent use and has no lock: a race costs a prepare at most.
type textMemory struct {
	// generation counts the changes of the schema that are known of.
	generation atomic.Int64
	// seen holds the hashes of texts that have been run, each in a place of its own until
	// another one takes it. A text that is run once is not worth preparing.
	seen [512]atomic.Uint64
	seed maphash.Seed
}

func newTextMemory() *textMemory { return &textMemory{seed: maphash.MakeSeed()} }

// again reports whether a text has been run before, and remembers it.
func (m *textMemory) again(query string) bool {
	hash := maphash.String(m.seed, query) | 1 // never that of an empty place
	place := &m.seen[(hash>>1)%uint64(len(m.seen))]
	if place.Load() == hash {
		return true
	}
	place.Store(hash)
	return false
}

// text returns the statement that a program's own text with n arguments is run over, nil
// if it is to be run as it came.
func (p *preparedStatements) text(ctx context.Context, query string, n int, exec bool) (*preparedStatement, error) {
	s, ok := p.kept(query)
	switch {
	case ok:
		p.conn.hit = true
	default:
		nature := sqltext.Inspect(query, p.lexis)
		p.note(nature)
		if !worthKeeping(nature) || exec && nature.Effect != sqltext.Write || !p.shared.again(query) {
			return nil, nil
		}
		if err := p.conn.free(); err != nil {
			return nil, err
		}
		var err error
		if s, err = p.prepare(ctx, query, nature); err != nil {
			return nil, err
		}
	}
	if p.fits(s, n, exec) {
		return s, p.conn.free()
	}
	p.conn.hit = false
	return nil, nil
}

// worthKeeping reports whether a text is worth keeping prepared, and safe.
func worthKeeping(n sqltext.Nature) bool {
	switch n.Effect {
	case sqltext.Read, sqltext.Write, sqltext.Return:
		return n.Single
	}
	return false
}

// fits reports whether s can be run as the driver would run its text. Not when it is
// being read, when the driver would complain about the arguments, or when it leaves rows
// behind that nobody closes. Nor where a stale plan would fail the transaction: of the
// columns that a star stands for, another connection may have added some.
func (p *preparedStatements) fits(s *preparedStatement, n int, exec bool) bool {
	switch {
	case s.busy,
		s.inputs >= 0 && s.inputs != n,
		exec && s.nature.Effect != sqltext.Write,
		p.inTx && p.conn.traits.StalePlans && s.nature.Star:
		return false
	}
	return true
}

// note sees a text that is run as it came, for what it does to those that are kept.
func (p *preparedStatements) note(n sqltext.Nature) {
	switch n.Effect {
	case sqltext.Begin:
		p.inTx = true
	case sqltext.End:
		p.ended()
	case sqltext.Change:
		p.shared.generation.Add(1)
		p.changed = p.inTx
	case sqltext.Switch:
		p.cache.Clear()
	}
}

// ended is called when a transaction has ended. What it has done to the schema others
// could not see before.
func (p *preparedStatements) ended() {
	if p.changed {
		p.shared.generation.Add(1)
	}
	p.inTx, p.changed = false, false
}

// queryText runs a program's own text.
func (s *shield) queryText(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	p := s.prepared
	if p == nil || s.onlyPrepares { // whose arguments nobody has checked yet
		return s.query(ctx, query, args)
	}
	s.hit = false
	skipped := false // the driver has been asked, and leaves the text to be prepared
	if !s.traits.Prepare.takes(len(args)) {
		rows, err := s.query(ctx, query, args)
		if err != driver.ErrSkip {
			p.passed(query)
			return rows, err
		}
		skipped = true
	}
	kept, err := p.text(ctx, query, len(args), false)
	switch {
	case err != nil:
		return nil, err
	case kept != nil && kept.check(args):
	case skipped:
		return nil, driver.ErrSkip
	default:
		return s.query(ctx, query, args)
	}
	rows, err := s.queryPrepared(ctx, kept, args)
	if p.stale(query, err) {
		if again, retryErr := s.query(ctx, query, args); retryErr == nil || retryErr == driver.ErrSkip {
			return again, retryErr
		}
	}
	return rows, err
}

// execText is queryText for texts without rows.
func (s *shield) execText(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	p := s.prepared
	if p == nil || s.onlyPrepares {
		return s.exec(ctx, query, args)
	}
	s.hit = false
	skipped := false // the driver has been asked, and leaves the text to be prepared
	if !s.traits.Prepare.takes(len(args)) {
		result, err := s.exec(ctx, query, args)
		if err != driver.ErrSkip {
			p.passed(query)
			return result, err
		}
		skipped = true
	}
	kept, err := p.text(ctx, query, len(args), true)
	switch {
	case err != nil:
		return nil, err
	case kept != nil && kept.check(args):
	case skipped:
		return nil, driver.ErrSkip
	default:
		return s.exec(ctx, query, args)
	}
	result, err := s.execPrepared(ctx, kept, args)
	if p.stale(query, err) {
		if again, retryErr := s.exec(ctx, query, args); retryErr == nil || retryErr == driver.ErrSkip {
			return again, retryErr
		}
	}
	return result, err
}

// passed sees a text that the driver has run by itself.
func (p *preparedStatements) passed(query string) {
	p.note(sqltext.Nature{Effect: sqltext.EffectOf(query, p.lexis)})
}

// check puts the arguments, which the connection has checked, to the statement, as
// database/sql would. It reports whether the statement takes them.
func (s *preparedStatement) check(args []driver.NamedValue) bool {
	if s.checker == nil && s.converter == nil {
		return true
	}
	for i := range args {
		err := driver.ErrSkip
		if s.checker != nil {
			err = s.checker.CheckNamedValue(&args[i])
		}
		if err == driver.ErrSkip && s.converter != nil {
			args[i].Value, err = s.converter.ColumnConverter(i).ConvertValue(args[i].Value)
		}
		if err != nil && err != driver.ErrSkip {
			return false
		}
	}
	return true
}
