package suite

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"regexp"
	"time"

	"github.com/gildsql/gild/tests/suite/fakedriver"
)

func argumentItems() []item {
	return []item{
		{"20_order_of_checkers", checkOrder},
		{"21_no_checker", checkNoChecker},
		{"22_checker_that_accepts_all", checkAcceptsAll},
		{"23_values_of_any_type", checkAnyType},
		{"24_Valuers_and_Out", checkValuers},
		{"25_arguments_of_prepared_statements", checkRedirected},
		{"26_ErrRemoveArgument", checkRemoved},
	}
}

// named types and Valuers, as programs have them.
type (
	myString string
	myInt    int
	myBytes  []byte
	shouter  string
	failer   struct{ Reason string } // exported, as if it had something to say itself
	pair     struct{ A, B int }
)

// Value makes a shouter a driver.Valuer.
func (s shouter) Value() (driver.Value, error) { return string(s) + "!", nil }

// Value always fails.
func (failer) Value() (driver.Value, error) { return nil, errFake }

// valuerPointer has its method on the pointer, which answers for nil too.
type valuerPointer struct{ V int64 }

// Value gives nil a value of its own.
func (v *valuerPointer) Value() (driver.Value, error) {
	if v == nil {
		return "nil has a value", nil
	}
	return v.V, nil
}

// arguments are all kinds of them, one call each. No pointer stays one when it reaches a driver.
func arguments() [][]any {
	at := time.Date(2024, 2, 29, 12, 30, 0, 123456000, time.FixedZone("", 3600))
	text, n := "pointer", 5
	pointer := &text
	return [][]any{
		{nil}, {true}, {1}, {int8(-1)}, {uint16(2)}, {uint64(1 << 62)}, {uint64(1 << 63)}, {float32(0.5)}, {2.5}, {"text"},
		{[]byte{1, 0, 255}}, {[]byte{}}, {[]byte(nil)}, {sql.RawBytes("raw")}, {at}, {&at}, {myString("m")}, {myInt(3)}, {myBytes("b")},
		{&text}, {&pointer}, {&n}, {(*string)(nil)}, {(*time.Time)(nil)}, {shouter("v")}, {(*shouter)(nil)},
		{&valuerPointer{4}}, {(*valuerPointer)(nil)}, {failer{"x"}}, {&failer{"x"}}, {sql.NullString{}}, {sql.NullInt64{Int64: 1, Valid: true}},
		{sql.Null[float64]{V: 1, Valid: true}}, {sql.Null[pair]{}}, {struct{}{}}, {&struct{}{}}, {make(chan int)}, {func() {}},
		{sql.Named("n", 1)}, {sql.Named("", 1)}, {sql.Named("n", shouter("x"))}, {1, 2}, {},
	}
}

// refused are values that database/sql refuses, for which a wrapper may know what to do.
func refused() [][]any {
	return [][]any{{pair{1, 2}}, {[]int{1, 2}}, {map[string]int{}}, {[2]string{}}, {1 + 2i}}
}

// passed runs each list of arguments by every way there is.
func passed(s *side, lists [][]any) {
	for i, args := range lists {
		s.Note(fmt.Sprint("arguments ", i))
		r, err := s.db.ExecContext(s.ctx, "e ?", args...)
		s.Result("exec", r, err)
		rows, err := s.db.QueryContext(s.ctx, "q ?", args...)
		s.Rows("query", rows, err)
		stmt, err := s.db.PrepareContext(s.ctx, "p ?")
		s.Check(err)
		r, err = stmt.ExecContext(s.ctx, args...)
		s.Result("stmt exec", r, err)
		rows, err = stmt.QueryContext(s.ctx, args...)
		s.Rows("stmt query", rows, err)
		s.Check(stmt.Close())
		s.calls()
	}
}

// checking makes databases with all sets of a statement, with and without a checker of the connection.
func checking(tr *trial, change func(db *fakedriver.DB), program func(s *side)) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.ConnChecker, fakedriver.AllConn &^ fakedriver.ConnChecker, fakedriver.AllConn} {
		for _, stmts := range fakedriver.StmtSets() {
			tr.both(fmt.Sprint(f, " and ", stmts), func() *fakedriver.DB {
				db := withConn(f)()
				db.Stmt = stmts
				change(db)
				return db
			}, program)
		}
	}
}

func checkOrder(tr *trial) {
	skip := func(*driver.NamedValue) error { return driver.ErrSkip }
	checking(tr, func(db *fakedriver.DB) {
		db.Check, db.StmtCheck = skip, skip
		db.Convert = func(i int) driver.ValueConverter {
			if i > 0 {
				return driver.DefaultParameterConverter
			}
			return driver.NotNull{Converter: driver.String}
		}
	}, func(s *side) { passed(s, arguments()) })
	tr.both("refused values", withConn(fakedriver.AllConn&^fakedriver.ConnChecker), func(s *side) { passed(s, refused()) })
}

func checkNoChecker(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.AllConn &^ fakedriver.ConnChecker} {
		tr.both(f.String(), withConn(f), func(s *side) {
			passed(s, arguments())
			conn := s.connect()
			if c, ok := conn.(driver.NamedValueChecker); ok {
				for _, v := range []any{1, struct{}{}, nil, "x"} {
					nv := &driver.NamedValue{Ordinal: 1, Value: v}
					if err := c.CheckNamedValue(nv); err != driver.ErrSkip && f != 0 || nv.Value != v {
						s.TB().Errorf("checked %v: %v, %v", v, nv.Value, err)
					}
				}
			}
			s.Check(conn.Close())
		})
	}
}

func checkAcceptsAll(tr *trial) {
	checking(tr, func(*fakedriver.DB) {}, func(s *side) {
		if s.fake.Conn&fakedriver.ConnChecker == 0 {
			return
		}
		passed(s, append(arguments(), refused()...))
		passed(s, [][]any{{sql.Named("n", pair{})}, {sql.Out{Dest: nil, In: true}}})
	})
}

func checkAnyType(tr *trial) {
	change := func(nv *driver.NamedValue) error {
		switch v := nv.Value.(type) {
		case []int:
			nv.Value = fmt.Sprint(v)
			return nil
		case struct{}:
			return fmt.Errorf("argument %d: %w", nv.Ordinal, errFake)
		case myInt:
			nv.Value = pair{int(v), 0}
			nv.Name = "given"
			return nil
		}
		return driver.ErrSkip
	}
	checking(tr, func(db *fakedriver.DB) { db.Check, db.StmtCheck = change, change }, func(s *side) {
		passed(s, [][]any{{struct{}{}}, {"text"}})
		if s.fake.Conn&fakedriver.ConnChecker != 0 {
			passed(s, [][]any{{[]int{1, 2}}, {myInt(3)}, {sql.Named("n", []int{1})}})
		}
	})
}

func checkValuers(tr *trial) {
	for _, f := range []fakedriver.ConnFeatures{0, fakedriver.Modern, fakedriver.AllConn} {
		fake := func() *fakedriver.DB {
			db := withConn(f)()
			// The checker fills what sql.Out points to, as drivers do that have output parameters.
			db.Check = func(nv *driver.NamedValue) error {
				if out, ok := nv.Value.(sql.Out); ok {
					n := out.Dest.(*int)
					if out.In {
						*n++
					} else {
						*n = 100
					}
					nv.Value = "output"
					return nil
				}
				return driver.ErrSkip
			}
			return db
		}
		tr.both(f.String(), fake, func(s *side) { passed(s, arguments()) })
		tr.both("output, "+f.String(), fake, func(s *side) {
			for _, in := range []bool{false, true} {
				n := 1
				_, err := s.db.ExecContext(s.ctx, "e ?", sql.Named("o", sql.Out{Dest: &n, In: in}))
				s.Note("out", err, n)
			}
		})
		tr.both("misnamed, "+f.String(), withConn(f), func(s *side) { passed(s, [][]any{{sql.Named("1n", nil)}}) })
	}
}

var received = regexp.MustCompile(`\d+: (?:stmt )?(?:Exec|Query)(?:Context)? "(.*)" \[(.*)\]`)

// checkRedirected repeats texts, which a wrapper may then keep prepared: the values that reach the driver
// must stay what they were, whoever of connection and statement converts them.
func checkRedirected(tr *trial) {
	double := func(nv *driver.NamedValue) error {
		if n, ok := nv.Value.(int); ok {
			nv.Value = int64(2 * n)
			return nil
		}
		return driver.ErrSkip
	}
	checking(tr, func(db *fakedriver.DB) { db.Check, db.StmtCheck = double, double }, func(s *side) {
		for range 5 {
			for _, v := range []any{1, "x", uint8(3), nil, struct{}{}, []byte("b"), shouter("s")} {
				_, err := s.db.ExecContext(s.ctx, "insert into t values (?)", v)
				s.Note("insert", err)
				rows, err := s.db.QueryContext(s.ctx, "select a from t where a = ?", v)
				s.Rows("select", rows, err)
			}
		}
		for _, call := range s.fake.Take() {
			if m := received.FindStringSubmatch(call); m != nil {
				s.Note("received", m[1], ordinal.ReplaceAllString(m[2], ""))
			}
		}
	})
}

// ordinal is what a driver is told besides a value, if it knows contexts. A wrapper that
// keeps statements prepared may turn to a statement where the bare driver's connection is
// asked, and only one of them may know.
var ordinal = regexp.MustCompile(`\b\d+=`)

func checkRemoved(tr *trial) {
	remove := func(nv *driver.NamedValue) error {
		if s, ok := nv.Value.(string); ok && s == "option" {
			return driver.ErrRemoveArgument
		}
		return driver.ErrSkip
	}
	checking(tr, func(db *fakedriver.DB) { db.Check, db.StmtCheck = remove, remove }, func(s *side) {
		passed(s, [][]any{
			{"option", 1}, {1, "option"}, {"option"}, {"option", "option", 2}, {sql.Named("opt", "option"), 1}, {1, 2, "option"},
			{"option", struct{}{}},
		})
	})
}
