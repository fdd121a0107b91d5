package reflection

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// partitioned are tables divided in all ways, with parts of their own and those of the whole.
const partitioned = `
CREATE TABLE kinds (id int PRIMARY KEY);
CREATE TABLE a_part_of_nothing (id int);
CREATE TABLE whole (id bigserial, day date NOT NULL DEFAULT '2024-01-01', kind int REFERENCES kinds (id), n int DEFAULT 5, twice int GENERATED ALWAYS AS (n * 2) STORED, word text,
	CONSTRAINT pk_whole PRIMARY KEY (id, day), CONSTRAINT few CHECK (n < 100), CONSTRAINT uq_word UNIQUE (word, day)) PARTITION BY RANGE (day);
CREATE INDEX ix_n ON whole (n DESC) WHERE n > 7;
CREATE TABLE "a, ""first""" PARTITION OF whole (n DEFAULT 6 NOT NULL, CONSTRAINT more CHECK (n > 1)) FOR VALUES FROM ('2024-01-01') TO ('2024-02-01');
CREATE INDEX ix_own ON "a, ""first""" (kind);
COMMENT ON COLUMN "a, ""first""".word IS 'of January';
CREATE TABLE rest PARTITION OF whole DEFAULT;
CREATE TABLE divided PARTITION OF whole FOR VALUES FROM ('2024-02-01') TO (MAXVALUE) PARTITION BY RANGE (day);
CREATE TABLE a_list PARTITION OF divided FOR VALUES FROM ('2024-02-01') TO ('2024-04-01') WITH (fillfactor = 70);
CREATE TABLE attached (word text, id bigint NOT NULL DEFAULT nextval('whole_id_seq'), day date NOT NULL DEFAULT '2024-01-01', kind int, n int DEFAULT 5, twice int GENERATED ALWAYS AS (n * 2) STORED, CONSTRAINT few CHECK (n < 100));
CREATE INDEX ix_attached ON attached (n DESC) WHERE n > 7;
ALTER TABLE divided ATTACH PARTITION attached FOR VALUES FROM ('2024-04-01') TO (MAXVALUE);
CREATE TABLE hashed (k int, v text) PARTITION BY HASH (k);
CREATE TABLE hash_0 PARTITION OF hashed FOR VALUES WITH (MODULUS 2, REMAINDER 0);
CREATE TABLE hash_1 PARTITION OF hashed FOR VALUES WITH (modulus 2, remainder 1);
CREATE TABLE listed (k text) PARTITION BY LIST (k);
CREATE TABLE list_x PARTITION OF listed FOR VALUES IN ('x', 'it''s', NULL);
CREATE TABLE refers (id int PRIMARY KEY, day date, FOREIGN KEY (id, day) REFERENCES whole (id, day));
CREATE TABLE base (a int NOT NULL DEFAULT 1, b text, CONSTRAINT pos CHECK (a > 0));
CREATE TABLE heir (c int, b text DEFAULT 'own') INHERITS (base)`

// TestPartitions creates partitions elsewhere as they were: of all kinds, and those that are attached.
func TestPartitions(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"postgresql": partitioned}, func(t *testing.T, db database) {
		read := db.reflect(t, anyKind)
		db.agrees(t, "itself", read)
		keys := read.Table("refers").ForeignKeys()
		if len(keys) != 1 || keys[0].RefTable != "whole" {
			t.Errorf("keys of refers: %v", keys)
		}
		other := db.another(t)
		check(t, read.CreateAll(ctx, other))
		other.agrees(t, "the other", read)
		// The columns of one that was attached are in the order of their table, and parts have the names that
		// PostgreSQL gives them.
		renamed := strings.NewReplacer("ix_attached", "attached_n_idx")
		same(t, "the other", other.shape(t), sortedLines(renamed.Replace(strings.Join(db.shape(t), "\n"))))
		other.run(t, `INSERT INTO kinds VALUES (1); INSERT INTO whole (day, kind, word) VALUES ('2024-01-05', 1, 'a'), ('2024-03-05', 1, 'x'), ('2020-01-01', NULL, 'b')`)
		for table, want := range map[string]int{`"a, ""first"""`: 1, "a_list": 1, "rest": 1} {
			if n := must[int](t)(gild.One[int](ctx, other, expr.Text("SELECT count(*) FROM "+table))); n != want {
				t.Errorf("%d rows of %s", n, table)
			}
		}
		check(t, read.DropAll(ctx, other))
		same(t, "dropped", other.shape(t), nil)
	})
}

// shape is what the catalog tells of tables, without what gild makes of it.
func (db database) shape(t *testing.T) []string {
	t.Helper()
	lines, err := gild.All[string](context.Background(), db, expr.Text(`
SELECT concat_ws(' ', c.relname, c.relkind, pg_get_expr(c.relpartbound, c.oid), pg_get_partkeydef(c.oid), c.reloptions::text,
	(SELECT string_agg(i.inhparent::regclass::text, ' ') FROM pg_inherits i WHERE i.inhrelid = c.oid),
	(SELECT string_agg(concat_ws(' ', a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attinhcount, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)), ', ' ORDER BY a.attname)
		FROM pg_attribute a LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
	CASE WHEN c.relkind IN ('r', 'p') THEN (SELECT string_agg(concat_ws(' ', k.conname, k.coninhcount, pg_get_constraintdef(k.oid)), ', ' ORDER BY k.conname) FROM pg_constraint k
		WHERE k.conrelid = c.oid AND NOT EXISTS (SELECT 1 FROM pg_constraint w WHERE w.oid = k.conparentid AND w.conrelid = c.oid)) END)
FROM pg_class c WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind <> 't'`))
	check(t, err)
	return sortedLines(strings.Join(lines, "\n"))
}

func sortedLines(text string) []string {
	if text == "" {
		return nil
	}
	lines := strings.Split(text, "\n")
	slices.Sort(lines)
	return lines
}

// events are a table and partitions as a program defines them.
func events(more ...func(m *schema.MetaData)) *schema.MetaData {
	m := schema.NewMetaData()
	schema.NewTable(m, "events_old", postgres.PartitionOf("events", "FOR VALUES FROM (MINVALUE) TO ('2024-01-01')"))
	schema.NewTable(m, "events",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey(), schema.IdentityAlways()),
		schema.NewColumn("day", typemap.Date(), schema.PrimaryKey()),
		schema.NewColumn("n", typemap.Integer(), schema.DefaultSQL("1")),
		schema.NewIndex("ix_events", "n"),
		postgres.PartitionBy("RANGE (day)"),
	)
	for _, add := range more {
		add(m)
	}
	return m
}

// of2024 is a partition with columns, for statements about it, and parts of its own.
func of2024(m *schema.MetaData) {
	schema.NewTable(m, "events_2024",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("day", typemap.Date(), schema.PrimaryKey()),
		schema.NewColumn("n", typemap.Integer(), schema.DefaultSQL("24")),
		schema.NewCheck("n > 0", schema.Named("positive")),
		schema.NewIndex("ix_2024", "id"),
		postgres.PartitionOf("events", "FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')"),
	)
}

// TestPartitionsByHand defines partitions, adds one to a table that is there and takes it away.
func TestPartitionsByHand(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"postgresql": ""}, func(t *testing.T, db database) {
		m := events()
		check(t, m.Err())
		check(t, m.CreateAll(ctx, db))
		check(t, m.CreateAll(ctx, db))
		db.agrees(t, "created", events())
		was := db.shape(t)
		more := events(of2024)
		difference := db.diff(t, more)
		all, err := difference.Statements()
		check(t, err)
		var texts []string
		for _, s := range all {
			text, err := gild.LiteralSQL(s, db.Dialect)
			check(t, err)
			texts = append(texts, text)
		}
		same(t, "statements", texts, []string{
			"CREATE TABLE events_2024 PARTITION OF events (\n\tn DEFAULT 24,\n\tCONSTRAINT positive CHECK (n > 0)\n)\n FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')",
			"CREATE INDEX ix_2024 ON events_2024 (id)",
		})
		check(t, difference.Apply(ctx, db))
		db.agrees(t, "with 2024", events(of2024))
		if d := db.diff(t, events()); !d.Empty() {
			t.Errorf("a partition that is not defined does not stay: %s", d)
		}
		grown := func(m *schema.MetaData) {
			m.Table("events").Add(schema.NewColumn("more", typemap.Text(), schema.Nullable()), schema.NewIndex("ix_more", "more"))
		}
		growth := db.diff(t, events(of2024, grown))
		check(t, growth.Apply(ctx, db))
		db.agrees(t, "grown", events(of2024, grown))
		shrink, err := growth.Reverse()
		check(t, err)
		check(t, shrink.Apply(ctx, db, schema.AllowLoss()))
		db.agrees(t, "shrunk", events(of2024))
		back, err := difference.Reverse()
		check(t, err)
		check(t, back.Apply(ctx, db, schema.AllowLoss()))
		same(t, "back", db.shape(t), was)
		gone := db.diff(t, schema.NewMetaData())
		check(t, gone.Apply(ctx, db, schema.AllowLoss()))
		same(t, "gone", db.shape(t), nil)
	})
}

// TestPartitionsOfOtherSchemas: a partition may be elsewhere than its table.
func TestPartitionsOfOtherSchemas(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"postgresql": "CREATE TABLE whole (a int PRIMARY KEY) PARTITION BY RANGE (a)"}, func(t *testing.T, db database) {
		other := db.otherSchema(t, db.ExecContext)
		m := schema.NewMetaData()
		for in, bound := range map[string]string{"": "FOR VALUES FROM (1) TO (2)", other: "DEFAULT"} {
			schema.NewTable(m, "part", schema.InSchema(in), postgres.PartitionOf("whole", bound))
		}
		schema.NewTable(m, "whole", schema.NewColumn("a", typemap.Integer(), schema.PrimaryKey(), schema.NoAutoIncrement()), postgres.PartitionBy("RANGE (a)"))
		check(t, m.CreateAll(ctx, db))
		db.agrees(t, "created", m)
		read := db.reflect(t, gild.ReflectOptions{Schemas: []string{"", other}})
		check(t, m.DropAll(ctx, db))
		check(t, read.CreateAll(ctx, db))
		db.agrees(t, "created again", m)
	})
}

// TestBadPartition says what is missing.
func TestBadPartition(t *testing.T) {
	for _, o := range []schema.Option{postgres.PartitionOf("", "DEFAULT"), postgres.PartitionOf("t", " "), schema.DialectOption("postgresql", "partition_of", "t")} {
		part := schema.NewTable(schema.NewMetaData(), "p", o)
		if text, err := gild.LiteralSQL(&schema.CreateTable{Table: part}, postgres.Dialect); err == nil || !strings.Contains(err.Error(), "postgres.PartitionOf") {
			t.Errorf("%s, %v", text, err)
		}
	}
}

// TestUnloggedPartitioned: what has no rows of its own is neither logged nor unlogged, and that is no difference.
func TestUnloggedPartitioned(t *testing.T) {
	each(t, map[string]string{"postgresql": "CREATE TABLE tab (id INTEGER PRIMARY KEY) PARTITION BY RANGE (id)"}, func(t *testing.T, db database) {
		m := tableOf(postgres.Unlogged(), postgres.PartitionBy("RANGE (id)"), schema.NewColumn("id", typemap.Integer(), schema.NoAutoIncrement()), schema.NewPrimaryKey("id"))
		db.agrees(t, "partitioned", m)
	})
}
