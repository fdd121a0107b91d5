package reflection

import (
	"context"
	"flag"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/schema"
)

var update = flag.Bool("update", false, "write the matrices of docs/dialects")

// reflected is a row of a matrix: what statements make, and a part of what gild reads of it.
type reflected struct {
	what string
	sql  string // the table, view or other object is called t
	part string // the field of schema.TableInfo, or "Sequences", "Enums", "Domains"
	drop string // besides the table t
}

// The marks between which a page has its matrix.
const (
	matrixBegins = "<!-- what is reflected: written by go test ./tests/reflection -run TestMatrix -update -->\n"
	matrixEnds   = "<!-- end of what is reflected -->\n"
)

// TestMatrix compares what is read of each row with the page of the database.
func TestMatrix(t *testing.T) {
	pages := map[string]string{}
	each(t, map[string]string{"sqlite": "", "postgresql": "", "mariadb": ""}, func(t *testing.T, db database) {
		page := db.matrix(t)
		if other, ok := pages[db.name]; ok && other != page {
			t.Errorf("two drivers disagree:\n%s\n%s", other, page)
		}
		pages[db.name] = page
	})
	for name, file := range map[string]string{"sqlite": "sqlite", "postgresql": "postgresql", "mariadb": "mysql"} {
		path := "../../docs/dialects/" + file + ".md"
		text, err := os.ReadFile(path)
		check(t, err)
		before, rest, ok := strings.Cut(string(text), matrixBegins)
		_, after, closed := strings.Cut(rest, matrixEnds)
		if !ok || !closed {
			t.Fatalf("%s has no place for the matrix", path)
		}
		want := before + matrixBegins + pages[name] + matrixEnds + after
		switch {
		case want == string(text) || pages[name] == "":
		case *update:
			check(t, os.WriteFile(path, []byte(want), 0o644))
		default:
			t.Errorf("%s is not what is read; with -update it is written anew:\n%s", path, pages[name])
		}
	}
}

// matrix makes each row's object, reads and drops it.
func (db database) matrix(t *testing.T) string {
	var b strings.Builder
	b.WriteString("\n| what | SQL | as `schema.TableInfo` has it |\n|---|---|---|\n")
	cell := strings.NewReplacer("|", `\|`, "\n", " ", "\t", "")
	for _, row := range matrices[db.name] {
		db.run(t, row.sql+";\n")
		got, err := db.part(t, row.part)
		if err != nil {
			t.Errorf("%s: %v", row.what, err)
		}
		fmt.Fprintf(&b, "| %s | %s | %s |\n", row.what, code(cell.Replace(row.sql)), code(cell.Replace(got)))
		if !strings.HasPrefix(row.drop, "DROP VIEW t") && !strings.HasPrefix(row.drop, "DROP MATERIALIZED VIEW t") {
			db.run(t, "DROP TABLE IF EXISTS t;\n")
		}
		db.run(t, row.drop)
	}
	return b.String()
}

// code marks text as code, which may have the mark in it.
func code(text string) string {
	if strings.Contains(text, "`") {
		return "`` " + text + " ``"
	}
	return "`" + text + "`"
}

// part reads what a row is about.
func (db database) part(t *testing.T, part string) (string, error) {
	ctx, i := context.Background(), db.inspect(t)
	switch part {
	case "Sequences":
		found, err := i.Sequences(ctx)
		return db.dump(found), err
	case "Enums":
		found, err := i.Enums(ctx)
		return db.dump(found), err
	case "Domains":
		found, err := i.Domains(ctx)
		return db.dump(found), err
	}
	all, err := i.Select(gild.TableFilter{Kinds: schema.RelationAny, Scope: gild.ScopeAny, Names: []string{"t"}}).Info(ctx)
	if err != nil || len(all) != 1 {
		return "", fmt.Errorf("%d tables, %w", len(all), err)
	}
	if part == "Table" {
		return db.dump(all[0]), nil
	}
	return part + ":" + db.dump(reflect.ValueOf(all[0]).FieldByName(part).Interface()), nil
}
