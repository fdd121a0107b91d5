package dialect

import (
	"database/sql/driver"
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// SQL returns the text and the encoded arguments that a statement has on the newest
// version of the database that the dialect knows, without running it.
func (d *Dialect) SQL(stmt expr.Statement, params ...driver.NamedValue) (text string, args []any, err error) {
	r, err := d.newest()
	if err != nil {
		return "", nil, err
	}
	return compile.Render(r, stmt, params)
}

// Named is SQL with the names of the arguments as well, one for each: those of named parameters,
// and id_1, id_2, param_1 and so on for the others. An element of a list has its number behind
// the list's name.
func (d *Dialect) Named(stmt expr.Statement, params ...driver.NamedValue) (text string, args []any, names []string, err error) {
	r, err := d.newest()
	if err != nil {
		return "", nil, nil, err
	}
	var key expr.Key
	key.Add(stmt)
	compiled, err := compile.Compile(r, stmt, &key)
	if err != nil {
		return "", nil, nil, err
	}
	text, values, err := compiled.Bind(key.Binds, params)
	for _, v := range values {
		args = append(args, v.Value)
	}
	return text, args, compiled.Names(key.Binds, params...), err
}

// Literal returns a statement's text with all its values written into it, safely quoted, on
// the newest version of the database that the dialect knows. It fails for a value that has
// no literal.
func (d *Dialect) Literal(stmt expr.Statement, params ...driver.NamedValue) (string, error) {
	r, err := d.newest()
	if err != nil {
		return "", err
	}
	if cast := r.Expr.BindCast; cast != nil {
		r = r.Clone()
		r.Expr.BindCast = func(c *compile.Compiler, t typemap.Type) {
			if !ownLiteral(t) {
				cast(c, t)
			}
		}
	}
	return compile.Literal(r, stmt, params)
}

// Split splits an INSERT of many rows into statements that the newest version of the database that
// the dialect knows takes, of at most size rows each: see compile.Split.
func (d *Dialect) Split(stmt *expr.InsertStmt, size int) ([]*expr.InsertStmt, error) {
	r, err := d.newest()
	if err != nil {
		return nil, err
	}
	return compile.Split(r, stmt, size)
}

// Lint reports a cartesian product in a statement: see compile.Lint.
func (d *Dialect) Lint(stmt expr.Statement) error {
	r, err := d.newest()
	if err != nil {
		return err
	}
	return compile.Lint(r, stmt)
}

// ownLiteral reports whether literals say of which type they are.
func ownLiteral(t typemap.Type) bool {
	return t.Kind == typemap.KindBoolean || t.Kind == typemap.KindInteger || t.Kind == typemap.KindNumeric || t.Kind == typemap.KindBinary
}

// TypeName returns the name of a type on the newest version of the database that the dialect
// knows. It fails for a type that the database does not have.
func (d *Dialect) TypeName(t typemap.Type) (string, error) {
	r, err := d.newest()
	if err != nil {
		return "", err
	}
	name, err := r.TypeName(t)
	if err != nil {
		return "", fault.Errorf("%s: %w", r.Dialect, err)
	}
	return name, nil
}

// newest returns the rules of the newest version, which are made once.
func (d *Dialect) newest() (*compile.Rules, error) {
	if r := d.latest.Load(); r != nil {
		return r, nil
	}
	if d.Rules != nil {
		if r := d.Rules(Version{}); r != nil {
			d.latest.Store(r)
			return r, nil
		}
	}
	return nil, fmt.Errorf("gild: dialect %q has no rules", d.Name)
}
