package reflection

import (
	"context"
	"database/sql"
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/schema"
)

// otherSchema makes a schema beside the default one, with a name that needs quotes.
func (db database) otherSchema(t *testing.T, exec func(ctx context.Context, query string, args ...any) (sql.Result, error)) string {
	t.Helper()
	own := must[string](t)(db.inspect(t).DefaultSchema(context.Background()))
	other, create, drop := own+` o"x`, "", ""
	switch db.name {
	case "sqlite":
		create = "ATTACH '" + filepath.Join(t.TempDir(), "other.db") + "' AS " + db.quote(other)
	case "mariadb":
		create, drop = "CREATE DATABASE "+db.quote(other), "DROP DATABASE "+db.quote(other)
	default:
		create, drop = "CREATE SCHEMA "+db.quote(other), "DROP SCHEMA "+db.quote(other)+" CASCADE"
	}
	_, err := exec(context.Background(), create)
	check(t, err)
	if drop != "" {
		t.Cleanup(func() {
			if db.name == "mariadb" { // from where a key leads there
				_, err := db.Exec("DROP TABLE IF EXISTS away")
				check(t, err)
			}
			_, err := db.Exec(drop)
			check(t, err)
		})
	}
	return other
}

// inOther is what stands before a target in the other schema. On SQLite a key stays in its file.
func (db database) inOther(quoted string) string {
	if db.name == "sqlite" {
		return ""
	}
	return quoted + "."
}

// TestThousandTables counts the statements that it takes to read them all.
func TestThousandTables(t *testing.T) {
	ctx := context.Background()
	for name, tables := range map[string]int{"sqlite": 1000, "postgresql": 1000, "mariadb": 50} { // which makes two files for each
		each(t, map[string]string{name: ""}, func(t *testing.T, db database) {
			if strings.HasSuffix(t.Name(), "pgx") {
				return // what is sent does not depend on the driver
			}
			db.makeTables(t, tables)
			db.Log.Take()
			i, start := db.inspect(t), time.Now()
			all := must[[]schema.TableInfo](t)(i.Select(gild.TableFilter{Kinds: schema.RelationAny}).Info(ctx))
			must[[]schema.SequenceInfo](t)(i.Sequences(ctx))
			must[[]schema.EnumInfo](t)(i.Enums(ctx))
			sent := db.Log.Take()
			t.Logf("%d tables by %d statements in %v", len(all), len(sent), time.Since(start))
			if len(all) != tables || len(sent) > 7 {
				t.Errorf("%d tables by %d statements", len(all), len(sent))
			}
			last := all[len(all)-1]
			if len(last.Columns) != 4 || last.PrimaryKey == nil || len(last.ForeignKeys) != 1 || len(last.Uniques) != 1 {
				t.Errorf("the last one: %s", db.dump(last))
			}
		})
	}
}

// makeTables makes tables, one in ten with keys, and takes them away again in portions that PostgreSQL has locks
// for.
func (db database) makeTables(t *testing.T, n int) {
	t.Helper()
	const portion = 100
	for from := 0; from < n; from += portion {
		tx, err := db.Begin()
		check(t, err)
		for k := from; k < min(from+portion, n); k++ {
			const bare, keyed = `CREATE TABLE t%04d (id INTEGER, name VARCHAR(20), up INTEGER, no INTEGER DEFAULT 5)`,
				`CREATE TABLE t%04d (id INTEGER PRIMARY KEY, name VARCHAR(20) UNIQUE, up INTEGER, no INTEGER DEFAULT 5, FOREIGN KEY (up) REFERENCES t%04[1]d (id))`
			stmt := bare
			if k%10 == 9 { // each index is a file more
				stmt = keyed
			}
			_, err := tx.Exec(fmt.Sprintf(stmt, k))
			check(t, err)
		}
		check(t, tx.Commit())
	}
	if db.name != "postgresql" {
		return
	}
	t.Cleanup(func() {
		for from := 0; from < n; from += portion {
			names := make([]string, 0, portion)
			for k := from; k < min(from+portion, n); k++ {
				names = append(names, fmt.Sprintf("t%04d", k))
			}
			_, err := db.Exec("DROP TABLE " + strings.Join(names, ", ") + " CASCADE")
			check(t, err)
		}
	})
}
