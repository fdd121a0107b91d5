package generate

import (
	"bytes"
	"context"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/sqlite3"
)

var update = flag.Bool("update", false, "write the golden files anew")

// TestGolden generates from a database of SQLite that uses everything.
func TestGolden(t *testing.T) {
	ctx := context.Background()
	script, err := os.ReadFile("testdata/sqlite.sql")
	if err != nil {
		t.Fatal(err)
	}
	db, err := gild.Open("sqlite:///" + filepath.Join(t.TempDir(), "golden.db"))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for stmt := range strings.SplitSeq(string(script), ";\n") {
		if _, err := db.ExecContext(ctx, stmt); err != nil {
			t.Fatalf("%s\n%v", stmt, err)
		}
	}
	o := Options{Package: "shop", Exclude: []string{"secret*"}, Types: map[string]string{"uuid": "github.com/gofrs/uuid/v5.UUID"},
		Tables: map[string]TableOptions{
			"persons": {Type: "Human", Var: "Humanity", Columns: map[string]ColumnOptions{"name": {Field: "FullName"}}},
			"posts":   {Relations: map[string]string{"Comments": "Replies"}},
		}}
	var before []byte
	for range 2 {
		s, err := Read(ctx, db, o)
		if err != nil {
			t.Fatal(err)
		}
		files, err := Generate(s, o)
		if err != nil {
			t.Fatal(err)
		}
		var b bytes.Buffer
		for _, f := range files {
			b.WriteString("-- " + f.Name + " --\n")
			b.Write(f.Text)
		}
		if before != nil && !bytes.Equal(before, b.Bytes()) {
			t.Error("a second run differs")
		}
		before = b.Bytes()
	}
	if *update {
		if err := os.WriteFile("testdata/sqlite.golden", before, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile("testdata/sqlite.golden")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, before) {
		t.Errorf("testdata/sqlite.golden differs; -update writes it anew. Now:\n%s", before)
	}
}
