package gild_test

import (
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/tests/live"
)

func TestFeaturesOf(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		tx, err := db.BeginTx(t.Context(), nil)
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		for _, on := range []gild.DB{db.DB, tx} {
			f, err := gild.FeaturesOf(t.Context(), on)
			if err != nil || f.Dialect != db.Dialect.Name || !f.InsertReturning || !f.UpdateReturning || !f.ManyRows || f.MaxParameters == 0 {
				t.Errorf("%T: %+v, %v", on, f, err)
			}
		}
		if sent := db.Log.Take(); len(sent) != 0 {
			t.Errorf("sent %q", sent)
		}
	})
}
