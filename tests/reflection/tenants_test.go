package reflection

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/typemap"
)

// tenantSchema makes a schema for a tenant, and takes it away.
func (db database) tenantSchema(t *testing.T, name string) string {
	t.Helper()
	ctx := context.Background()
	name += strings.ToLower(strings.NewReplacer("/", "_", "-", "_").Replace(t.Name()))
	if db.name == "sqlite" {
		db.SetMaxOpenConns(1) // whose schemas are those of a connection
		db.run(t, fmt.Sprintf("ATTACH '%s' AS %s", servers.SQLite(t), db.quote(name)))
		return name
	}
	_, err := gild.Exec(ctx, db, &schema.CreateSchema{Name: name})
	check(t, err)
	t.Cleanup(func() {
		_, err := gild.Exec(ctx, db, &schema.DropSchema{Name: name, Cascade: db.name == "postgresql"})
		check(t, err)
	})
	return name
}

// notes are tables in the default schema and in one called "own", which are one for a tenant.
func notes(db string, more ...schema.TableItem) *schema.MetaData {
	m := schema.NewMetaData()
	mood := typemap.Enum("mood", "sad", "happy")
	n := schema.NewTable(m, "notes",
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("mood", mood, schema.ServerDefault("happy"), schema.CheckColumn("text <> '' OR mood = 'sad'", schema.Named("ck_mood"))),
		schema.NewColumn("text", typemap.String(50), schema.Indexed(), schema.Comment("what")))
	n.Add(more...)
	lines := schema.NewTable(m, "lines", schema.InSchema("own"),
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("note", typemap.Integer(), schema.References("notes.id", schema.OnDelete(schema.Cascade)), schema.Nullable()))
	v := schema.NewView(m, "happy", expr.Select(n.C("text"), lines.C("id").As("line")).JoinOn(lines, lines.C("note").EqExpr(n.C("id"))).Where(n.C("mood").Eq("happy")))
	schema.NewView(m, "lucky", expr.Select(v.C("text")).Where(v.C("line").Gt(1)), schema.ViewIn("own"))
	if db == "postgresql" {
		numbers := m.AddSequence(expr.NewSequence("numbers").In("own").StartWith(5))
		m.AddDomain(&schema.Domain{Name: "short", Base: typemap.Text(), Checks: []schema.DomainCheck{{SQL: "length(VALUE) < 9"}}})
		n.Add(schema.NewColumn("n", typemap.BigInt(), schema.ServerDefault(expr.NextValue(numbers))),
			schema.NewColumn("s", typemap.Domain("short", typemap.Text()), schema.Nullable()),
			schema.NewColumn("moods", typemap.ArrayOf(mood), schema.Nullable()))
	}
	return m
}

// TestTenants compares, changes and reads what schemas stand for in a context.
func TestTenants(t *testing.T) {
	each(t, empty, func(t *testing.T, db database) {
		var ctxs []context.Context
		for _, name := range []string{"a ", "b "} {
			name = db.tenantSchema(t, name)
			ctxs = append(ctxs, gild.InSchemas(context.Background(), map[string]string{"": name, "own": name}))
		}
		diff := func(ctx context.Context, m *schema.MetaData) *schema.Difference {
			t.Helper()
			return must[*schema.Difference](t)(gild.Diff(ctx, db, m, gild.ReflectOptions{}))
		}
		agrees := func(what string, ctx context.Context, m *schema.MetaData) {
			t.Helper()
			if d := diff(ctx, m); !d.Empty() {
				t.Errorf("%s: it is different:\n%s", what, d)
			}
		}
		m := notes(db.name)
		check(t, m.CreateAll(ctxs[0], db))
		agrees("created", ctxs[0], m)
		all := diff(ctxs[1], m)
		back, err := all.Reverse()
		check(t, err)
		check(t, all.Apply(ctxs[1], db))
		agrees("the other", ctxs[1], m)
		wider := notes(db.name, schema.NewColumn("more", typemap.Integer(), schema.Nullable(), schema.ServerDefault(7)), schema.NewIndex("ix_more", "more"))
		check(t, diff(ctxs[1], wider).Apply(ctxs[1], db))
		agrees("wider", ctxs[1], wider)
		agrees("the first one", ctxs[0], m)
		check(t, diff(ctxs[1], m).Apply(ctxs[1], db, schema.AllowLoss()))
		agrees("as before", ctxs[1], m)
		db.reflectedAs(t, ctxs[0])
		check(t, back.Apply(ctxs[1], db, schema.AllowLoss()))
		if d := diff(ctxs[1], m); len(d.Operations) != len(all.Operations) {
			t.Errorf("gone:\n%s", d)
		}
		agrees("the first one after all", ctxs[0], m)
		check(t, m.DropAll(ctxs[0], db))
	})
}

// reflectedAs reads what a tenant has, as statements call it.
func (db database) reflectedAs(t *testing.T, ctx context.Context) {
	t.Helper()
	live := schema.NewMetaData()
	check(t, gild.Reflect(ctx, db, live, gild.ReflectOptions{Kinds: schema.RelationAny}))
	var names []string
	for _, table := range live.Tables() {
		names = append(names, table.FullName())
	}
	slices.Sort(names)
	if got := strings.Join(names, ", "); got != "lines, notes" {
		t.Fatalf("tables: %s", got)
	}
	n, lines := live.Table("notes"), live.Table("lines")
	for _, fk := range lines.ForeignKeys() { // which SQLite does not create between schemas
		if target, err := fk.Target(); err != nil || target != n {
			t.Errorf("the foreign key leads to %v, %v", target, err)
		}
	}
	id := n.C("id").Set(1)
	_, err := gild.Exec(ctx, db, expr.Insert(n).Values(id, n.C("text").Set("x"), n.C("mood").Set("sad")))
	check(t, err)
	if got := must[string](t)(gild.One[string](ctx, db, expr.Select(n.C("text")).Where(n.C("mood").Eq("sad")))); got != "x" {
		t.Errorf("got %q", got)
	}
	_, err = gild.Exec(ctx, db, expr.Delete(n).Where(n.C("mood").Eq("sad")))
	check(t, err)
	table := must[*schema.Table](t)(gild.ReflectTable(ctx, db, schema.NewMetaData(), "lines", gild.ReflectOptions{Schemas: []string{"own"}}))
	if table.FullName() != "own.lines" {
		t.Errorf("read as %s", table.FullName())
	}
}

// TestTenantOutside: a foreign key to a schema for which no name stands is an error, and one to the default schema of the
// database has that one's own name.
func TestTenantOutside(t *testing.T) {
	each(t, map[string]string{"postgresql": "", "mariadb": ""}, func(t *testing.T, db database) {
		name := db.tenantSchema(t, "c ")
		own := must[string](t)(db.inspect(t).DefaultSchema(context.Background()))
		db.run(t, fmt.Sprintf("CREATE TABLE target (id INTEGER PRIMARY KEY);\nCREATE TABLE %s.away (id INTEGER PRIMARY KEY, x INTEGER, FOREIGN KEY (x) REFERENCES %s.target (id))", db.quote(name), db.quote(own)))
		defer db.run(t, fmt.Sprintf("DROP TABLE %s.away;\nDROP TABLE target", db.quote(name)))
		ctx := gild.InSchemas(context.Background(), map[string]string{"": name})
		m := schema.NewMetaData()
		check(t, gild.Reflect(ctx, db, m, gild.ReflectOptions{}))
		target, err := m.Table("away").ForeignKeys()[0].Target()
		if err != nil || target.Schema() != own {
			t.Errorf("the target is in %v, %v", target, err)
		}
		ctx = gild.InSchemas(context.Background(), map[string]string{"": name, own: name})
		if err := gild.Reflect(ctx, db, schema.NewMetaData(), gild.ReflectOptions{}); err == nil || !strings.Contains(err.Error(), "no name stands") {
			t.Errorf("a schema that nothing stands for: %v", err)
		}
	})
}

// TestRebuildAttached puts a new table in the place of one in an attached file, whose triggers, views and numbers are there.
func TestRebuildAttached(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"sqlite": ""}, func(t *testing.T, db database) {
		in := db.quote(db.tenantSchema(t, "d% "))
		db.run(t, strings.ReplaceAll(`CREATE TABLE IN.log (what TEXT);
CREATE TABLE IN.t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER);
CREATE VIEW IN.v AS SELECT id, a FROM t;
INSERT INTO IN.t (id, a) VALUES (1, 10), (9, 90);
DELETE FROM IN.t WHERE id = 9;
CREATE TRIGGER IN.tr AFTER UPDATE OF a ON t BEGIN INSERT INTO log VALUES ('t ' || new.a); END`, "IN.", in+"."))
		name := strings.Trim(in, `"`)
		options := gild.ReflectOptions{Kinds: schema.RelationAny, Schemas: []string{name}, Column: func(table *schema.TableInfo, c *schema.ColumnInfo) bool {
			if c.Name == "a" && table.Kind == schema.RelationTable {
				c.Default = "5"
			}
			return true
		}}
		m := schema.NewMetaData(schema.DefaultSchema(name))
		check(t, gild.Reflect(ctx, db, m, options))
		db.apply(t, "rebuilt", db.diff(t, m))
		db.agrees(t, "rebuilt", m)
		db.run(t, strings.ReplaceAll("INSERT INTO IN.t DEFAULT VALUES;\nUPDATE IN.t SET a = 6 WHERE id = 1", "IN.", in+"."))
		for query, want := range map[string]int{"SELECT max(id) FROM IN.t": 10, "SELECT a FROM IN.v WHERE id = 10": 5, "SELECT count(*) FROM IN.log": 1} {
			if got := must[int](t)(gild.One[int](ctx, db, expr.Text(strings.ReplaceAll(query, "IN.", in+".")))); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
	})
}
