package generated

import (
	"github.com/gildsql/gild/expr"
)

// statement makes a statement of any kind.
func (g *generator) statement() expr.Statement {
	depth := 1 + g.IntN(4)
	switch g.IntN(15) {
	case 0:
		return g.insert(depth)
	case 1:
		return g.update(depth)
	case 2:
		return g.delete(depth)
	case 3, 4:
		return g.compound(depth)
	case 5:
		return g.locked(depth)
	case 6:
		return g.whole()
	case 7, 8, 9:
		return g.write(depth)
	}
	return g.query(depth, shape{g.name(), g.name()})
}

// locked makes a SELECT that locks its rows, and DISTINCT ON.
func (g *generator) locked(depth int) expr.Statement {
	q := g.inside(func(q *generator) { q.sources = []source{userSource(users)} })
	stmt := expr.Select(q.number(depth).As("n"), q.text(depth).As("t")).From(users).Where(q.truth(depth))
	if g.on == post && g.chance(30) {
		*g.unsteady = true
		return stmt.DistinctOn(users.ID, users.Name).OrderBy(users.Name, users.ID.Desc())
	}
	options := [][]expr.LockOption{
		{}, {expr.LockShared()}, {expr.LockKeyShare()}, {expr.LockShared(), expr.LockKeyShare()}, {expr.LockNoWait()},
		{expr.LockSkipLocked()}, {expr.LockOf(users)}, {expr.LockOf(users.Name)},
	}
	return stmt.ForUpdate(pick(g, options)...)
}

// whole makes a SELECT of whole tables, whose columns share names.
func (g *generator) whole() expr.Statement {
	stmt := expr.Select(users, mails, users.ID, mails.ID).JoinOn(mails, users.ID.EqExpr(mails.UserID)).
		LabelStyle(pick(g, []expr.LabelStyle{expr.LabelDisambiguate, expr.LabelNone, expr.LabelTableColumn}))
	if g.chance(30) {
		stmt = stmt.OrderBy(users.ID, mails.ID.Desc()).Limit(g.IntN(9))
	}
	if g.chance(30) {
		s := expr.Select(users, mails.ID).Join(mails).LabelStyle(expr.LabelTableColumn).As(g.name())
		return expr.Select(s, expr.ColIn[int64](s, users.ID).Add(1))
	}
	return stmt
}

func (g *generator) insert(depth int) expr.Statement {
	inner := g.plain()
	inner.sources = nil
	return expr.Insert(mails).Values(mails.ID.Set(100), mails.UserID.Set(1), mails.Address.SetExpr(expr.Coalesce(inner.text(1), expr.Val(""))),
		mails.Size.SetExpr(expr.Coalesce(inner.number(1), expr.Val(int64(0)))), mails.Body.SetNull())
}

func (g *generator) update(depth int) expr.Statement {
	g.sources = []source{mailSource(mails)}
	return expr.Update(mails).Set(mails.Address.SetExpr(expr.Coalesce(g.text(depth), mails.Address)), mails.Size.SetExpr(expr.Coalesce(g.number(depth), expr.Val(int64(0))))).Where(g.truth(depth))
}

func (g *generator) delete(depth int) expr.Statement {
	g.sources = []source{mailSource(mails)}
	return expr.Delete(mails).Where(g.truth(depth))
}
