package generated

import (
	"database/sql"
	"fmt"

	"github.com/gildsql/gild/expr"
)

// params are the parameters of a statement that take their values with the execution.
type params struct {
	args  []sql.NamedArg
	count int
}

// next returns a name.
func (p *params) next() string {
	p.count++
	return fmt.Sprintf("p%d", p.count)
}

// param makes a parameter, with a value of its own or with one from the execution.
func param[T any](g *generator, v T) expr.X[T] {
	name := g.params.next()
	g.params.args = append(g.params.args, sql.Named(name, v))
	if g.chance(30) {
		g.params.args[len(g.params.args)-1].Value = v
		return expr.ParamDefault(name, v)
	}
	return expr.Param[T](name)
}

// list makes the name of a parameter that takes a list.
func (p *params) list(g *generator) string {
	name := p.next()
	p.args = append(p.args, sql.Named(name, g.numberValues()))
	return name
}

// arguments returns the values for the parameters that are in the statement: not all that is
// made ends there.
func (p *params) arguments(stmt expr.Statement) []any {
	used := map[string]bool{}
	key := &expr.Key{}
	key.Add(stmt)
	for _, b := range key.Binds {
		used[b.Param] = true
	}
	var out []any
	for _, a := range p.args {
		if used[a.Name] {
			out = append(out, a)
		}
	}
	return out
}
