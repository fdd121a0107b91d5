package compile

import (
	"reflect"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// writtenTexts are what columns and tables of package schema are written as, from statements before:
// their names do not change, and to find out whether a name needs quotes takes longer than all else
// about it. Each object has four places, which others may take.
type writtenTexts [64][4]writtenText

type writtenText struct {
	of    any // a *expr.Column or a *schema.Table
	rules *Rules
	text  string
}

// places returns where the text of an object with that address may be kept.
func (k *writtenTexts) places(of any) *[4]writtenText {
	return &k[reflect.ValueOf(of).Pointer()>>4*0x9E3779B1>>16%uintptr(len(k))]
}

// kept writes what of is written as, by write if that is not known.
func (c *Compiler) kept(of any, write func()) {
	if c.mem == nil {
		write()
		return
	}
	places := c.mem.texts.places(of)
	for i := range places {
		if k := &places[i]; k.of == of && k.rules == c.rules {
			c.WriteString(k.text)
			return
		}
	}
	start := len(c.buf)
	write()
	if c.err == nil {
		copy(places[1:], places[:])
		places[0] = writtenText{of, c.rules, string(c.buf[start:])}
	}
}

// isLasting reports whether columns of f are written the same way in all statements.
func (c *Compiler) isLasting(f expr.From) bool {
	_, ok := f.(*schema.Table)
	return ok && !c.bare && c.rowsOf.table == nil && len(c.renamed) == 0
}
