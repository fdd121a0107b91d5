package schema_test

import (
	"context"
	"regexp"
	"slices"
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
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// created returns the SQL that creates all of a MetaData.
func created(t *testing.T, m *schema.MetaData, d *dialect.Dialect) string {
	t.Helper()
	statements, err := m.CreateStatements(d.Rules(dialect.Version{}).Abilities())
	if err != nil {
		t.Fatal(err)
	}
	var texts []string
	for _, stmt := range statements {
		text, _, err := gild.SQL(stmt, d)
		if err != nil {
			text = err.Error()
		}
		texts = append(texts, text)
	}
	return strings.Join(texts, "\n")
}

// tenants defines tables that use what can be copied, but views.
func tenants(m *schema.MetaData) *schema.MetaData {
	mood := typemap.Enum("mood", "sad", "happy").In(m.Schema())
	numbers := expr.NewSequence("numbers").In(m.Schema())
	teams := schema.NewTable(m, "teams",
		schema.NewColumn("id", bigint, schema.PrimaryKey(), schema.Default(expr.NextValue(numbers))),
		schema.NewColumn("mood", mood, schema.ServerDefault("happy"), schema.CheckValues(schema.Named("mood"))),
		schema.NewColumn("moods", typemap.ArrayOf(mood).Variant("mysql", typemap.JSON()).Variant("mariadb", typemap.JSON()).Variant("sqlite", typemap.JSON()), schema.Nullable()),
		schema.NewColumn("boss", bigint, schema.References("teams.id", schema.OnDelete(schema.SetNull)), schema.Nullable()),
		schema.NewColumn("code", typemap.String(9), schema.UniqueColumn(), schema.Indexed(), schema.CheckColumn("code <> ''", schema.Named("code"))),
		schema.NewColumn("a", typemap.Integer(), schema.UniqueColumn(), schema.Comment("a's"), schema.Info("k", "v")),
		schema.NewColumn("b", typemap.Integer(), schema.Indexed(), schema.ServerDefault(7)),
		schema.NewColumn("c", typemap.Integer(), schema.ComputedExpr(expr.ColumnOf[int]("a").Mul(2), schema.Stored)),
		schema.Comment("the teams"), mysql.Engine("InnoDB"))
	teams.Add(
		schema.NewCheckExpr(teams.C("a").Gt(teams.C("b")), schema.Named("order")),
		schema.NewIndex("").On(teams.C("a").Desc()).For(teams.C("b").Gt(1)).With(schema.OnlyOn("postgresql", "sqlite")))
	schema.NewTable(m, "players",
		schema.NewColumn("team", typemap.Type{}, schema.References("teams.id"), schema.PrimaryKey()),
		schema.NewColumn("no", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("other", typemap.Integer(), schema.References("shared.things.id"), schema.Nullable()),
		schema.DependsOn(teams))
	return m
}

func shared(m *schema.MetaData) *schema.MetaData {
	schema.NewTable(m, "things", schema.InSchema("shared"), schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()))
	return m
}

func copyAll(from, to *schema.MetaData, options ...schema.CopyOption) *schema.MetaData {
	for _, t := range from.Tables() {
		t.CopyTo(to, options...)
	}
	return to
}

// TestCopySame copies tables to another MetaData, and twice: the SQL is the same on all databases, and
// stays so for the original when the copy gets more.
func TestCopySame(t *testing.T) {
	naming := schema.NamingConvention(schema.Recommended)
	for _, d := range []*dialect.Dialect{sqlite.Dialect, postgres.Dialect, mysql.Dialect, mariadb.Dialect, mssql.Dialect, oracle.Dialect} {
		from := tenants(shared(schema.NewMetaData(naming)))
		want := created(t, from, d)
		to := copyAll(copyAll(from, schema.NewMetaData(naming)), schema.NewMetaData(naming))
		if got := created(t, to, d); got != want {
			t.Errorf("%s: got\n%s\nwant\n%s", d.Name, got, want)
		}
		teams := to.Table("teams")
		teams.Add(schema.NewColumn("more", bigint), schema.NewUnique("more"), schema.Amend("b", schema.Nullable(), schema.Info("k", "w")))
		if got := created(t, from, d); got != want {
			t.Errorf("%s: the original has become\n%s", d.Name, got)
		}
		if teams.Column("a").Info["k"] != "v" || from.Table("teams").Column("b").Info != nil {
			t.Errorf("%s: Info %v", d.Name, teams.Column("a").Info)
		}
	}
}

// TestCopyElsewhere copies tables of a default schema into another one: what is beside a table goes
// along, by its names too; what is elsewhere stays.
func TestCopyElsewhere(t *testing.T) {
	naming := schema.NamingConvention(schema.Recommended)
	inSchema := func(name string) *schema.MetaData {
		return schema.NewMetaData(naming, schema.DefaultSchema(name))
	}
	want := created(t, tenants(shared(inSchema("b"))), postgres.Dialect)
	if got := created(t, copyAll(tenants(shared(inSchema("a"))), inSchema("b")), postgres.Dialect); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := created(t, copyAll(tenants(shared(inSchema(""))), inSchema("b")), postgres.Dialect); got != want {
		t.Errorf("from no schema: got\n%s\nwant\n%s", got, want)
	}
	if strings.Contains(want, " a.") || strings.Contains(want, "_a_") {
		t.Errorf("%s", want)
	}
}

// TestCopyOptions copies under other names and schemas, into the same MetaData and others.
func TestCopyOptions(t *testing.T) {
	m := tenants(shared(schema.NewMetaData(schema.NamingConvention(schema.Recommended))))
	teams := m.Table("teams")
	old := teams.CopyTo(m, schema.CopyName("old_teams"))
	if err := m.Err(); err != nil {
		t.Fatal(err)
	}
	if got := old.ForeignKeys()[0]; got.RefTable != "old_teams" || got.Name != "fk_old_teams_boss_old_teams" {
		t.Errorf("a key to itself: %q of %q", got.Name, got.RefTable)
	}
	if old.Constraint("ck_old_teams_order") == nil || old.Index("ix_old_teams_code") == nil {
		t.Errorf("names: %v", created(t, m, postgres.Dialect))
	}
	to := schema.NewMetaData()
	var asked []string
	players := m.Table("players").CopyTo(to, schema.CopySchema("x"), schema.CopyReferred(func(fk *schema.ForeignKey, to string) string {
		asked = append(asked, fk.RefTable+" in "+to)
		return "y"
	}))
	if got := []string{players.ForeignKeys()[0].RefTable, players.ForeignKeys()[1].RefTable}; !slices.Equal(got, []string{"y.teams", "y.things"}) {
		t.Errorf("refer to %v", got)
	}
	if !slices.Equal(asked, []string{"teams in x", "shared.things in shared"}) {
		t.Errorf("asked %v", asked)
	}
	if players.FullName() != "x.players" || players.ForeignKeys()[0].Name != "" {
		t.Errorf("%q, key %q", players.FullName(), players.ForeignKeys()[0].Name)
	}
}

// TestCopyTyped copies a struct: its columns are those of the copy.
func TestCopyTyped(t *testing.T) {
	users := schema.Define[struct {
		schema.Table `gild:"users"`
		ID           expr.Col[int64] `gild:"id,pk"`
		Name         expr.Col[string]
	}](schema.NewMetaData())
	copied := schema.Copy(users, schema.NewMetaData(), schema.CopySchema("b"))
	text, _, err := gild.SQL(expr.Select(copied.Name).Where(copied.ID.Eq(1)), sqlite.Dialect)
	if want := "SELECT b.users.name FROM b.users WHERE b.users.id = ?"; err != nil || text != want {
		t.Errorf("%q, %v", text, err)
	}
}

// TestCopyMistakes: nothing panics, and the copy tells what is wrong.
func TestCopyMistakes(t *testing.T) {
	m := schema.NewMetaData()
	u := users(m)
	bad := schema.NewTable(schema.NewMetaData(), "bad", schema.NewColumn("a", bigint), schema.NewColumn("a", bigint))
	typed := schema.Define[struct {
		schema.Table `gild:"typed"`
		ID           expr.Col[int64] `gild:"id,pk"`
	}](m)
	for want, copied := range map[string]*schema.Table{
		`table "users" is already defined`:                             u.CopyTo(m),
		`copy of a table with mistakes: gild: table "bad": column "a"`: bad.CopyTo(m),
		`copy of a table that is nil`:                                  (*schema.Table)(nil).CopyTo(m),
		`without a MetaData`:                                           u.CopyTo(nil),
		`copy of an alias, "t2"`:                                       schema.As(typed, "t2").CopyTo(m),
		`nothing has defined`:                                          new(schema.Table).CopyTo(m),
	} {
		if err := copied.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v", want, err)
		}
	}
	if copied := schema.Copy[int](nil, m); *copied != 0 {
		t.Error(*copied)
	}
}

// TestCopyLive creates copies for two tenants in schemas of their own, which do not see each other.
func TestCopyLive(t *testing.T) {
	ctx := context.Background()
	db := live.Postgres(t)
	from := schema.NewMetaData()
	mood := typemap.Enum("mood", "sad", "happy")
	notes := schema.NewTable(from, "notes",
		schema.NewColumn("id", bigint, schema.PrimaryKey()),
		schema.NewColumn("mood", mood, schema.ServerDefault("happy")),
		schema.NewColumn("text", typemap.Text(), schema.Indexed()))
	name, err := gild.One[string](ctx, db, expr.Text("SELECT current_schema()"))
	if err != nil {
		t.Fatal(err)
	}
	for _, tenant := range []string{"a", "b"} {
		in := name + "_" + regexp.MustCompile(`\W`).ReplaceAllString(tenant, "")
		if _, err := gild.Exec(ctx, db, &schema.CreateSchema{Name: in}); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _, _ = gild.Exec(ctx, db, &schema.DropSchema{Name: in, Cascade: true}) })
		m := schema.NewMetaData(schema.DefaultSchema(in))
		copied := notes.CopyTo(m)
		for range 2 {
			if err := m.CreateAll(ctx, db); err != nil {
				t.Fatal(err)
			}
		}
		if _, err := gild.Exec(ctx, db, expr.Insert(copied).Values(copied.C("text").Set(tenant))); err != nil {
			t.Fatal(err)
		}
		got, err := gild.All[struct{ Mood, Text string }](ctx, db, expr.Select(copied.C("mood"), copied.C("text")))
		if err != nil || len(got) != 1 || got[0].Text != tenant || got[0].Mood != "happy" {
			t.Errorf("%s: %v, %v", tenant, got, err)
		}
		if err := m.DropAll(ctx, db); err != nil {
			t.Error(err)
		}
	}
}
