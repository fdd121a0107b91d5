package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
)

// Object is the kind of what an Operation is about.
type Object string

// The kinds of objects. Constraints are of the five kinds that there are.
const (
	ObjectSchema     Object = "schema"
	ObjectEnum       Object = "enum"
	ObjectDomain     Object = "domain"
	ObjectSequence   Object = "sequence"
	ObjectTable      Object = "table"
	ObjectColumn     Object = "column"
	ObjectPrimaryKey Object = "primary key"
	ObjectForeignKey Object = "foreign key"
	ObjectUnique     Object = "unique constraint"
	ObjectCheck      Object = "check"
	ObjectExclude    Object = "exclusion constraint"
	ObjectIndex      Object = "index"
	ObjectView       Object = "view"
)

// Operation is one step from a database to another: it creates, changes or drops one object. It is not
// changed once it is made.
type Operation struct {
	Object Object
	Table  string   // that the object is part of, with its schema; empty for what is part of none
	Name   string   // empty for a constraint without
	Change []string // what of the object is changed: "type", "default"; nil if it is created or dropped
	// Loses says what is lost in the database that cannot be brought back, empty for nothing.
	Loses string

	before, after any // definitions, nil for none
	phase         phase
	can           Abilities
	late          []*ForeignKey // of a table that is created: those that have operations of their own
	columns       []enumColumn  // of an enum that is changed
	checks        []domainCheck // of a domain that is changed
	key           Constraint    // that comes or goes with a column
	settings      []string      // options of a table
	comment       [2]string     // of an enum, before and after
}

// phase is when an operation has its turn.
type phase int

// The phases: what goes, goes before what comes, but for what others need.
const (
	phaseSchemas phase = iota
	phaseTypes
	phaseDropViews
	phaseDropKeys
	phaseUnnumber
	phaseDropParts
	phaseDropTables
	phaseDropComputed
	phaseAddColumns
	phaseCreateTables
	phaseSettings
	phaseColumns
	phaseAddComputed
	phaseDropColumns
	phaseTables
	phaseParts
	phaseNumber
	phaseKeys
	phaseCreateViews
	phaseDropTypes
)

// Creates and Drops report what the operation does, if it is no change.
func (o *Operation) Creates() bool { return o.before == nil }

// Drops reports whether the operation drops the object.
func (o *Operation) Drops() bool { return o.after == nil }

// Destructive reports whether the operation loses something: see Loses.
func (o *Operation) Destructive() bool { return o.Loses != "" }

// String says what the operation does in words.
func (o *Operation) String() string {
	verb := "change " + strings.Join(o.Change, ", ") + " of"
	switch {
	case o.Creates():
		verb = "create"
	case o.Drops():
		verb = "drop"
	}
	name := fmt.Sprintf("%q", o.Name)
	if o.Name == "" {
		name = "without a name"
	}
	text := verb + " " + string(o.Object) + " " + name
	if o.Table != "" {
		text += fmt.Sprintf(" of table %q", o.Table)
	}
	if o.Loses != "" {
		text += ", which loses " + o.Loses
	}
	return text
}

// Reverse returns the operation that undoes this one, but for what was lost. A Difference has its own Reverse,
// which is in a safe order.
func (o *Operation) Reverse() *Operation {
	r := *o
	r.before, r.after, r.late, r.columns, r.checks = o.after, o.before, nil, reversed(o.columns), nil
	for _, c := range o.checks {
		r.checks = append(r.checks, domainCheck{c.after, c.before})
	}
	r.comment = [2]string{o.comment[1], o.comment[0]}
	r.Loses = loses(r.before, r.after, r.Change)
	return &r
}

// Difference is what has to be done to make a database what another one is, in a safe order.
type Difference struct {
	Operations []*Operation

	from, to *MetaData
	canon    Canon
	options  []DiffOption
}

// DiffOption changes what Diff compares.
type DiffOption func(d *differ)

// Within limits Diff to the tables for which it is true: others are neither changed nor dropped, nor
// created.
func Within(within func(table Name) bool) DiffOption { return func(d *differ) { d.within = within } }

// HasSchemas names schemas that the database has, whether there is something in them or not.
func HasSchemas(names ...string) DiffOption {
	return func(d *differ) { d.hasSchemas = append(d.hasSchemas, names...) }
}

// KeepTypes drops no enums, domains and sequences: what is left out may need them.
func KeepTypes() DiffOption { return func(d *differ) { d.keepTypes = true } }

// Diff returns what has to be done to a database that is as from says, to make it what to says. canon tells
// how the database keeps definitions: see dialect.Dialect.Canon. from is often a live database that gild.Reflect
// has read; gild.Diff does both.
//
// Objects are known by their names: one that is called otherwise is another one, dropped and created anew. Constraints
// without a name are known by what they say. What a database of the kind does not keep is no difference.
// Options of a table are compared as far as to has them, and ALTER TABLE changes them; on SQLite they are all. Those of views are, too.
// A partition that from has read from a database, and to does not define, stays as long as its table does.
// Not compared are the order of columns, how tables are divided, bounds of partitions and tablespaces, and, without Worded, the queries of
// views where the database keeps them in its own words.
func Diff(from, to *MetaData, canon Canon, options ...DiffOption) (*Difference, error) {
	if from == nil || to == nil || isNil(canon) {
		return nil, errors.New("gild: Diff needs two MetaData and the Canon of a dialect")
	}
	d := &differ{from: from, to: to, canon: canon, can: canon.Abilities(), within: func(Name) bool { return true }, recreated: map[string]bool{}}
	for _, o := range options {
		o(d)
	}
	if err := errors.Join(from.Err(), to.Err()); err != nil {
		return nil, err
	}
	d.compare()
	if d.err != nil {
		return nil, d.err
	}
	if err := d.order(); err != nil {
		return nil, err
	}
	return &Difference{Operations: d.ops, from: from, to: to, canon: canon, options: options}, nil
}

// Empty reports whether there is nothing to do.
func (d *Difference) Empty() bool { return len(d.Operations) == 0 }

// Reverse returns what makes the database again what it was, but for what was lost.
func (d *Difference) Reverse() (*Difference, error) {
	back := func(d *differ) { d.reversed = !d.reversed }
	return Diff(d.to, d.from, d.canon, append(slices.Clip(d.options), back)...)
}

// Loses returns what is lost by the operations, nil for nothing.
func (d *Difference) Loses() []string {
	var all []string
	for _, o := range d.Operations {
		if o.Loses != "" {
			all = append(all, o.Loses)
		}
	}
	return all
}

// String returns the operations, one in a line.
func (d *Difference) String() string {
	var b strings.Builder
	for _, o := range d.Operations {
		b.WriteString(o.String() + "\n")
	}
	return b.String()
}

// Statements returns the statements of all operations. Those of SQLite are for a connection on which foreign
// keys are not held: Apply takes care of that.
func (d *Difference) Statements() ([]expr.Statement, error) {
	var all []expr.Statement
	for _, o := range d.Operations {
		stmts, err := o.Statements()
		if err != nil {
			return nil, err
		}
		all = append(all, stmts...)
	}
	return all, nil
}

// differ compares two MetaData.
type differ struct {
	from, to   *MetaData
	canon      Canon
	can        Abilities
	within     func(Name) bool
	ops        []*Operation
	keepTypes  bool
	hasSchemas []string
	recreated  map[string]bool // columns that are dropped and created anew, by table and name
	forms      map[*View]ViewForm
	noViews    bool
	recollated bool // texts of the table that is compared get another collation, but for those that have their own
	reversed   bool // from is what the program has, and to what the database has
	err        error
}

func (d *differ) fail(err error) {
	if d.err == nil {
		d.err = err
	}
}

// add adds an operation. before and after are nil, not nil pointers, for what is not there.
func (d *differ) add(o Operation) *Operation {
	o.can = d.can
	o.Loses = loses(o.before, o.after, o.Change)
	d.ops = append(d.ops, &o)
	return &o
}

func (d *differ) compare() {
	d.schemas()
	d.enums()
	d.domains()
	d.sequences()
	for _, t := range d.to.Tables() {
		if !d.within(Name{t.schema, t.name}) {
			continue
		}
		if before := d.tableOf(d.from, t); before != nil {
			d.table(before, t)
		} else {
			d.add(Operation{Object: ObjectTable, Name: t.FullName(), after: t, phase: phaseCreateTables})
		}
	}
	for _, t := range d.from.Tables() {
		if d.within(Name{t.schema, t.name}) && d.tableOf(d.to, t) == nil && !d.keeps(t) && !d.goesWith(t) {
			d.add(Operation{Object: ObjectTable, Name: t.FullName(), before: t, phase: phaseDropTables})
		}
	}
	d.views()
}

// keeps reports whether a table that is not defined stays: a partition that a live database has of a table that stays. Its rows are
// those of the whole table, and partitions come with time, by other hands.
func (d *differ) keeps(t *Table) bool {
	name := d.can.partOf(t)
	if name == "" || !t.reflected || d.reversed {
		return false
	}
	whole := t.Other(name)
	return whole == nil || d.tableOf(d.to, whole) != nil || d.keeps(whole)
}

// goesWith reports whether a table is dropped with the one that it is a part of.
func (d *differ) goesWith(t *Table) bool {
	name := d.can.partOf(t)
	if name == "" {
		return false
	}
	whole := t.Other(name)
	return whole != nil && d.within(Name{whole.schema, whole.name}) && d.tableOf(d.to, whole) == nil && !d.keeps(whole)
}

// tableOf finds the table of the same full name.
func (d *differ) tableOf(m *MetaData, t *Table) *Table {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return m.byName[t.FullName()]
}

// schemas creates the schemas that are mentioned for the first time. None is dropped, as there may be
// more in it.
func (d *differ) schemas() {
	if d.can.Rebuild != nil { // they are files
		return
	}
	known := append(d.from.schemas(), d.hasSchemas...)
	if d.from.schema != "" {
		known = append(known, d.from.schema)
	}
	for _, name := range d.to.schemas() {
		if !slices.Contains(known, name) {
			d.add(Operation{Object: ObjectSchema, Name: name, after: name, phase: phaseSchemas})
		}
	}
}
