package expr

import "slices"

// Lock is FOR UPDATE: which rows a SELECT locks, and how.
type Lock struct {
	Read       bool // others may still read the rows under a lock
	KeyShare   bool // others may still refer to the rows' keys
	NoWait     bool // fail where a row is locked
	SkipLocked bool // leave out rows that are locked

	Of      []From // only rows of these
	Columns []Expr // only rows of these columns' tables
}

// LockOption is how ForUpdate locks.
type LockOption func(l *Lock)

// LockShared leaves the rows readable for others who lock them so: FOR SHARE.
func LockShared() LockOption { return func(l *Lock) { l.Read = true } }

// LockKeyShare leaves the rows' keys to others, on PostgreSQL: FOR NO KEY UPDATE and, with
// LockShared, FOR KEY SHARE. Other databases lock as without it.
func LockKeyShare() LockOption { return func(l *Lock) { l.KeyShare = true } }

// LockNoWait has the statement fail where a row is locked.
func LockNoWait() LockOption { return func(l *Lock) { l.NoWait = true } }

// LockSkipLocked leaves out rows that are locked.
func LockSkipLocked() LockOption { return func(l *Lock) { l.SkipLocked = true } }

// LockOf locks only rows of these tables, or of the tables of these columns.
func LockOf(items ...Item) LockOption {
	return func(l *Lock) {
		for _, item := range items {
			if f, ok := item.(From); ok {
				l.Of = extend(l.Of, []From{CanonicalFrom(f)})
			} else if e, ok := item.(Expr); ok {
				l.Columns = extend(l.Columns, []Expr{canon(e)})
			} else {
				l.Columns = extend(l.Columns, []Expr{invalid("a nil item in LockOf")})
			}
		}
	}
}

func newLock(options []LockOption) *Lock {
	l := &Lock{}
	for _, option := range options {
		if option != nil {
			option(l)
		}
	}
	return l
}

// declareLock declares the lock of a statement. What it is given to copy it copies first: a
// lock is shared by statements.
func declareLock(lock **Lock, v Visitor) {
	l := *lock
	if l == nil {
		v.Number(0)
		return
	}
	v.Number(1 | flag(l.Read)<<1 | flag(l.KeyShare)<<2 | flag(l.NoWait)<<3 | flag(l.SkipLocked)<<4)
	of, columns := l.Of, l.Columns
	v.Froms(&of)
	v.Exprs(&columns)
	if !slices.Equal(of, l.Of) || !slices.Equal(columns, l.Columns) {
		changed := *l
		changed.Of, changed.Columns = of, columns
		*lock = &changed
	}
}

// ForUpdate locks the rows of the result until the transaction ends. Databases without such locks
// leave it out. A later ForUpdate replaces an earlier one.
func (s *SelectStmt) ForUpdate(options ...LockOption) *SelectStmt {
	return s.derive(func(c *SelectClauses) { c.Lock = newLock(options) })
}

// ForUpdate locks the rows of the result until the transaction ends. Databases without such locks
// leave it out. A later ForUpdate replaces an earlier one.
func (s *CompoundStmt) ForUpdate(options ...LockOption) *CompoundStmt {
	return s.derive(func(c *CompoundClauses) { c.Lock = newLock(options) })
}
