package generated

import (
	"fmt"
	"math/rand/v2"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

var meta = schema.NewMetaData()

type usersTable struct {
	schema.Table `gild:"users"`
	ID           expr.Col[int64]   `gild:"id,pk"`
	Name         expr.Col[string]  `gild:"name,size=50"`
	Fullname     expr.Null[string] `gild:"full name,size=100"`
	Age          expr.Null[int64]  `gild:"age"`
	Active       expr.Col[bool]    `gild:"active"`
}

type mailsTable struct {
	schema.Table `gild:"mails"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	UserID       expr.Col[int64]  `gild:"user_id,fk=users.id"`
	Address      expr.Col[string] `gild:"order,size=100"`
	Size         expr.Col[int64]  `gild:"size"`
}

var (
	users = schema.Define[usersTable](meta)
	mails = schema.Define[mailsTable](meta)
)

// source is what the expressions of a query take their columns from.
type source struct {
	from    expr.From
	numbers []expr.X[int64]
	texts   []expr.X[string]
	truths  []expr.X[bool]
}

// generator makes statements. It is for one goroutine.
type generator struct {
	*rand.Rand
	sources []source // of the query in hand and of those around it
	ctes    *int     // so far: each has a name of its own
}

func newGenerator(seed uint64) *generator {
	return &generator{Rand: rand.New(rand.NewPCG(seed, seed)), ctes: new(int)}
}

func (g *generator) chance(percent int) bool { return g.IntN(100) < percent }

func pick[T any](g *generator, list []T) T { return list[g.IntN(len(list))] }

func userSource(u *usersTable) source {
	return source{u, []expr.X[int64]{u.ID.X, u.Age.X}, []expr.X[string]{u.Name.X, u.Fullname.X}, []expr.X[bool]{u.Active.X}}
}

func mailSource(m *mailsTable) source {
	return source{m, []expr.X[int64]{m.ID.X, m.UserID.X, m.Size.X}, []expr.X[string]{m.Address.X}, nil}
}

// source makes a FROM element: a table, an alias or a subquery.
func (g *generator) source(depth int) source {
	switch n := g.IntN(6); {
	case n == 0:
		return userSource(schema.As(users, pick(g, []string{"u", "other user", "order"})))
	case n == 1:
		return mailSource(schema.As(mails, "m"))
	case n == 2 && depth > 0:
		return g.derived(depth - 1)
	case n < 4:
		return mailSource(mails)
	}
	return userSource(users)
}

// derived makes a subquery or a CTE of a number and a text.
func (g *generator) derived(depth int) source {
	inner := &generator{Rand: g.Rand, ctes: g.ctes}
	q := inner.query(depth, func(g *generator) *expr.SelectStmt {
		return expr.Select(g.number(depth).As("a number"), g.text(depth).As("words"))
	})
	from := expr.From(q.As("derived"))
	if g.chance(40) {
		*g.ctes++
		from = q.CTE(fmt.Sprint("derived ", *g.ctes))
	}
	column := func(name string) expr.Expr { return expr.DynamicColumn(from, name) }
	return source{from, []expr.X[int64]{expr.Typed[int64](column("a number"))}, []expr.X[string]{expr.Typed[string](column("words"))}, nil}
}

func (g *generator) number(depth int) expr.X[int64] {
	if depth <= 0 || g.chance(30) {
		if s := g.some(); s != nil && g.chance(75) {
			return pick(g, s.numbers)
		}
		return expr.Val(g.Int64N(2000) - 1000)
	}
	switch g.IntN(8) {
	case 0:
		return g.number(depth - 1).AddExpr(g.number(depth - 1))
	case 1:
		return g.number(depth - 1).SubExpr(g.number(depth - 1))
	case 2:
		return g.number(depth - 1).Mul(g.Int64N(3))
	case 3:
		return expr.Coalesce(g.number(depth-1), expr.Val(int64(7))).X
	case 4:
		return expr.Length(g.text(depth - 1)).X
	case 5:
		return expr.Case[int64]().When(g.cond(depth-1), 1).ElseExpr(g.number(depth - 1)).X
	case 6:
		return expr.Cast[int64](g.number(depth-1), typemap.BigInt())
	}
	return expr.ScalarOf[int64](g.nested(depth-1, func(_ *generator, own source) *expr.SelectStmt {
		return expr.Select(expr.Max(pick(g, own.numbers))) // of others it would be the aggregate of the query around
	}))
}

func (g *generator) text(depth int) expr.X[string] {
	if depth <= 0 || g.chance(40) {
		if s := g.some(); s != nil && len(s.texts) > 0 && g.chance(75) {
			return pick(g, s.texts)
		}
		return expr.Val(pick(g, []string{"", "a", "it's", "100%", "a_b", `back\slash`, "ünï", "?", ":x", "--"}))
	}
	switch g.IntN(5) {
	case 0:
		return g.text(depth - 1).ConcatExpr(g.text(depth - 1))
	case 1:
		return expr.Lower(g.text(depth - 1)).X
	case 2:
		return expr.Cast[string](g.number(depth-1), typemap.String(20))
	case 3:
		return expr.Coalesce(g.text(depth-1), g.text(depth-1)).X
	}
	return expr.Case[string]().When(g.cond(depth-1), "yes").Else("no").X
}

func (g *generator) cond(depth int) expr.Cond {
	if depth <= 0 {
		return g.number(0).Gt(g.Int64N(10))
	}
	d := depth - 1
	switch g.IntN(13) {
	case 0:
		return expr.And(g.cond(d), g.cond(d), g.cond(d))
	case 1:
		return expr.Or(g.cond(d), g.cond(d))
	case 2:
		return expr.Not(g.cond(d))
	case 3:
		return g.number(d).EqExpr(g.number(d))
	case 4:
		return g.number(d).LeExpr(g.number(d))
	case 5:
		return g.text(d).Like("%a%")
	case 6:
		return g.number(d).In(g.numbers()...)
	case 7:
		return g.number(d).NotIn(g.numbers()...)
	case 8:
		return g.text(d).IsNull()
	case 9:
		return g.number(d).Between(1, 5)
	case 10:
		return expr.Exists(g.nested(d, func(g *generator, _ source) *expr.SelectStmt { return expr.Select(g.number(d)) }))
	case 11:
		return g.number(d).InSelect(g.nested(d, func(g *generator, _ source) *expr.SelectStmt { return expr.Select(g.number(d)) }))
	}
	if s := g.some(); s != nil && len(s.truths) > 0 {
		return expr.And(pick(g, s.truths), g.cond(d))
	}
	return g.text(d).NeExpr(g.text(d))
}

func (g *generator) numbers() []int64 {
	list := make([]int64, g.IntN(4))
	for i := range list {
		list[i] = g.Int64N(100)
	}
	return list
}

// some returns one of the sources, nil if there is none.
func (g *generator) some() *source {
	if len(g.sources) == 0 {
		return nil
	}
	return &g.sources[g.IntN(len(g.sources))]
}
