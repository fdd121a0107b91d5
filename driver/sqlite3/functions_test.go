package sqlite3_test

import (
	"database/sql"
	"testing"

	"github.com/gildsql/gild"
)

// The functions that SQLite lacks are there, under both ways to open a database.
func TestFunctions(t *testing.T) {
	byURL, err := gild.Open("sqlite://")
	if err != nil {
		t.Fatal(err)
	}
	defer byURL.Close()
	byName, err := sql.Open("sqlite3+gild", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer byName.Close()
	for _, db := range []*sql.DB{byURL, byName} {
		for query, want := range map[string]any{
			"select 'abc' regexp '^a.c$'":  int64(1),
			"select 'abd' regexp '^a.c$'":  int64(0),
			"select x'616263' regexp 'b'":  int64(1),
			"select 123 regexp '^[0-9]+$'": int64(1),
			"select null regexp 'a'":       nil,
			"select 'a' regexp null":       nil,
			"select floor(-1.5)":           -2.0,
			"select ceil(-1.5)":            -1.0,
			"select floor(3)":              int64(3),
			"select ceil(null)":            nil,
			"select floor('x')":            nil,
		} {
			var got any
			if err := db.QueryRow(query).Scan(&got); err != nil || got != want {
				t.Errorf("%s: %v, %v, want %v", query, got, err, want)
			}
		}
		var got any
		if err := db.QueryRow("select 'a' regexp '('").Scan(&got); err == nil {
			t.Errorf("a pattern that is none gives %v", got)
		}
	}
}
