package suite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// A Database is one that is opened through gild with the dialect and the driver that Dialect tests.
type Database struct {
	Name string
	// Open opens a new and empty database. The suite does not close it: it is closed when the test ends.
	Open func(tb testing.TB) *sql.DB
	// Known are what the database or its driver does otherwise, by the names of the subtests, each with its
	// reason. They are run all the same: one that is no longer so is an error.
	Known []Difference
}

// Dialect proves a dialect and a driver from the outside: values of all generic types come back as they were,
// definitions are created, held and dropped, what is read of them is what was defined, and differences are found
// and applied. It uses nothing but what programs use. Subtests that find something wrong fail, unless it is Known.
func Dialect(t *testing.T, d Database) {
	t.Helper()
	t.Run(d.Name, func(t *testing.T) {
		db, known := d.Open(t), newKnown(d.Known)
		for _, p := range slices.Concat(typeProofs(), ddlProofs(), reflectionProofs(), diffProofs()) {
			t.Run(p.name, func(t *testing.T) {
				if err := p.try(t.Context(), db); err != nil {
					known.judge(t, err.Error())
				}
			})
		}
		known.report(t)
	})
}

// proof is a subtest of Dialect.
type proof struct {
	name string
	run  func(x *stage) error
}

// stage is one run of a proof, with the definitions that it makes.
type stage struct {
	context.Context
	db   *sql.DB
	meta *schema.MetaData
}

// try runs a proof, and drops what it has defined.
func (p proof) try(ctx context.Context, db *sql.DB) error {
	x := &stage{ctx, db, schema.NewMetaData(schema.NamingConvention(schema.Recommended))}
	err := p.run(x)
	return errors.Join(err, x.meta.DropAll(ctx, db))
}

// create defines a table and creates all that is defined.
func (x *stage) create(name string, items ...schema.TableItem) (*schema.Table, error) {
	t := schema.NewTable(x.meta, name, items...)
	return t, x.meta.CreateAll(x, x.db)
}

// exec runs statements up to the first that fails.
func (x *stage) exec(stmts ...expr.Statement) error {
	for _, s := range stmts {
		if _, err := gild.Exec(x, x.db, s); err != nil {
			return err
		}
	}
	return nil
}

// refused returns an error unless a statement fails with one of the class.
func (x *stage) refused(stmt expr.Statement, class error) error {
	if _, err := gild.Exec(x, x.db, stmt); !gild.Is(err, class) {
		return fmt.Errorf("%v: error %v, want one of the class %v", stmt, err, class)
	}
	return nil
}

// want compares the only value of a query.
func want[T comparable](x *stage, query expr.Query, want T) error {
	got, err := gild.One[T](x, x.db, query)
	if err != nil {
		return err
	}
	if got != want {
		return fmt.Errorf("%v: %v, want %v", query, got, want)
	}
	return nil
}

// same returns an error if the database is not what is defined.
func (x *stage) same() error { return x.differs(x.meta) }

func (x *stage) differs(m *schema.MetaData) error {
	d, err := gild.Diff(x, x.db, m, gild.ReflectOptions{})
	if err == nil && !d.Empty() {
		err = fmt.Errorf("the database is not as defined:\n%s", d)
	}
	return err
}

// rows of a table that many proofs use: an id and a word.
func insertWords(t *schema.Table, words ...string) []expr.Statement {
	var all []expr.Statement
	for i, w := range words {
		all = append(all, expr.Insert(t).Values(t.C("id").Set(i+1), t.C("word").Set(w)))
	}
	return all
}
