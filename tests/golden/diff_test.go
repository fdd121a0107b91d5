package golden

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

var updateDiffs = flag.Bool("update-diffs", false, "write testdata/diff.golden")

// before and after are two forms of a database.
func before() *schema.MetaData {
	m := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
	schema.NewTable(m, "old", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()))
	schema.NewTable(m, "people",
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("name", typemap.String(20), schema.Nullable(), schema.Indexed()),
		schema.NewColumn("old_id", typemap.Integer(), schema.Nullable(), schema.References("old.id")),
		schema.NewColumn("gone", typemap.Text(), schema.Nullable()),
	)
	return m
}

func after() *schema.MetaData {
	m := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
	schema.NewTable(m, "people",
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("name", typemap.String(40), schema.UniqueColumn()),
		schema.NewColumn("age", typemap.Integer(), schema.DefaultSQL("5"), schema.CheckColumn("age > 0", schema.Named("age"))),
		schema.NewColumn("team_id", typemap.Integer(), schema.Nullable(), schema.References("team.id")),
	)
	schema.NewTable(m, "team", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()))
	return m
}

// TestDiffs writes what makes one database of the other, and the way back, on each database.
func TestDiffs(t *testing.T) {
	var b strings.Builder
	for _, d := range []*dialect.Dialect{sqlite.Dialect, postgres.Dialect, mysql.Dialect, mariadb.Dialect, mssql.Dialect, oracle.Dialect} {
		diff, err := schema.Diff(before(), after(), d.Canon())
		if err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		back, err := diff.Reverse()
		if err != nil {
			t.Fatalf("%s: %v", d.Name, err)
		}
		for _, way := range []*schema.Difference{diff, back} {
			fmt.Fprintf(&b, "-- %s\n", d.Name)
			for _, o := range way.Operations {
				fmt.Fprintf(&b, "-- %s\n", o)
				stmts, err := o.Statements()
				if err != nil {
					t.Errorf("%s: %v", d.Name, err)
				}
				for _, s := range stmts {
					sql, _, err := gild.SQL(s, d)
					if err != nil {
						sql = "-- " + err.Error()
					}
					b.WriteString(sql + ";\n")
				}
			}
		}
	}
	const file = "testdata/diff.golden"
	if *updateDiffs {
		if err := os.WriteFile(file, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if b.String() != string(want) {
		t.Errorf("it is not what %s has; with -update-diffs it is written anew:\n%s", file, b.String())
	}
}
