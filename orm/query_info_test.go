package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
)

// TestDescribe: what a query is about, without a database.
func TestDescribe(t *testing.T) {
	r := orm.NewRegistry(nil, orm.Model[Writer](), orm.Model[Work](), orm.Model[Prize]())
	ok(t, r.Err())
	w, b, f := orm.From[Writer](), orm.From[Work](), orm.From[Work]()
	q := orm.Select(b).Join(&b.Writer, w).LeftJoin(&b.First, f).With(orm.LoadOnly(&b.Title), orm.ContainsEager(&b.Writer, w).Then(w, orm.SelectIn(&w.Prizes).Limit(2)), orm.Joined(&b.Sequels))
	info, err := q.Describe(r)
	ok(t, err)
	var columns, joins, loads []string
	for _, c := range info.Columns {
		columns = append(columns, c.Name+"="+c.Field)
	}
	for _, j := range info.Joins {
		joins = append(joins, fmt.Sprint(j.Type.Name(), " ", j.Relationship, " ", j.Alias, " ", j.Kind))
	}
	for _, l := range info.Loads {
		loads = append(loads, fmt.Sprint(strings.Join(l.Path, " "), " ", l.Joined, " ", l.Partial))
	}
	got := fmt.Sprintf("%s\n%s\n%s\n%s", info.Type.Name(), strings.Join(columns, ", "), strings.Join(joins, ", "), strings.Join(loads, ", "))
	const want = `Work
id=ID, version=Version, writer_id=WriterID, sequel_of=SequelOf, title=Title
Writer Work.Writer  0, Work Work.First works_1 1
Work.Writer true true, Work.Writer Writer.Prizes false true, Work.Sequels true false`
	if got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	stmt, err := q.Statement(r)
	ok(t, err)
	if text := stmt.String(); strings.Count(text, "LEFT OUTER JOIN") != 2 || len(stmt.Outputs()) != 5+2+6 {
		t.Errorf("%s", text)
	}
	if _, err := orm.Select(b).With(orm.Joined(&w.Works)).Describe(r); err == nil {
		t.Error("a relationship of another probe")
	}
}
