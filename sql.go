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

// parameters returns args as the parameters of a statement.
func parameters(stmt expr.Statement, d *dialect.Dialect, args []Arg) ([]driver.NamedValue, error) {
	switch {
	case d == nil:
		return nil, errors.New("gild: SQL needs a dialect")
	case d.Rules == nil:
		return nil, fmt.Errorf("gild: the dialect %q has no Rules", d.Name)
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
