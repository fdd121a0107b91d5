package schema

import "fmt"

// PrimaryKeyConstraint is the primary key of a table as a constraint, with its name. Every table
// has one, which is without columns where the table has no primary key.
type PrimaryKeyConstraint struct {
	ConstraintBase
	Columns []string // in the order of the key
}

// NewPrimaryKey defines the primary key by the names of its columns, in its order, which need
// not be that of the table. Columns that are marked with PrimaryKey are the same ones, or none.
func NewPrimaryKey(columns ...string) *PrimaryKeyConstraint {
	return &PrimaryKeyConstraint{Columns: columns}
}

// With adds options, to the definition itself, and returns it.
func (k *PrimaryKeyConstraint) With(options ...ConstraintOption) *PrimaryKeyConstraint {
	k.with(options)
	return k
}

func (k *PrimaryKeyConstraint) kind() (key, word string) { return "pk", "primary key" }
func (k *PrimaryKeyConstraint) columnNames() []string    { return k.Columns }

func (k *PrimaryKeyConstraint) addTo(t *Table) {
	if t.key != nil {
		t.fail(fmt.Errorf("a second primary key, of %v", k.Columns))
		return
	}
	if k.attach(t, k) {
		t.key = k
	}
}

// Unique says that no two rows agree in all of the columns.
type Unique struct {
	ConstraintBase
	Columns []string
}

// NewUnique defines a unique constraint.
func NewUnique(columns ...string) *Unique { return &Unique{Columns: columns} }

// With adds options, to the definition itself, and returns it.
func (u *Unique) With(options ...ConstraintOption) *Unique {
	u.with(options)
	return u
}

func (u *Unique) kind() (key, word string) { return "uq", "unique constraint" }
func (u *Unique) columnNames() []string    { return u.Columns }
func (u *Unique) addTo(t *Table)           { u.attach(t, u) }
