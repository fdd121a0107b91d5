package dialect_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestValueErrors: a value that its column does not take is an error with the column, without the value.
func TestValueErrors(t *testing.T) {
	tt := schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("mood", typemap.Enum("mood", "sad", "it's ok")), schema.NewColumn("plain", typemap.PlainEnum("x")),
		schema.NewColumn("tags", typemap.Set("a", "b")))
	id, mood := tt.C("id"), tt.C("mood")
	for name, stmts := range map[string][]expr.Statement{
		"mood": {
			expr.Insert(tt).Values(id.Set(1), mood.Set("secret")),
			expr.Insert(tt).Rows([]expr.Assignment{mood.Set("sad")}, []expr.Assignment{mood.Set("secret")}),
			expr.Update(tt).Set(mood.Set("secret")),
			expr.Select(id).Where(mood.Eq("secret")),
			expr.Select(id).Where(mood.In("sad", "secret")),
		},
		"plain": {expr.Update(tt).Set(tt.C("plain").Set("secret"))},
		"tags":  {expr.Update(tt).Set(tt.C("tags").Set([]string{"a", "secret"}))},
	} {
		for _, stmt := range stmts {
			for _, d := range []*dialect.Dialect{sqlite.Dialect, postgres.Dialect, mariadb.Dialect} {
				_, _, bound := d.SQL(stmt)
				_, written := gild.LiteralSQL(stmt, d)
				for how, err := range map[string]error{"bound": bound, "written": written} {
					if err == nil || !strings.Contains(err.Error(), `the value for "`+name+`"`) || strings.Contains(err.Error(), "secret") {
						t.Errorf("%s %s, %s: %v", d.Name, stmt, how, err)
					}
				}
			}
		}
	}
	_, _, err := postgres.Dialect.SQL(expr.Update(tt).Set(mood.Set("x")))
	if err == nil || !strings.Contains(err.Error(), `none of the labels ["sad" "it's ok"]`) {
		t.Error(err)
	}
}
