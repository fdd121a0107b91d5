package schema_test

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/sqlite"
	_ "github.com/gildsql/gild/driver/pq"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/typemap"
)

func TestMain(m *testing.M) { servers.Main(m) }

var bigint = typemap.BigInt()

// users defines a table for others to refer to.
func users(m *schema.MetaData) *schema.Table {
	return schema.NewTable(m, "users", schema.NewColumn("id", bigint, schema.PrimaryKey()), schema.NewColumn("team_id", bigint))
}

// TestMistakes defines tables with a mistake each: nothing panics, and MetaData.Err,
// CreateAll and DropAll tell what is wrong with which table.
func TestMistakes(t *testing.T) {
	column := func(name string, options ...schema.ColumnOption) *schema.Column {
		return schema.NewColumn(name, bigint, options...)
	}
	table := func(items ...schema.TableItem) func(m *schema.MetaData) {
		return func(m *schema.MetaData) { schema.NewTable(m, "t", items...) }
	}
	for _, tt := range []struct {
		name   string
		define func(m *schema.MetaData)
		want   []string
	}{
		// By hand.
		{"table without a name", func(m *schema.MetaData) { schema.NewTable(m, "", column("id")) }, []string{"a table without a name"}},
		{"two tables of one name", func(m *schema.MetaData) { users(m); users(m) }, []string{`table "users" is already defined`}},
		{"column without a name", table(column("")), []string{`table "t"`, "column 1 has no name"}},
		{"column without a type", table(schema.NewColumn("a", typemap.Type{})), []string{`table "t"`, `column "a" has no type`}},
		{"two columns of one name", table(column("a"), column("a")), []string{`column "a" is defined twice`}},
		{"column of another table", func(m *schema.MetaData) { c := column("a"); schema.NewTable(m, "x", c); schema.NewTable(m, "y", c) },
			[]string{`table "y"`, `column "a" already belongs to table "x"`}},
		{"nil column", table((*schema.Column)(nil)), []string{"part 1 of the definition is nil"}},
		{"nil item", table(column("a"), nil), []string{"part 2 of the definition is nil"}},
		{"several mistakes", table(column(""), column("a"), column("a")), []string{"has no name", "defined twice"}},
		{"key to nowhere", table(column("a", schema.References("nowhere.id"))), []string{`table "t"`, `foreign key of a refers to table "nowhere", which is not in the MetaData`}},
		{"key to no column", func(m *schema.MetaData) { users(m); table(column("a", schema.References("users.nope")))(m) }, []string{`column "nope", which table "users" does not have`}},
		{"key without a column", table(column("a", schema.References("users"))), []string{`foreign key of a: the target is written "table.column"`}},
		{"key to an empty column", table(column("a", schema.References("users."))), []string{`written "table.column"`}},
		{"key without a target", table(column("a", schema.References(""))), []string{`written "table.column"`}},
		{"key of no column", table(column("a"), schema.NewForeignKey(nil, "t", nil)), []string{"foreign key without columns"}},
		{"key of an unknown column", table(column("a"), schema.NewForeignKey([]string{"b"}, "t", []string{"a"})), []string{`foreign key names column "b"`}},
		{"key of uneven columns", table(column("a"), column("b"), schema.NewForeignKey([]string{"a", "b"}, "t", []string{"a"})), []string{`foreign key to "t" pairs 2 columns with 1`}},
		{"key with an unknown action", table(column("a", schema.References("t.a", schema.OnDelete("EXPLODE")))), []string{`unknown action "EXPLODE"`, "CASCADE"}},
		{"key of another table", func(m *schema.MetaData) {
			fk := schema.NewForeignKey([]string{"a"}, "x", []string{"a"})
			schema.NewTable(m, "x", column("a"), fk)
			schema.NewTable(m, "y", column("a"), fk)
		}, []string{`table "y"`, `foreign key of a already belongs to table "x"`}},
		{"unique of an unknown column", table(column("a"), schema.NewUnique("b")), []string{`unique constraint names column "b"`}},
		{"unique of no column", table(column("a"), schema.NewUnique()), []string{"unique constraint without columns"}},
		{"index of an unknown column", table(column("a"), schema.NewIndex("ix", "b")), []string{`index names column "b"`}},
		{"index of no column", table(column("a"), schema.NewIndex("ix")), []string{"index without columns"}},
		{"indexes of one name", func(m *schema.MetaData) {
			schema.NewTable(m, "x", column("a"), schema.NewIndex("ix", "a"))
			schema.NewTable(m, "y", column("a"), schema.NewIndex("ix", "a"))
		}, []string{`table "y": there is already an index "ix", of table "x"`}},
		{"index of another table", func(m *schema.MetaData) {
			ix := schema.NewIndex("ix", "a")
			schema.NewTable(m, "x", column("a"), ix)
			schema.NewTable(m, "y", column("a"), ix)
		}, []string{`table "y"`, `index "ix" already belongs to table "x"`}},

		// By struct.
		{"no struct", func(m *schema.MetaData) { schema.Define[int](m) }, []string{`table "int"`, "must embed schema.Table"}},
		{"no table", func(m *schema.MetaData) { schema.Define[struct{ ID expr.Col[int] }](m) }, []string{"must embed schema.Table"}},
		{"pointer to a table", func(m *schema.MetaData) {
			schema.Define[struct {
				*schema.Table `gild:"t"`
				ID            expr.Col[int]
			}](m)
		}, []string{"must embed schema.Table"}},
		{"table without a tag", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table
				ID expr.Col[int]
			}](m)
		}, []string{"tag the embedded schema.Table"}},
		{"unknown option", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,colour=red"`
			}](m)
		}, []string{`table "t"`, `.ID: unknown option "colour"`, "pk"}},
		{"unknown option of the table", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t,pk"`
				ID           expr.Col[int]
			}](m)
		}, []string{`table "`, `unknown option "pk"`}},
		{"option without a value", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				Name         expr.Col[string] `gild:"name,size="`
			}](m)
		}, []string{`option "size"`, "no value"}},
		{"size that is no number", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				Name         expr.Col[string] `gild:"name,size=big"`
			}](m)
		}, []string{"field Name", "size=big is not a whole number"}},
		{"size too big", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				Name         expr.Col[string] `gild:"name,size=99999999999"`
			}](m)
		}, []string{"size=99999999999"}},
		{"size of a number", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,size=5"`
			}](m)
		}, []string{"field ID", "size is for strings and bytes"}},
		{"precision of a string", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				Name         expr.Col[string] `gild:"name,precision=5"`
			}](m)
		}, []string{"field Name", "for the type numeric"}},
		{"scale without precision", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				N            expr.Col[string] `gild:"n,type=numeric,scale=5"`
			}](m)
		}, []string{"field N", "scale=5 needs a precision"}},
		{"ondelete without a key", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,ondelete=CASCADE"`
			}](m)
		}, []string{"field ID", "ondelete is of no use without fk"}},
		{"unknown type", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,type=int"`
			}](m)
		}, []string{"field ID", `unknown type "int": known are boolean, `, ", json, uuid"}},
		{"type that cannot be mapped", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				M            expr.Col[map[string]int]
				A            expr.Col[any]
				C            expr.Null[chan int]
			}](m)
		}, []string{"field M", "Go type map[string]int has no SQL type", "type=json", "field A", "field C"}},
		{"fields that hide methods", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				Columns      expr.Col[int]
				Fields       expr.Col[int] `gild:"f"`
				FromName     expr.Null[string]
				Unwrap       string `gild:"-"`
			}](m)
		}, []string{`table "t"`, "field Columns hides the method Columns", `rename the field and give the column's name in its tag: ` + "`gild:\"columns\"`",
			"field Fields", "field FromName", "field Unwrap"}},
		{"field that is no column", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           int
			}](m)
		}, []string{"field ID is a int: columns are expr.Col[T] or expr.Null[T]"}},
		{"column that is not exported", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				id           expr.Col[int]
			}](m)
		}, []string{"field id is a column, but not exported"}},
		{"foreign key options without one", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,onupdate=CASCADE,deferrable"`
			}](m)
		}, []string{"field ID", "onupdate is of no use without fk", "deferrable is of no use without fk"}},
		{"unknown action in a tag", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,fk=t.id,onupdate=EXPLODE"`
			}](m)
		}, []string{`unknown action "EXPLODE" on update`}},
		{"stored without a computation", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,stored,virtual"`
			}](m)
		}, []string{"stored is of no use without computed", "stored and virtual"}},
		{"unknown identity", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,pk,identity=never"`
				N            expr.Col[int] `gild:"n,pk,autoincrement=yes"`
			}](m)
		}, []string{"field ID", "option identity=never: known are identity and identity=always, identity=by default", "field N", "autoincrement=no"}},
		{"flag with a value", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,computed=1,stored=yes"`
			}](m)
		}, []string{".ID", `option "stored=yes"`, "takes no value"}},
		{"option of the table at a column", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,schema=s"`
			}](m)
		}, []string{".ID", `unknown option "schema"`}},
		{"collation of a number", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,collate=C"`
			}](m)
		}, []string{"field ID", "collate is for text"}},
		{"computed and numbered", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				ID           expr.Col[int] `gild:"id,computed=1,identity"`
			}](m)
		}, []string{`column "id"`, "it can have one"}},
		{"table that must exist", func(m *schema.MetaData) {
			schema.NewTable(m, "t", schema.MustExist(), column("a"))
		}, []string{`table "t" is to exist, but is not in this MetaData`}},
		{"extended by a column that is there", func(m *schema.MetaData) {
			table(column("a"))(m)
			schema.NewTable(m, "t", schema.ExtendExisting(), column("a"))
		}, []string{`column "a" is defined twice`}},
		{"two columns of one name in a struct", func(m *schema.MetaData) {
			schema.Define[struct {
				schema.Table `gild:"t"`
				A            expr.Col[int] `gild:"x"`
				B            expr.Col[int] `gild:"x"`
			}](m)
		}, []string{`column "x" is defined twice`}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			m := schema.NewMetaData()
			tt.define(m)
			for what, err := range map[string]error{
				"Err":       m.Err(),
				"CreateAll": m.CreateAll(context.Background(), noDB{t}),
				"DropAll":   m.DropAll(context.Background(), noDB{t}),
			} {
				for _, want := range tt.want {
					if err == nil || !strings.Contains(err.Error(), want) {
						t.Errorf("%s: %v; want %q", what, err, want)
					}
				}
			}
		})
	}
}

// noDB is a database that must not be reached.
type noDB struct{ t *testing.T }

func (d noDB) ExecContext(context.Context, string, ...any) (sql.Result, error) {
	d.t.Error("a statement was sent")
	return nil, nil
}

func TestMistakesWithoutMetaData(t *testing.T) {
	table := schema.NewTable(nil, "t", schema.NewColumn("id", bigint))
	defined := schema.Define[struct {
		schema.Table `gild:"t"`
		ID           expr.Col[int]
	}](nil)
	for _, err := range []error{table.Err(), defined.Err()} {
		if err == nil || !strings.Contains(err.Error(), `table "t" is defined without a MetaData`) {
			t.Error(err)
		}
	}
	var zero schema.Table
	if err := zero.Err(); err == nil || !strings.Contains(err.Error(), "schema.Define") {
		t.Error(err)
	}
	if _, err := schema.NewForeignKey([]string{"a"}, "t", []string{"b"}).Target(); err == nil || !strings.Contains(err.Error(), "part of no table") {
		t.Error(err)
	}
}

func TestDefine(t *testing.T) {
	m := schema.NewMetaData()
	users(m)
	T := schema.Define[struct {
		schema.Table `gild:"t"`
		ID           expr.Col[int64]           `gild:",pk"`
		UserID       expr.Col[int64]           `gild:"user,fk=users.id,ondelete=SET NULL,null"`
		HTTPName     expr.Null[string]         `gild:"size=50,unique,index"`
		Born         expr.Col[time.Time]       `gild:"born,type=date"`
		Price        expr.Null[string]         `gild:"price,type=numeric,precision=10,scale=2,default=0"`
		Attrs        expr.Null[map[string]any] `gild:"attrs,type=json"`
		Small        expr.Col[*int8]
		Skipped      string `gild:"-"`
		internal     int
	}](m)
	if err := m.Err(); err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, c := range T.Definitions() {
		got = append(got, fmt.Sprintf("%s %s pk=%v null=%v default=%q", c.Name(), c.Type(), c.PrimaryKey, c.Nullable, c.ServerDefault))
	}
	want := []string{
		`id bigint pk=true null=false default=""`,
		`user bigint pk=false null=true default=""`,
		`http_name string(50) pk=false null=true default=""`,
		`born date pk=false null=false default=""`,
		`price numeric(10, 2) pk=false null=true default="0"`,
		`attrs json pk=false null=true default=""`,
		`small smallint pk=false null=true default=""`,
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	fk := T.ForeignKeys()[0]
	if target, err := fk.Target(); err != nil || target != m.Table("users") || fk.OnDelete != schema.SetNull || fk.Table() != &T.Table {
		t.Errorf("%+v, %v", fk, err)
	}
	if len(T.Uniques()) != 0 || len(T.Indexes()) != 1 || !T.Indexes()[0].Unique || T.Indexes()[0].Name != "ix_t_http_name" || T.Indexes()[0].Table() != &T.Table {
		t.Errorf("%+v %+v", T.Uniques(), T.Indexes())
	}
	if T.UserID.Column() != T.Column("user").Column || T.internal != 0 || m.Table("t") != &T.Table || T.MetaData() != m {
		t.Error("the struct is not filled")
	}
}

// TestColumnAlone: a definition tells its name and type before a table has it.
func TestColumnAlone(t *testing.T) {
	c := schema.NewColumn("id", bigint)
	for range 2 {
		if c.Name() != "id" || c.Type() != bigint {
			t.Errorf("%q of type %s", c.Name(), c.Type())
		}
		schema.NewTable(schema.NewMetaData(), "t", c)
	}
}

func TestColumnOf(t *testing.T) {
	type row struct {
		ID   int64   `gild:"id,pk"`
		Nick *string `gild:"size=20"`
		Bad  chan int
	}
	typ := reflect.TypeFor[row]()
	id, err := schema.ColumnOf(typ, typ.Field(0))
	if err != nil || !id.PrimaryKey || id.Nullable {
		t.Errorf("%+v, %v", id, err)
	}
	nick, err := schema.ColumnOf(typ, typ.Field(1))
	if err != nil || !nick.Nullable {
		t.Errorf("%+v, %v", nick, err)
	}
	if _, err := schema.ColumnOf(typ, typ.Field(2)); err == nil || !strings.Contains(err.Error(), "chan int") {
		t.Error(err)
	}
}

func TestAutoIncrement(t *testing.T) {
	pk := schema.PrimaryKey()
	for _, tt := range []struct {
		name  string
		items []schema.TableItem
		want  bool
	}{
		{"integer key", []schema.TableItem{schema.NewColumn("id", bigint, pk)}, true},
		{"small key", []schema.TableItem{schema.NewColumn("id", typemap.SmallInt(), pk), schema.NewColumn("x", bigint)}, true},
		{"no key", []schema.TableItem{schema.NewColumn("id", bigint)}, false},
		{"text key", []schema.TableItem{schema.NewColumn("id", typemap.Text(), pk)}, false},
		{"composite key", []schema.TableItem{schema.NewColumn("id", bigint, pk), schema.NewColumn("x", bigint, pk)}, false},
		{"key with a default", []schema.TableItem{schema.NewColumn("id", bigint, pk, schema.DefaultSQL("7"))}, false},
		{"key that is a foreign key", []schema.TableItem{schema.NewColumn("id", bigint, pk, schema.References("users.id"))}, false},
	} {
		m := schema.NewMetaData()
		users(m)
		if got := schema.NewTable(m, "t", tt.items...).AutoIncrement() != nil; got != tt.want {
			t.Errorf("%s: %v", tt.name, got)
		}
	}
}

func TestAs(t *testing.T) {
	m := schema.NewMetaData()
	users(m)
	type table struct {
		schema.Table `gild:"t"`
		ID           expr.Col[int64] `gild:"id,pk"`
		Name         expr.Null[string]
		Skipped      expr.Col[int]  `gild:"-"`
		Pointer      *expr.Col[int] `gild:"-"`
		_            *int
	}
	T := schema.Define[table](m)
	a, b := schema.As(T, "a"), schema.As(T, "a")
	again := schema.As(a, "again")
	stmt := expr.Select(T.ID, a.ID, b.Name, again.ID, a.C("name"), again).Where(a.Name.Eq("x"))
	text, _, err := sqlite.Dialect.SQL(stmt)
	want := "SELECT t.id, a.id AS id_1, a.name, again.id AS id_2, a.name AS name_1, again.id AS id__1, again.name AS name_2 FROM t, t AS a, t AS a, t AS again WHERE a.name = ?"
	if err != nil || text != want {
		t.Errorf("got %s, %v\nwant %s", text, err, want)
	}
	if a.Skipped.Column() != nil || a.Name.Column() == b.Name.Column() || T.Name.Column() == a.Name.Column() || a.Table.Name() != "t" || a.FromName() != "a" {
		t.Error("aliases share columns")
	}
	for name, stmt := range map[string]expr.Statement{
		"no table":    expr.Select(schema.As(&struct{ ID expr.Col[int] }{}, "x").ID),
		"nil":         expr.Select(schema.As[table](nil, "x").ID),
		"not defined": expr.Select(schema.As(&table{}, "x").ID),
		"its table":   expr.Select(expr.Val(1)).From(schema.As(&table{}, "x")),
	} {
		if text, _, err := sqlite.Dialect.SQL(stmt); err == nil || !strings.Contains(err.Error(), "schema.Define") {
			t.Errorf("%s: %s, %v", name, text, err)
		}
	}
	if *schema.As(ptr(5), "x") != 0 {
		t.Error("an int has an alias")
	}
}

func ptr[T any](v T) *T { return &v }

// TestSorted: targets before those that refer to them, else in the order of definition.
func TestSorted(t *testing.T) {
	for range 10 {
		m := schema.NewMetaData()
		define := func(name string, targets ...string) {
			items := []schema.TableItem{schema.NewColumn("id", bigint, schema.PrimaryKey())}
			for i, target := range targets {
				items = append(items, schema.NewColumn(fmt.Sprint("fk", i), bigint, schema.References(target+".id")))
			}
			schema.NewTable(m, name, items...)
		}
		define("leaf", "middle", "root")
		define("lonely")
		define("middle", "root", "middle")
		define("zebra", "lonely")
		define("root")
		define("ant")
		sorted, err := m.Sorted()
		var names []string
		for _, table := range sorted {
			names = append(names, table.Name())
		}
		if got, want := strings.Join(names, " "), "lonely root ant middle zebra leaf"; got != want || err != nil {
			t.Fatalf("%s, %v; want %s", got, err, want)
		}
	}
}

func TestCreateAllDropAll(t *testing.T) {
	ctx := context.Background()
	for _, url := range []func() string{
		func() string { return "sqlite:///" + servers.SQLite(t) },
		func() string { return servers.Postgres(t) },
	} {
		db, err := gild.Open(url())
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		m := schema.NewMetaData()
		schema.NewTable(m, "members", schema.NewColumn("id", bigint, schema.PrimaryKey()),
			schema.NewColumn("team_id", bigint, schema.References("teams.id", schema.OnDelete(schema.Cascade)), schema.Indexed()),
			schema.NewColumn("boss_id", bigint, schema.References("members.id"), schema.Nullable()),
			schema.NewColumn("code", typemap.String(5), schema.UniqueColumn(), schema.DefaultSQL("'x'")))
		teams := schema.NewTable(m, "teams", schema.NewColumn("id", bigint, schema.PrimaryKey()), schema.NewColumn("name", typemap.Text()))
		for range 2 { // each time over what is there, or is not
			for _, step := range []func(context.Context, schema.Execer, ...schema.CreateOption) error{m.DropAll, m.CreateAll, m.CreateAll} {
				if err := step(ctx, db); err != nil {
					t.Fatal(err)
				}
			}
			members := m.Table("members")
			for _, stmt := range []expr.Statement{
				expr.Insert(teams).Values(teams.C("name").Set("a")),
				expr.Insert(members).Values(members.C("team_id").Set(1)),
			} {
				if _, err := gild.Exec(ctx, db, stmt); err != nil {
					t.Fatal(err)
				}
			}
			if _, err := gild.Exec(ctx, db, expr.Insert(members).Values(members.C("team_id").Set(1))); err == nil {
				t.Error("the unique constraint is missing")
			}
			if _, err := gild.Exec(ctx, db, expr.Delete(teams)); err != nil {
				t.Fatal(err)
			}
			if n, err := gild.One[int](ctx, db, expr.Select(expr.CountAll()).From(members)); n != 0 || err != nil {
				t.Errorf("%d members are left, %v", n, err)
			}
		}
		if err := m.DropAll(ctx, db); err != nil {
			t.Fatal(err)
		}
	}
}

// Generated names fit every database, and stay apart.
func TestLongIndexNames(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		meta := schema.NewMetaData()
		long := "customer_relationship_management_events"
		table := schema.NewTable(meta, long, schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
			schema.NewColumn("originating_organisation_id", typemap.BigInt(), schema.Indexed()),
			schema.NewColumn("originating_organisation_no", typemap.BigInt(), schema.Indexed()))
		for range 2 { // the second time, the names are found
			if err := meta.CreateAll(context.Background(), db); err != nil {
				t.Fatal(err)
			}
		}
		a, b := schema.ShortName(table.Indexes()[0].Name, 63), schema.ShortName(table.Indexes()[1].Name, 63)
		if len(a) > 63 || len(b) > 63 || a == b {
			t.Errorf("names %q and %q", a, b)
		}
	})
}
