package mysql

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// Types that the database would refuse, or change in silence, without their size.
var (
	errNoLength    = errors.New("VARCHAR needs a length here: give the column one (size=100 in a tag, typemap.String(100)), or make it text (type=text, typemap.Text())")
	errNoPrecision = errors.New("NUMERIC without a precision has no digits behind the point here: give the column one (precision=12,scale=2 in a tag, typemap.Numeric(12, 2))")
)

// columnType refuses types without a size that they need.
// Sources: https://dev.mysql.com/doc/refman/8.4/en/string-type-syntax.html,
// https://dev.mysql.com/doc/refman/8.4/en/numeric-type-syntax.html
func columnType(c *compile.Compiler, col *schema.Column, _ bool) {
	t := col.Type()
	switch {
	case t.Kind == typemap.KindString && t.Length == 0:
		c.Fail(fmt.Errorf("column %q: %w", col.Name(), errNoLength))
	case t.Kind == typemap.KindNumeric && t.Precision == 0:
		c.Fail(fmt.Errorf("column %q: %w", col.Name(), errNoPrecision))
	default:
		c.TypeName(t)
	}
}

// columnOptions writes NOT NULL first, as MySQL and SQLAlchemy do, and marks the column that
// the database numbers.
// Source: https://dev.mysql.com/doc/refman/8.4/en/create-table.html
func columnOptions(c *compile.Compiler, col *schema.Column, auto bool) {
	if !col.Nullable {
		c.WriteString(" NOT NULL")
	}
	if col.ServerDefault != "" {
		c.WriteString(" DEFAULT ")
		c.WriteString(col.ServerDefault)
	}
	if auto {
		c.WriteString(" AUTO_INCREMENT")
	}
}
