package mysql

import (
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// selects sets how MySQL writes queries.
func selects(r *compile.Rules, v dialect.Version) {
	r.Query.Limit = limit
	r.Query.Temporal = compile.TemporalNone
	if isMariaDB(v) && !v.Before(10, 3) {
		r.Query.Temporal = compile.TemporalSystemTime
	}
	r.Query.EmptyList = "SELECT NULL FROM DUAL WHERE 1 = 0"
	r.Query.NoTable = " FROM DUAL"
	r.Query.MaxLabel = 255
	r.Query.Join = " INNER JOIN "
	r.Query.Hints = compile.HintBehind
	r.Query.Lock = lock
	if isMariaDB(v) || v.Major > 0 && v.Major < 8 {
		r.Query.Lock = lockAll
	}
}

// lock writes FOR UPDATE or FOR SHARE.
func lock(c *compile.Compiler, l *expr.Lock) {
	if l.Read {
		c.WriteString(" FOR SHARE")
	} else {
		c.WriteString(" FOR UPDATE")
	}
	c.LockTables(l)
	c.LockWait(l)
}

// lockAll is lock for MariaDB and MySQL before 8, which have no FOR SHARE and no OF.
func lockAll(c *compile.Compiler, l *expr.Lock) {
	if l.Read {
		c.WriteString(" LOCK IN SHARE MODE")
	} else {
		c.WriteString(" FOR UPDATE")
	}
	c.LockWait(l)
}

// limit writes the offset first, and the greatest number of rows there can be for an OFFSET
// alone, as SQLAlchemy and MySQL's manual do.
// Source: https://dev.mysql.com/doc/refman/8.4/en/select.html
func limit(c *compile.Compiler, limit, offset expr.Expr) {
	c.WriteString(" LIMIT ")
	if offset != nil {
		c.Node(offset)
		c.WriteString(", ")
	}
	if limit != nil {
		c.Node(limit)
	} else {
		c.WriteString("18446744073709551615")
	}
}
