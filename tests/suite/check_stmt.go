package suite

import (
	"context"
	"database/sql"
	"fmt"
	"strings"

	"github.com/gildsql/gild/tests/suite/fakedriver"
)

func stmtItems() []item {
	return []item{
		{"27_NumInput", checkNumInput},
		{"28_StmtQueryContext_absent", checkStmtFallback},
		{"29_special_statements", checkSpecial},
		{"30_statements_of_many_connections", checkManyConnections},
	}
}

func checkNumInput(tr *trial) {
	for _, n := range []int{-1, 0, 1, 2} {
		for _, f := range []fakedriver.ConnFeatures{0, fakedriver.AllConn &^ fakedriver.ConnChecker} {
			tr.both(fmt.Sprint(n, f), func() *fakedriver.DB {
				db := withConn(f)()
				db.NumInput = func(string) int { return n }
				return db
			}, func(s *side) { passed(s, [][]any{{}, {1}, {1, 2}, {1, 2, 3}, {sql.Named("n", 1)}}) })
		}
	}
}

func checkStmtFallback(tr *trial) {
	for _, stmts := range fakedriver.StmtSets() {
		tr.both(stmts.String(), func() *fakedriver.DB {
			db := modern()
			db.Stmt = stmts
			return db
		}, func(s *side) {
			stmt, err := s.db.PrepareContext(s.ctx, "p ?")
			s.Check(err)
			for _, arg := range []any{1, sql.Named("n", 1)} {
				r, err := stmt.ExecContext(s.ctx, arg)
				s.Result("exec", r, err)
				rows, err := stmt.QueryContext(s.ctx, arg)
				s.Rows("query", rows, err)
			}
			// The context ends before the driver is asked, and after the connection has been found.
			ctx, cancel := context.WithCancel(s.ctx)
			s.fake.Fail = func(event string) error {
				if strings.Contains(event, "ResetSession") {
					cancel()
				}
				return nil
			}
			_, err = stmt.ExecContext(ctx, 1)
			s.Note("done", err)
			s.fake.Fail = nil
			s.settled(s.db)
			s.Note("close", stmt.Close())
		})
	}
}

// checkSpecial runs texts that are more, or other, than one statement whose result has rows or none: what
// reaches the driver stays the same with every wrapper, however often they are run.
func checkSpecial(tr *trial) {
	for _, text := range []string{
		"COPY t (a, b) FROM STDIN", "  copy t from stdin", "/* bulk */ COPY t FROM STDIN", "COPY t TO STDOUT",
		"INSERTBULK t (a)", "LOAD DATA LOCAL INFILE 'Reader::x' INTO TABLE t", "insert into t values (1); delete from t",
		"select 1; select 2", "LISTEN channel", "SET search_path = a", "BEGIN", "COMMIT", "USE other", "PRAGMA foreign_keys",
		"create table t (a int)", "call p()", "explain select 1", "EXEC p @a = 1", "delimiter //", "; ;", "",
	} {
		tr.both(text, modern, func(s *side) {
			for range 3 {
				_, err := s.db.ExecContext(s.ctx, text)
				s.Note("exec", err)
				rows, err := s.db.QueryContext(s.ctx, text)
				s.Rows("query", rows, err)
			}
			if strings.TrimSpace(text) != "" { // of a text without SQL, a wrapper may keep the driver out
				s.strictCalls()
			} else {
				s.calls()
			}
		})
		tr.both(text+" prepared", modern, func(s *side) {
			s.fake.NumInput = func(string) int { return -1 }
			tx, err := s.db.BeginTx(s.ctx, nil)
			s.Check(err)
			stmt, err := tx.PrepareContext(s.ctx, text)
			s.Check(err)
			if strings.TrimSpace(text) == "" {
				s.Note("close", stmt.Close(), tx.Rollback())
				return
			}
			for _, row := range [][]any{{1, "a"}, {2, nil}, {3, []byte("b")}, {}} {
				r, err := stmt.ExecContext(s.ctx, row...)
				s.Result("exec", r, err)
			}
			s.Note("close", stmt.Close(), tx.Commit())
			s.strictCalls()
		})
	}
}

func checkManyConnections(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.AllConn} {
		tr.both(f.String(), withConn(f), func(s *side) {
			stmt, err := s.db.PrepareContext(s.ctx, "p ?")
			s.Check(err)
			var held []*sql.Conn
			for range 3 {
				_, err := stmt.ExecContext(s.ctx, 1)
				s.Note("exec", err)
				conn, err := s.db.Conn(s.ctx)
				s.Check(err)
				held = append(held, conn)
			}
			tx, err := s.db.BeginTx(s.ctx, nil)
			s.Check(err)
			inTx := tx.StmtContext(s.ctx, stmt)
			_, err = inTx.ExecContext(s.ctx, 2)
			s.Note("in tx", err)
			s.Note("close", stmt.Close()) // while its connections are in use
			s.calls()
			_, err = inTx.ExecContext(s.ctx, 3)
			s.Note("outlived", err, tx.Commit())
			for _, c := range held {
				s.Check(c.Close())
			}
			s.Note("closed statements", s.fake.Count("close stmt"))
			s.calls()
		})
	}
}
