package compile

import (
	"strconv"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// items writes a RETURNING list, or another list of results, and returns its columns.
func (c *Compiler) items(items []expr.Expr) *typemap.Columns {
	defer func(leaving, derived bool) { c.leaving, c.derived = leaving, derived }(c.leaving, c.derived)
	c.leaving, c.derived = !c.inCTE, false
	return c.outputs(items, expr.LabelDisambiguate)
}

// outputs writes a list of results and returns its columns. What has no name of its own, or one
// that another has, is given one: id_1, count_1, anon_1.
func (c *Compiler) outputs(items []expr.Expr, style expr.LabelStyle) *typemap.Columns {
	var cols *typemap.Columns
	if !c.once {
		cols = &typemap.Columns{Names: make([]string, 0, len(items)), Types: make([]typemap.Type, 0, len(items))}
	}
	naming := expr.NewOutputNames(style)
	for i, e := range items {
		if i > 0 {
			c.WriteString(", ")
		}
		var name string
		if col, ok := e.(*expr.Column); ok && col != nil && col.Type().Detail == nil && !c.derived && naming.Plain(col) {
			c.Node(col)
			name = c.ownName(col)
		} else {
			name = c.output(naming.Next(e))
		}
		if cols != nil {
			cols.Names, cols.Types = append(cols.Names, name), append(cols.Types, c.ownType(e))
		}
	}
	return cols
}

// output writes one result. Its name is made before what stands in it.
func (c *Compiler) output(o expr.Output) string {
	if label, ok := o.Expr.(*expr.Label); ok {
		wrapped := c.wrapResult(o.Expr)
		c.unlabelled(label)
		c.WriteString(wrapped)
		c.as(label.Name)
		return label.Name
	}
	if o.Label == (expr.Name{}) && !c.wantsLabel(o.Expr) {
		wrapped := c.wrapResult(o.Expr)
		c.Untyped(o.Expr)
		name := c.plainName(o)
		if wrapped != "" {
			c.WriteString(wrapped)
			c.as(name)
		}
		return name
	}
	name := c.short("column", c.name(o.Name()))
	wrapped := c.wrapResult(o.Expr)
	c.openUntyped(o.Expr)
	c.WriteString(wrapped)
	c.WriteString(" AS ")
	if o.QuotesForced() {
		c.buf = c.rules.Ident.quote(c.buf, name)
		return name
	}
	c.labelName(name)
	return name
}

// ownType returns what the type of e is on the database.
func (c *Compiler) ownType(e expr.Expr) typemap.Type {
	t := expr.TypeOf(e)
	if t.Detail == nil {
		return t
	}
	return t.On(c.rules.Dialect)
}

// wrapResult writes what the type of a result wants before it, and returns what it wants behind: of
// results that leave the database, not of those inside of the statement.
func (c *Compiler) wrapResult(e expr.Expr) (after string) {
	if !c.leaving {
		return ""
	}
	t := c.ownType(e)
	if t.Detail == nil {
		return ""
	}
	before, after, err := t.ColumnWrap()
	if err != nil {
		c.Fail(err)
	}
	c.WriteString(before)
	return after
}

// unlabelled writes what a label stands for, however many labels there are.
func (c *Compiler) unlabelled(l *expr.Label) {
	inner, ok := l.Expr.(*expr.Label)
	for ok {
		l = inner
		inner, ok = l.Expr.(*expr.Label)
	}
	c.Untyped(l.Expr)
}

// plainName returns the name of a result that is written without a label.
func (c *Compiler) plainName(o expr.Output) string {
	switch e := o.Expr.(type) {
	case *expr.Column:
		return c.ownName(e)
	case *expr.RawExpr: // which may name itself
		return e.SQL
	case *expr.TextStmt:
		return e.SQL()
	case *expr.BareColumn:
		return e.Name
	case *expr.FieldExpr:
		return e.Name
	case *expr.RowValue:
		return c.fromName(e.Of)
	case *expr.Unary:
		if col, ok := e.Operand.(*expr.Column); ok {
			return c.ownName(col)
		}
	}
	return ""
}

// wantsLabel reports whether a result without a label of its own is given one.
func (c *Compiler) wantsLabel(e expr.Expr) bool {
	switch e := e.(type) {
	case *expr.Column:
		return c.derived && !e.Proxy().Raw
	case *expr.TextStmt, *expr.RawExpr, *expr.BareColumn, *expr.FieldExpr, *expr.RowValue:
		return false
	case *expr.Unary:
		truth := e.Op == expr.OpNot && expr.IsTruthValue(e.Operand) && !c.rules.Expr.NativeBoolean
		return truth || c.derived || !isNamed(e.Operand)
	}
	return true
}

// isNamed reports whether an expression has a name in SQL.
func isNamed(e expr.Expr) bool {
	switch e.(type) {
	case *expr.Column, *expr.BareColumn, *expr.RawExpr, *expr.FieldExpr, *expr.RowValue:
		return true
	}
	return false
}

func (c *Compiler) as(name string) {
	c.WriteString(" AS ")
	c.labelName(name)
}

// name returns the name of a result, which is made if a part of it has none.
func (c *Compiler) name(n expr.Name) string {
	text := n.Text
	if n.Table != nil { // numbers count from left to right
		text = c.ownFromName(n.Table) + "_" + text
	}
	if n.Object != nil {
		text = c.Anonymous(n.Object, text)
	}
	if n.Of != nil {
		text += c.name(n.Of.ResultName())
	}
	if n.Again != nil {
		text += n.More + c.Anonymous(n.Again, "")
	}
	return text
}

// ownName returns the name of a column, which is made if it has none.
func (c *Compiler) ownName(col *expr.Column) string {
	name := col.Name()
	if name == "" {
		name = c.name(col.ResultName())
	}
	if isDerived(col.Table()) {
		return c.short("column", name)
	}
	return name
}

// isDerived reports whether the columns of f are results of a query.
func isDerived(f expr.From) bool {
	switch f := f.(type) {
	case *expr.Subquery, *expr.CTE:
		return true
	case *expr.Alias:
		return isDerived(f.Of())
	}
	return false
}

// shortName is a name that is cut, and for what.
type shortName struct{ class, name string }

// short returns a name that is made, cut where it is too long for the database: in front of a
// number that keeps it apart from others.
func (c *Compiler) short(class, name string) string {
	limit := c.rules.Query.MaxLabel
	if limit == 0 {
		limit = c.rules.Ident.MaxLen
	}
	const room = 6
	if limit == 0 || len(name) <= limit-room {
		return name
	}
	key := shortName{class, name}
	if cut, ok := c.anon.short[key]; ok {
		return cut
	}
	if c.anon.short == nil {
		c.anon.short = map[shortName]string{}
	}
	at := limit - room
	for at > 0 && name[at]&0xC0 == 0x80 { // not inside a character
		at--
	}
	cut := name[:at] + "_" + strconv.FormatInt(int64(c.anon.next("\x00"+class)), 16)
	c.anon.short[key] = cut
	return cut
}
