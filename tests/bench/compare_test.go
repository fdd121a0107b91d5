package main

import (
	"slices"
	"testing"
	"time"
)

// What is measured leaves no rows behind: another operation would read past them.
func TestCompareLeavesNothing(t *testing.T) {
	d := filled(t, testSQLite(t))
	units := slices.DeleteFunc(slices.Clone(operations), func(op operation) bool { return op.name != "unit" && op.name != "insert" })
	if _, err := compare(t.Context(), d, own()[:1], units, 1, time.Millisecond); err != nil {
		t.Fatal(err)
	}
	db, err := d.open(d.Driver)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for table, want := range map[string]int{"items": itemRows, "parents": families, "children": families * kidsEach} {
		var n int
		if err := db.QueryRow("select count(*) from " + table).Scan(&n); err != nil || n != want {
			t.Errorf("%s has %d rows, %v, want %d", table, n, err, want)
		}
	}
}
