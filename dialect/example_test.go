package dialect_test

import (
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
)

// similarity is how alike two texts are, an operator that gild does not know.
type similarity struct {
	expr.ExprBase
	a, b expr.Expr
}

// Similarity returns the likeness of two texts, from 0 to 1.
func Similarity(a, b expr.Of[string]) expr.X[float64] {
	return expr.Typed[float64](&similarity{a: expr.Canonical(a), b: expr.Canonical(b)})
}

// Fields declares the node, so that its SQL is kept like that of any other.
func (s *similarity) Fields(v expr.Visitor) {
	v.Kind("example.com/similarity")
	v.Expr(&s.a)
	v.Expr(&s.b)
}

// WriteSQL writes it for databases that have no rule of their own.
func (s *similarity) WriteSQL(c *compile.Compiler) {
	c.WriteString("similarity(")
	c.Node(s.a)
	c.WriteString(", ")
	c.Node(s.b)
	c.WriteString(")")
}

// A node of another package writes itself, or as a dialect's rule says. A database that speaks
// almost as another one gets a dialect that changes the difference.
func ExampleExtend() {
	cockroach := dialect.Extend(postgres.Dialect, "cockroachdb", func(r *compile.Rules, _ dialect.Version) {
		r.Query.MaxBinds = 32767
		compile.SetRule(r, func(c *compile.Compiler, s *similarity) {
			c.Node(s.a)
			c.WriteString(" % ")
			c.Node(s.b)
		})
	})
	stmt := expr.Select(Users.ID).Where(Similarity(Users.Name, expr.Val("ed")).Gt(0.4))
	for _, d := range []*dialect.Dialect{sqlite.Dialect, cockroach} {
		text, args, err := d.SQL(stmt)
		fmt.Println(text, args, err)
	}
	// Output:
	// SELECT users.id FROM users WHERE similarity(users.name, ?) > ? [ed 0.4] <nil>
	// SELECT users.id FROM users WHERE users.name % $1 > $2 [ed 0.4] <nil>
}
