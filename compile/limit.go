package compile

import "github.com/gildsql/gild/expr"

// Rows is how many rows of a result are kept, as the rules are given it.
type Rows struct {
	*expr.RowLimit
	Ordered  bool // there is an ORDER BY
	Compound bool // the query is a set operation
}

// limitRows writes what keeps a part of the rows.
func (c *Compiler) limitRows(r *expr.RowLimit, ordered, compound bool) {
	if !r.IsSet() {
		return
	}
	switch {
	case c.rules.Query.LimitRows != nil:
		own := *r // which may leave the stack, while r stays there
		c.rules.Query.LimitRows(c, Rows{&own, ordered, compound})
	case r.Fetch != nil:
		c.FetchFirst(r.Offset, r.Fetch, FetchStyle{Percent: r.Percent, WithTies: r.WithTies, Parens: c.rules.Query.FetchParens})
	default:
		c.rules.Query.Limit(c, r.Limit, r.Offset)
	}
}

// FetchStyle is how FETCH FIRST is written.
type FetchStyle struct {
	Percent, WithTies bool
	Parens            bool // numbers of rows stand in parentheses
	InlineOffset      bool // the offset is a literal
	InlineCount       bool // the number of rows to keep is a literal
}

// FetchFirst writes OFFSET and FETCH FIRST, of which offset and count may be nil.
func (c *Compiler) FetchFirst(offset, count expr.Expr, style FetchStyle) {
	if offset != nil {
		c.WriteString(" OFFSET ")
		c.rowCount(offset, style.InlineOffset, style.Parens)
		c.WriteString(" ROWS")
	}
	if count == nil {
		return
	}
	c.WriteString(" FETCH FIRST ")
	c.rowCount(count, style.InlineCount, style.Parens)
	if style.Percent {
		c.WriteString(" PERCENT")
	}
	c.WriteString(" ROWS ")
	if style.WithTies {
		c.WriteString("WITH TIES")
	} else {
		c.WriteString("ONLY")
	}
}

func (c *Compiler) rowCount(e expr.Expr, inline, parens bool) {
	if parens {
		c.writeByte('(')
	}
	if inline {
		c.Inline(e)
	} else {
		c.Node(e)
	}
	if parens {
		c.writeByte(')')
	}
}
