package main

import (
	"context"
	"database/sql"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// throughGild are the ways that only gild has.
var throughGild = []Implementation{
	{Name: "gild-stmt", About: "gild.One, All and Exec with a statement built once, and parameters", Open: openThroughGild(newStmtProgram)},
	{Name: "gild-expr", About: "the same with a statement built for each execution", Open: openThroughGild(newExprProgram)},
	{Name: "gild-orm", About: "objects: a fresh session for each read and insert, LateBegin for reads; of an update one that knows its rows", Open: openThroughGild(newORMProgram)},
}

var (
	meta = schema.NewMetaData()

	items = schema.Define[struct {
		schema.Table `gild:"items"`
		ID           expr.Col[int64] `gild:"id,pk"`
		Name         expr.Col[string]
		Email        expr.Col[string]
		City         expr.Col[string]
		Active       expr.Col[bool]
		Score        expr.Col[float64]
		Created      expr.Col[time.Time]
		Nick         expr.Null[string]
	}](meta)
)

// openThroughGild opens a program over gild's driver.
func openThroughGild(program func(*sql.DB) *Program) func(context.Context, Database) (*Program, error) {
	return func(_ context.Context, d Database) (*Program, error) {
		db, err := d.open(d.Driver + gildSuffix)
		if err != nil {
			return nil, err
		}
		p := program(db)
		p.Close = db.Close
		return p, nil
	}
}

// Statements whose values come with the execution.
var (
	pointStmt = expr.Select(items).Where(items.ID.EqExpr(expr.Param[int64]("id")))

	listStmt = expr.Select(items).Where(items.ID.LeExpr(expr.Param[int64]("n"))).OrderBy(items.ID)

	insertStmt = expr.Insert(items).Values(
		items.Name.SetExpr(expr.Param[string]("name")), items.Email.SetExpr(expr.Param[string]("email")),
		items.City.SetExpr(expr.Param[string]("city")), items.Active.SetExpr(expr.Param[bool]("active")),
		items.Score.SetExpr(expr.Param[float64]("score")), items.Created.SetExpr(expr.Param[time.Time]("created")),
		items.Nick.SetExpr(expr.Param[string]("nick")),
	).Returning(items.ID)

	updateStmt = expr.Update(items).Set(
		items.Name.SetExpr(expr.Param[string]("name")), items.Score.SetExpr(expr.Param[float64]("score")),
	).Where(items.ID.EqExpr(expr.Param[int64]("id")))
)

// A stmtProgram runs statements that are built once.
type stmtProgram struct{ db *sql.DB }

func newStmtProgram(db *sql.DB) *Program {
	p := &stmtProgram{db}
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Update: p.update}
}

func (p *stmtProgram) point(ctx context.Context, id int64) (Item, error) {
	return gild.One[Item](ctx, p.db, pointStmt, sql.Named("id", id))
}

func (p *stmtProgram) list(ctx context.Context, n int) (Listed, error) {
	return listed(gild.All[Item](ctx, p.db, listStmt, sql.Named("n", n)))
}

func (p *stmtProgram) insert(ctx context.Context, it *Item) (err error) {
	it.ID, err = gild.One[int64](ctx, p.db, insertStmt,
		sql.Named("name", it.Name), sql.Named("email", it.Email), sql.Named("city", it.City),
		sql.Named("active", it.Active), sql.Named("score", it.Score), sql.Named("created", it.Created),
		sql.Named("nick", it.Nick))
	return err
}

func (p *stmtProgram) update(ctx context.Context, id int64, name string, score float64) error {
	_, err := gild.Exec(ctx, p.db, updateStmt, sql.Named("name", name), sql.Named("score", score), sql.Named("id", id))
	return err
}

// An exprProgram builds a statement for each execution.
type exprProgram struct{ db *sql.DB }

func newExprProgram(db *sql.DB) *Program {
	p := &exprProgram{db}
	return &Program{Point: p.point, List: p.list, Insert: p.insert, Update: p.update}
}

func (p *exprProgram) point(ctx context.Context, id int64) (Item, error) {
	return gild.One[Item](ctx, p.db, expr.Select(items).Where(items.ID.Eq(id)))
}

func (p *exprProgram) list(ctx context.Context, n int) (Listed, error) {
	return listed(gild.All[Item](ctx, p.db, expr.Select(items).Where(items.ID.Le(int64(n))).OrderBy(items.ID)))
}

func (p *exprProgram) insert(ctx context.Context, it *Item) (err error) {
	nick := items.Nick.SetNull()
	if it.Nick.Valid {
		nick = items.Nick.Set(it.Nick.String)
	}
	it.ID, err = gild.One[int64](ctx, p.db, expr.Insert(items).Values(
		items.Name.Set(it.Name), items.Email.Set(it.Email), items.City.Set(it.City), items.Active.Set(it.Active),
		items.Score.Set(it.Score), items.Created.Set(it.Created), nick,
	).Returning(items.ID))
	return err
}

func (p *exprProgram) update(ctx context.Context, id int64, name string, score float64) error {
	_, err := gild.Exec(ctx, p.db, expr.Update(items).Set(items.Name.Set(name), items.Score.Set(score)).Where(items.ID.Eq(id)))
	return err
}
