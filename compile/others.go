package compile

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/gildsql/gild/expr"
)

// Others is how an UPDATE or a DELETE takes columns of other tables than the one it writes to.
// The zero value is that it cannot.
type Others struct {
	Word      string // in front of the tables: FROM, USING
	WithTable bool   // the table that is written to is among them
	InFront   bool   // they stand behind the table that is written to, in front of SET
	Alias     bool   // an alias of the table that is written to needs no other clause by itself
}

func (o *Others) allowed() bool { return o.Word != "" || o.InFront }

// others returns the tables, besides the one that is written to, that a statement takes columns
// of: those that were given, those of the conditions, those of the values.
func (c *Compiler) others(table expr.From, given []expr.From, lists ...[]expr.Expr) []expr.From {
	candidates := []expr.From{table}
	for _, list := range lists {
		for _, e := range list {
			candidates = addTables(candidates, e)
		}
	}
	all := c.resolveJoins(given, nil, candidates)
	for _, f := range candidates {
		all = addFrom(all, f)
	}
	all = hideJoined(all)
	return slices.DeleteFunc(all, func(f expr.From) bool { return f == table })
}

// checkOthers fails where the database has no such statement, and for a product that the
// linter looks for.
func (c *Compiler) checkOthers(table expr.From, others []expr.From, how Others, where []expr.Expr) {
	switch {
	case len(others) == 0:
	case !how.allowed():
		c.Fail(fmt.Errorf("columns of %s beside the table that is written to: there is no such %s here; put them into a SELECT with InSelect, Exists or ScalarOf", names(others), c.operation))
	case c.lint:
		c.checkProduct(append([]expr.From{table}, others...), where)
	}
}

// otherTables writes the clause with the other tables, and with the one that is written to where it
// stands among them.
func (c *Compiler) otherTables(table expr.From, w *expr.Writing, others []expr.From, how Others) {
	renamed := how.renames(table, others)
	if how.InFront || len(others) == 0 && !renamed {
		return
	}
	list := others
	if how.WithTable && !slices.Contains(withJoins(nil, others), table) {
		list = append([]expr.From{table}, others...)
	}
	defer c.hintWritten(table, w)()
	c.WriteString(" " + how.Word + " ")
	c.fromTables(list)
}

// renames reports whether the table that is written to stands in the other clause since only
// there it can be given its alias.
func (o *Others) renames(table expr.From, others []expr.From) bool {
	return o.WithTable && isAlias(table) && (!o.Alias || len(others) > 0)
}

func isAlias(f expr.From) bool {
	_, ok := f.(*expr.Alias)
	return ok
}

// fromTables writes elements of FROM with commas between them.
func (c *Compiler) fromTables(list []expr.From) {
	for i, f := range list {
		if i > 0 {
			c.WriteString(", ")
		}
		c.hinted(f)
	}
}

// few writes the order and the limit of an UPDATE or a DELETE.
func (c *Compiler) few(f *expr.Few, others []expr.From, renamed bool) {
	if f.Limit == nil && len(f.OrderBy) == 0 {
		return
	}
	switch {
	case !c.rules.DML.Limit:
		c.Fail(fmt.Errorf("%s has no LIMIT and no ORDER BY here, only on MySQL and MariaDB: choose the rows by a SELECT with InSelect", c.operation))
	case len(others) > 0 || renamed:
		c.Fail(fmt.Errorf("%s of rows that other tables choose takes no LIMIT and no ORDER BY: choose them in a SELECT with InSelect", c.operation))
	case f.Limit != nil && *f.Limit < 0:
		c.Fail(errors.New("a negative LIMIT"))
	}
	c.orderBy(f.OrderBy)
	if f.Limit != nil {
		c.WriteString(" LIMIT " + strconv.FormatInt(*f.Limit, 10))
	}
}
