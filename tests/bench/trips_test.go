package main

import "testing"

// TestRoundTrips is an exact gate: an unmodified program waits for the server once per
// statement through gild, twice over the bare driver, which prepares each time.
func TestRoundTrips(t *testing.T) {
	d := filled(t, testPostgres(t))
	statements := []string{"point", "list", "scan", "insert", "update", "exec", "point-cancel", "insert-cancel", "update-cancel"}
	for _, tt := range []struct {
		implementation string
		want           float64
		operations     []string
	}{
		{"bare", 2, append(statements, "tx")},
		{"bare-prepared", 1, statements},
		{"gild", 1, statements},
		{"gild", 2, []string{"tx"}},
		{"gild-uncached", 2, append(statements, "tx")},
		{"gild-intercepted", 2, append(statements, "tx")},
		{"gild-cached-intercepted", 1, statements},
		{"gild-cached-intercepted", 2, []string{"tx"}},
		{"gild-stmt", 1, []string{"point", "list", "insert", "update"}},
		{"gild-expr", 1, []string{"point", "list", "insert", "update"}},
		{"gild-orm", 1, []string{"point", "list", "insert", "update"}},
		{"gild-orm", 3, []string{"bulk100", "bulk1000"}}, // begin, insert, commit
		{"gild-orm", 2, []string{"eager"}},
		{"gild-orm", 4, []string{"unit"}},
		{"sqlx", 2, []string{"bulk100", "bulk1000"}}, // its texts are for a driver that counts, too
	} {
		for _, name := range tt.operations {
			t.Run(tt.implementation+"/"+name, func(t *testing.T) {
				s := &subject{impl: named(t, tt.implementation), op: operationNamed(t, name)}
				got, counted, err := tripsOf(t.Context(), d, s)
				if err != nil || !counted || got != tt.want {
					t.Errorf("%v round trips (counted: %v), %v; want %v", got, counted, err, tt.want)
				}
			})
		}
	}
}
