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
// if it is to be run as it came. It then has the effect that is to be noted afterwards.
func (p *preparedStatements) text(ctx context.Context, query string, n int, exec bool) (*preparedStatement, sqltext.Effect, error) {
	if err := p.conn.free(); err != nil { // before a statement is closed between the rows of another
		return nil, sqltext.Other, err
	}
	if s, ok := p.kept(query); ok {
		if !p.fits(s, n, exec) {
			return nil, sqltext.Other, nil
		}
		p.use.hits++
		p.hit()
		return s, sqltext.Other, nil
	}
	if len(query) > longestKept || p.use.off {
		return nil, sqltext.EffectOf(query, p.lexis), nil
	}
	nature := sqltext.Inspect(query, p.lexis)
	if !worthKeeping(nature) || exec && nature.Effect != sqltext.Write || !p.shared.again(query) {
		return nil, nature.Effect, nil
	}
	s, err := p.prepare(ctx, query, nature)
	if err != nil || !p.fits(s, n, exec) {
		return nil, sqltext.Other, err
	}
	p.use.made++
	return s, sqltext.Other, nil
}

// usage tells whether keeping statements pays on a connection. Where the schema or the
// session changes all the time, each statement would be prepared and closed for one use.
type usage struct {
	made, hits int  // since the last change
	wasted     int  // changes in a row before which there were no more hits than statements
	off        bool // it does not pay
}

const mostWasted = 8

func (u *usage) changed() {
	switch {
	case u.made == 0:
	case u.hits > u.made:
		u.wasted = 0
	default:
		u.wasted++
		u.off = u.wasted >= mostWasted
	}
	u.made, u.hits = 0, 0
}

// longestKept is how long a text may be to be kept prepared: a connection keeps many, and
// most long texts have their values in them and come once.
const longestKept = 64 << 10

// worthKeeping reports whether a text is worth keeping prepared, and safe.
func worthKeeping(n sqltext.Nature) bool {
	switch n.Effect {
	case sqltext.Read, sqltext.Write, sqltext.Return:
		return n.Single && !n.Momentary && !n.Tail
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

// note sees the effect of a text that has been run as it came on those that are kept.
func (p *preparedStatements) note(effect sqltext.Effect) {
	switch effect {
	case sqltext.Begin:
		p.inTx = true
	case sqltext.End:
		p.ended()
	case sqltext.Create, sqltext.Call: // a new thing may hide an old one; procedures may do anything
		if p.conn.traits.StalePlans {
			p.schemaChanged()
		}
	case sqltext.Change:
		p.schemaChanged()
	case sqltext.Switch:
		p.sessionChanged()
		p.switched = p.inTx
	}
}

func (p *preparedStatements) schemaChanged() {
	p.shared.generation.Add(1)
	p.changed = p.inTx
	p.use.changed()
}

// sessionChanged makes those that are kept be prepared anew before they are used again. They
// are closed then, or when they leave the cache: now it would be a round trip for each.
func (p *preparedStatements) sessionChanged() {
	p.session++
	p.use.changed()
}

// ended is called when a transaction has ended. What it has done to the schema others
// could not see before; what it has set is set back, or was LOCAL.
func (p *preparedStatements) ended() {
	if p.changed {
		p.schemaChanged()
	}
	if p.switched {
		p.sessionChanged()
	}
	p.inTx, p.changed, p.switched = false, false, false
}

// queryText runs a program's own text.
func (s *shield) queryText(ctx context.Context, query string, args []driver.NamedValue) (driver.Rows, error) {
	return runText(ctx, s, query, args, textRunner[driver.Rows]{plain: (*shield).query, prepared: (*shield).queryPrepared})
}

// execText is queryText for texts without rows.
func (s *shield) execText(ctx context.Context, query string, args []driver.NamedValue) (driver.Result, error) {
	return runText(ctx, s, query, args, textRunner[driver.Result]{exec: true, plain: (*shield).exec, prepared: (*shield).execPrepared})
}

// textRunner are the two ways of running a text: by itself, and by what is kept prepared of it.
type textRunner[R any] struct {
	exec     bool // without rows
	plain    func(*shield, context.Context, string, []driver.NamedValue) (R, error)
	prepared func(*shield, context.Context, *preparedStatement, []driver.NamedValue) (R, error)
}

// runText runs a program's own text by what is kept prepared of it, if something is or is to be; else by itself.
func runText[R any](ctx context.Context, s *shield, query string, args []driver.NamedValue, run textRunner[R]) (R, error) {
	p := s.prepared
	if p == nil || s.onlyPrepares { // whose arguments nobody has checked yet
		return run.plain(s, ctx, query, args)
	}
	var none R
	s.hit = false
	skipped := false // the driver has been asked, and leaves the text to be prepared
	if !s.traits.Prepare.takes(len(args)) {
		result, err := run.plain(s, ctx, query, args)
		if err != driver.ErrSkip {
			p.passed(query)
			return result, err
		}
		skipped = true
	}
	kept, effect, err := p.text(ctx, query, len(args), run.exec)
	switch {
	case err != nil:
		return none, err
	case kept != nil && kept.check(args):
	case skipped:
		return none, driver.ErrSkip // what database/sql prepares is noted there
	default:
		result, err := run.plain(s, ctx, query, args)
		p.note(effect)
		return result, err
	}
	result, err := run.prepared(s, ctx, kept, args)
	if p.stale(query, err) {
		if again, retryErr := run.plain(s, ctx, query, args); retryErr == nil || retryErr == driver.ErrSkip {
			return again, retryErr
		}
	}
	return result, err
}

// passed sees a text that has been run without its being asked. A nil receiver has nothing
// to keep.
func (p *preparedStatements) passed(query string) {
	if p != nil {
		p.note(sqltext.EffectOf(query, p.lexis))
	}
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
