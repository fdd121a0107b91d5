package orm

import (
	"fmt"

	"github.com/gildsql/gild/expr"
)

// itemsWithin are the probe's items for a SELECT within another one, where columns are known by their names: tables of
// sub-types may have columns of one name. The second one gets another, which is noted.
func (p *probe) itemsWithin(r *reading) ([]expr.Item, map[*expr.Column]string) {
	items := p.items(r)
	if r.subs == nil || len(r.inline) == 0 {
		return items, nil
	}
	columns := make([]*expr.Column, len(items)) // nil for expressions
	for n, i := range r.fields {
		columns[n] = p.m.fields[i].column
	}
	for n, c := range r.subs.more {
		if c.field >= 0 {
			columns[len(r.fields)+len(r.exprs)+n] = c.m.fields[c.field].column
		}
	}
	taken := map[string]int{}
	for _, c := range columns {
		if c != nil {
			taken[c.Name()]++
		}
	}
	var renamed map[*expr.Column]string
	seen := map[string]bool{}
	for n, c := range columns {
		switch {
		case c == nil:
		case !seen[c.Name()]:
			seen[c.Name()] = true
		default:
			name := c.Name()
			for k := 2; taken[name] > 0; k++ {
				name = fmt.Sprintf("%s_%d", c.Name(), k)
			}
			if taken[name]++; renamed == nil {
				renamed = map[*expr.Column]string{}
			}
			renamed[c] = name
			items[n] = &expr.Label{Expr: expr.Canonical(items[n].(expr.Expr)), Name: name}
		}
	}
	return items, renamed
}
