package schema

import (
	"fmt"
	"slices"
	"strings"
)

// ForeignKey says that columns hold a key of another table of the same MetaData.
type ForeignKey struct {
	ConstraintBase
	Columns    []string
	RefTable   string // with its schema in front, if that is not the default one: "sales.orders"
	RefColumns []string
	OnDelete   Action
	OnUpdate   Action
	// OnDeleteColumns are the columns that SET NULL and SET DEFAULT are about, all if there are
	// none (PostgreSQL).
	OnDeleteColumns []string
	Match           string // FULL, PARTIAL or SIMPLE; empty leaves it to the database
	index           string // that the database made for the key, as it was read
	// UseAlter tells that the key is created behind the tables, by ALTER TABLE, where the
	// database can do so.
	UseAlter bool
}

// Action is what the database does to rows that refer to a row which goes away or gets another
// key. As in SQL it may be in letters of either case.
type Action string

func (a Action) upper() Action { return Action(strings.ToUpper(string(a))) }

// The actions. NoAction, the zero value, refuses at the end of the statement.
const (
	NoAction   Action = ""
	Cascade    Action = "CASCADE"
	SetNull    Action = "SET NULL"
	SetDefault Action = "SET DEFAULT"
	Restrict   Action = "RESTRICT"
	// SayNoAction is NoAction in words.
	SayNoAction Action = "NO ACTION"
)

var actions = []Action{NoAction, Cascade, SetNull, SetDefault, Restrict, SayNoAction}

// OnDelete sets what happens when the row referred to is deleted. columns are those that
// SetNull or SetDefault is about, if not all of the key (PostgreSQL).
func OnDelete(a Action, columns ...string) ForeignKeyOption {
	return foreignKeyOption(func(fk *ForeignKey) { fk.OnDelete, fk.OnDeleteColumns = a, columns })
}

// OnKeyUpdate sets what happens when the key referred to is changed. It is left out for Oracle, which
// has no such thing.
func OnKeyUpdate(a Action) ForeignKeyOption {
	return foreignKeyOption(func(fk *ForeignKey) { fk.OnUpdate = a })
}

// Match sets how keys with NULLs in them are compared: FULL, PARTIAL or SIMPLE.
func Match(how string) ForeignKeyOption {
	return foreignKeyOption(func(fk *ForeignKey) { fk.Match = strings.ToUpper(how) })
}

// UseAlter creates the key behind the tables, by ALTER TABLE, for tables that refer to each
// other. CreateAll does so by itself where there is no other way.
func UseAlter() ForeignKeyOption {
	return foreignKeyOption(func(fk *ForeignKey) { fk.UseAlter = true })
}

// NewForeignKey defines a foreign key, of one column or several. A table in another schema than
// the MetaData's default one is written with it: "sales.orders".
func NewForeignKey(columns []string, refTable string, refColumns []string, options ...ForeignKeyOption) *ForeignKey {
	fk := &ForeignKey{Columns: columns, RefTable: refTable, RefColumns: refColumns}
	for _, o := range options {
		if o != nil {
			o.onForeignKey(fk)
		}
	}
	return fk
}

func (fk *ForeignKey) kind() (key, word string) { return "fk", "foreign key" }
func (fk *ForeignKey) columnNames() []string    { return fk.Columns }

func (fk *ForeignKey) addTo(t *Table) {
	if fk.table == nil && (fk.RefTable == "" || slices.Contains(fk.RefColumns, "")) {
		t.fail(fmt.Errorf("foreign key of %s: the target is written \"table.column\"", strings.Join(fk.Columns, ", ")))
		return
	}
	if !fk.attach(t, fk) {
		return
	}
	fk.OnDelete, fk.OnUpdate = fk.OnDelete.upper(), fk.OnUpdate.upper()
	for _, a := range []struct {
		action Action
		on     string
	}{{fk.OnDelete, "delete"}, {fk.OnUpdate, "update"}} {
		if !slices.Contains(actions, a.action) {
			t.fail(fmt.Errorf("foreign key of %s: unknown action %q on %s: known are CASCADE, SET NULL, SET DEFAULT, RESTRICT, NO ACTION",
				strings.Join(fk.Columns, ", "), a.action, a.on))
		}
	}
	if len(fk.OnDeleteColumns) > 0 && fk.OnDelete != SetNull && fk.OnDelete != SetDefault {
		t.fail(fmt.Errorf("foreign key of %s: columns on delete go with SET NULL and SET DEFAULT alone", strings.Join(fk.Columns, ", ")))
	}
	if !slices.Contains([]string{"", "FULL", "PARTIAL", "SIMPLE"}, fk.Match) {
		t.fail(fmt.Errorf("foreign key of %s: unknown match %q: known are FULL, PARTIAL, SIMPLE", strings.Join(fk.Columns, ", "), fk.Match))
	}
	t.foreignKeys = append(t.foreignKeys, fk)
}

// Target returns the table referred to. It fails, naming both tables, when the
// MetaData has no such table or that table no such column.
func (fk *ForeignKey) Target() (*Table, error) {
	if fk.table == nil {
		return nil, fmt.Errorf("gild: foreign key of %s to %q is part of no table", strings.Join(fk.Columns, ", "), fk.RefTable)
	}
	target := fk.table.meta.Table(fk.RefTable)
	if target == nil {
		return nil, fmt.Errorf("gild: table %q: foreign key of %s refers to table %q, which is not in the MetaData",
			fk.table.name, strings.Join(fk.Columns, ", "), fk.RefTable)
	}
	for _, name := range fk.RefColumns {
		if target.Column(name) == nil {
			return nil, fmt.Errorf("gild: table %q: foreign key of %s refers to column %q, which table %q does not have",
				fk.table.name, strings.Join(fk.Columns, ", "), name, fk.RefTable)
		}
	}
	return target, nil
}

// ownIndex is the name of the index that a database like MySQL makes for the key, empty where there is one
// of the table that begins with the key's columns.
func (fk *ForeignKey) ownIndex() string {
	begins := func(columns []string) bool {
		return len(columns) >= len(fk.Columns) && slices.Equal(columns[:len(fk.Columns)], fk.Columns)
	}
	t := fk.table
	if fk.index != "" {
		return fk.index
	}
	if fk.exact || begins(t.key.Columns) { // as it was read
		return ""
	}
	for _, i := range t.indexes {
		if begins(i.ColumnNames()) {
			return ""
		}
	}
	for _, u := range t.Uniques() {
		if begins(u.Columns) {
			return ""
		}
	}
	return fk.Name
}
