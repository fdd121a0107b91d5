package expr

import (
	"fmt"
	"strings"
)

// Sortable is what SortBy may order by, under the name that a user knows. It is made by Sort.
type Sortable struct {
	name string
	expr Expr
}

// Sort lets SortBy order by e under that name.
func Sort(name string, e Expr) Sortable { return Sortable{name, canon(e)} }

// SortBy orders by what a user asks for, such as "-name,age": names of allowed, separated by
// commas, with a minus for the greatest first. Nothing of the input becomes SQL. A name that is
// not allowed, or stands twice, is an error, which names those that are; an empty input is no
// order.
func SortBy(input string, allowed ...Sortable) ([]Expr, error) {
	var out []Expr
	seen := map[string]bool{}
	if strings.TrimSpace(input) == "" {
		return nil, nil
	}
	for _, part := range strings.Split(input, ",") {
		name, descending := strings.CutPrefix(strings.TrimSpace(part), "-")
		e := sortable(name, allowed)
		if e == nil || seen[name] {
			return nil, sortError(name, seen[name], allowed)
		}
		seen[name] = true
		out = append(out, &Order{Expr: e, Descending: descending})
	}
	return out, nil
}

func sortable(name string, allowed []Sortable) Expr {
	for _, s := range allowed {
		if s.name == name {
			return s.expr
		}
	}
	return nil
}

func sortError(name string, twice bool, allowed []Sortable) error {
	if twice {
		return fmt.Errorf("gild: the order names %q twice", name)
	}
	names := make([]string, len(allowed))
	for i, s := range allowed {
		names[i] = s.name
	}
	return fmt.Errorf("gild: there is no order by %q: it can be by %s", name, strings.Join(names, ", "))
}
