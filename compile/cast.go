package compile

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/expr"
)

// castExpr writes CAST, TRY_CAST, or of a coercion only what is inside.
func (c *Compiler) castExpr(e *expr.CastExpr) {
	switch e.Form {
	case expr.CastCoerce:
		c.Node(e.Expr)
	case expr.CastTry:
		if !c.rules.Type.TryCast {
			c.construct = "TRY_CAST"
			c.fail("the database has no TRY_CAST: use Cast, which fails for what cannot be converted")
			return
		}
		c.castAs("TRY_CAST (", e)
	default:
		c.castAs("CAST(", e)
	}
}

func (c *Compiler) castAs(open string, e *expr.CastExpr) {
	t := e.Typ.On(c.rules.Dialect)
	name, castable, err := "", true, error(nil)
	if c.rules.Type.CastName != nil {
		name, castable, err = c.rules.Type.CastName(t)
	}
	if name == "" && err == nil {
		name, err = c.rules.bareTypeName(e.Typ)
	}
	if err != nil {
		c.construct = "CAST"
		c.Fail(err)
		return
	}
	if !castable {
		c.grouped(e.Expr)
		return
	}
	c.WriteString(open)
	if b, ok := parameter(e.Expr); ok && b.Typ.Kind != t.Kind { // or it would be taken for one of the new type
		c.Untyped(e.Expr)
	} else {
		c.open(e.Expr)
	}
	c.WriteString(" AS ")
	c.WriteString(name)
	c.writeByte(')')
	if c.rules.Type.CastName == nil { // otherwise the name is all there is
		c.WriteString(c.rules.collation(t))
	}
}

// extractExpr writes a part of a date or time.
func (c *Compiler) extractExpr(e *expr.ExtractExpr) {
	if !isWord(e.Field) {
		c.construct = "EXTRACT"
		c.Fail(fmt.Errorf("%q is no field of a date or time, such as year or month", e.Field))
		return
	}
	if c.rules.Type.Extract != nil {
		if err := c.rules.Type.Extract(c, e); err != nil {
			c.construct = "EXTRACT"
			c.Fail(err)
		}
		return
	}
	c.WriteString("EXTRACT(")
	c.WriteString(e.Field)
	c.WriteString(" FROM ")
	c.openUntyped(e.Expr)
	if b, ok := parameter(e.Expr); ok && (b.Inline || c.inline) && c.rules.Expr.BindCast != nil {
		c.rules.Expr.BindCast(c, b.Typ) // the literal is text that may be of several types
	}
	c.writeByte(')')
}

// isWord reports whether s is made of letters and underscores.
func isWord(s string) bool {
	for i := range len(s) {
		if b := s[i] | 0x20; !(b >= 'a' && b <= 'z' || s[i] == '_') {
			return false
		}
	}
	return s != ""
}

var errNoRaw = errors.New("an empty SQL text")

// rawExpr writes SQL text as it stands.
func (c *Compiler) rawExpr(e *expr.RawExpr) {
	if e.SQL == "" {
		c.Fail(errNoRaw)
		return
	}
	c.WriteString(e.SQL)
}
