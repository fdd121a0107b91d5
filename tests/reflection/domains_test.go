package reflection

import (
	"context"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// domains is what a database tells of its domains.
func (db database) domains(t *testing.T) []string {
	t.Helper()
	found, err := db.inspect(t).Domains(context.Background())
	check(t, err)
	var lines []string
	for _, d := range found {
		lines = append(lines, db.dump(d))
	}
	return lines
}

// checked is a table with a column of a domain with checks.
func checked(d schema.Domain, checks ...schema.DomainCheck) *schema.MetaData {
	m := schema.NewMetaData()
	d.Name, d.Base, d.Checks = "code", typemap.Text(), checks
	m.AddDomain(&d)
	schema.NewTable(m, "t", schema.NewColumn("a", typemap.Domain("code", typemap.Text()), schema.Nullable()))
	return m
}

// TestDomainChecks creates domains with several checks elsewhere as they were, and changes each of the checks by itself.
func TestDomainChecks(t *testing.T) {
	ctx := context.Background()
	each(t, map[string]string{"postgresql": `
CREATE DOMAIN code AS text DEFAULT 'abc' CONSTRAINT short CHECK (length(VALUE) < 9) CONSTRAINT "It's low" CHECK (VALUE = lower(VALUE) OR VALUE IS NULL) CHECK (VALUE <> 'x');
COMMENT ON DOMAIN code IS 'it''s a code';
COMMENT ON CONSTRAINT short ON DOMAIN code IS 'so that it fits';
CREATE TABLE t (a code)`,
	}, func(t *testing.T, db database) {
		read := db.reflect(t, anyKind)
		db.agrees(t, "itself", read)
		other := db.another(t)
		check(t, read.CreateAll(ctx, other))
		same(t, "the other", other.domains(t), db.domains(t))
		other.agrees(t, "the other", read)

		short := schema.DomainCheck{Name: "short", SQL: "length(VALUE) < 9", Comment: "so that it fits"}
		low := schema.DomainCheck{Name: "It's low", SQL: "VALUE = lower(VALUE) OR VALUE IS NULL"}
		nameless := schema.DomainCheck{Expr: expr.Raw[string]("VALUE").Ne("x")}
		d := schema.Domain{Default: "'abc'", Comment: "it's a code"}
		db.agrees(t, "as Go defines it", checked(d, short, low, nameless))
		long, loud := short, short
		long.SQL, loud.Comment = "length(VALUE) < 99", "it's new"
		for what, test := range map[string]struct {
			to   *schema.MetaData
			want []string
		}{
			"one more":        {checked(d, short, low, nameless, schema.DomainCheck{Name: "more", SQL: "VALUE <> 'y'", Comment: "no"}), []string{"ALTER DOMAIN code ADD CONSTRAINT more CHECK (VALUE <> 'y')", "COMMENT ON CONSTRAINT more ON DOMAIN code IS 'no'"}},
			"one not held":    {checked(d, short, low, nameless, schema.DomainCheck{Name: "later", SQL: "VALUE <> 'rows'", NotValid: true}), []string{"ALTER DOMAIN code ADD CONSTRAINT later CHECK (VALUE <> 'rows') NOT VALID"}},
			"two without":     {checked(d, short, low, nameless, schema.DomainCheck{SQL: "VALUE <> 'y'"}, schema.DomainCheck{SQL: "VALUE <> 'z'"}), []string{"ALTER DOMAIN code ADD CONSTRAINT code_check1 CHECK (VALUE <> 'y')", "ALTER DOMAIN code ADD CONSTRAINT code_check2 CHECK (VALUE <> 'z')"}},
			"one less":        {checked(d, short, nameless), []string{`ALTER DOMAIN code DROP CONSTRAINT "It's low"`}},
			"nameless less":   {checked(d, short, low), []string{"ALTER DOMAIN code DROP CONSTRAINT code_check"}},
			"one changed":     {checked(d, long, low, nameless), []string{"ALTER DOMAIN code DROP CONSTRAINT short", "ALTER DOMAIN code ADD CONSTRAINT short CHECK (length(VALUE) < 99)", "COMMENT ON CONSTRAINT short ON DOMAIN code IS 'so that it fits'"}},
			"comment changed": {checked(schema.Domain{Default: "'abc'"}, loud, low, nameless), []string{"COMMENT ON CONSTRAINT short ON DOMAIN code IS 'it''s new'", "COMMENT ON DOMAIN code IS NULL"}},
			"none":            {checked(d), []string{"ALTER DOMAIN code DROP CONSTRAINT \"It's low\"", "ALTER DOMAIN code DROP CONSTRAINT code_check", "ALTER DOMAIN code DROP CONSTRAINT short"}},
		} {
			was := db.domains(t)
			difference := db.diff(t, test.to)
			all, err := difference.Statements()
			check(t, err)
			var texts []string
			for _, s := range all {
				text, err := gild.LiteralSQL(s, db.Dialect)
				check(t, err)
				texts = append(texts, text)
			}
			same(t, what, texts, test.want)
			check(t, difference.Apply(ctx, db))
			db.agrees(t, what, test.to)
			back, err := difference.Reverse()
			check(t, err)
			check(t, back.Apply(ctx, db))
			same(t, what+", and back", db.domains(t), was)
		}
		check(t, read.DropAll(ctx, other))
		same(t, "dropped", other.domains(t), nil)
	})
}

// TestBadDomainChecks: checks that say nothing and those that cannot be named are errors.
func TestBadDomainChecks(t *testing.T) {
	m := schema.NewMetaData()
	d := m.AddDomain(&schema.Domain{Name: "code", Base: typemap.Text(), Checks: []schema.DomainCheck{{Name: "empty"}}})
	if err := m.Err(); err == nil || !strings.Contains(err.Error(), `domain "code": check "empty" without a condition`) {
		t.Errorf("%v", err)
	}
	each(t, map[string]string{"postgresql": "", "sqlite": ""}, func(t *testing.T, db database) {
		for _, s := range []expr.Statement{
			&schema.CreateDomain{Domain: d}, &schema.AlterDomain{Domain: d, Change: schema.DomainDropCheck}, &schema.AlterDomain{Domain: d, Change: schema.DomainAddCheck},
			&schema.SetComment{On: schema.CheckOfDomain{Domain: d}}, &schema.SetComment{On: (*schema.Domain)(nil)}, &schema.SetComment{On: schema.CheckOfDomain{}},
		} {
			if text, err := gild.LiteralSQL(s, db.Dialect); err == nil {
				t.Errorf("%T: %s", s, text)
			}
		}
	})
}
