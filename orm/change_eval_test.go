package orm_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Stay struct {
	orm.Entity `gild:"stays"`
	ID         int64 `gild:"id,pk"`
	From       int64
	Till       int64
	Guest      string
	Nick       *string
	Rate       float64
	Paid       bool
	Booked     time.Time
}

// Nights and the others are one definition each, for objects and for SQL.
func (s *Stay) Nights() expr.X[int64] { return orm.C(&s.Till).SubExpr(orm.C(&s.From)) }
func (s *Stay) Name() expr.Fn[string] { return expr.Coalesce(orm.N(&s.Nick), orm.C(&s.Guest)) }
func (s *Stay) IsLong() expr.Cond     { return s.Nights().Gt(6).And(orm.C(&s.Paid).Eq(true)) }
func (s *Stay) Class() expr.CaseOn[string] {
	return expr.Case[string]().When(s.IsLong(), "long").When(s.Nights().Between(2, 6), "middle").Else("short")
}

// What is computed in memory is what the database computes.
func TestEvalIsSQL(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Stay]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		day := time.Date(2026, 1, 2, 0, 0, 0, 0, time.UTC)
		for i := range int64(24) {
			st := &Stay{From: i % 5, Till: i%5 + i, Guest: "Guest" + string(rune('A'+i)), Rate: float64(i) / 4, Paid: i%2 == 0, Booked: day.AddDate(0, 0, int(i))}
			if i%3 == 0 {
				st.Nick = new([]string{"nick", "other"}[i%2])
			}
			s.Add(st)
		}
		p := orm.From[Stay]()
		conditions := map[string]func(*Stay) expr.Expr{
			"arithmetic":  func(s *Stay) expr.Expr { return s.Nights().Mul(2).Add(1).Mod(3).Eq(0) },
			"is long":     func(s *Stay) expr.Expr { return s.IsLong() },
			"or, not":     func(s *Stay) expr.Expr { return expr.Or(s.IsLong(), expr.Not(orm.C(&s.Rate).Le(3.5))) },
			"in":          func(s *Stay) expr.Expr { return s.Nights().In(1, 3, 9) },
			"not in":      func(s *Stay) expr.Expr { return orm.N(&s.Nick).NotIn("x", "nick") },
			"between":     func(s *Stay) expr.Expr { return s.Nights().NotBetween(3, 12) },
			"null":        func(s *Stay) expr.Expr { return orm.N(&s.Nick).IsNull() },
			"not null":    func(s *Stay) expr.Expr { return orm.N(&s.Nick).IsNotNull() },
			"unknown":     func(s *Stay) expr.Expr { return expr.Or(orm.N(&s.Nick).Eq("nick"), s.Nights().Gt(20)) },
			"not unknown": func(s *Stay) expr.Expr { return expr.Not(orm.N(&s.Nick).Eq("nick")) },
			"coalesce":    func(s *Stay) expr.Expr { return s.Name().Eq("nick") },
			"case":        func(s *Stay) expr.Expr { return s.Class().Eq("middle") },
			"texts":       func(s *Stay) expr.Expr { return expr.Upper(orm.C(&s.Guest)).Concat("!").Eq("GUESTC!") },
			"length":      func(s *Stay) expr.Expr { return expr.Length(orm.C(&s.Guest)).EqExpr(s.Nights()) },
			"times":       func(s *Stay) expr.Expr { return orm.C(&s.Booked).Ge(day.AddDate(0, 0, 5)) },
			"distinct":    func(s *Stay) expr.Expr { return orm.N(&s.Nick).IsDistinctFrom("nick") },
			"abs, neg":    func(s *Stay) expr.Expr { return expr.Abs(s.Nights().Neg()).FloorDiv(4).Eq(2) },
			"fractions":   func(s *Stay) expr.Expr { return orm.C(&s.Rate).Div(2).Gt(1.2) },
			"case of":     func(s *Stay) expr.Expr { return expr.CaseOf[string](s.Nights()).When(3, "a").Else("b").Eq("a") },
			"nothing":     func(s *Stay) expr.Expr { return expr.And() },
		}
		all, err := orm.Select(p).OrderBy(orm.C(&p.ID)).All(ctx, s)
		ok(t, err)
		for name, condition := range conditions {
			found, err := orm.Select(p).Where(condition(p)).All(ctx, s)
			ok(t, err)
			inSQL := map[*Stay]bool{}
			for _, st := range found {
				inSQL[st] = true
			}
			for _, st := range all {
				holds, err := orm.Eval(expr.Typed[bool](condition(st)))
				if err != nil && !errors.Is(err, orm.ErrNull) || holds != inSQL[st] {
					t.Errorf("%s of stay %d: %v in memory (%v), %v in SQL", name, st.ID, holds, err, inSQL[st])
				}
			}
			if name != "nothing" && (len(found) == 0 || len(found) == len(all)) {
				t.Errorf("%s: %d of %d tell nothing apart", name, len(found), len(all))
			}
		}
	})
}

func TestEvalRefuses(t *testing.T) {
	st := &Stay{From: math.MinInt64, Till: 1, Guest: "É", Rate: 1}
	for want, e := range map[string]expr.Of[any]{
		"too large":                       expr.Typed[any](st.Nights()),
		"division by zero":                expr.Typed[any](orm.C(&st.Till).FloorDiv(0)),
		"do not agree about the division": expr.Typed[any](orm.C(&st.From).FloorDiv(3)),
		"differs between databases":       expr.Typed[any](expr.Lower(orm.C(&st.Guest))),
		"the order of values":             expr.Typed[any](orm.C(&st.Guest).Lt("a")),
		"the function count":              expr.Typed[any](expr.Count(orm.C(&st.ID))),
		"parameter":                       expr.Typed[any](expr.Param[int64]("x")),
		"needs the database":              expr.Typed[any](expr.Raw[int64]("1")),
		"between a string and":            expr.Typed[any](orm.C(&st.Guest).Like("a%")),
	} {
		if _, err := orm.Eval(e); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v does not say %s", err, want)
		}
	}
	if _, err := orm.Eval(orm.N(&st.Nick)); !errors.Is(err, orm.ErrNull) {
		t.Error(err)
	}
	if _, err := orm.Eval(expr.Typed[int8](orm.C(&st.From))); err == nil {
		t.Error("a large number in an int8")
	}
	if v, err := orm.Eval(st.Class()); v != "short" && err == nil {
		t.Error(v, err)
	}
}
