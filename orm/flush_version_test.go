package orm_test

import (
	"context"
	"encoding/json"
	"errors"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// A version that the program sets, such as one that a form or a document has brought back, says what the program
// knows: it is never passed over.
func TestVersionSetByTheProgram(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Versioned]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		a := &Versioned{ID: "a", Data: "1"}
		s.Add(a)
		ok(t, s.Commit(ctx))
		a.Data = "2"
		ok(t, s.Commit(ctx)) // version 2

		for name, change := range map[string]func(){
			"older":   func() { a.V, a.Data = 1, "mine" },
			"newer":   func() { a.V, a.Data = 7, "mine" },
			"none":    func() { a.V, a.Data = 0, "mine" },
			"alone":   func() { a.V = 1 },
			"json":    func() { ok(t, json.Unmarshal([]byte(`{"V": 1, "Data": "mine"}`), a)) },
			"deleted": func() { a.V = 1; s.Delete(a) },
		} {
			t.Run(name, func(t *testing.T) {
				change()
				db.Log.Take()
				err := s.Flush(ctx)
				var stale *orm.StaleError
				if !errors.As(err, &stale) || stale.Given != a.V || stale.Version != 2 {
					t.Errorf("the error is %v", err)
				}
				wantSent(t, db)
				ok(t, s.Rollback())
				if a.V != 2 || a.Data != "2" {
					t.Errorf("after the rollback: %+v", a)
				}
			})
		}

		a.V, a.Data = 2, "3" // which it has
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select v, data from p", "3,3")

		remove := s.Listen(orm.BeforeUpdate(func(_ context.Context, _ *orm.Session, v *Versioned) error { v.V = 7; return nil }))
		a.Data = "4"
		var stale *orm.StaleError
		if err := s.Flush(ctx); !errors.As(err, &stale) || stale.Given != 7 {
			t.Errorf("set by an event: %v", err)
		}
		remove()
		ok(t, s.Rollback())

		orm.SetExpr(s, a, &a.V, expr.Val(9))
		if err := s.Flush(ctx); err == nil {
			t.Error("SetExpr of the version was passed over")
		}
		ok(t, s.Rollback())
		s.Delete(a)
		s.Add(&Versioned{ID: "a", V: 1, Data: "switched"}) // a row that another object takes over goes on counting
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select v, data from p", "4,switched")
	})
}
