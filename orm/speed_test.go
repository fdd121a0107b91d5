package orm_test

import (
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Fast struct {
	orm.Entity `gild:"fast"`
	ID         int64 `gild:"id,pk"`
	A, B, C    string
	N, M       int64
	F          float64
	Ok         bool
}

// tenThousand stores 10,000 rows.
func tenThousand(b *testing.B) (*orm.Registry, *live.Database) {
	b.Helper()
	db := live.SQLite(b)
	r := orm.NewRegistry(nil, orm.Model[Fast]())
	if err := r.MetaData().CreateAll(b.Context(), db); err != nil {
		b.Fatal(err)
	}
	err := r.InTx(b.Context(), db, func(s *orm.Session) error {
		for i := range 10000 {
			s.Add(&Fast{A: "a", B: "bbbbbbbbbbbb", C: "cccc", N: int64(i)})
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return r, db
}

// BenchmarkFlushOneOf10000 is a flush of one change among 10,000 loaded objects.
func BenchmarkFlushOneOf10000(b *testing.B) {
	r, db := tenThousand(b)
	s := r.NewSession(db.DB)
	defer s.Close()
	all, err := orm.Select(orm.From[Fast]()).All(b.Context(), s)
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		all[5000].N++
		if err := s.Flush(b.Context()); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkLoad10000 compares objects that a session tracks with plain structs.
func BenchmarkLoad10000(b *testing.B) {
	r, db := tenThousand(b)
	b.Run("tracked", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			s := r.NewSession(db.DB)
			if _, err := orm.Select(orm.From[Fast]()).All(b.Context(), s); err != nil {
				b.Fatal(err)
			}
			_ = s.Close()
		}
	})
	type row struct {
		ID      int64
		A, B, C string
		N, M    int64
		F       float64
		Ok      bool
	}
	b.Run("gild.All", func(b *testing.B) {
		b.ReportAllocs()
		stmt := expr.Select(r.MetaData().Table("fast"))
		for b.Loop() {
			if _, err := gild.All[*row](b.Context(), db, stmt); err != nil {
				b.Fatal(err)
			}
		}
	})
}
