package gildtest_test

import (
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/gildtest"
)

func Example() {
	_ = func(t *testing.T) { // a test
		log := gildtest.NewLog()
		db := gildtest.Open(t, "sqlite://", gildtest.InTx(t), gild.WithEvents(log.Events()))
		if _, err := db.ExecContext(t.Context(), "create table users (name text)"); err != nil {
			t.Fatal(err)
		}
		log.Expect(t, "create table users...")
	}
}
