package schema

import (
	"fmt"

	"github.com/gildsql/gild/expr"
)

// Check says that a condition is not false for any row.
type Check struct {
	ConstraintBase
	SQL  string    // the condition as SQL text, or
	Expr expr.Expr // as an expression over the columns of the table
	// Column is the column beside which the check is written, empty for one of the table.
	Column string
	// ValuesOf is the column whose type's values are all that is allowed: see CheckValues.
	ValuesOf *Column
}

// NewCheck defines a check by SQL text, which is part of the DDL as it stands and is not for
// values from outside.
func NewCheck(sql string, options ...ConstraintOption) *Check {
	c := &Check{SQL: sql}
	c.with(options)
	return c
}

// NewCheckExpr defines a check by an expression. Its columns are those of the table, which takes
// the check with Add, or expr.ColumnOf of their names; its values are written as literals.
func NewCheckExpr(condition expr.Expr, options ...ConstraintOption) *Check {
	c := &Check{Expr: owned(condition)}
	c.with(options)
	return c
}

// owned returns e for a definition to keep, nil for none.
func owned(e expr.Expr) expr.Expr {
	if e == nil {
		return nil
	}
	return expr.Owned(e)
}

// CheckColumn writes a check, by SQL text, beside the column.
func CheckColumn(sql string, options ...ConstraintOption) ColumnOption {
	return columnOption(func(c *Column) {
		check := NewCheck(sql, options...)
		check.Column = c.name
		c.checks = append(c.checks, check)
	})
}

// CheckValues lets the database hold the column to the values of its type, by a check, where it
// has no type of its own that does: the labels of an enum, the truth values of a boolean.
func CheckValues(options ...ConstraintOption) ColumnOption {
	return columnOption(func(c *Column) {
		check := NewCheck("", options...)
		check.ValuesOf = c
		c.checks = append(c.checks, check)
	})
}

func (c *Check) kind() (key, word string) { return "ck", "check" }

func (c *Check) columnNames() []string {
	switch {
	case c.ValuesOf != nil:
		return []string{c.ValuesOf.name}
	case c.Column != "":
		return []string{c.Column}
	case c.Expr == nil:
		return nil
	}
	return columnsIn(c.Expr)
}

// besideColumn is the column that the check is of, if it is the only one there without a name: a tag cannot give one.
func (c *Check) besideColumn() string {
	of := func(c *Check) string {
		if c.ValuesOf != nil {
			return c.ValuesOf.name
		}
		return c.Column
	}
	for _, other := range c.table.constraints {
		if other, ok := other.(*Check); ok && other != c && of(other) == of(c) && other.given == "" && (other.made || other.Name == "") {
			return ""
		}
	}
	return of(c)
}

func (c *Check) addTo(t *Table) {
	if c.SQL == "" && c.Expr == nil && c.ValuesOf == nil {
		t.fail(fmt.Errorf("%s without a condition", describe(c)))
	}
	if c.attach(t, c) && c.Column == "" {
		t.checks = append(t.checks, c)
	}
}

// Exclude says that no two rows agree in all of the parts, each compared by its operator: an
// exclusion constraint of PostgreSQL. Other databases refuse it.
type Exclude struct {
	ConstraintBase
	Parts []ExcludePart
	Using string    // the method of its index, gist unless another is given
	Where expr.Expr // the rows that it is about, nil for all
	// SQL is all that stands behind EXCLUDE, as SQL text, in the place of the above.
	SQL string
}

// ExcludePart is a part of an exclusion constraint.
type ExcludePart struct {
	Column   string    // a column, or
	Expr     expr.Expr // an expression over the columns of the table
	Operator string    // such as "=" or "&&"
	Class    string    // the operator class, empty for the usual one
}

// NewExclude defines an exclusion constraint.
func NewExclude(parts ...ExcludePart) *Exclude {
	e := &Exclude{Using: "gist"}
	for _, p := range parts {
		p.Expr = owned(p.Expr)
		e.Parts = append(e.Parts, p)
	}
	return e
}

// NewExcludeSQL defines an exclusion constraint by what stands behind EXCLUDE, as SQL text, which is not
// for values from outside.
func NewExcludeSQL(sql string) *Exclude { return &Exclude{SQL: sql} }

// With adds options, to the definition itself, and returns it.
func (e *Exclude) With(options ...ConstraintOption) *Exclude {
	e.with(options)
	return e
}

// For limits the constraint to rows for which the condition is true, in the definition itself,
// and returns it.
func (e *Exclude) For(where expr.Expr) *Exclude {
	e.Where = owned(where)
	return e
}

func (e *Exclude) kind() (key, word string) { return "ex", "exclusion constraint" }

func (e *Exclude) columnNames() []string {
	var names []string
	for _, p := range e.Parts {
		if p.Column != "" {
			names = append(names, p.Column)
		} else {
			names = append(names, columnsIn(p.Expr)...)
		}
	}
	return names
}

func (e *Exclude) addTo(t *Table) {
	if len(e.Parts) == 0 && e.SQL == "" {
		t.fail(fmt.Errorf("%s without parts", describe(e)))
	}
	for i, p := range e.Parts {
		switch {
		case p.Column == "" && p.Expr == nil:
			t.fail(fmt.Errorf("%s: part %d has neither column nor expression", describe(e), i+1))
		case p.Operator == "":
			t.fail(fmt.Errorf("%s: part %d has no operator", describe(e), i+1))
		}
	}
	e.attach(t, e)
}

// columnsIn returns the names of the columns in an expression, each once.
func columnsIn(e expr.Expr) []string {
	var names []string
	seen := map[string]bool{}
	expr.Walk(e, func(n expr.Node) bool {
		name := ""
		switch n := n.(type) {
		case *expr.Column:
			name = n.Name()
		case *expr.BareColumn:
			name = n.Name
		}
		if name != "" && !seen[name] {
			seen[name] = true
			names = append(names, name)
		}
		return true
	})
	return names
}
