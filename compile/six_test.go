package compile_test

import (
	"regexp"
	"strings"
	"testing"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mssql"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/oracle"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// six are all databases.
var six = []*dialect.Dialect{sqlite.Dialect, postgres.Dialect, mysql.Dialect, mariadb.Dialect, mssql.Dialect, oracle.Dialect}

var library = schema.NewMetaData()

var authors = schema.Define[struct {
	schema.Table `gild:"authors"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	Name         expr.Col[string] `gild:"name,size=50"`
	Age          expr.Null[int64] `gild:"age"`
	Active       expr.Col[bool]   `gild:"active"`
}](library)

var books = schema.Define[struct {
	schema.Table `gild:"books"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	AuthorID     expr.Col[int64]  `gild:"author_id,fk=authors.id"`
	Title        expr.Col[string] `gild:"title,size=50"`
}](library)

var reviews = schema.Define[struct {
	schema.Table `gild:"reviews"`
	ID           expr.Col[int64] `gild:"id,pk"`
	BookID       expr.Col[int64] `gild:"book_id,fk=books.id"`
	Stars        expr.Col[int64] `gild:"stars"`
}](library)

// loans have two ways to authors.
var loans = schema.Define[struct {
	schema.Table `gild:"loans"`
	ID           expr.Col[int64] `gild:"id,pk"`
	LenderID     expr.Col[int64] `gild:"lender_id,fk=authors.id"`
	BorrowerID   expr.Col[int64] `gild:"borrower_id,fk=authors.id"`
}](library)

// places are a tree.
var places = schema.Define[struct {
	schema.Table `gild:"places"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	ParentID     expr.Null[int64] `gild:"parent_id,fk=places.id"`
}](library)

// each is the SQL of a statement on all databases, and on those that have another one by their
// names. What begins with "error:" is in the error.
type each map[string]string

// same is one SQL for all databases.
func same(sql string) each { return each{"": sql} }

// written is a statement with its SQL.
type written struct {
	name string
	stmt expr.Statement
	want each
}

// placeholders are those of all databases but the question mark.
var placeholders = regexp.MustCompile(`\$\d+|@p\d+|:\d+\b`)

// checkSix compares the SQL of statements on the six databases. All placeholders are written as
// question marks, and MySQL's INNER JOIN as the JOIN of the others.
func checkSix(t *testing.T, all []written) {
	t.Helper()
	for _, w := range all {
		t.Run(w.name, func(t *testing.T) {
			for _, d := range six {
				want, ok := w.want[d.Name]
				if !ok {
					want = w.want[""]
				}
				got, _, err := d.SQL(w.stmt)
				got = placeholders.ReplaceAllString(strings.ReplaceAll(got, "INNER JOIN", "JOIN"), "?")
				reason, refused := strings.CutPrefix(want, "error:")
				switch {
				case refused && (err == nil || !strings.Contains(err.Error(), reason) || !strings.Contains(err.Error(), d.Name)):
					t.Errorf("%s: %q, %v, want an error with %q", d.Name, got, err, reason)
				case !refused && err != nil:
					t.Errorf("%s: %v", d.Name, err)
				case !refused && got != want:
					t.Errorf("%s\ngot  %s\nwant %s", d.Name, got, want)
				}
			}
		})
	}
}
