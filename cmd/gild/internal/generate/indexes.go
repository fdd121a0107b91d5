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
	if text := i.Options["with"]; text != "" {
		options = append(options, g.dialectOption("with", parameters(text)))
	}
	if space := i.Options["tablespace"]; space != "" {
		options = append(options, g.dialectOption("tablespace", strconv.Quote(space)))
	}
	var classes, lengths []string
	for n, p := range i.Parts {
		if p.OpClass != "" {
			classes = append(classes, fmt.Sprintf("%q: %q", p.PartName(n), p.OpClass))
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
