package gild

import (
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// SQL returns the text and the arguments that a statement has on a database, without
// running it: on the newest version that gild knows of it. Parameters of the statement
// take their values from args, as in All; it takes no Strict.
func SQL(stmt expr.Statement, d *dialect.Dialect, args ...Arg) (string, []any, error) {
	params, err := parameters(stmt, d, args)
	if err != nil {
		return "", nil, err
	}
	return d.SQL(stmt, params...)
}

// LiteralSQL is SQL with all values written into the text, safely quoted: for logs and for
// statements that take no parameters, such as DDL. Do not run what can be run with its
// arguments. A value that has no literal is an error.
func LiteralSQL(stmt expr.Statement, d *dialect.Dialect, args ...Arg) (string, error) {
	params, err := parameters(stmt, d, args)
	if err != nil {
		return "", err
	}
	return d.Literal(stmt, params...)
}

// Lint reports a SELECT, the statement itself or one inside, that pairs all rows of some tables
// with all rows of others since no condition links them: a *compile.CartesianError, which names
// them. It is for development and tests, as it compiles the statement each time. A statement that
// cannot be compiled is an error, too.
func Lint(stmt expr.Statement, d *dialect.Dialect) error {
	if err := usable(d); err != nil {
		return err
	}
	return d.Lint(stmt)
}

// usable fails for a dialect that cannot compile.
func usable(d *dialect.Dialect) error {
	switch {
	case d == nil:
		return errors.New("gild: SQL needs a dialect")
	case d.Rules == nil:
		return fmt.Errorf("gild: the dialect %q has no Rules", d.Name)
	}
	return nil
}

// parameters returns args as the parameters of a statement.
func parameters(stmt expr.Statement, d *dialect.Dialect, args []Arg) ([]driver.NamedValue, error) {
	if err := usable(d); err != nil {
		return nil, err
	}
	all, err := arguments(stmt, nil, nil, args)
	if err != nil {
		return nil, err
	}
	params := make([]driver.NamedValue, len(args))
	for i, a := range all[1:] {
		named, ok := a.(sql.NamedArg)
		if !ok {
			return nil, fmt.Errorf("gild: argument %d is a %T: parameters of a statement are given as sql.Named(name, value)", i+1, a)
		}
		params[i] = driver.NamedValue{Ordinal: i + 1, Name: named.Name, Value: named.Value}
	}
	return params, nil
}
