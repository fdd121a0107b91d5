package schema

import (
	"fmt"
	"slices"
	"strings"
)

// Constraint is a *PrimaryKeyConstraint, *ForeignKey, *Unique, *Check or *Exclude.
type Constraint interface {
	TableItem
	// Base returns what constraints of all kinds have.
	Base() *ConstraintBase
	// kind is the key of the naming convention, and what it is called in errors.
	kind() (key, word string)
	// columnNames are the columns that it is about, as far as they are known by name.
	columnNames() []string
}

// ConstraintBase is what constraints of all kinds have.
type ConstraintBase struct {
	// Name is the constraint's name. An empty one is made by the naming convention of the
	// MetaData, and left to the database without one.
	Name       string
	Comment    string
	Deferrable Deferral
	Initially  Initially
	NotValid   bool     // rows that are there already are not looked at (PostgreSQL)
	Dialects   []string // where it is created; empty for everywhere
	// Inherited tells that the table has it from the one that it is a part of, or inherits from: it is not created.
	Inherited bool
	Options   Options
	Info      map[string]any

	table *Table
	made  bool   // the name is: it may be shortened
	given string // of one that is made, the name before
	exact bool   // the naming convention has no say
}

// Base returns the receiver.
func (c *ConstraintBase) Base() *ConstraintBase { return c }

// Table returns the table that the constraint belongs to, nil if it is part of none.
func (c *ConstraintBase) Table() *Table { return c.table }

// Made reports whether the name is one that the naming convention made. It is shortened
// where it is longer than the database takes; names that are given are not.
func (c *ConstraintBase) Made() bool { return c.made }

// On reports whether the constraint is created in databases of the dialect.
func (c *ConstraintBase) On(dialect string) bool {
	return !c.Inherited && (len(c.Dialects) == 0 || slices.Contains(c.Dialects, dialect))
}

// Deferral tells whether a constraint may be looked at as late as at the end of a transaction.
type Deferral string

// The deferrals; the empty one leaves it to the database.
const (
	DeferrableYes Deferral = "DEFERRABLE"
	DeferrableNo  Deferral = "NOT DEFERRABLE"
)

// Initially tells when a deferrable constraint is looked at unless a transaction says otherwise.
type Initially string

// The beginnings; the empty one leaves it to the database.
const (
	InitiallyNow  Initially = "IMMEDIATE"
	InitiallyLate Initially = "DEFERRED"
)

// Named names a constraint. Where the naming convention of the MetaData has the token
// %(constraint_name)s, the name stands in its place.
func Named(name string) ConstraintOption {
	return constraintOption(func(c *ConstraintBase) { c.Name = name })
}

// ExactName names a constraint whatever the naming convention says.
func ExactName(name string) ConstraintOption {
	return constraintOption(func(c *ConstraintBase) { c.Name, c.exact = name, true })
}

// Deferrable lets transactions put the constraint off to their end.
func Deferrable() ConstraintOption {
	return constraintOption(func(c *ConstraintBase) { c.Deferrable = DeferrableYes })
}

// NotDeferrable says that transactions cannot put the constraint off.
func NotDeferrable() ConstraintOption {
	return constraintOption(func(c *ConstraintBase) { c.Deferrable = DeferrableNo })
}

// InitiallyDeferred puts a deferrable constraint off to the end of each transaction that does
// not say otherwise.
func InitiallyDeferred() ConstraintOption {
	return constraintOption(func(c *ConstraintBase) { c.Initially = InitiallyLate })
}

// InitiallyImmediate looks at a deferrable constraint with each statement, unless a transaction
// says otherwise.
func InitiallyImmediate() ConstraintOption {
	return constraintOption(func(c *ConstraintBase) { c.Initially = InitiallyNow })
}

// NotValid creates a check or a foreign key that is not held against rows that are there
// already (PostgreSQL; others pass it over).
func NotValid() ConstraintOption {
	return constraintOption(func(c *ConstraintBase) { c.NotValid = true })
}

// with applies options, nil ones passed over.
func (c *ConstraintBase) with(options []ConstraintOption) {
	for _, o := range options {
		if o != nil {
			o.onConstraint(c)
		}
	}
}

// attach makes c, which is a constraint's base, part of t. It is false for one that is part of
// a table already.
func (c *ConstraintBase) attach(t *Table, whole Constraint) bool {
	if c.table != nil {
		t.fail(fmt.Errorf("%s already belongs to table %q", describe(whole), c.table.name))
		return false
	}
	switch {
	case c.Deferrable == "" || c.Deferrable == DeferrableYes || c.Deferrable == DeferrableNo:
	default:
		t.fail(fmt.Errorf("%s: unknown deferral %q: use Deferrable or NotDeferrable", describe(whole), c.Deferrable))
	}
	switch c.Initially {
	case "", InitiallyNow, InitiallyLate:
	default:
		t.fail(fmt.Errorf("%s: it is neither initially IMMEDIATE nor DEFERRED, but %q", describe(whole), c.Initially))
	}
	c.table = t
	t.constraints = append(t.constraints, whole)
	return true
}

// describe says which constraint it is, for errors.
func describe(c Constraint) string {
	_, word := c.kind()
	if name := c.Base().Name; name != "" {
		return fmt.Sprintf("%s %q", word, name)
	}
	if columns := c.columnNames(); len(columns) > 0 {
		return fmt.Sprintf("%s of %s", word, strings.Join(columns, ", "))
	}
	return word
}
