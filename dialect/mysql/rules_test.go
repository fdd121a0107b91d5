package mysql_test

import (
	"context"
	"database/sql"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/mariadb"
	"github.com/gildsql/gild/dialect/mysql"
	_ "github.com/gildsql/gild/driver/mysql"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/typemap"
)

func open(t *testing.T) *sql.DB {
	t.Helper()
	db, err := gild.Open(servers.MySQLURL(t))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	return db
}

// The version tells MySQL from MariaDB, whichever of the two dialects is asked.
func TestVersions(t *testing.T) {
	for _, tt := range []struct {
		version   string
		dialect   string
		returning bool
		index     bool
	}{
		{"5.7.44-log", "mysql", false, false},
		{"8.0.36-0ubuntu0.22.04.1", "mysql", false, false},
		{"9.4.0", "mysql", false, false},
		{"10.3.39-MariaDB-0+deb10u2", "mariadb", false, true},
		{"10.5.0-MariaDB", "mariadb", true, true},
		{"11.8.3-MariaDB-ubu2404", "mariadb", true, true},
		{"12.0.2-MariaDB", "mariadb", true, true},
	} {
		v, err := dialect.ParseVersion(tt.version)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range []*dialect.Dialect{mysql.Dialect, mariadb.Dialect} {
			r := d.Rules(v)
			if r.Dialect != tt.dialect || (r.DML.Returning != compile.ReturningNone) != tt.returning || !r.DML.NoUpdateReturning || r.DDL.Abilities.IndexIfNotExists != tt.index {
				t.Errorf("%s of %s: %s, RETURNING %v, of UPDATE %v, index %v", tt.version, d.Name, r.Dialect, r.DML.Returning, !r.DML.NoUpdateReturning, r.DDL.Abilities.IndexIfNotExists)
			}
		}
	}
	newest := map[*dialect.Dialect]*compile.Rules{mysql.Dialect: mysql.Dialect.Rules(dialect.Version{}), mariadb.Dialect: mariadb.Dialect.Rules(dialect.Version{})}
	for d, r := range newest {
		if r.Dialect != d.Name || (r.DML.Returning != compile.ReturningNone) != (d == mariadb.Dialect) {
			t.Errorf("newest %s: %s, RETURNING %v", d.Name, r.Dialect, r.DML.Returning)
		}
	}
}

// The server's version is read without what proxies put before it.
func TestVersionQuery(t *testing.T) {
	db := open(t)
	var plain, asked string
	if err := db.QueryRow("SELECT version()").Scan(&plain); err != nil {
		t.Fatal(err)
	}
	if err := db.QueryRow(mysql.Dialect.VersionQuery).Scan(&asked); err != nil || asked != plain {
		t.Errorf("got %q, %v, want %q", asked, err, plain)
	}
	query := strings.Replace(mysql.Dialect.VersionQuery, "version()", "'5.5.5-10.11.6-MariaDB-0+deb12u1'", 1)
	if err := db.QueryRow(query).Scan(&asked); err != nil {
		t.Fatal(err)
	}
	if v, err := dialect.ParseVersion(asked); v != (dialect.Version{Major: 10, Minor: 11, Patch: 6}) || err != nil {
		t.Errorf("%q is version %s, %v", asked, v, err)
	}
}

// A SELECT from nothing has conditions on servers of any age.
func TestNoTable(t *testing.T) {
	stmt := expr.Select(expr.Val[int64](1).As("x")).Where(expr.Val[int64](1).Lt(2))
	text, _, err := mysql.Dialect.SQL(stmt)
	if want := "SELECT ? AS x FROM DUAL WHERE ? < ?"; text != want || err != nil {
		t.Errorf("got %q, %v, want %q", text, err, want)
	}
	if got, err := gild.All[int64](context.Background(), open(t), stmt); len(got) != 1 || err != nil {
		t.Errorf("got %v, %v", got, err)
	}
}

// Whole numbers divided stay whole, other numbers do not.
func TestDivision(t *testing.T) {
	ctx, db := context.Background(), open(t)
	if got, err := gild.One[int64](ctx, db, expr.Select(expr.Val[int64](-7).FloorDiv(2))); got != -4 || err != nil {
		t.Errorf("-7 / 2 of whole numbers: %d, %v", got, err)
	}
	if got, err := gild.One[float64](ctx, db, expr.Select(expr.Val(7.0).Div(2))); got != 3.5 || err != nil {
		t.Errorf("7 / 2 of numbers: %g, %v", got, err)
	}
}

// What would fail late, or be cut off in silence, is refused by name.
func TestTypesWithoutSize(t *testing.T) {
	for want, typ := range map[string]typemap.Type{
		`column "c": VARCHAR needs a length here: give the column one (size=100`: typemap.String(0),
		`column "c": NUMERIC without a precision has no digits behind the point`: typemap.Numeric(0, 0),
	} {
		table := schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("c", typ))
		for _, d := range []*dialect.Dialect{mysql.Dialect, mariadb.Dialect} {
			if text, _, err := d.SQL(&schema.CreateTable{Table: table}); err == nil || !strings.Contains(err.Error(), want) || !strings.Contains(err.Error(), d.Name) {
				t.Errorf("%s: %q, %v, want %q", d.Name, text, err, want)
			}
		}
	}
}

// Each type has the name that makes the server keep all of it.
func TestTypes(t *testing.T) {
	ctx, db := context.Background(), open(t)
	for _, tt := range []struct {
		typ        typemap.Type
		name       string
		serverSays string
	}{
		{typemap.Boolean(), "BOOL", "tinyint(1)"},
		{typemap.SmallInt(), "SMALLINT", "smallint(6)"},
		{typemap.Integer(), "INTEGER", "int(11)"},
		{typemap.BigInt(), "BIGINT", "bigint(20)"},
		{typemap.Real(), "FLOAT", "float"},
		{typemap.Double(), "DOUBLE", "double"},
		{typemap.Numeric(10, 2), "NUMERIC(10, 2)", "decimal(10,2)"},
		{typemap.String(5), "VARCHAR(5)", "varchar(5)"},
		{typemap.Text(), "LONGTEXT", "longtext"},
		{typemap.Binary(), "LONGBLOB", "longblob"},
		{typemap.Type{Kind: typemap.KindBinary, Length: 16}, "VARBINARY(16)", "varbinary(16)"},
		{typemap.Date(), "DATE", "date"},
		{typemap.Time(), "TIME(6)", "time(6)"},
		{typemap.DateTime(), "DATETIME(6)", "datetime(6)"},
		{typemap.DateTimeZone(), "DATETIME(6)", "datetime(6)"},
		{typemap.JSON(), "JSON", "longtext"},
		{typemap.UUID(), "CHAR(36)", "char(36)"},
	} {
		m := schema.NewMetaData()
		table := schema.NewTable(m, "t", schema.NewColumn("c", tt.typ))
		text, _, err := mysql.Dialect.SQL(&schema.CreateTable{Table: table})
		if want := "CREATE TABLE t (\n\tc " + tt.name + " NOT NULL\n)"; text != want || err != nil {
			t.Errorf("got %q, %v, want %q", text, err, want)
		}
		if err := m.CreateAll(ctx, db); err != nil {
			t.Errorf("%s: %v", tt.typ, err)
			continue
		}
		var says string
		err = db.QueryRow("SELECT column_type FROM information_schema.columns WHERE table_schema = database() AND table_name = 't'").Scan(&says)
		if says != tt.serverSays || err != nil {
			t.Errorf("%s is a %s, %v, want %s", tt.typ, says, err, tt.serverSays)
		}
		if err := m.DropAll(ctx, db); err != nil {
			t.Error(err)
		}
	}
}
