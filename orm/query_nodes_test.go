package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// reversed is an expression of the program's own: a text from behind.
type reversed struct {
	expr.ExprBase
	text expr.Expr
}

func reverse(text expr.Of[string]) expr.X[string] {
	return expr.Typed[string](&reversed{text: expr.Canonical(text)})
}

func (r *reversed) Fields(v expr.Visitor) {
	v.Kind("gild.test/reversed")
	v.Expr(&r.text)
}

func (r *reversed) Type() typemap.Type { return typemap.Text() }

func (r *reversed) WriteSQL(c *compile.Compiler) {
	if c.Rules().Dialect == "sqlite" {
		c.Fail(errors.New("reverse is for databases that have it"))
	}
	c.WriteString("reverse(")
	c.Node(r.text)
	c.WriteString(")")
}

// Expressions that a program has made take fields of probes wherever those of gild do: in conditions, in the order,
// in what is asked along relationships and in rows.
func TestNodesOfTheProgram(t *testing.T) {
	shelves(t, func(t *testing.T, r *orm.Registry, db *live.Database) {
		s := r.NewSession(db.DB)
		defer s.Close()
		w := orm.From[Writer]()
		found, err := orm.Select(w).
			Where(orm.HasWhere(&w.Works, func(work *Work) expr.Expr { return reverse(orm.C(&work.Title)).Eq("0.3") })).
			OrderBy(reverse(orm.C(&w.Name))).All(t.Context(), s)
		if db.Dialect.Name == "sqlite" {
			if err == nil || !strings.Contains(err.Error(), "reverse is for databases that have it") {
				t.Errorf("on a database that has it not: %v", err)
			}
			return
		}
		ok(t, err)
		if got := writerNames(found); got != "3" {
			t.Errorf("writers %s, not 3", got)
		}
		work := orm.From[Work]()
		titles, err := orm.Rows[string](t.Context(), s, orm.Select(work).Where(orm.C(&work.Title).Like("2%")).OrderBy(orm.C(&work.ID)), reverse(orm.C(&work.Title)))
		ok(t, err)
		if got := strings.Join(titles, " "); got != "0.2 1.2" {
			t.Errorf("titles from behind: %s", got)
		}
	})
}
