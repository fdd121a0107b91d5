package schema

import (
	"fmt"
	"strings"
)

// DDL returns a statement of SQL text, which is not for values from outside. In it %(table)s,
// %(schema)s and %(fullname)s are those of the table given with For, quoted where needed; values
// given with Let have their own; %% is a percent sign.
func DDL(text string) *TextDDL { return &TextDDL{text: text} }

// TextDDL is what DDL returns. Its methods return a new one.
type TextDDL struct {
	DDLBase
	text  string
	table *Table
	names map[string]string
}

// For gives the text the table whose names it mentions.
func (d *TextDDL) For(t *Table) *TextDDL {
	derived := *d
	derived.table = t
	return &derived
}

// Let gives %(name)s a text, which is SQL.
func (d *TextDDL) Let(name, sql string) *TextDDL {
	derived := *d
	derived.names = map[string]string{name: sql}
	for k, v := range d.names {
		if k != name {
			derived.names[k] = v
		}
	}
	return &derived
}

// Table returns the table that For gave, nil for none.
func (d *TextDDL) Table() *Table { return d.table }

// Expand returns the text with its names filled in by what those of For stand for: table, schema
// and fullname, as the database writes them.
func (d *TextDDL) Expand(own map[string]string) (string, error) {
	var b strings.Builder
	for rest := d.text; ; {
		before, after, found := strings.Cut(rest, "%")
		b.WriteString(before)
		switch {
		case !found:
			return b.String(), nil
		case strings.HasPrefix(after, "%"):
			b.WriteByte('%')
			rest = after[1:]
			continue
		}
		name, behind, ok := strings.Cut(strings.TrimPrefix(after, "("), ")s")
		if !ok || !strings.HasPrefix(after, "(") {
			return "", fmt.Errorf("a %% in %q that begins no name such as %%(table)s: write %%%% for a percent sign", d.text)
		}
		value, known := d.names[name]
		if !known {
			value, known = own[name]
		}
		if !known {
			return "", fmt.Errorf("%%(%s)s in %q stands for nothing: give it a text with Let, or the table with For", name, d.text)
		}
		b.WriteString(value)
		rest = behind
	}
}
