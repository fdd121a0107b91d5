package suite

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"reflect"
	"time"

	"github.com/gildsql/gild/tests/suite/fakedriver"
)

func rowsItems() []item {
	return []item{
		{"31_column_types", checkColumnTypes},
		{"32_buffers_of_the_driver", checkBuffers},
		{"33_EOF_and_result_sets", checkResultSets},
		{"34_rows_as_values", checkCursors},
		{"35_Close_of_rows", checkRowsClose},
		{"36_RowsColumnScanner", checkColumnScanner},
	}
}

// twoResults are of different width, with all that columns can tell.
func twoResults(string) []fakedriver.ResultSet {
	return []fakedriver.ResultSet{
		{
			Columns: []fakedriver.Column{
				{Name: "id", ScanType: reflect.TypeFor[int32](), DatabaseTypeName: "INT4", KnowsNullable: true},
				{Name: "name", ScanType: reflect.TypeFor[string](), DatabaseTypeName: "VARCHAR", Length: 20, HasLength: true, Nullable: true, KnowsNullable: true},
				{Name: "price", ScanType: reflect.TypeFor[[]byte](), DatabaseTypeName: "NUMERIC", Precision: 8, Scale: 2, IsDecimal: true},
			},
			Rows: [][]driver.Value{{int64(1), "ann", []byte("12.50")}, {int64(2), nil, []byte("7")}, {int64(3), []byte("cy"), nil}},
		},
		{Columns: []fakedriver.Column{{Name: "none"}}},
		{
			Columns: []fakedriver.Column{{Name: "at"}, {Name: "ok"}},
			Rows:    [][]driver.Value{{time.Date(2024, 1, 2, 3, 4, 5, 6, time.UTC), true}, {nil, false}},
		},
	}
}

// withRows makes a database whose rows have some interfaces.
func withRows(f fakedriver.RowsFeatures) func() *fakedriver.DB {
	return func() *fakedriver.DB {
		db := modern()
		db.Rows, db.Results = f, twoResults
		return db
	}
}

func checkColumnTypes(tr *trial) {
	for _, f := range fakedriver.RowsSets() {
		tr.both(f.String(), withRows(f), readAll)
	}
}

// readAll reads a query's rows by every way to get at them.
func readAll(s *side) {
	for range 2 {
		rows, err := s.db.QueryContext(s.ctx, "q")
		s.Rows("query", rows, err)
		stmt, err := s.db.PrepareContext(s.ctx, "q")
		s.Check(err)
		rows, err = stmt.QueryContext(s.ctx)
		s.Rows("stmt query", rows, err)
		s.Check(stmt.Close())
		var id int
		var name, price sql.NullString
		s.Note("row", s.db.QueryRowContext(s.ctx, "q").Scan(&id, &name, &price), id, name, price)
		s.Note("bad scan", s.db.QueryRowContext(s.ctx, "q").Scan(&id, &id, &price))
		s.Note("too few", s.db.QueryRowContext(s.ctx, "q").Scan(&id))
		s.calls()
	}
}

func checkBuffers(tr *trial) {
	tr.both("kept and raw", withRows(fakedriver.AllRows), func(s *side) {
		rows, err := s.db.QueryContext(s.ctx, "q")
		s.Check(err)
		var kept [][]byte
		for rows.Next() {
			var id int
			var a sql.RawBytes
			var b []byte
			err := rows.Scan(&id, &a, &b)
			kept = append(kept, b)
			s.Note("raw", string(a), a == nil, string(b), err)
		}
		s.Note("end", rows.Err(), rows.Close(), fmt.Sprintf("%q", kept))
	})
	tr.both("raw and cancelled", withRows(fakedriver.AllRows), func(s *side) {
		ctx, cancel := context.WithCancel(s.ctx)
		rows, err := s.db.QueryContext(ctx, "q")
		s.Check(err)
		rows.Next()
		var raw [3]sql.RawBytes
		s.Note("scan", rows.Scan(&raw[0], &raw[1], &raw[2]))
		cancel()
		s.Note("still there", string(raw[1]), string(raw[2])) // until the next call
		for rows.Next() {
		}
		err = rows.Err() // nil if the rows were read before the end was noticed
		s.Note("end", err == nil || errors.Is(err, context.Canceled))
		s.settled(s.db)
		s.fake.Take() // how many rows were read before the end was noticed may differ
	})
}

func checkResultSets(tr *trial) {
	for _, f := range []fakedriver.RowsFeatures{0, fakedriver.AllRows} {
		for name, err := range map[string]error{
			"next": errFake, "next ": fmt.Errorf("more: %w", io.EOF), "NextResultSet": io.EOF, "NextResultSet ": errFake,
			"close rows": errFake, "next 2": driver.ErrBadConn, "HasNext": nil, "next 3": io.EOF, "next 1": io.ErrUnexpectedEOF,
		} {
			fake := func() *fakedriver.DB {
				db := withRows(f)()
				db.Fail = failOn(trimmed(name), err)()
				return db
			}
			tr.both(fmt.Sprint(name, err, f), fake, readAll)
		}
	}
	tr.both("skipped", withRows(fakedriver.AllRows), func(s *side) {
		rows, err := s.db.QueryContext(s.ctx, "q")
		s.Check(err)
		for range 4 {
			s.Note("skip", rows.NextResultSet(), rows.Err())
		}
		s.Note("next", rows.Next(), rows.Close())
	})
}

func trimmed(s string) string {
	if s[len(s)-1] == ' ' {
		return s[:len(s)-1]
	}
	return s
}

func checkCursors(tr *trial) {
	tr.both("scanned", func() *fakedriver.DB {
		db := modern()
		db.Results = func(string) []fakedriver.ResultSet {
			return []fakedriver.ResultSet{{
				Columns: []fakedriver.Column{{Name: "cursor"}},
				Rows:    [][]driver.Value{{db.NewRows(twoResults("")[0])}},
			}}
		}
		return db
	}, func(s *side) {
		for range 3 {
			rows, err := s.db.QueryContext(s.ctx, "q")
			s.Check(err)
			for rows.Next() {
				var cursor sql.Rows
				s.Note("scan", rows.Scan(&cursor))
				s.Rows("cursor", &cursor, nil)
				var text string
				s.Note("as text", rows.Scan(&text) != nil)
			}
			s.Note("end", rows.Err(), rows.Close())
		}
	})
}

func checkRowsClose(tr *trial) {
	for _, prepared := range []bool{false, true} {
		open := func(s *side, ctx context.Context) *sql.Rows {
			if !prepared {
				rows, err := s.db.QueryContext(ctx, "q")
				s.Check(err)
				return rows
			}
			stmt, err := s.db.PrepareContext(s.ctx, "q")
			s.Check(err)
			s.TB().Cleanup(func() { _ = stmt.Close() })
			rows, err := stmt.QueryContext(ctx)
			s.Check(err)
			return rows
		}
		tr.both(fmt.Sprint("by another goroutine, prepared ", prepared), withRows(fakedriver.AllRows), func(s *side) {
			ctx, cancel := context.WithCancel(s.ctx)
			rows := open(s, ctx)
			s.Note("next", rows.Next())
			cancel()
			s.settled(s.db)
			s.Note("next", rows.Next(), rows.Err(), rows.Close(), s.fake.Count("close rows"))
		})
		tr.both(fmt.Sprint("early and never, prepared ", prepared), withRows(fakedriver.AllRows), func(s *side) {
			rows := open(s, s.ctx)
			s.Note("next", rows.Next(), rows.Close(), rows.Close(), s.fake.Count("close rows"))
			s.Note("leaked", open(s, s.ctx).Next())
			s.calls()
		})
	}
}

// checkColumnScanner is for releases of Go that have RowsColumnScanner; with others there is no such set.
func checkColumnScanner(tr *trial) {
	for _, f := range fakedriver.RowsSets() {
		if f&fakedriver.ColumnScanner == 0 {
			continue
		}
		tr.both(f.String(), withRows(f), readAll)
		tr.both(f.String()+" failing", func() *fakedriver.DB {
			db := withRows(f)()
			db.Fail = failOn("scan column 1", errFake)()
			return db
		}, readAll)
	}
}
