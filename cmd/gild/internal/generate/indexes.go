package generate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/schema"
)

// index writes an index.
func (g *generator) index(i *schema.IndexInfo) string {
	plain := !slices.ContainsFunc(i.Parts, func(p schema.IndexPart) bool {
		return p.SQL != "" || p.Desc || p.NullsFirst || p.NullsLast || p.Collation != ""
	})
	name := strconv.Quote(i.Name)
	text := call("schema.NewIndex", append([]string{name}, quoted(i.Columns())...)...)
	if !plain {
		parts := make([]string, len(i.Parts))
		for n := range i.Parts {
			parts[n] = indexPart(&i.Parts[n])
		}
		text = call("schema.NewIndex", name) + call(".On", parts...)
	}
	if i.Where != "" {
		text += fmt.Sprintf(".For(expr.Raw[bool](%q))", i.Where)
	}
	return with(text, g.indexOptions(i))
}

func indexPart(p *schema.IndexPart) string {
	text := fmt.Sprintf("expr.ColumnOf[any](%q)", p.Column)
	if p.SQL != "" {
		text = fmt.Sprintf("expr.Raw[any](%q)", p.SQL)
	}
	if p.Collation != "" {
		text += fmt.Sprintf(".Collate(%q)", p.Collation)
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
	switch method := strings.ToLower(i.Method); {
	case method == "":
	case method == "fulltext" || method == "spatial":
		options = append(options, g.dialectOption("prefix", strconv.Quote(strings.ToUpper(method))))
	default:
		options = append(options, g.dialectOption("using", strconv.Quote(method)))
	}
	if len(i.Include) > 0 {
		options = append(options, g.dialectOption("include", stringsOf(i.Include)))
	}
	if i.NullsNotDistinct {
		options = append(options, g.dialectOption("nulls_not_distinct", "true"))
	}
	var classes, lengths []string
	for _, p := range i.Parts {
		if p.OpClass != "" && p.Column != "" {
			classes = append(classes, fmt.Sprintf("%q: %q", p.Column, p.OpClass))
		}
		if p.Length > 0 {
			lengths = append(lengths, fmt.Sprintf("%q: %d", p.Column, p.Length))
		}
	}
	if classes != nil {
		options = append(options, g.dialectOption("ops", "map[string]string{"+strings.Join(classes, ", ")+"}"))
	}
	if lengths != nil {
		options = append(options, g.dialectOption("length", "map[string]int{"+strings.Join(lengths, ", ")+"}"))
	}
	return options
}
