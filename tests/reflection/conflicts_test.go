package reflection

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// conflicts are keys of SQLite with more to them than columns, by the table.
var conflicts = map[string]string{
	"t1": `CREATE TABLE t1 (a TEXT PRIMARY KEY ON CONFLICT REPLACE, b INT NOT NULL ON CONFLICT IGNORE, c INT UNIQUE ON CONFLICT fail)`,
	"t2": `CREATE TABLE t2 (a TEXT, b TEXT COLLATE NOCASE, "C d" INT, CONSTRAINT k PRIMARY KEY (a COLLATE nocase DESC, "c D" DESC) ON CONFLICT IGNORE, UNIQUE (b COLLATE BINARY), UNIQUE (b COLLATE NOCASE, a DESC) ON CONFLICT ROLLBACK)`,
	"t3": `CREATE TABLE t3 (id INTEGER PRIMARY KEY DESC, n INT)`,
	"t4": `CREATE TABLE t4 (id INTEGER, n INT, PRIMARY KEY (id DESC) ON CONFLICT IGNORE)`,
	"t5": `CREATE TABLE t5 (id INTEGER PRIMARY KEY ON CONFLICT REPLACE AUTOINCREMENT, n INT)`,
	"t6": `CREATE TABLE t6 (id INTEGER PRIMARY KEY DESC, n INT) WITHOUT ROWID`,
	"t7": `CREATE TABLE t7 (id INTEGER PRIMARY KEY ON CONFLICT ABORT, n INT, UNIQUE (n), UNIQUE (n) ON CONFLICT IGNORE, CHECK (n > 0) ON CONFLICT IGNORE)`,
}

func conflictTables() map[string]string {
	var all []string
	for _, name := range []string{"t1", "t2", "t3", "t4", "t5", "t6", "t7"} {
		all = append(all, conflicts[name])
	}
	return map[string]string{"sqlite": strings.Join(all, ";\n")}
}

// indexWords is what SQLite tells of all its indexes of keys, and of columns that are the number of the row.
func (db database) indexWords(t *testing.T) []string {
	t.Helper()
	rows, err := db.Query(`SELECT concat_ws(' ', m.name, i.origin, i."unique", x.seqno, x.name, x."desc", x.coll)
FROM sqlite_master m, pragma_index_list(m.name) i, pragma_index_xinfo(i.name) x WHERE x."key" = 1 ORDER BY 1`)
	check(t, err)
	defer rows.Close()
	var lines []string
	for rows.Next() {
		var line string
		check(t, rows.Scan(&line))
		lines = append(lines, line)
	}
	check(t, rows.Err())
	return lines
}

// TestConflicts: what becomes of rows that do not fit, and how keys are sorted, is read, created elsewhere and no difference.
func TestConflicts(t *testing.T) {
	each(t, conflictTables(), func(t *testing.T, db database) {
		ctx, m, other := context.Background(), db.reflect(t, gild.ReflectOptions{}), db.another(t)
		db.agrees(t, "itself", m)
		check(t, m.CreateAll(ctx, other))
		same(t, "created again", other.told(t), db.told(t))
		same(t, "created again, by the words of indexes", other.indexWords(t), db.indexWords(t))
		other.agrees(t, "the other", m)
		for _, d := range []database{db, other} {
			d.run(t, `INSERT INTO t1 VALUES ('x', 1, 1), ('x', 2, 2), ('y', NULL, 3);
INSERT INTO t2 VALUES ('a', 'b', 1), ('A', 'c', 1);
INSERT INTO t3 (n) VALUES (1);
INSERT INTO t4 (n) VALUES (1);
INSERT INTO t4 VALUES (1, 2);
INSERT INTO t5 VALUES (1, 1), (1, 2);
INSERT INTO t7 VALUES (1, 1), (2, 1)`)
		}
		for _, query := range []string{"SELECT a || b FROM t1", "SELECT group_concat(a) FROM t2", "SELECT count(*) FROM t3 WHERE id IS NULL", "SELECT id || n FROM t4", "SELECT id || n FROM t5", "SELECT count(*) FROM t7"} {
			var was, is string
			check(t, db.QueryRow(query).Scan(&was))
			check(t, other.QueryRow(query).Scan(&is))
			if was != is {
				t.Errorf("%s: %s, not %s", query, is, was)
			}
		}
	})
}

// TestConflictChanges: a definition without ON CONFLICT and order is another one, and is got to and back.
func TestConflictChanges(t *testing.T) {
	ctx := context.Background()
	for name, text := range conflicts {
		if name == "t4" { // whose order says nothing
			text = `CREATE TABLE t4 (a TEXT UNIQUE ON CONFLICT REPLACE)`
		}
		plain := strings.NewReplacer(" ON CONFLICT REPLACE", "", " ON CONFLICT IGNORE", "", " ON CONFLICT ROLLBACK", "", " ON CONFLICT fail", "", " COLLATE BINARY", "", " COLLATE nocase", "", " (b COLLATE NOCASE", " (b", " DESC", "").Replace(text)
		each(t, map[string]string{"sqlite": text}, func(t *testing.T, db database) {
			was, other := db.reflect(t, gild.ReflectOptions{}), db.another(t)
			other.run(t, plain)
			d := db.diff(t, other.reflect(t, gild.ReflectOptions{}))
			if d.Empty() {
				t.Fatalf("%s\nis no other than\n%s", text, plain)
			}
			back := must[*schema.Difference](t)(d.Reverse())
			check(t, d.Apply(ctx, db))
			same(t, "changed", db.told(t), other.told(t))
			check(t, back.Apply(ctx, db))
			db.agrees(t, "back", was)
		})
	}
}

// TestConflictSpellings: options beside a column say the same as those of a constraint of the table.
func TestConflictSpellings(t *testing.T) {
	define := func(column []schema.ColumnOption, key, unique []schema.ConstraintOption) *schema.MetaData {
		m := schema.NewMetaData()
		schema.NewTable(m, "tab", schema.NewColumn("a", typemap.Text(), column...), schema.NewColumn("b", typemap.Text().Collate("NOCASE"), column...),
			schema.NewPrimaryKey("a").With(key...), schema.NewUnique("b").With(unique...))
		return m
	}
	beside := define([]schema.ColumnOption{sqlite.OnConflictPrimaryKey("replace"), sqlite.OnConflictUnique("IGNORE"), sqlite.OnConflictNotNull("abort")}, nil, nil)
	table := define(nil, []schema.ConstraintOption{sqlite.OnConflict("REPLACE")}, []schema.ConstraintOption{sqlite.OnConflict("ignore"), sqlite.Collations(map[string]string{"b": "nocase"})})
	each(t, map[string]string{"sqlite": ""}, func(t *testing.T, db database) {
		check(t, beside.CreateAll(context.Background(), db))
		db.agrees(t, "beside", beside)
		db.agrees(t, "of the table", table)
		db.agrees(t, "read", db.reflect(t, gild.ReflectOptions{}))
		plain := define(nil, nil, nil)
		db.apply(t, "plain", db.diff(t, plain))
		db.agrees(t, "plain", plain)
		db.apply(t, "of the table", db.diff(t, table))
		db.agrees(t, "beside, once more", beside)
	})
}

// TestDescendingIsNotNumbered: the number of the row has no order, which is told where a definition asks for both.
func TestDescendingIsNotNumbered(t *testing.T) {
	each(t, map[string]string{"sqlite": ""}, func(t *testing.T, db database) {
		m := schema.NewMetaData()
		schema.NewTable(m, "tab", schema.NewColumn("a", typemap.Integer()), schema.NewPrimaryKey("a").With(sqlite.Descending("a")))
		if err := m.CreateAll(context.Background(), db); err == nil || !strings.Contains(err.Error(), "NoAutoIncrement") {
			t.Errorf("%v", err)
		}
	})
}

// TestConflictsLoseNoRows: rows that a new key would pass over, or replace, are an error where a table gets it.
func TestConflictsLoseNoRows(t *testing.T) {
	each(t, map[string]string{"sqlite": "CREATE TABLE tab (a INT);\nINSERT INTO tab VALUES (1), (1), (NULL)"}, func(t *testing.T, db database) {
		for name, m := range map[string]*schema.MetaData{
			"unique":   tableOf(schema.NewColumn("a", typemap.Integer(), schema.Nullable()), schema.NewUnique("a").With(sqlite.OnConflict("IGNORE"))),
			"not null": tableOf(schema.NewColumn("a", typemap.Integer(), sqlite.OnConflictNotNull("IGNORE"))),
		} {
			if err := db.diff(t, m).Apply(context.Background(), db); err == nil {
				t.Errorf("%s: applied", name)
			}
			var n int
			check(t, db.QueryRow("SELECT count(*) FROM tab").Scan(&n))
			if n != 3 {
				t.Fatalf("%s: %d rows of 3", name, n)
			}
		}
	})
}

func tableOf(items ...schema.TableItem) *schema.MetaData {
	m := schema.NewMetaData()
	schema.NewTable(m, "tab", items...)
	return m
}
