package reflection

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

// another opens a second database of the same kind.
func (db database) another(t *testing.T) database {
	t.Helper()
	open := map[string]func(t testing.TB, options ...gild.Option) *live.Database{"sqlite": live.SQLite, "postgresql": live.Postgres, "mariadb": live.MySQL}[db.name]
	return database{open(t), db.name}
}

// anyKind are tables and views of all kinds that a test database has.
var anyKind = gild.ReflectOptions{Kinds: schema.RelationTable | schema.RelationView | schema.RelationMaterializedView}

// reflect reads a database into a MetaData.
func (db database) reflect(t testing.TB, options gild.ReflectOptions) *schema.MetaData {
	t.Helper()
	m := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
	check(t, gild.Reflect(context.Background(), db, m, options))
	check(t, m.Err())
	return m
}

// told is all that the catalog tells, a line for each table or other object.
func (db database) told(t testing.TB) []string {
	t.Helper()
	ctx, i := context.Background(), db.inspect(t)
	var lines []string
	for _, info := range must[[]schema.TableInfo](t)(i.Select(gild.TableFilter{Kinds: schema.RelationAny}).Info(ctx)) {
		lines = append(lines, db.dump(info))
	}
	for _, s := range must[[]schema.SequenceInfo](t)(i.Sequences(ctx)) {
		lines = append(lines, "sequence "+db.dump(s))
	}
	for _, e := range must[[]schema.EnumInfo](t)(i.Enums(ctx)) {
		lines = append(lines, "enum "+db.dump(e))
	}
	for _, d := range must[[]schema.DomainInfo](t)(i.Domains(ctx)) {
		lines = append(lines, "domain "+db.dump(d))
	}
	return lines
}

// same compares what two catalogs tell.
func same(t testing.TB, what string, got, want []string) {
	t.Helper()
	for i := range max(len(got), len(want)) {
		a, b := "", ""
		if i < len(got) {
			a = got[i]
		}
		if i < len(want) {
			b = want[i]
		}
		if a != b {
			t.Errorf("%s:\n got %s\nwant %s", what, a, b)
		}
	}
}

// TestRecreate reads a database that uses everything, creates what was read in another one and compares
// what the two tell of themselves.
func TestRecreate(t *testing.T) {
	each(t, everything, func(t *testing.T, db database) {
		m := db.reflect(t, anyKind)
		other := db.another(t)
		if err := m.CreateAll(context.Background(), other); err != nil {
			t.Fatalf("%v\n%s", err, strings.Join(other.Log.Take(), ";\n"))
		}
		same(t, "created again", other.told(t), db.told(t))
		check(t, m.DropAll(context.Background(), other))
		if left := other.told(t); len(left) > 0 {
			t.Errorf("left: %v", left)
		}
	})
}
