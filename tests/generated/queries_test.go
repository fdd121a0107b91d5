package generated

import (
	"github.com/gildsql/gild/expr"
)

// shape are the names of a query's columns: a number, and perhaps a text.
type shape []string

// query makes a SELECT of its own sources. It may take values from those around it.
func (g *generator) query(depth int, names shape) *expr.SelectStmt {
	own := g.source(depth)
	q := g.inside(func(q *generator) {
		q.sources = append(g.sources[:len(g.sources):len(g.sources)], own)
		q.aggregated, q.windows, q.named = nil, false, ""
		q.bare = false
	})
	stmt := expr.Select()
	stmt = q.joins(stmt, depth)
	if g.chance(60) {
		stmt = stmt.Where(q.truth(depth))
	}
	if g.chance(10) {
		stmt = stmt.Where(q.truth(depth), q.truth(depth))
	}
	own = q.sources[len(q.sources)-1]
	switch {
	case len(own.texts) > 0 && g.chance(30):
		stmt = q.grouped(stmt, depth, own, names)
	default:
		q.windows = true
		if g.chance(15) && len(own.numbers) > 0 {
			q.named = g.name()
			stmt = stmt.Window(q.named, expr.Window().PartitionBy(own.numbers[0]).OrderBy(own.numbers[0]))
		}
		stmt = stmt.Columns(q.items(depth, names)...)
	}
	q.bare = g.bare
	return q.tail(stmt, depth, names)
}

// items is the SELECT list.
func (g *generator) items(depth int, names shape) []expr.Item {
	out := []expr.Item{g.number(depth).As(names[0])}
	if len(names) > 1 {
		out = append(out, g.text(depth).As(names[1]))
	}
	return out
}

// joins selects from the query's own source, and what is joined with it. What is joined on
// a condition joins the sources.
func (g *generator) joins(stmt *expr.SelectStmt, depth int) *expr.SelectStmt {
	own := &g.sources[len(g.sources)-1]
	if depth <= 0 || g.chance(60) || *g.budget < 0 {
		return stmt.From(own.from)
	}
	if g.chance(25) {
		u, m := userSource(users), mailSource(mails)
		if !g.around(users) && !g.around(mails) {
			*own = merged(u, m)
			return g.keyJoin(stmt)
		}
	}
	var other source
	lateral := g.on == post && g.chance(30)
	before := *own
	if lateral {
		other = g.lateral(depth - 1)
	} else {
		other = g.inside(func(g *generator) { g.sources = nil }).source(depth - 1)
	}
	on := g.inside(func(g *generator) { g.sources = []source{merged(before, other)} })
	*own = merged(before, other)
	switch g.IntN(5) {
	case 0:
		return stmt.From(before.from).LeftJoinOn(other.from, on.truth(depth-1))
	case 1:
		if !lateral && len(before.numbers) > 0 && len(other.numbers) > 0 {
			return stmt.From(before.from).FullJoinOn(other.from, before.numbers[0].EqExpr(other.numbers[0]))
		}
	case 2:
		return stmt.From(expr.JoinedOn(pick(g, []expr.JoinKind{expr.InnerJoin, expr.LeftJoin}), before.from, other.from, on.truth(depth-1)))
	case 3:
		return stmt.From(before.from, other.from)
	}
	return stmt.From(before.from).JoinOn(other.from, on.truth(depth-1))
}

// keyJoin joins the two tables by their foreign key.
func (g *generator) keyJoin(stmt *expr.SelectStmt) *expr.SelectStmt {
	switch g.IntN(5) {
	case 0:
		return stmt.From(users).Join(mails)
	case 1:
		return stmt.From(users).LeftJoin(mails)
	case 2:
		return stmt.From(mails).FullJoin(users)
	case 3:
		return stmt.From(expr.Joined(expr.LeftJoin, users, mails))
	}
	return stmt.From(mails).Join(users)
}

// around reports whether the query in hand or one around it selects from a table.
func (g *generator) around(table expr.From) bool {
	for _, s := range g.sources {
		if s.from == table || s.from == nil {
			return true
		}
	}
	return false
}

// merged is two sources as one; it belongs to no element of FROM.
func merged(a, b source) source {
	return source{
		numbers: join(a.numbers, b.numbers), texts: join(a.texts, b.texts), truths: join(a.truths, b.truths),
		fractions: join(a.fractions, b.fractions), moments: join(a.moments, b.moments),
		documents: join(a.documents, b.documents), blobs: join(a.blobs, b.blobs),
	}
}

func join[T any](a, b []T) []T { return append(a[:len(a):len(a)], b...) }

// grouped makes a SELECT with GROUP BY, whose expressions are of the groups.
func (g *generator) grouped(stmt *expr.SelectStmt, depth int, own source, names shape) *expr.SelectStmt {
	number, text := pick(g, own.numbers), pick(g, own.texts)
	groups := source{numbers: []expr.X[int64]{number}, texts: []expr.X[string]{text}}
	switch {
	case g.on == post && g.chance(25):
		stmt = stmt.GroupBy(pick(g, []func(...expr.Expr) expr.Expr{expr.Rollup, expr.Cube, expr.GroupingSets})(number, text))
	case g.chance(20):
		groups = source{}
	default:
		stmt = stmt.GroupBy(number, text)
	}
	q := g.inside(func(q *generator) {
		q.sources = append(g.sources[:len(g.sources)-1:len(g.sources)-1], groups)
		q.aggregated = &own
	})
	items := q.items(depth, names)
	if groups.numbers == nil { // without an aggregate it would be a SELECT of all rows
		items[0] = expr.Coalesce(expr.CountAll(), q.number(depth)).As(names[0])
	}
	stmt = stmt.Columns(items...)
	if groups.numbers != nil && g.chance(40) {
		stmt = stmt.Having(q.truth(depth), expr.CountAll().Gt(0))
	}
	return stmt
}

// tail adds what stands behind. Limits go with an order of all columns, so that the rows are the
// same each time.
func (g *generator) tail(stmt *expr.SelectStmt, depth int, names shape) *expr.SelectStmt {
	if g.chance(15) {
		stmt = stmt.Distinct()
	}
	if g.bare || g.chance(60) {
		return g.ornaments(stmt)
	}
	for _, n := range names {
		switch o := expr.ByName(n); g.IntN(4) {
		case 0:
			stmt = stmt.OrderBy(o.Desc())
		case 1:
			stmt = stmt.OrderBy(o.NullsFirst())
		case 2:
			stmt = stmt.OrderBy(o.Desc().NullsLast())
		default:
			stmt = stmt.OrderBy(o.Asc())
		}
	}
	switch g.IntN(6) {
	case 0:
		stmt = stmt.Limit(g.IntN(5))
	case 1:
		stmt = stmt.Limit(g.IntN(5)).Offset(g.IntN(3))
	case 2:
		stmt = stmt.Offset(g.IntN(3))
	case 3:
		stmt = stmt.LimitExpr(expr.Val(int64(3)).Add(1)).OffsetExpr(param(g, int64(g.values.IntN(3))))
	case 4:
		if g.on == post {
			stmt = stmt.Fetch(1+g.IntN(4), expr.WithTies())
		}
	}
	return stmt
}

// ornaments adds clauses that change no row.
func (g *generator) ornaments(stmt *expr.SelectStmt) *expr.SelectStmt {
	switch g.IntN(12) {
	case 0:
		return stmt.Prefix("/* the beginning */", pick(g, []string{"postgresql", "sqlite"})).Suffix("/* the end */", "")
	case 1:
		return stmt.StatementHint("/* hint */", "")
	case 2:
		return stmt.Hint(users, "FORCE INDEX (x)", "mysql").Hint(mails, "WITH (NOLOCK)", "mssql")
	case 3:
		return stmt.AddCTE(expr.Select(expr.Val(int64(1)).As("n")).CTE(g.name()))
	case 4:
		return stmt.AddCTE(expr.Nest(expr.Select(expr.Val("x").As("n")).CTE(g.name())))
	case 5:
		return stmt.CorrelateExcept(leaves(stmt)...)
	}
	return stmt
}

// leaves is what a SELECT names in its FROM.
func leaves(stmt *expr.SelectStmt) []expr.From {
	var out []expr.From
	for _, f := range stmt.Clauses().Froms {
		expr.Walk(f, func(n expr.Node) bool {
			j, ok := n.(*expr.Join)
			if ok {
				for _, side := range []expr.From{j.Left, j.Right} {
					if side != nil {
						out = append(out, side)
					}
				}
			} else if f, ok := n.(expr.From); ok {
				out = append(out, f)
			}
			return ok
		})
	}
	return out
}

// nested makes a query inside an expression, which may take values from those around it.
func (g *generator) nested(depth int, items func(*generator, *source) []expr.Item) *expr.SelectStmt {
	inner := g.inside(func(inner *generator) {
		own := inner.source(depth - 1)
		inner.sources = append(g.sources[:len(g.sources):len(g.sources)], own)
		inner.aggregated, inner.windows, inner.named = nil, false, ""
	})
	own := &inner.sources[len(inner.sources)-1]
	stmt := expr.Select(items(inner, own)...).From(own.from)
	if g.chance(60) {
		stmt = stmt.Where(inner.truth(depth - 1))
	}
	switch {
	case len(g.sources) > 1 || g.chance(20):
		stmt = stmt.CorrelateExcept(own.from)
	case g.chance(20):
		if around := g.froms(); len(around) > 0 {
			stmt = stmt.Correlate(around...)
		}
	}
	return stmt
}

// froms is what the queries around select from.
func (g *generator) froms() []expr.From {
	var out []expr.From
	for _, s := range g.sources {
		if s.from == nil {
			return nil
		}
		out = append(out, s.from)
	}
	return out
}

// one makes a query of one value.
func (g *generator) one(depth int, item func(*generator, *source) expr.Item) *expr.SelectStmt {
	return g.nested(depth, func(g *generator, own *source) []expr.Item {
		if len(own.texts) == 0 {
			own.texts = []expr.X[string]{expr.Val("none")}
		}
		return []expr.Item{item(g, own)}
	})
}

// scalar makes a query that is a number.
func (g *generator) scalar(depth int) expr.X[int64] {
	return expr.ScalarOf[int64](g.one(depth, func(g *generator, own *source) expr.Item {
		return expr.Max(pick(g, own.numbers))
	}))
}

// compound makes a set operation.
func (g *generator) compound(depth int) *expr.CompoundStmt {
	names := shape{"n", "t"}
	part := func() expr.Query {
		if g.on != post { // SQLite takes no parentheses here
			return g.unlimited().query(depth-1, names)
		}
		if depth > 1 && g.chance(20) {
			return g.compound(depth - 1)
		}
		return g.query(depth-1, names)
	}
	two := []expr.Query{part(), part()}
	ops := []func(...expr.Query) *expr.CompoundStmt{expr.Union, expr.UnionAll, expr.Intersect, expr.Except}
	if g.on == post {
		ops = append(ops, expr.IntersectAll, expr.ExceptAll)
	}
	stmt := pick(g, ops)(two...)
	if g.on != post {
		return stmt
	}
	switch g.IntN(5) {
	case 0:
		stmt = stmt.Union(part())
	case 1:
		stmt = stmt.Except(part())
	case 2:
		stmt = stmt.UnionAll(part()).Intersect(part())
	}
	if g.chance(50) {
		return stmt
	}
	stmt = stmt.OrderBy(expr.ByName("n").Desc(), expr.ByName("t"))
	switch g.IntN(4) {
	case 0:
		stmt = stmt.Limit(g.IntN(5))
	case 1:
		stmt = stmt.Limit(2).Offset(g.IntN(3))
	case 2:
		if g.on == post {
			stmt = stmt.Fetch(g.IntN(4))
		}
	}
	return stmt
}

// unlimited returns a generator of queries without order and limit.
func (g *generator) unlimited() *generator {
	return g.inside(func(g *generator) { g.bare = true })
}
