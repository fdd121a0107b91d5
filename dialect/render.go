package dialect

import (
	"database/sql/driver"
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
)

// SQL returns the text and the encoded arguments that a statement has on the newest
// version of the database that the dialect knows, without running it.
func (d *Dialect) SQL(stmt expr.Statement, params ...driver.NamedValue) (text string, args []any, err error) {
	if d.Rules == nil || d.Rules(Version{}) == nil {
		return "", nil, fmt.Errorf("gild: dialect %q has no rules", d.Name)
	}
	var key expr.Key
	key.Add(stmt)
	compiled, err := compile.Compile(d.Rules(Version{}), stmt, &key)
	if err != nil {
		return "", nil, err
	}
	text, values, err := compiled.Bind(key.Binds, params)
	for _, v := range values {
		args = append(args, v.Value)
	}
	return text, args, err
}
