package generated

import (
	"time"

	"github.com/gildsql/gild/expr"
)

// write makes a statement that writes by more than one clause.
func (g *generator) write(depth int) expr.Statement {
	return pick(g, []func(int) expr.Statement{g.upsert, g.merge, g.ordered, g.fromQuery, g.beside, g.versions})(depth)
}

// row returns the values of a new mail, whose number may be there already.
func (g *generator) row(id int) []expr.Assignment {
	inner := g.plain()
	inner.sources = nil
	return []expr.Assignment{
		mails.ID.Set(int64(id)), mails.UserID.Set(int64(1 + id%3)), mails.Body.SetNull(),
		mails.Address.SetExpr(expr.Coalesce(inner.text(1), expr.Val(""))),
		mails.Size.SetExpr(expr.Coalesce(inner.number(1), expr.Val(int64(0)))),
	}
}

// mail inserts some mails, with numbers that are there and others.
func (g *generator) mail() *expr.InsertStmt {
	var list [][]expr.Assignment
	for i := range 1 + g.IntN(4) {
		list = append(list, g.row(10+i*7))
	}
	return expr.Insert(mails).Rows(list...)
}

// upsert makes an INSERT that says what becomes of rows which are there.
func (g *generator) upsert(depth int) expr.Statement {
	insert := g.mail()
	g.sources = []source{mailSource(mails)}
	with := g.inside(func(w *generator) {
		w.sources = append(w.sources, source{
			numbers: []expr.X[int64]{expr.Excluded[int64](mails.Size)}, texts: []expr.X[string]{expr.Excluded[string](mails.Address)},
		})
	})
	set := []expr.Assignment{
		mails.Size.SetExpr(expr.Coalesce(with.number(depth), mails.Size)), mails.Address.SetExpr(expr.Coalesce(with.text(depth), mails.Address)),
	}
	conflict := pick(g, []func() *expr.OnConflictClause{
		func() *expr.OnConflictClause { return insert.Upsert(mails.ID) },
		func() *expr.OnConflictClause { return insert.OnConflict(mails.ID) },
		func() *expr.OnConflictClause { return insert.Upsert(mails.ID).Where(with.truth(depth)) },
	})()
	stmt := pick(g, []func() *expr.InsertStmt{
		func() *expr.InsertStmt { return conflict.DoUpdate(set...) },
		conflict.DoUpdateAll, conflict.DoNothing,
	})()
	switch g.IntN(3) {
	case 0:
		return stmt.Returning(mails.ID, g.inside(func(r *generator) { r.windows, r.aggregated = false, nil }).number(1).As("n"))
	case 1:
		*g.unsteady = true // the text has a column more, by which the rows are put in order
		return stmt.Returning(mails.Size).InOrder()
	}
	return stmt
}

// ordered makes an INSERT whose rows come back in order.
func (g *generator) ordered(int) expr.Statement {
	*g.unsteady = true // the text has a column more
	if g.chance(50) {
		var list [][]expr.Assignment
		for i := range 2 + g.IntN(3) {
			values := g.row(i)
			list = append(list, []expr.Assignment{expr.Assign(notes.Text, values[3].Value), expr.Assign(notes.Size, values[4].Value)})
		}
		return expr.Insert(notes).Rows(list...).Returning(notes.Text, notes.ID).InOrder()
	}
	var list [][]expr.Assignment
	for i := range 2 + g.IntN(3) {
		list = append(list, g.row(1000-i))
	}
	return expr.Insert(mails).Rows(list...).Returning(mails.Address, mails.Size).InOrder()
}

// fromQuery inserts what a query finds.
func (g *generator) fromQuery(depth int) expr.Statement {
	inner := g.plain()
	inner.sources = []source{userSource(users)}
	q := expr.Select(users.ID.Add(5000), users.ID, expr.Coalesce(inner.text(depth), expr.Val("")), expr.Coalesce(inner.number(depth), users.ID)).Where(inner.truth(depth))
	stmt := expr.Insert(mails).FromSelect(q, mails.ID, mails.UserID, mails.Address, mails.Size)
	if g.chance(50) {
		return stmt.Upsert(mails.ID).DoUpdateAll().Returning(mails.ID)
	}
	return stmt
}

// beside makes an UPDATE or DELETE that takes columns of another table, which PostgreSQL has.
func (g *generator) beside(depth int) expr.Statement {
	g.on = post
	g.sources = []source{mailSource(mails), userSource(users)}
	cond := expr.And(mails.UserID.EqExpr(users.ID), g.truth(depth))
	if g.chance(50) {
		return expr.Delete(mails).Using(users).Where(cond).Returning(mails.ID, users.Name)
	}
	*g.unsteady = false
	return expr.Update(mails).Set(mails.Address.SetExpr(expr.Coalesce(g.text(depth), users.Name))).Where(cond).Returning(mails.ID)
}

// merge makes a MERGE, which PostgreSQL has.
func (g *generator) merge(depth int) expr.Statement {
	g.on = post
	g.sources = []source{mailSource(mails), userSource(users)}
	matched := g.plain()
	source := g.inside(func(s *generator) { s.sources = []source{userSource(users)} }).plain()
	stmt := expr.Merge(mails).Using(users, mails.ID.EqExpr(users.ID.Add(9)))
	if g.chance(30) {
		stmt = stmt.WhenMatched(matched.truth(depth)).DoDelete()
	}
	if g.chance(70) {
		stmt = stmt.WhenMatched(matched.truth(depth)).DoUpdate(mails.Size.SetExpr(expr.Coalesce(matched.number(depth), users.ID)))
	} else {
		stmt = stmt.WhenMatched().DoNothing()
	}
	return stmt.WhenNotMatched(source.truth(depth)).DoInsert(mails.ID.SetExpr(users.ID.Add(7000)), mails.UserID.SetExpr(users.ID),
		mails.Address.SetExpr(expr.Coalesce(source.text(depth), users.Name)), mails.Size.SetExpr(expr.Coalesce(source.number(depth), users.ID)))
}

// versions makes a query for rows as they were, which neither server has.
func (g *generator) versions(depth int) expr.Statement {
	at := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	v := pick(g, []func() *expr.Versions{
		func() *expr.Versions { return expr.AsOf(users, at) },
		func() *expr.Versions { return expr.AsOf(expr.As(users, g.name()), expr.Now()) },
		func() *expr.Versions { return expr.SystemTimeFromTo(users, at, at.Add(time.Hour)) },
		func() *expr.Versions { return expr.SystemTimeBetween(users, at, expr.Now()) },
		func() *expr.Versions { return expr.SystemTimeContainedIn(users, at, at) },
		func() *expr.Versions { return expr.SystemTimeAll(users) },
		func() *expr.Versions { return expr.AsOfSCN(users, g.IntN(99)) },
	})()
	g.on = 0
	g.sources = []source{{from: v, numbers: []expr.X[int64]{expr.Typed[int64](v.C("id"))}, texts: []expr.X[string]{expr.Typed[string](v.C("name"))}}}
	return expr.Select(v.C("id"), g.text(depth).As(g.name())).Where(g.plain().truth(depth))
}
