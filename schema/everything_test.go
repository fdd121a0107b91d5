package schema_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/mysql"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// everything defines tables that use what definitions have. It returns what the hooks note.
func everything() (*schema.MetaData, *[]string) {
	noted := &[]string{}
	note := func(what string) schema.Hook {
		return func(_ context.Context, e schema.Event) error {
			name := "all"
			if e.Table != nil {
				name = e.Table.Name()
			}
			*noted = append(*noted, what+" "+name)
			return nil
		}
	}
	m := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
	mood := typemap.Enum("moods", "sad", "o'k", "happy")
	heads := schema.NewTable(m, "heads",
		schema.NewColumn("id", bigint, schema.PrimaryKey()),
		schema.NewColumn("dept_id", typemap.Type{}, schema.References("depts.id"), schema.Nullable()),
		schema.NewColumn("mood", mood, schema.ServerDefault("happy"), schema.CheckValues(schema.Named("mood"))),
		schema.NewColumn("name", typemap.String(40), schema.Comment("what it's called"), schema.CheckColumn("name <> ''", schema.Named("name"))),
		schema.NewColumn("pay", typemap.Integer(), schema.ServerDefault(expr.Val(100))),
		schema.NewColumn("twice", typemap.Integer(), schema.ComputedSQL("pay * 2", schema.Stored)),
		schema.NewColumn("seen", typemap.DateTime(), schema.ServerDefault(expr.Now())),
		schema.Comment("those who lead"), mysql.Engine("InnoDB"),
		schema.On(schema.BeforeCreate, note("before")), schema.On(schema.AfterCreate, note("after")),
	)
	heads.Add(
		schema.NewCheckExpr(heads.C("pay").Gt(0), schema.Named("pay")),
		schema.NewUnique("name", "dept_id"),
		schema.NewIndex("").On(expr.Lower(expr.Typed[string](heads.C("name")))).With(schema.OnlyOn("postgresql", "sqlite")),
		schema.NewIndex("ix_pay", "pay").For(heads.C("pay").Gt(500)).With(schema.OnlyOn("postgresql", "sqlite"), postgres.Using("btree")),
	)
	schema.NewTable(m, "depts",
		schema.NewColumn("id", bigint, schema.PrimaryKey()),
		schema.NewColumn("head_id", bigint, schema.References("heads.id", schema.OnDelete(schema.SetNull)), schema.Nullable(), schema.Indexed()),
		schema.NewColumn("code", typemap.String(5), schema.UniqueColumn(), schema.Indexed()),
		sqlite.Autoincrement(),
	)
	schema.NewView(m, "well_paid", expr.Select(heads.C("id"), heads.C("name")).Where(heads.C("pay").Gt(50)))
	m.On(schema.BeforeCreate, note("before"))
	m.On(schema.AfterDrop, note("dropped"))
	return m, noted
}

// TestEverything creates, uses and drops tables that refer to each other in a circle, with all
// that there is to definitions, twice over what is there.
func TestEverything(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		m, noted := everything()
		for range 2 {
			if err := m.CreateAll(ctx, db); err != nil {
				t.Fatal(err)
			}
		}
		if got := strings.Join(*noted, ", "); got != "before all, before heads, after heads, before all" {
			t.Errorf("hooks: %s", got)
		}
		heads, view := m.Table("heads"), m.Views()[0]
		if _, err := gild.Exec(ctx, db, expr.Insert(heads).Values(heads.C("name").Set("Ann"))); err != nil {
			t.Fatal(err)
		}
		type head struct {
			Mood       string
			Pay, Twice int
		}
		got, err := gild.One[head](ctx, db, expr.Select(heads.C("mood"), heads.C("pay"), heads.C("twice")))
		if err != nil || got != (head{"happy", 100, 200}) {
			t.Errorf("%+v, %v", got, err)
		}
		if names, err := gild.All[string](ctx, db, expr.Select(view.C("name"))); err != nil || !slices.Equal(names, []string{"Ann"}) {
			t.Errorf("%v, %v", names, err)
		}
		for what, values := range map[string][]any{"check": {"Bob", -1, "sad"}, "column's check": {"", 5, "sad"}, "values": {"Cy", 5, "so-so"}} {
			_, err := gild.Exec(ctx, db, expr.Insert(heads).Values(
				heads.C("name").Set(values[0]), heads.C("pay").Set(values[1]), heads.C("mood").Set(values[2])))
			if err == nil {
				t.Errorf("%s: it is not held", what)
			}
		}
		for range 2 {
			if err := m.DropAll(ctx, db); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// TestAlter changes a table step by step, where the database can.
func TestAlter(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx := context.Background()
		m := schema.NewMetaData()
		old := schema.NewTable(m, "altered", schema.NewColumn("id", bigint, schema.PrimaryKey()), schema.NewColumn("a", typemap.Integer(), schema.Nullable()))
		if err := m.CreateAll(ctx, db); err != nil {
			t.Fatal(err)
		}
		now := schema.NewTable(schema.NewMetaData(), "altered",
			schema.NewColumn("id", bigint, schema.PrimaryKey()),
			schema.NewColumn("a", bigint, schema.ServerDefault(7)),
			schema.NewColumn("b", typemap.String(9), schema.Nullable()))
		steps := []expr.Statement{
			&schema.AddColumn{Column: now.Column("b")},
			&schema.RenameColumn{Table: now, From: "b", To: "c"},
			&schema.DropColumn{Table: now, Column: "c"},
			&schema.AlterColumn{Column: now.Column("a")},
			&schema.RenameTable{Table: now, To: "altered_too"},
		}
		for _, step := range steps {
			if _, cannot := step.(*schema.AlterColumn); cannot && db.Dialect.Name == "sqlite" {
				if _, err := gild.Exec(ctx, db, step); err == nil || !strings.Contains(err.Error(), "copy the rows") {
					t.Errorf("%v", err)
				}
				continue
			}
			if _, err := gild.Exec(ctx, db, step); err != nil {
				t.Fatalf("%T: %v", step, err)
			}
		}
		renamed := schema.NewTable(schema.NewMetaData(), "altered_too", schema.NewColumn("id", bigint))
		if err := renamed.Drop(ctx, db); err != nil {
			t.Error(err)
		}
		if err := old.Create(ctx, db); err != nil { // which is gone under that name
			t.Error(err)
		}
		if err := m.DropAll(ctx, db); err != nil {
			t.Error(err)
		}
	})
}
