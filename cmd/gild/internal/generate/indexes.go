package generate

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/gildsql/gild/schema"
)

// index writes an index.
func (g *generator) index(i *schema.IndexInfo) string {
	plain := !slices.ContainsFunc(i.Parts, func(p schema.IndexPart) bool {
		return p.SQL != "" || p.OpClass != "" && p.Column == "" || p.Desc || p.NullsFirst || p.NullsLast || p.Collation != ""
	})
	name := strconv.Quote(i.Name)
	text := call("schema.NewIndex", append([]string{name}, quoted(i.Columns())...)...)
	if !plain {
		parts := make([]string, len(i.Parts))
		for n := range i.Parts {
			parts[n] = indexPart(&i.Parts[n], n)
		}
		text = call("schema.NewIndex", name) + call(".On", parts...)
	}
	if i.Where != "" {
		text += fmt.Sprintf(".For(expr.Raw[bool](%q))", i.Where)
	}
	return with(text, g.indexOptions(i))
}

func indexPart(p *schema.IndexPart, n int) string {
	text := fmt.Sprintf("expr.ColumnOf[any](%q)", p.Column)
	if p.SQL != "" {
		text = fmt.Sprintf("expr.Raw[any](%q)", p.SQL)
	}
	if p.Collation != "" {
		text += fmt.Sprintf(".Collate(%q)", p.Collation)
	}
	if p.SQL != "" && p.OpClass != "" {
		text += fmt.Sprintf(".As(%q)", p.PartName(n))
	}
	switch {
	case p.Desc:
		text += ".Desc()"
	case p.NullsFirst || p.NullsLast:
		text += ".Asc()"
	}
	switch {
	case p.NullsFirst:
		text += ".NullsFirst()"
	case p.NullsLast:
		text += ".NullsLast()"
	}
	return text
}

func (g *generator) indexOptions(i *schema.IndexInfo) []string {
	var options []string
	if i.Unique {
		options = append(options, "schema.UniqueIndex()")
	}
	if i.Comment != "" {
		options = append(options, fmt.Sprintf("schema.Comment(%q)", i.Comment))
	}
	if g.rules.IndexOptions != nil {
		options = append(options, written(g, g.rules.IndexOptions(i))...)
	}
	return options
}
