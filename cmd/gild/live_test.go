package main

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
)

func TestMain(m *testing.M) { servers.Main(m) }

// TestLive generates Go from each database and runs a program with it on another one.
func TestLive(t *testing.T) {
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{
		"sqlite": live.SQLite, "postgresql": live.Postgres, "mariadb": live.MySQL,
	} {
		t.Run(name, func(t *testing.T) {
			original, elsewhere := open(t), open(t)
			script, err := os.ReadFile("testdata/" + name + ".sql")
			check(t, err)
			for stmt := range strings.SplitSeq(string(script), ";\n") {
				if strings.TrimSpace(stmt) != "" {
					_, err := original.Exec(stmt)
					check(t, err)
				}
			}
			dir := module(t)
			var out, errs bytes.Buffer
			if code := run(t.Context(), []string{"generate", "-url", original.URL, "-out", filepath.Join(dir, "models")}, &out, &errs); code != 0 {
				t.Fatalf("exit %d: %s", code, errs.Bytes())
			}
			goCommand(t, dir, "vet", "./...")
			text := goCommand(t, dir, "run", ".", elsewhere.URL)
			compare(t, tables(t, original), text)
			for _, pair := range [][2]*live.Database{{original, elsewhere}, {elsewhere, original}} {
				read := schema.NewMetaData()
				check(t, gild.Reflect(t.Context(), pair[0], read, gild.ReflectOptions{Kinds: schema.RelationAny}))
				d, err := gild.Diff(t.Context(), pair[1], read, gild.ReflectOptions{Kinds: schema.RelationAny})
				check(t, err)
				if !d.Empty() {
					t.Errorf("the other database is different:\n%s", d)
				}
			}
		})
	}
}

// TestOtherSchema generates Go from a schema beside the default one. The definitions are those of the tables there, and
// objects are written and read there.
func TestOtherSchema(t *testing.T) {
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{"postgresql": live.Postgres, "mariadb": live.MySQL} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			own, err := gild.One[string](t.Context(), db, expr.Text(map[string]string{"postgresql": "SELECT current_schema()", "mariadb": "SELECT database()"}[name]))
			check(t, err)
			other := own + "_more"
			drop := map[string]string{"postgresql": "DROP SCHEMA " + other + " CASCADE", "mariadb": "DROP DATABASE " + other}[name]
			for _, stmt := range []string{
				"CREATE SCHEMA " + other,
				"CREATE TABLE " + other + ".team (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL)",
				"CREATE TABLE " + other + ".member (id INTEGER PRIMARY KEY, email VARCHAR(50), team_id INTEGER REFERENCES " + other + ".team (id))",
				"CREATE TABLE elsewhere (id INTEGER PRIMARY KEY)",
			} {
				_, err := db.Exec(stmt)
				check(t, err)
			}
			t.Cleanup(func() {
				_, err := db.Exec(drop)
				check(t, err)
			})
			dir := module(t)
			program, err := os.ReadFile("testdata/otherschema.go.txt")
			check(t, err)
			check(t, os.WriteFile(filepath.Join(dir, "main.go"), program, 0o666))
			var out, errs bytes.Buffer
			if code := run(t.Context(), []string{"generate", "-url", db.URL, "-schema", other, "-out", filepath.Join(dir, "models")}, &out, &errs); code != 0 {
				t.Fatalf("exit %d: %s", code, errs.Bytes())
			}
			goCommand(t, dir, "vet", "./...")
			goCommand(t, dir, "run", ".", db.URL, other)
			n, err := gild.One[int](t.Context(), db, expr.Text("SELECT count(*) FROM "+other+".member m JOIN "+other+".team t ON t.id = m.team_id"))
			check(t, err)
			if n != 1 {
				t.Errorf("%d rows in the other schema", n)
			}
		})
	}
}

// module makes a module with the program, which replaces gild by this repository.
func module(t *testing.T) string {
	t.Helper()
	root, err := filepath.Abs("../..")
	check(t, err)
	dir := t.TempDir()
	mod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	check(t, err)
	text := strings.Replace(string(mod), "module github.com/gildsql/gild", "module generated", 1)
	text += "\nrequire github.com/gildsql/gild v0.0.0\n\nreplace github.com/gildsql/gild => " + root + "\n"
	sum, err := os.ReadFile(filepath.Join(root, "go.sum"))
	check(t, err)
	program, err := os.ReadFile("testdata/program.go.txt")
	check(t, err)
	for name, content := range map[string][]byte{"go.mod": []byte(text), "go.sum": sum, "main.go": program} {
		check(t, os.WriteFile(filepath.Join(dir, name), content, 0o666))
	}
	return dir
}

func goCommand(t *testing.T, dir string, args ...string) []byte {
	t.Helper()
	cmd := exec.CommandContext(t.Context(), "go", args...)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "GOFLAGS=-mod=mod", "GOPROXY=off", "GOWORK=off")
	var out, errs bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errs
	if err := cmd.Run(); err != nil {
		t.Fatalf("go %s: %v\n%s", args[0], err, errs.Bytes())
	}
	return out.Bytes()
}

// tables are those of a database, as the program prints them.
func tables(t *testing.T, db *live.Database) []byte {
	t.Helper()
	i, err := gild.Inspect(context.Background(), db)
	check(t, err)
	infos, err := i.Select(gild.TableFilter{Kinds: schema.RelationAny}).Info(context.Background())
	check(t, err)
	text, err := json.Marshal(infos)
	check(t, err)
	return text
}

// compare tells the tables that differ.
func compare(t *testing.T, want, got []byte) {
	t.Helper()
	read := func(text []byte) map[string]string {
		var infos []struct{ schema.Name }
		var all []json.RawMessage
		check(t, json.Unmarshal(text, &infos))
		check(t, json.Unmarshal(text, &all))
		byName := map[string]string{}
		for i, info := range infos {
			byName[info.Name.Name] = string(all[i])
		}
		return byName
	}
	w, g := read(want), read(got)
	for name := range w {
		if name == "ranged" { // whose parts are left out
			continue
		}
		if w[name] != g[name] {
			t.Errorf("table %q\nhas   %s\nwants %s", name, g[name], w[name])
		}
	}
	if len(w) != len(g) || len(w) < 4 {
		t.Errorf("%d tables instead of %d", len(g), len(w))
	}
}

func check(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
