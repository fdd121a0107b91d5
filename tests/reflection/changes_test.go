package reflection

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// items are parts of the table t, besides its columns id and s.
type items func() []schema.TableItem

func parts(list ...func() schema.TableItem) items {
	return func() []schema.TableItem {
		var made []schema.TableItem
		for _, part := range list {
			made = append(made, part())
		}
		return made
	}
}

func column(name string, typ typemap.Type, options ...schema.ColumnOption) func() schema.TableItem {
	return func() schema.TableItem { return schema.NewColumn(name, typ, options...) }
}

func null(name string, typ typemap.Type, options ...schema.ColumnOption) func() schema.TableItem {
	return column(name, typ, append(options, schema.Nullable())...)
}

func item(make func() schema.TableItem) func() schema.TableItem { return make }

// change is a single difference between two forms of the table t.
type change struct {
	what          string
	on            string // the only database, empty for all
	before, after items
	loses         bool
}

var (
	integer = typemap.Integer()
	short   = typemap.String(20)
	a       = null("a", integer)
)

var changes = []change{
	{"a column", "", parts(), parts(a), false},
	{"a column NOT NULL with a default", "", parts(), parts(column("a", integer, schema.ServerDefault(5))), false},
	{"a column with a default that is computed", "", parts(), parts(column("a", typemap.DateTime(), schema.ServerDefault(expr.Now()))), false},
	{"a column goes", "", parts(a, null("b", short)), parts(a), true},
	{"a wider type", "", parts(a), parts(null("a", typemap.BigInt())), false},
	{"a longer text", "", parts(null("b", short)), parts(null("b", typemap.String(50))), false},
	{"another type", "", parts(a), parts(null("a", typemap.Text())), false},
	{"a narrower type", "", parts(null("a", typemap.BigInt())), parts(a), true},
	{"NULL", "", parts(column("a", integer, schema.ServerDefault(1))), parts(null("a", integer, schema.ServerDefault(1))), false},
	{"NOT NULL", "", parts(null("a", integer, schema.ServerDefault(1))), parts(column("a", integer, schema.ServerDefault(1))), false},
	{"a default", "", parts(a), parts(null("a", integer, schema.ServerDefault(7))), false},
	{"another default", "", parts(null("b", short, schema.ServerDefault("x"))), parts(null("b", short, schema.ServerDefault("it's"))), false},
	{"type and default", "", parts(null("b", integer, schema.ServerDefault(1))), parts(null("b", typemap.BigInt(), schema.ServerDefault(2))), false},
	{"a computed column", "", parts(a), parts(a, null("c", integer, schema.ComputedSQL("a * 2", schema.Stored))), false},
	{"another computation", "", parts(a, null("c", integer, schema.ComputedSQL("a * 2", schema.Stored))), parts(a, null("c", integer, schema.ComputedSQL("a * 3", schema.Stored))), false},
	{"a computed column with an index", "", parts(a, null("c", integer, schema.ComputedSQL("a * 2", schema.Stored)), item(func() schema.TableItem { return schema.NewIndex("ix_c", "c") })),
		parts(a, null("c", integer, schema.ComputedSQL("a * 3", schema.Stored)), item(func() schema.TableItem { return schema.NewIndex("ix_c", "c") })), false},
	{"a comment on a column", "", parts(a), parts(null("a", integer, schema.Comment("it's new"))), false},
	{"a comment on the table", "", parts(), parts(item(func() schema.TableItem { return schema.Comment("it's a table") })), false},
	{"a check", "", parts(a), parts(a, item(func() schema.TableItem { return schema.NewCheck("a > 0 OR a IS NULL", schema.Named("ck_a")) })), false},
	{"another check", "", parts(a, item(func() schema.TableItem { return schema.NewCheck("a > 0", schema.Named("ck_a")) })),
		parts(a, item(func() schema.TableItem { return schema.NewCheck("a > -1", schema.Named("ck_a")) })), false},
	{"a check beside a column", "", parts(a), parts(null("a", integer, schema.CheckColumn("a > 0", schema.Named("ck_a")))), false},
	{"a unique constraint", "", parts(a), parts(a, item(func() schema.TableItem { return schema.NewUnique("id", "a").With(schema.Named("uq_a")) })), false},
	{"another unique constraint", "", parts(a, item(func() schema.TableItem { return schema.NewUnique("id", "a").With(schema.Named("uq_a")) })),
		parts(a, item(func() schema.TableItem { return schema.NewUnique("a", "id").With(schema.Named("uq_a")) })), false},
	{"an index", "", parts(a), parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_a", "a") })), false},
	{"another index", "", parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_a", "a") })),
		parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_a", "a", "s") })), false},
	{"an index in another order", "", parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_a", "a") })),
		parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_a").On(expr.ColumnOf[any]("a").Desc()) })), false},
	{"an index that becomes unique", "", parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_a", "id", "a") })),
		parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_a", "id", "a").With(schema.UniqueIndex()) })), false},
	{"an index called otherwise", "", parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_a", "a") })),
		parts(a, item(func() schema.TableItem { return schema.NewIndex("ix_b", "a") })), false},
	{"a foreign key", "", parts(a), parts(a, item(func() schema.TableItem {
		return schema.NewForeignKey([]string{"a"}, "other", []string{"id"}, schema.Named("fk_a"), schema.OnDelete(schema.Cascade))
	})), false},
	{"another foreign key", "", parts(a, item(func() schema.TableItem {
		return schema.NewForeignKey([]string{"a"}, "other", []string{"id"}, schema.Named("fk_a"), schema.OnDelete(schema.Cascade))
	})), parts(a, item(func() schema.TableItem {
		return schema.NewForeignKey([]string{"a"}, "other", []string{"id"}, schema.Named("fk_a"), schema.OnDelete(schema.SetNull))
	})), false},
	{"a foreign key to itself", "", parts(a), parts(a, item(func() schema.TableItem {
		return schema.NewForeignKey([]string{"a"}, "t", []string{"id"}, schema.Named("fk_t"))
	})), false},
	{"labels of an enum", "", parts(null("e", typemap.Enum("e_kind", "x", "y"))), parts(null("e", typemap.Enum("e_kind", "w", "x", "x'y", "y", "z"), schema.ServerDefault("z"))), false},
	{"labels of an enum in another order", "postgresql", parts(null("e", typemap.Enum("e_kind", "x", "y"), schema.ServerDefault("x"))), parts(null("e", typemap.Enum("e_kind", "y", "x"), schema.ServerDefault("x"))), false},
	{"a column of an enum", "", parts(), parts(null("e", typemap.Enum("e_kind", "x", "y"))), false},
	{"many at once", "", parts(column("a", integer, schema.ServerDefault(1)), null("b", short), item(func() schema.TableItem { return schema.NewIndex("ix_a", "a") })),
		parts(column("a", typemap.BigInt(), schema.ServerDefault(3)), null("c", short), item(func() schema.TableItem { return schema.NewCheck("a > -5", schema.Named("ck")) }),
			item(func() schema.TableItem { return schema.NewUnique("id", "c").With(schema.Named("uq")) })), true},

	{"an identity", "postgresql", parts(column("n", integer, schema.ServerDefault(1))), parts(column("n", integer, schema.IdentityByDefault(expr.NewSequence("").StartWith(100)))), false},
	{"another identity", "postgresql", parts(column("n", integer, schema.IdentityByDefault())), parts(column("n", integer, schema.IdentityAlways(expr.NewSequence("").IncrementBy(5).CacheSize(3)))), false},
	{"text becomes a number", "postgresql", parts(null("b", short, schema.ServerDefault("5"))), parts(null("b", integer, schema.ServerDefault(6))), true},
	{"an array", "postgresql", parts(), parts(column("b", typemap.ArrayOf(typemap.Text()), schema.DefaultSQL("'{}'"))), false},
	{"an exclusion constraint", "postgresql", parts(null("r", typemap.RangeOf(integer))), parts(null("r", typemap.RangeOf(integer)),
		item(func() schema.TableItem {
			return schema.NewExclude(schema.ExcludePart{Column: "r", Operator: "&&"}).With(schema.Named("apart"))
		})), false},
	{"an index with all there is", "postgresql", parts(a), parts(a, item(func() schema.TableItem {
		return schema.NewIndex("ix", "a").On(expr.Lower(expr.ColumnOf[string]("s"))).For(expr.ColumnOf[int]("a").Gt(5)).With(postgres.Include("id"), postgres.With(map[string]any{"fillfactor": 70}))
	})), false},
	{"a constraint called otherwise", "postgresql", parts(a, item(func() schema.TableItem { return schema.NewUnique("id", "a").With(schema.Named("uq_a")) })),
		parts(a, item(func() schema.TableItem { return schema.NewUnique("id", "a").With(schema.Named("uq_b")) })), false},
	{"a deferrable constraint", "postgresql", parts(a, item(func() schema.TableItem { return schema.NewUnique("id", "a").With(schema.Named("uq_a")) })),
		parts(a, item(func() schema.TableItem {
			return schema.NewUnique("id", "a").With(schema.Named("uq_a"), schema.Deferrable())
		})), false},
	{"no AUTOINCREMENT any more", "sqlite", parts(item(func() schema.TableItem { return sqlite.Autoincrement() })), parts(), false},
	{"WITHOUT ROWID", "sqlite", parts(), parts(item(func() schema.TableItem { return sqlite.WithoutRowID() })), false},
	{"a key that leads elsewhere", "sqlite", parts(a, item(func() schema.TableItem { return schema.NewForeignKey([]string{"a"}, "other", []string{"id"}) })), parts(a), false},
}

// form is one of the forms of t, beside a table that it refers to and one that refers to it.
func form(more items) *schema.MetaData {
	m := schema.NewMetaData()
	schema.NewTable(m, "t", append([]schema.TableItem{
		schema.NewColumn("id", integer, schema.PrimaryKey()), schema.NewColumn("s", typemap.String(20)),
	}, more()...)...)
	schema.NewTable(m, "other", schema.NewColumn("id", integer, schema.PrimaryKey()))
	schema.NewTable(m, "child", schema.NewColumn("id", integer, schema.PrimaryKey()),
		schema.NewColumn("t_id", integer, schema.References("t.id", schema.Named("fk_child"), schema.OnDelete(schema.Cascade))))
	return m
}

// rows are those of t and of the table that refers to it.
func (db database) rows(t testing.TB) string {
	t.Helper()
	type row struct {
		ID int
		S  string
	}
	rows := must[[]row](t)(gild.All[row](context.Background(), db, expr.Text("SELECT id, s FROM t ORDER BY id")))
	children := must[[]int](t)(gild.All[int](context.Background(), db, expr.Text("SELECT t_id FROM child ORDER BY id")))
	return fmt.Sprint(rows, children)
}

// apply applies a difference, and tells what was sent if it fails.
func (db database) apply(t testing.TB, what string, d *schema.Difference) {
	t.Helper()
	db.Log.Take()
	if err := d.Apply(context.Background(), db, schema.AllowLoss()); err != nil {
		t.Fatalf("%s: %v\n%s%s", what, err, d, strings.Join(db.Log.Take(), ";\n"))
	}
}

// TestChanges makes single changes to a table with rows, and undoes them.
func TestChanges(t *testing.T) {
	ctx := context.Background()
	each(t, empty, func(t *testing.T, db database) {
		for _, c := range changes {
			if c.on != "" && c.on != db.name {
				continue
			}
			t.Run(c.what, func(t *testing.T) {
				before, after := form(c.before), form(c.after)
				check(t, before.CreateAll(ctx, db))
				defer func() { check(t, db.reflect(t, anyKind).DropAll(ctx, db)) }()
				db.run(t, "INSERT INTO other (id) VALUES (1), (2);\nINSERT INTO t (id, s) VALUES (1, 'one'), (2, 'two'), (3, 'three');\nINSERT INTO child (id, t_id) VALUES (1, 1), (2, 3)")
				rows := db.rows(t)
				d := db.diff(t, after)
				if slices.Contains([]string{"a comment on a column", "a comment on the table"}, c.what) && db.name == "sqlite" {
					if !d.Empty() {
						t.Errorf("SQLite has no comments:\n%s", d)
					}
					return
				}
				if d.Empty() {
					t.Fatal("no difference is found")
				}
				if lossy := len(d.Loses()) > 0; lossy != c.loses && db.name == "postgresql" {
					t.Errorf("loses %v", d.Loses())
				}
				back, err := d.Reverse()
				check(t, err)
				db.apply(t, "forward", d)
				db.agrees(t, "forward", after)
				db.apply(t, "back", back)
				db.agrees(t, "back", before)
				if got := db.rows(t); got != rows {
					t.Errorf("rows: %s, were %s", got, rows)
				}
			})
		}
	})
}
