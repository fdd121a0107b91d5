package schema

import (
	"strconv"
	"strings"
)

// suffixes are what names end with that PostgreSQL makes, by the kind of constraint.
// Source: ChooseConstraintName and ChooseIndexName in its src/backend.
var suffixes = map[string]string{"pk": "pkey", "uq": "key", "fk": "fkey", "ck": "check", "ex": "excl"}

// named gives a constraint without a name the one that PostgreSQL would make, so that the operation which creates it has
// a reverse. What another database calls a constraint that it has named itself, nothing tells.
func (d *differ) named(c Constraint, creates bool) Constraint {
	kind, _ := c.kind()
	switch {
	case c.Base().Name != "", d.can.Rebuild != nil, kind == "pk" && d.can.UniqueIndexes:
		return c
	case !creates && !d.reversed && !d.can.NamesParts:
		return c
	}
	t := c.Base().table
	taken := d.partNames(t)
	for _, other := range t.Constraints() {
		if other.Base().Name != "" {
			continue
		}
		name := freeName(usualName(t, other), taken)
		if other == c {
			return withName(c, name)
		}
		taken[name] = true
	}
	return c
}

// partNames are the names of the constraints and indexes that a table has before and after.
func (d *differ) partNames(t *Table) map[string]bool {
	taken := map[string]bool{}
	for _, m := range []*MetaData{d.from, d.to} {
		of := d.tableOf(m, t)
		if of == nil {
			continue
		}
		for _, c := range of.Constraints() {
			taken[d.nameOf(c.Base().Name, c.Base().made)] = true
		}
		for _, i := range of.indexes {
			taken[d.nameOf(i.Name, i.made)] = true
		}
	}
	return taken
}

// usualName is made of the table, the columns and the kind of a constraint. A primary key is called by the table alone, a
// check of several columns too.
func usualName(t *Table, c Constraint) string {
	kind, _ := c.kind()
	parts, columns := []string{t.name}, c.columnNames()
	if kind != "pk" && (kind != "ck" || len(columns) == 1) {
		parts = append(parts, columns...)
	}
	return strings.Join(append(parts, suffixes[kind]), "_")
}

func freeName(name string, taken map[string]bool) string {
	free := name
	for n := 1; taken[free]; n++ {
		free = name + strconv.Itoa(n)
	}
	return free
}

// withName returns a copy of a constraint with a name, which is shortened where it has to be.
func withName(c Constraint, name string) Constraint {
	switch known := c.(type) {
	case *PrimaryKeyConstraint:
		c = copied(known)
	case *Unique:
		c = copied(known)
	case *ForeignKey:
		c = copied(known)
	case *Check:
		c = copied(known)
	case *Exclude:
		c = copied(known)
	}
	c.Base().Name, c.Base().made = name, true
	return c
}

func copied[T any](v *T) *T {
	own := *v
	return &own
}
