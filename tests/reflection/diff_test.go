package reflection

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// empty is no statement for any database.
var empty = map[string]string{"sqlite": "", "postgresql": "", "mariadb": ""}

// diff compares a live database with a MetaData.
func (db database) diff(t testing.TB, m *schema.MetaData) *schema.Difference {
	t.Helper()
	d, err := gild.Diff(context.Background(), db, m, gild.ReflectOptions{})
	check(t, err)
	return d
}

// agrees fails if a live database is not what a MetaData says.
func (db database) agrees(t testing.TB, what string, m *schema.MetaData) {
	t.Helper()
	if d := db.diff(t, m); !d.Empty() {
		stmts, _ := d.Statements()
		var texts []string
		for _, s := range stmts {
			sql, err := gild.LiteralSQL(s, db.Dialect)
			if err != nil {
				sql = err.Error()
			}
			texts = append(texts, sql)
		}
		t.Errorf("%s: it is different:\n%s%s", what, d, strings.Join(texts, ";\n"))
	}
}

// TestRecreated compares a database that uses everything with what was read of it, and with what was created
// of that.
func TestRecreated(t *testing.T) {
	each(t, everything, func(t *testing.T, db database) {
		m := db.reflect(t, anyKind)
		db.agrees(t, "itself", m)
		other := db.another(t)
		check(t, m.CreateAll(context.Background(), other))
		other.agrees(t, "the other", m)
	})
}

// defined uses what definitions in Go have, as far as the database has it.
func defined(db string, conv schema.MetaDataOption) *schema.MetaData {
	m := schema.NewMetaData(conv)
	mood := typemap.Enum("moods", "sad", "o'k", "happy")
	person := schema.NewTable(m, "person",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("mood", mood, schema.ServerDefault("happy"), schema.CheckValues(schema.Named("mood"))),
		schema.NewColumn("name", typemap.String(40), schema.Comment("what it's called"), schema.CheckColumn("name <> ''", schema.Named("filled"))),
		schema.NewColumn("pay", typemap.Numeric(10, 2), schema.ServerDefault(100)),
		schema.NewColumn("twice", typemap.Numeric(12, 2), schema.ComputedSQL("pay * 2", schema.Stored)),
		schema.NewColumn("seen", typemap.DateTime(), schema.ServerDefault(expr.Now())),
		schema.NewColumn("active", typemap.Boolean(), schema.ServerDefault(true)),
		schema.NewColumn("ratio", typemap.Double(), schema.DefaultSQL("-1.50"), schema.Nullable()),
		schema.NewColumn("doc", typemap.JSON(), schema.Nullable()),
		schema.NewColumn("day", typemap.Date(), schema.DefaultSQL("'2020-01-02'")),
		schema.NewColumn("at", typemap.DateTimeZone(), schema.Nullable()),
		schema.NewColumn("clock", typemap.Time(), schema.Nullable()),
		schema.NewColumn("bytes", typemap.Binary(), schema.Nullable()),
		schema.NewColumn("uid", typemap.UUID(), schema.Nullable()),
		schema.NewColumn("small", typemap.SmallInt(), schema.DefaultSQL("NULL"), schema.Nullable()),
		schema.NewColumn("f", typemap.Real(), schema.Nullable()),
		schema.NewColumn("span", typemap.Interval(), schema.Nullable()),
		schema.NewColumn("fixed", typemap.Named("CHAR", 3), schema.Nullable()),
		schema.NewColumn("unsigned", typemap.Unsigned(typemap.Integer()), schema.Nullable()),
		schema.NewColumn("long", typemap.Text(), schema.Nullable(), schema.Comment("percent % and \"quotes\": 表")),
		schema.NewColumn("boss", typemap.Type{}, schema.Nullable(), schema.References("person.id", schema.OnDelete(schema.SetNull))),
		schema.NewColumn("Dept Id", typemap.BigInt(), schema.Nullable()),
		schema.Comment("it's people"),
	)
	person.Add(
		schema.NewCheckExpr(person.C("pay").Gt(0), schema.Named("pay")),
		schema.NewCheck("name NOT IN ('x', 'y') AND (pay BETWEEN 1 AND 1000 OR small IS NOT NULL)", schema.Named("more")),
		schema.NewUnique("name", "boss"),
		schema.NewForeignKey([]string{"Dept Id"}, "dept", []string{"id"}, schema.OnDelete(schema.Cascade)),
		schema.NewIndex("ix_seen").On(person.C("seen").Desc()),
		schema.NewIndex("ix_lower").On(expr.Lower(expr.Typed[string](person.C("name")))).With(schema.OnlyOn("postgresql", "sqlite")),
		schema.NewIndex("ix_pay", "pay").For(person.C("pay").Gt(500)).With(schema.OnlyOn("postgresql", "sqlite"), postgres.Using("btree")),
		schema.NewIndex("ix_name", "name").With(mysql.Length(10)),
	)
	schema.NewTable(m, "dept",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("head", typemap.BigInt(), schema.References("person.id"), schema.Nullable(), schema.Indexed()),
		schema.NewColumn("code", typemap.String(5), schema.UniqueColumn(), schema.Indexed()),
		sqlite.Autoincrement(),
	)
	schema.NewTable(m, "pair",
		schema.NewColumn("b", typemap.Integer()), schema.NewColumn("a", typemap.String(10)),
		schema.NewColumn("n", typemap.Integer()),
		schema.NewPrimaryKey("a", "b"), schema.NewUnique("n"),
		sqlite.WithoutRowID(),
	)
	if db == "postgresql" {
		postgresDefined(m)
	}
	if db == "sqlite" {
		schema.NewView(m, "paid", expr.Select(person.C("id"), person.C("name")).Where(person.C("pay").Gt(50)))
	}
	return m
}

// postgresDefined adds what only PostgreSQL has.
func postgresDefined(m *schema.MetaData) {
	m.AddDomain(&schema.Domain{Name: "zip", Base: typemap.String(5), NotNull: true, Default: "'00000'", Checks: []schema.DomainCheck{{Name: "five", SQL: "length(VALUE) = 5"}, {SQL: "VALUE <> 'none!'"}}})
	seq := m.AddSequence(expr.NewSequence("counter").StartWith(5).IncrementBy(2).CacheSize(10).Cycling())
	t := schema.NewTable(m, "special",
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey(), schema.IdentityAlways(expr.NewSequence("").StartWith(10).IncrementBy(5))),
		schema.NewColumn("n", typemap.BigInt(), schema.ServerDefault(expr.NextValue(seq))),
		schema.NewColumn("tags", typemap.ArrayOf(typemap.Text()), schema.DefaultSQL("'{}'")),
		schema.NewColumn("zip", typemap.Domain("zip", typemap.String(5))),
		schema.NewColumn("span", typemap.RangeOf(typemap.Integer())),
		schema.NewColumn("doc", typemap.JSONB(), schema.DefaultSQL(`'{"a": 1}'`)),
		schema.NewColumn("ip", typemap.Inet(), schema.Nullable()),
		schema.NewColumn("label", typemap.String(9).Collate("C")),
		schema.NewColumn("at", typemap.DateTimeZone().Fraction(3), schema.DefaultSQL("now()")),
		postgres.With(map[string]any{"fillfactor": 70}),
	)
	t.Add(
		schema.NewExclude(schema.ExcludePart{Column: "span", Operator: "&&"}).With(schema.Named("apart")),
		schema.NewIndex("ix_doc", "doc").With(postgres.Using("gin"), postgres.Ops(map[string]string{"doc": "jsonb_path_ops"})),
		schema.NewUnique("label", "n").With(schema.Named("uq_l"), schema.Deferrable(), schema.InitiallyDeferred(), postgres.Include("ip")),
		schema.NewIndex("ix_more", "n").With(postgres.Include("label"), schema.UniqueIndex()).On(t.C("label").Desc().NullsLast()),
	)
}

// TestNoDifference creates what Go defines and compares: with a naming convention and without.
func TestNoDifference(t *testing.T) {
	each(t, empty, func(t *testing.T, db database) {
		for what, conv := range map[string]schema.MetaDataOption{"named": schema.NamingConvention(schema.Recommended), "without names": nil} {
			m := defined(db.name, conv)
			check(t, m.Err())
			check(t, m.CreateAll(context.Background(), db))
			db.agrees(t, what, m)
			db.agrees(t, what+", defined again", defined(db.name, conv))
			check(t, db.reflect(t, anyKind).DropAll(context.Background(), db)) // which knows all names
		}
	})
}
