package types

import (
	"context"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

var update = flag.Bool("update", false, "write the table of docs/types.md anew")

// A family is a type with values of it.
type family struct {
	name   string
	typ    typemap.Type
	on     systems
	before string // SQL that makes the type, on PostgreSQL
	// extension of PostgreSQL that has the type.
	extension string
	values    []value
	// noEqual tells that the type has no operator = on PostgreSQL, noArray that it is not tried in
	// arrays.
	noEqual, noArray bool
	bad              map[string]string // by driver, SQL of something in a column that no value is
}

// A value is one of a type. Its Go type is known to its checks.
type value struct {
	label  string // typical, extreme, zero, unicode
	text   string
	read   func(ctx context.Context, c *column, id int64) error
	checks []check
}

// A check is one way there and back. It returns what went wrong.
type check struct {
	name string
	run  func(ctx context.Context, c *column) error
}

// A column is the table of a family on a place. Its columns are id, v and, with arrays, a.
type column struct {
	*place
	*family
	table *schema.Table
	next  int64
}

func (c *column) id() expr.Col[int64] { return expr.ColOf[int64](c.table.C("id").Column()) }

// newID returns the id of a row that is to be written.
func (c *column) newID() int64 {
	c.next++
	return c.next
}

// hasArrays reports whether the table has a column of arrays.
func (c *column) hasArrays() bool { return c.driver.on == post && !c.noArray }

// hasDeepArrays reports whether a list in an array is one more dimension, not an element.
func (c *column) hasDeepArrays() bool {
	return c.typ.Kind != typemap.KindJSON && c.typ.Kind != typemap.KindArray
}

func (f *family) column(t *testing.T, p *place, i int) *column {
	if f.before != "" && p.driver.on == post {
		if _, err := p.Exec(f.before); err != nil {
			t.Fatalf("%s: %v", f.name, err)
		}
	}
	meta := schema.NewMetaData()
	c := &column{place: p, family: f}
	items := []schema.TableItem{
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("v", f.typ, schema.Nullable()),
	}
	if c.hasArrays() {
		items = append(items, schema.NewColumn("a", typemap.ArrayOf(f.typ), schema.Nullable()))
	}
	c.table = schema.NewTable(meta, fmt.Sprintf("t%d", i), items...)
	if err := meta.CreateAll(t.Context(), p); err != nil {
		t.Fatalf("%s: %v", f.name, err)
	}
	return c
}

// TestMatrix tries all values of all types on all drivers. Its outcome must be the table of the page.
func TestMatrix(t *testing.T) {
	families := slices.Concat(families, own, customs)
	outcome := map[string]map[string]string{} // by family, by driver
	for _, d := range drivers {
		p := d.place(t)
		t.Run(d.name, func(t *testing.T) {
			for i := range families {
				f := &families[i]
				if f.on&d.on == 0 || f.extension != "" && !hasExtension(p, f.extension) {
					continue
				}
				if outcome[f.name] == nil {
					outcome[f.name] = map[string]string{}
				}
				outcome[f.name][d.name] = f.try(t, p, i)
			}
		})
	}
	if t.Failed() {
		return
	}
	compareTable(t, table(families, outcome))
}

// hasExtension reports whether an extension of PostgreSQL is there, and makes it known.
func hasExtension(p *place, name string) bool {
	_, err := p.Exec("CREATE EXTENSION IF NOT EXISTS " + name + " SCHEMA public")
	return err == nil
}

// try runs all checks of a family and returns which failed.
func (f *family) try(t *testing.T, p *place, i int) string {
	c := f.column(t, p, i)
	var failed []string
	note := func(name string, err error) {
		if err == nil {
			return
		}
		t.Logf("%s %s: %v", f.name, name, err)
		failed = append(failed, name)
	}
	for _, v := range f.values {
		for _, check := range v.checks {
			if err := check.run(t.Context(), c); err != nil {
				note(v.label+" "+check.name, fmt.Errorf("%s: %w", v.text, err))
			}
		}
	}
	note("invalid", c.invalid(t.Context()))
	if len(failed) == 0 {
		return "yes"
	}
	return strings.Join(failed, ", ")
}

const page = "../../docs/types.md"

const begin, end = "<!-- matrix -->\n", "<!-- end of matrix -->\n"

// compareTable compares the table with that of the page.
func compareTable(t *testing.T, got string) {
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, ok := strings.Cut(string(b), begin)
	want, after, closed := strings.Cut(rest, end)
	if !ok || !closed {
		t.Fatalf("%s has no place for the table", page)
	}
	switch {
	case got == want:
	case *update:
		if err := os.WriteFile(page, []byte(before+begin+got+end+after), 0o644); err != nil {
			t.Fatal(err)
		}
	default:
		t.Errorf("the table of %s is not what comes out now: run go test ./tests/types -update and look at the difference. Now it is\n%s", page, got)
	}
}

// table writes the outcome.
func table(families []family, outcome map[string]map[string]string) string {
	var b strings.Builder
	b.WriteString("| type | Go types, values |")
	for _, d := range drivers {
		b.WriteString(" " + d.name + " |")
	}
	b.WriteString("\n|---|---|" + strings.Repeat("---|", len(drivers)) + "\n")
	for i := range families {
		f := &families[i]
		fmt.Fprintf(&b, "| %s | %s |", f.name, f.goTypes())
		for _, d := range drivers {
			cell, ok := outcome[f.name][d.name]
			if !ok {
				cell = "-"
			}
			b.WriteString(" " + cell + " |")
		}
		b.WriteString("\n")
	}
	return b.String()
}

// goTypes lists the Go types of the values, each once, and how many there are of each label.
func (f *family) goTypes() string {
	var names, labels []string
	seen, count := map[string]bool{}, map[string]int{}
	for _, v := range f.values {
		count[v.label]++
		name, _, _ := strings.Cut(v.text, " ")
		if !seen[name] {
			seen[name] = true
			names = append(names, "`"+name+"`")
		}
	}
	for _, label := range []string{"typical", "zero", "extreme", "unicode"} {
		if n := count[label]; n > 0 {
			labels = append(labels, fmt.Sprintf("%d %s", n, label))
		}
	}
	if len(f.bad) > 0 {
		labels = append(labels, "invalid")
	}
	return fmt.Sprintf("%s: %s", strings.Join(names, ", "), strings.Join(labels, ", "))
}
