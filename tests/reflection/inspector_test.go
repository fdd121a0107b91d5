package reflection

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// shop is a small schema that all databases can have.
var shop = map[string]string{
	"sqlite": `CREATE TABLE teams (id INTEGER PRIMARY KEY, name VARCHAR(20) NOT NULL);
CREATE TABLE members (id INTEGER PRIMARY KEY, team_id INTEGER REFERENCES teams (id), email VARCHAR(50) UNIQUE);
CREATE INDEX ix_team ON members (team_id);
CREATE VIEW named AS SELECT id, name FROM teams;
`,
	"postgresql": `CREATE TABLE teams (id SERIAL PRIMARY KEY, name VARCHAR(20) NOT NULL);
CREATE TABLE members (id SERIAL PRIMARY KEY, team_id INTEGER REFERENCES teams (id), email VARCHAR(50) UNIQUE);
CREATE INDEX ix_team ON members (team_id);
CREATE VIEW named AS SELECT id, name FROM teams;
`,
	"mariadb": `CREATE TABLE teams (id INTEGER AUTO_INCREMENT PRIMARY KEY, name VARCHAR(20) NOT NULL);
CREATE TABLE members (id INTEGER AUTO_INCREMENT PRIMARY KEY, team_id INTEGER REFERENCES teams (id), email VARCHAR(50) UNIQUE);
CREATE INDEX ix_team ON members (team_id);
CREATE VIEW named AS SELECT id, name FROM teams;
`,
}

// TestGetters asks for each thing by itself.
func TestGetters(t *testing.T) {
	ctx := context.Background()
	each(t, shop, func(t *testing.T, db database) {
		i := db.inspect(t)
		names := must[[]string](t)
		db.dumps(t, "tables", names(i.Tables(ctx)), `"members" "teams"`)
		db.dumps(t, "views", names(i.Views(ctx)), `"named"`)
		for _, getter := range []func(context.Context) ([]string, error){i.TempTables, i.TempViews, i.MaterializedViews, i.ForeignTables} {
			db.dumps(t, "none", names(getter(ctx)), "")
		}
		for name, want := range map[string]bool{"teams": true, "named": true, "team": false} {
			if got := must[bool](t)(i.HasTable(ctx, name)); got != want {
				t.Errorf("HasTable(%q) = %v", name, got)
			}
		}
		columns := must[[]schema.ColumnInfo](t)(i.Columns(ctx, "members"))
		if got := columns[2]; len(columns) != 3 || got.Name != "email" || !got.Nullable || got.Type.Length != 50 || !columns[0].AutoIncrement || columns[0].Nullable {
			t.Errorf("columns %s", db.dump(columns))
		}
		if key := must[*schema.KeyInfo](t)(i.PrimaryKey(ctx, "teams")); key == nil || !slices.Equal(key.Columns, []string{"id"}) {
			t.Errorf("primary key %s", db.dump(key))
		}
		if key := must[*schema.KeyInfo](t)(i.PrimaryKey(ctx, "named")); key != nil {
			t.Errorf("primary key of a view: %s", db.dump(key))
		}
		fks := must[[]schema.ForeignKeyInfo](t)(i.ForeignKeys(ctx, "members"))
		if len(fks) != 1 || fks[0].Target != (schema.Name{Name: "teams"}) || !slices.Equal(fks[0].RefColumns, []string{"id"}) || !slices.Equal(fks[0].Columns, []string{"team_id"}) {
			t.Errorf("foreign keys %s", db.dump(fks))
		}
		if uniques := must[[]schema.KeyInfo](t)(i.Uniques(ctx, "members")); len(uniques) != 1 || uniques[0].Columns[0] != "email" {
			t.Errorf("uniques %s", db.dump(uniques))
		}
		for index, want := range map[string]bool{"ix_team": true, "ix": false} {
			if got := must[bool](t)(i.HasIndex(ctx, "members", index)); got != want {
				t.Errorf("HasIndex(%q) = %v", index, got)
			}
		}
		if has := must[bool](t)(i.HasIndex(ctx, "nothing", "ix_team")); has {
			t.Error("an index of no table")
		}
		if text := must[string](t)(i.ViewDefinition(ctx, "named")); text == "" {
			t.Error("no definition")
		}
		if schemaName := must[string](t)(i.DefaultSchema(ctx)); !must[bool](t)(i.HasSchema(ctx, schemaName)) {
			t.Errorf("the default schema %q is none of the schemas", schemaName)
		}
		db.dumps(t, "sorted", must[[]schema.SortedTable](t)(i.SortedTables(ctx)), `{Name:{Name:"teams"}} {Name:{Name:"members"}}`)
	})
}

// TestNoSuchTable has all getters name the table that is missing.
func TestNoSuchTable(t *testing.T) {
	ctx := context.Background()
	each(t, shop, func(t *testing.T, db database) {
		i := db.inspect(t)
		for name, getter := range map[string]func() error{
			"Columns":        func() error { _, err := i.Columns(ctx, "teems"); return err },
			"PrimaryKey":     func() error { _, err := i.PrimaryKey(ctx, "teems"); return err },
			"ForeignKeys":    func() error { _, err := i.ForeignKeys(ctx, "teems"); return err },
			"Uniques":        func() error { _, err := i.Uniques(ctx, "teems"); return err },
			"Checks":         func() error { _, err := i.Checks(ctx, "teems"); return err },
			"Exclusions":     func() error { _, err := i.Exclusions(ctx, "teems"); return err },
			"Indexes":        func() error { _, err := i.Indexes(ctx, "teems"); return err },
			"TableComment":   func() error { _, err := i.TableComment(ctx, "teems"); return err },
			"TableOptions":   func() error { _, err := i.TableOptions(ctx, "teems"); return err },
			"ViewDefinition": func() error { _, err := i.ViewDefinition(ctx, "teems"); return err },
			"Table":          func() error { _, err := i.Table(ctx, "teems"); return err },
		} {
			err := getter()
			missing, ok := errors.AsType[*gild.NoSuchTableError](err)
			if !ok || missing.Table.Name != "teems" || missing.Near != "teams" || !errors.Is(err, gild.ErrNoSuchTable) || !errors.Is(err, gild.ErrUndefined) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if _, err := i.ViewDefinition(ctx, "teams"); !errors.Is(err, gild.ErrNoSuchTable) {
			t.Errorf("the definition of a table: %v", err)
		}
		for _, names := range [][]string{must[[]string](t)(i.In("no such schema").Tables(ctx)), must[[]string](t)(i.In("no such schema").Views(ctx))} {
			db.dumps(t, "a schema that there is not", names, "")
		}
		if _, err := i.In("no such schema").Columns(ctx, "teams"); !errors.Is(err, gild.ErrNoSuchTable) {
			t.Errorf("a table of a schema that there is not: %v", err)
		}
	})
}

// TestKept counts statements: what was read is not read again until it is forgotten.
func TestKept(t *testing.T) {
	ctx := context.Background()
	each(t, shop, func(t *testing.T, db database) {
		i := db.inspect(t)
		read := func() {
			for _, table := range []string{"teams", "members"} {
				must[[]schema.ColumnInfo](t)(i.Columns(ctx, table))
				must[[]schema.ForeignKeyInfo](t)(i.ForeignKeys(ctx, table))
				must[*schema.KeyInfo](t)(i.PrimaryKey(ctx, table))
			}
		}
		sent := func(step string, want int) {
			t.Helper()
			if got := db.Log.Take(); len(got) != want {
				t.Errorf("%s: %d statements, want %d: %q", step, len(got), want, got)
			}
		}
		first, whole := 4, 4
		if db.name == "mariadb" { // whose checks have a table of their own
			first, whole = 6, 6
		}
		read()
		sent("two tables", first)
		read()
		sent("again", 0)
		i.Clear()
		must[[]schema.TableInfo](t)(i.Select(gild.TableFilter{}).Info(ctx))
		sent("all", whole)
		read()
		sent("one by one, from all", 0)
	})
}

// TestHandles reads in a transaction, where what it has done is seen, and on a connection.
func TestHandles(t *testing.T) {
	ctx := context.Background()
	each(t, shop, func(t *testing.T, db database) {
		tx, err := db.BeginTx(ctx, nil)
		check(t, err)
		defer func() { _ = tx.Rollback() }()
		_, err = tx.Exec("CREATE TEMPORARY TABLE scratch (id INTEGER, note VARCHAR(9))")
		check(t, err)
		i, err := gild.Inspect(ctx, tx)
		check(t, err)
		if db.name != "mariadb" { // which does not list them
			db.dumps(t, "temporary tables", must[[]string](t)(i.TempTables(ctx)), `"scratch"`)
			db.dumps(t, "tables", must[[]string](t)(i.Tables(ctx)), `"members" "teams"`)
			if columns := must[[]schema.ColumnInfo](t)(i.Columns(ctx, "scratch")); len(columns) != 2 {
				t.Errorf("columns %s", db.dump(columns))
			}
		}
		check(t, tx.Rollback())
		conn, err := db.Conn(ctx)
		check(t, err)
		defer conn.Close()
		i, err = gild.Inspect(ctx, conn)
		check(t, err)
		db.dumps(t, "tables", must[[]string](t)(i.Tables(ctx)), `"members" "teams"`)
	})
}

// TestNotGild says what is wrong with a database that gild cannot inspect.
func TestNotGild(t *testing.T) {
	bare, err := sql.Open("sqlite3", ":memory:")
	check(t, err)
	defer bare.Close()
	if _, err := gild.Inspect(context.Background(), bare); !errors.Is(err, expr.ErrNotGild) {
		t.Errorf("a bare database: %v", err)
	}
	if _, err := gild.Inspect(context.Background(), (*sql.DB)(nil)); err == nil {
		t.Error("a nil database")
	}
}

// TestMany has the forms for many tables give what those for one give.
func TestMany(t *testing.T) {
	ctx := context.Background()
	each(t, shop, func(t *testing.T, db database) {
		i := db.inspect(t)
		s := i.Select(gild.TableFilter{Kinds: schema.RelationAny, Names: []string{"teams", "named", "nothing"}})
		columns := must[gild.Found[[]schema.ColumnInfo]](t)(s.Columns(ctx))
		var names []string
		for name, of := range columns.All() {
			names = append(names, name.String())
			db.dumps(t, "columns", of, db.dump(must[[]schema.ColumnInfo](t)(i.Columns(ctx, name.Name)))[1:len(db.dump(of))-1])
		}
		db.dumps(t, "names", names, `"named" "teams"`)
		fks := must[gild.Found[[]schema.ForeignKeyInfo]](t)(i.Select(gild.TableFilter{}).ForeignKeys(ctx))
		if of, ok := fks.Of(schema.Name{Name: "teams"}); !ok || len(of) != 0 || fks.Len() != 2 {
			t.Errorf("foreign keys of teams: %v, %v of %d", of, ok, fks.Len())
		}
		matching := i.Select(gild.TableFilter{Match: func(n schema.Name) bool { return n.Name > "n" }})
		if keys := must[gild.Found[*schema.KeyInfo]](t)(matching.PrimaryKeys(ctx)); keys.Len() != 1 {
			t.Errorf("%d primary keys", keys.Len())
		}
		if none := must[[]schema.TableInfo](t)(i.Select(gild.TableFilter{Names: []string{}}).Info(ctx)); len(none) != 0 {
			t.Errorf("no names: %s", db.dump(none))
		}
	})
}
