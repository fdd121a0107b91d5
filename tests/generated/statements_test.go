package generated

import "github.com/gildsql/gild/expr"

// statement makes a statement of any kind.
func (g *generator) statement() expr.Statement {
	depth := 1 + g.IntN(3)
	switch g.IntN(10) {
	case 0:
		return g.insert(depth)
	case 1:
		return g.update(depth)
	case 2:
		return g.delete(depth)
	}
	return g.query(depth, func(g *generator) *expr.SelectStmt {
		return expr.Select(g.number(depth), g.text(depth).As("words"))
	})
}

// query makes a SELECT of its own sources; begin says what is selected.
func (g *generator) query(depth int, begin func(*generator) *expr.SelectStmt) *expr.SelectStmt {
	around := g.sources
	defer func() { g.sources = around }()
	g.sources = append(g.sources[:len(g.sources):len(g.sources)], g.source(depth))
	own := g.sources[len(g.sources)-1]
	stmt := begin(g).From(own.from)
	if g.chance(60) {
		stmt = stmt.Where(g.cond(depth))
	}
	if g.chance(30) {
		stmt = stmt.Distinct()
	} else if g.chance(30) {
		stmt = stmt.OrderBy(pick(g, own.numbers).Desc())
		if g.chance(50) {
			stmt = stmt.Limit(g.IntN(10))
		}
		if g.chance(30) {
			stmt = stmt.Offset(g.IntN(10))
		}
	}
	return stmt
}

// nested makes a query that may take values from those around it.
func (g *generator) nested(depth int, begin func(*generator, source) *expr.SelectStmt) *expr.SelectStmt {
	around := g.sources
	defer func() { g.sources = around }()
	own := mailSource(mails)
	if g.chance(50) {
		own = userSource(users)
	}
	for _, s := range around {
		if s.from == own.from { // it would be the one around
			return expr.Select(expr.Val(int64(1)))
		}
	}
	g.sources = append(around[:len(around):len(around)], own)
	return begin(g, own).From(own.from).Where(g.cond(depth))
}

func (g *generator) insert(depth int) expr.Statement {
	return expr.Insert(users).Values(
		users.Name.SetExpr(g.text(0)), users.Age.SetExpr(g.number(0)), users.Active.Set(g.chance(50)))
}

func (g *generator) update(depth int) expr.Statement {
	g.sources = []source{userSource(users)}
	return expr.Update(users).Set(users.Name.SetExpr(g.text(depth)), users.Age.SetExpr(g.number(depth))).Where(g.cond(depth))
}

func (g *generator) delete(depth int) expr.Statement {
	g.sources = []source{mailSource(mails)}
	return expr.Delete(mails).Where(g.cond(depth))
}
