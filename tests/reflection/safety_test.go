package reflection

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// TestLossIsRefused runs nothing that loses rows unless that is allowed.
func TestLossIsRefused(t *testing.T) {
	ctx := context.Background()
	each(t, people(false), func(t *testing.T, db database) {
		db.run(t, "INSERT INTO place (id, name) VALUES (1, 'x')")
		for what, m := range map[string]*schema.MetaData{
			"a table":  db.reflect(t, gild.ReflectOptions{Match: func(n schema.Name) bool { return n.Name == "place" }}),
			"a column": db.reflect(t, gild.ReflectOptions{Column: func(_ *schema.TableInfo, c *schema.ColumnInfo) bool { return c.Name != "secret" }}),
		} {
			d := db.diff(t, m)
			var lost *schema.LossError
			if err := d.Apply(ctx, db); !errors.As(err, &lost) || len(lost.Operations) != 1 {
				t.Errorf("%s: %v", what, err)
			}
		}
		same(t, "after all", db.told(t), db.told(t))
		if n := must[int](t)(gild.One[int](ctx, db, expr.Text("SELECT count(*) FROM place"))); n != 1 {
			t.Errorf("%d rows", n)
		}
	})
}

// sqliteCase is a table of SQLite with what hangs on it, and the form that it is to get.
const sqliteCase = `
CREATE TABLE log (what TEXT);
CREATE TABLE t (id INTEGER PRIMARY KEY AUTOINCREMENT, a INTEGER, b TEXT);
CREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER NOT NULL REFERENCES t (id) ON DELETE CASCADE);
CREATE INDEX ix_b ON t (b);
CREATE VIEW v AS SELECT id, a FROM t;
INSERT INTO t (id, a, b) VALUES (1, 10, 'x'), (2, 20, 'y'), (9, 90, 'z');
DELETE FROM t WHERE id = 9;
INSERT INTO child VALUES (1, 1), (2, 2);
CREATE TRIGGER tr AFTER UPDATE OF b ON t BEGIN INSERT INTO log VALUES ('t ' || new.b); END`

// held opens the only connection of a SQLite database, on which foreign keys are held.
func (db database) held(t *testing.T) {
	t.Helper()
	db.SetMaxOpenConns(1)
	db.run(t, "PRAGMA foreign_keys = ON")
}

// changed is what was read, but for a column.
func (db database) changed(t *testing.T, column string, change func(c *schema.ColumnInfo) bool) *schema.MetaData {
	return db.reflect(t, gild.ReflectOptions{Kinds: schema.RelationAny, Column: func(table *schema.TableInfo, c *schema.ColumnInfo) bool {
		return table.Name.Name != "t" || c.Name != column || change(c)
	}})
}

// TestRebuild puts a new table in the place of one with rows that refer to it, a trigger, a view and numbers.
func TestRebuild(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"sqlite": sqliteCase}, func(t *testing.T, db database) {
		db.held(t)
		m := db.changed(t, "a", func(c *schema.ColumnInfo) bool { c.Default = "5"; return true })
		d := db.diff(t, m)
		check(t, d.Apply(ctx, db))
		db.agrees(t, "rebuilt", m)
		db.run(t, "UPDATE t SET b = 'new' WHERE id = 1;\nINSERT INTO t (b) VALUES ('w')")
		count := func(query string) int { return must[int](t)(gild.One[int](ctx, db, expr.Text(query))) }
		for query, want := range map[string]int{
			"SELECT count(*) FROM child": 2, "SELECT count(*) FROM log": 1, "SELECT max(id) FROM t": 10, "SELECT a FROM v WHERE id = 10": 5,
			"SELECT count(*) FROM sqlite_master WHERE name = 'ix_b'": 1, "PRAGMA foreign_keys": 1, "PRAGMA legacy_alter_table": 0,
			"SELECT count(*) FROM sqlite_master WHERE name LIKE '%gild_new%' OR sql LIKE '%gild_new%'": 0,
		} {
			if got := count(query); got != want {
				t.Errorf("%s: %d, want %d", query, got, want)
			}
		}
		if _, err := db.Exec("INSERT INTO child VALUES (3, 77)"); err == nil {
			t.Error("foreign keys are no longer held")
		}
	})
}

// TestRebuildRefused changes nothing where a trigger, a view or rows that refer to the table would not live on.
func TestRebuildRefused(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"sqlite": sqliteCase}, func(t *testing.T, db database) {
		db.held(t)
		before := db.told(t)
		drop := func(*schema.ColumnInfo) bool { return false }
		for _, test := range []struct{ column, names string }{{"b", "trigger"}, {"a", `view "v"`}} {
			d := db.diff(t, db.changed(t, test.column, drop))
			err := d.Apply(ctx, db, schema.AllowLoss())
			if err == nil || !strings.Contains(err.Error(), test.names) || !strings.Contains(err.Error(), "nothing is changed") {
				t.Errorf("%s: %v", test.column, err)
			}
		}
		m := db.changed(t, "a", func(c *schema.ColumnInfo) bool { c.Nullable = false; return true })
		d := db.diff(t, m)
		tx, err := db.Begin()
		check(t, err)
		if err := d.Apply(ctx, tx); err == nil || !strings.Contains(err.Error(), "*sql.Conn") {
			t.Errorf("in a transaction: %v", err)
		}
		check(t, tx.Rollback())
		db.run(t, "UPDATE t SET a = NULL WHERE id = 1")
		if err := d.Apply(ctx, db); err == nil {
			t.Error("NULL in a column that is NOT NULL")
		}
		same(t, "after all", db.told(t), before)
		db.run(t, "PRAGMA foreign_keys = OFF;\nINSERT INTO child VALUES (3, 2);\nDROP TABLE child;\nCREATE TABLE child (id INTEGER PRIMARY KEY, t_id INTEGER NOT NULL);\nINSERT INTO child VALUES (1, 77);\nPRAGMA foreign_keys = ON")
		d = db.diff(t, db.reflectedBefore(t, sqliteCase))
		if err := d.Apply(ctx, db); err == nil || !strings.Contains(err.Error(), `of table "child" to table "t"`) {
			t.Errorf("a foreign key that rows violate: %v", err)
		}
		conn, err := db.Conn(ctx)
		check(t, err)
		defer conn.Close()
		if n := must[int](t)(gild.One[int](ctx, conn, expr.Text("PRAGMA foreign_keys"))); n != 1 {
			t.Error("foreign keys are no longer held")
		}
	})
}

// reflectedBefore is what a script makes.
func (db database) reflectedBefore(t *testing.T, script string) *schema.MetaData {
	t.Helper()
	other := db.another(t)
	other.run(t, script)
	return other.reflect(t, gild.ReflectOptions{Kinds: schema.RelationAny})
}
