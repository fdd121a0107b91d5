package reflection

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// viewed is a MetaData with a table, and views of it by name.
type viewed struct {
	meta *schema.MetaData
	t    *schema.Table
}

// withViews defines the table with the type of its column n, and what define adds.
func withViews(n typemap.Type, define func(v *viewed)) *schema.MetaData {
	m := schema.NewMetaData()
	t := schema.NewTable(m, `it"em`, schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("na me", typemap.String(20)), schema.NewColumn("n", n), schema.NewColumn("at", typemap.DateTime(), schema.Nullable()))
	define(&viewed{m, t})
	return m
}

func (v *viewed) c(name string) expr.Col[any] { return v.t.C(name) }

func (v *viewed) add(name string, q expr.Query, options ...schema.ViewOption) *schema.View {
	return schema.NewView(v.meta, name, q, options...)
}

// viewChange is a change of views.
type viewChange struct {
	what          string
	on            string
	before, after func(v *viewed)
	n             typemap.Type // that column n gets, if it gets another
	dropped       string       // the views that PostgreSQL drops, in order
}

func cheap(v *viewed) { v.add("cheap", expr.Select(v.c("id"), v.c("n")).Where(v.c("n").Lt(10))) }

var viewChanges = []viewChange{
	{what: "another condition", before: cheap, after: func(v *viewed) {
		v.add("cheap", expr.Select(v.c("id"), v.c("n")).Where(v.c("n").Lt(20)))
	}},
	{what: "a column more", before: cheap, after: func(v *viewed) {
		v.add("cheap", expr.Select(v.c("id"), v.c("n"), v.c("na me")).Where(v.c("n").Lt(10)))
	}},
	{what: "a column less", before: cheap, after: func(v *viewed) {
		v.add("cheap", expr.Select(v.c("id")).Where(v.c("n").Lt(10)))
	}, dropped: "cheap"},
	{what: "a view that another one reads", before: func(v *viewed) {
		a := v.add("a", expr.Select(v.c("id"), v.c("n")))
		b := v.add(`b"`, expr.Select(a.C("id")).Where(a.C("n").Gt(1)))
		v.add("c", expr.Select(b.C("id")))
	}, after: func(v *viewed) {
		a := v.add("a", expr.Select(v.c("na me"), v.c("id"), v.c("n")))
		b := v.add(`b"`, expr.Select(a.C("id")).Where(a.C("n").Gt(1)))
		v.add("c", expr.Select(b.C("id")))
	}, dropped: `c, b", a`},
	{what: "the type of what it reads", before: cheap, after: cheap, n: typemap.BigInt(), dropped: "cheap"},
	{what: "a column that is new", before: cheap, after: func(v *viewed) {
		v.t.Add(schema.NewColumn("more", typemap.Integer(), schema.Nullable()))
		v.add("cheap", expr.Select(v.c("id"), v.c("n")).Where(v.c("more").IsNull()))
	}, dropped: "cheap"},
	{what: "a table that is new", before: cheap, after: func(v *viewed) {
		o := schema.NewTable(v.meta, "o", schema.NewColumn("x", typemap.Integer(), schema.PrimaryKey()))
		v.add("cheap", expr.Select(v.c("id"), v.c("n")).Where(v.c("n").InSelect(expr.Select(o.C("x")))))
	}, dropped: "cheap"},
	{what: "a view comes", before: func(*viewed) {}, after: cheap},
	{what: "the rows are kept", on: "postgresql", before: cheap, after: func(v *viewed) {
		v.add("cheap", expr.Select(v.c("id"), v.c("n")).Where(v.c("n").Lt(10)), schema.Materialized())
	}, dropped: "cheap"},
	{what: "another query of rows that are kept", on: "postgresql", before: kept(10, "id"), after: kept(20, "id"), dropped: "kept"},
	{what: "another index of rows that are kept", on: "postgresql", before: kept(10, "id"), after: kept(10, "n")},
}

// kept is a materialized view with an index.
func kept(below int, indexed string) func(v *viewed) {
	return func(v *viewed) {
		kept := v.add("kept", expr.Select(v.c("id"), v.c("n")).Where(v.c("n").Lt(below)), schema.Materialized())
		kept.Table().Add(schema.NewIndex("ix_kept", indexed))
	}
}

// TestViews finds changes of the queries of views, applies and undoes them.
func TestViews(t *testing.T) {
	ctx := context.Background()
	each(t, empty, func(t *testing.T, db database) {
		for _, c := range viewChanges {
			if c.on != "" && c.on != db.name {
				continue
			}
			t.Run(c.what, func(t *testing.T) {
				n := c.n
				if n.Kind == 0 {
					n = typemap.Integer()
				}
				before, after := withViews(typemap.Integer(), c.before), withViews(n, c.after)
				check(t, before.Err())
				check(t, before.CreateAll(ctx, db))
				defer func() { check(t, db.reflect(t, anyKind).DropAll(ctx, db)) }()
				db.agrees(t, "before", before)
				d := db.diff(t, after)
				if d.Empty() {
					t.Fatal("no difference is found")
				}
				if got := dropped(d); db.name == "postgresql" && got != c.dropped {
					t.Errorf("dropped are %s, want %s\n%s", got, c.dropped, d)
				}
				back, err := d.Reverse()
				check(t, err)
				db.apply(t, "forward", d)
				db.agrees(t, "forward", after)
				db.apply(t, "back", back)
				db.agrees(t, "back", before)
			})
		}
	})
}

// dropped are the views that a difference drops.
func dropped(d *schema.Difference) string {
	var names []string
	for _, o := range d.Operations {
		if o.Object == schema.ObjectView && o.Drops() {
			names = append(names, o.Name)
		}
	}
	return strings.Join(names, ", ")
}

// TestSameViews compares views that databases keep in other words, by all that a query may have.
func TestSameViews(t *testing.T) {
	ctx := context.Background()
	define := func(v *viewed) {
		all := expr.Select(v.c("id"), v.c("n")).Where(v.c("na me").NotIn("x", `y\"`, "it's %")).CTE("some")
		v.add("with", expr.Select(all.C("id"), expr.Case[string]().When(expr.Typed[int](all.C("n")).Gt(5), "big").Else("small").As("size")).OrderBy(all.C("id").Desc()).Limit(5))
		o := expr.As(v.t, "o")
		v.add("joined", expr.Select(v.c("id"), o.C("na me").As("other")).LeftJoinOn(o, o.C("id").EqExpr(v.c("n")).And(o.C("n").Between(1, 9))))
		v.add("grouped", expr.Select(v.c("n"), expr.Count(v.c("id")).As("how many"), expr.Max(v.c("at")).As("last")).GroupBy(v.c("n")).Having(expr.Count(v.c("id")).Gt(1)))
		v.add("both", expr.Select(v.c("id")).Union(expr.Select(v.c("n"))))
		v.add("exists", expr.Select(v.c("id"), expr.Val(1.50).As("f"), expr.Val("it's").As("s")).Where(expr.Exists(expr.Select(o.C("id")).Where(o.C("n").EqExpr(v.c("id")))).Or(v.c("at").IsNull())))
	}
	each(t, empty, func(t *testing.T, db database) {
		m := withViews(typemap.Integer(), define)
		check(t, m.CreateAll(ctx, db))
		defer func() { check(t, m.DropAll(ctx, db)) }()
		db.agrees(t, "views", m)
		db.agrees(t, "defined again", withViews(typemap.Integer(), define))
		views := must[[]string](t)(db.inspect(t).Views(ctx))
		if got := strings.Join(views, ", "); got != "both, exists, grouped, joined, with" {
			t.Errorf("views after all: %s", got)
		}
		d := must[*schema.Difference](t)(gild.Diff(ctx, db, withViews(typemap.Integer(), func(*viewed) {}), gild.ReflectOptions{Kinds: schema.RelationTable}))
		if !d.Empty() {
			t.Errorf("without views:\n%s", d)
		}
		only := gild.ReflectOptions{Match: func(n schema.Name) bool { return n.Name == "both" }}
		if d := must[*schema.Difference](t)(gild.Diff(ctx, db, m, only)); !d.Empty() {
			t.Errorf("one view alone:\n%s", d)
		}
		db.comparedInTransaction(t, m)
	})
}

// TestBrokenViews puts views that can be read in the place of others that can no longer.
func TestBrokenViews(t *testing.T) {
	ctx := context.Background()
	broken := map[string]string{
		"sqlite":  "CREATE TABLE o (id INTEGER);\nCREATE VIEW cheap AS SELECT id FROM o;\nCREATE VIEW old AS SELECT id FROM o;\nDROP TABLE o",
		"mariadb": "CREATE TABLE o (id INTEGER);\nCREATE VIEW cheap AS WITH `a b` AS (SELECT id FROM o) SELECT id FROM `a b`;\nCREATE VIEW old AS SELECT id FROM o;\nDROP TABLE o",
	}
	each(t, broken, func(t *testing.T, db database) {
		m := withViews(typemap.Integer(), cheap)
		if got := must[[]string](t)(db.inspect(t).Tables(ctx)); len(got) != 0 { // MariaDB takes one for a table
			t.Errorf("tables: %v", got)
		}
		db.apply(t, "all", db.diff(t, m))
		db.agrees(t, "all", m)
	})
}

// comparedInTransaction compares views within a transaction, which goes on.
func (db database) comparedInTransaction(t *testing.T, m *schema.MetaData) {
	ctx := context.Background()
	tx, err := db.Begin()
	check(t, err)
	defer func() { _ = tx.Rollback() }()
	d, err := gild.Diff(ctx, tx, m, gild.ReflectOptions{})
	switch {
	case db.name == "mariadb":
		if err == nil || !strings.Contains(err.Error(), "within a transaction") {
			t.Errorf("MariaDB would end the transaction: %v", err)
		}
	case err != nil || !d.Empty():
		t.Errorf("in a transaction: %v, %v", d, err)
	}
	n := must[int](t)(gild.One[int](ctx, tx, expr.Select(expr.Count(m.Views()[0].C("id")))))
	if n != 0 {
		t.Errorf("%d rows", n)
	}
}

// TestViewsRefused tells what keeps views from being compared.
func TestViewsRefused(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"postgresql": ""}, func(t *testing.T, db database) {
		m := withViews(typemap.Integer(), cheap)
		check(t, m.CreateAll(ctx, db))
		defer func() { check(t, m.DropAll(ctx, db)) }()
		tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
		check(t, err)
		defer func() { check(t, tx.Rollback()) }()
		_, err = gild.Diff(ctx, tx, m, gild.ReflectOptions{})
		if !gild.Is(err, gild.ErrReadOnly) || !strings.Contains(err.Error(), `view "cheap"`) || !strings.Contains(err.Error(), "Kinds") {
			t.Errorf("%v", err)
		}
	})
}

// TestInvisibleElsewhere: columns that are invisible and rows that are kept as they were stay so in another database.
func TestInvisibleElsewhere(t *testing.T) {
	each(t, map[string]string{"mariadb": "CREATE TABLE t (a INT, b INT NOT NULL DEFAULT 2 INVISIBLE COMMENT 'unseen') WITH SYSTEM VERSIONING"},
		func(t *testing.T, db database) {
			m := db.reflect(t, anyKind)
			other := db.another(t)
			check(t, m.CreateAll(context.Background(), other))
			other.agrees(t, "elsewhere", m)
			text := func(db database) (name, text string) {
				check(t, db.QueryRow("SHOW CREATE TABLE t").Scan(&name, &text))
				return name, text
			}
			_, want := text(db)
			if _, got := text(other); got != want || !strings.Contains(got, "INVISIBLE") || !strings.Contains(got, "VERSIONING") {
				t.Errorf("got\n%s\nwant\n%s", got, want)
			}
		})
}

// TestInheritedElsewhere: a table comes after the one that it inherits from, and views keep their options.
func TestInheritedElsewhere(t *testing.T) {
	each(t, map[string]string{"postgresql": "CREATE TABLE parent (a INTEGER);\nCREATE TABLE child (b INTEGER) INHERITS (parent);\n" +
		"CREATE VIEW safe WITH (security_barrier = true, check_option = local) AS SELECT a FROM parent WHERE a > 1"},
		func(t *testing.T, db database) {
			m := db.reflect(t, anyKind)
			other := db.another(t)
			check(t, m.CreateAll(context.Background(), other))
			other.agrees(t, "elsewhere", m)
			var options string
			check(t, other.QueryRow("SELECT array_to_string(reloptions, ' ') FROM pg_class WHERE oid = 'safe'::regclass").Scan(&options))
			if options != "check_option=local security_barrier=true" {
				t.Errorf("options of the view: %s", options)
			}
		})
}

// TestCommentOfNewViewColumn: a column that a view gets may have a comment.
func TestCommentOfNewViewColumn(t *testing.T) {
	each(t, map[string]string{"postgresql": "CREATE TABLE tab (id INTEGER PRIMARY KEY, a INT);\nCREATE VIEW v AS SELECT id FROM tab"}, func(t *testing.T, db database) {
		ctx, options := context.Background(), gild.ReflectOptions{Kinds: schema.RelationTables | schema.RelationView}
		was, m := db.reflect(t, options), db.reflect(t, gild.ReflectOptions{})
		schema.NewViewSQL(m, "v", "SELECT id, a FROM tab", []*schema.Column{
			schema.NewColumn("id", typemap.Integer(), schema.Nullable()), schema.NewColumn("a", typemap.Integer(), schema.Nullable(), schema.Comment("new")),
		})
		d := must[*schema.Difference](t)(gild.Diff(ctx, db, m, options))
		back := must[*schema.Difference](t)(d.Reverse())
		check(t, d.Apply(ctx, db))
		if left := must[*schema.Difference](t)(gild.Diff(ctx, db, m, options)); !left.Empty() {
			t.Errorf("left: %s", left)
		}
		check(t, back.Apply(ctx, db))
		if left := must[*schema.Difference](t)(gild.Diff(ctx, db, was, options)); !left.Empty() {
			t.Errorf("left after the reverse: %s", left)
		}
	})
}
