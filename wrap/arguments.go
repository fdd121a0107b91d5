package wrap

import (
	"database/sql/driver"

	"github.com/gildsql/gild/typemap"
)

// checkArg checks an argument of a program's own text as the driver would. A value that
// the driver, or database/sql in its place, would refuse is turned into one that it takes,
// if its database has something for it. check asks whom database/sql would ask first.
func (c *conn) checkArg(nv *driver.NamedValue, check func(*driver.NamedValue) error) error {
	given := nv.Value // lib/pq clears what it refuses
	err := check(nv)
	if err == nil || err == driver.ErrRemoveArgument || err == driver.ErrSkip && typemap.Accepted(nv.Value) {
		return err
	}
	v, coerceErr := typemap.Coerce(given, c.connector.style != nil && c.connector.style.Arrays)
	switch {
	case coerceErr == typemap.ErrNoCoercion:
		return err
	case coerceErr != nil:
		return coerceErr
	}
	nv.Value = v
	return nil
}

// convert is checkArg to the end: what it leaves to database/sql is done here.
func (c *conn) convert(nv *driver.NamedValue) error {
	err := c.checkArg(nv, c.shield.CheckNamedValue)
	if err != driver.ErrSkip {
		return err
	}
	nv.Value, err = driver.DefaultParameterConverter.ConvertValue(nv.Value)
	return err
}
