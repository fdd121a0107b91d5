package schema

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Statements returns the statements of the operation.
func (o *Operation) Statements() ([]expr.Statement, error) {
	switch x := either(o.after, o.before).(type) {
	case string:
		if o.Creates() {
			return one(&CreateSchema{Name: x, IfNotExists: true}), nil
		}
		return one(&DropSchema{Name: x}), nil
	case typemap.Type:
		return o.enum(x), nil
	case *Domain:
		return o.domain(x)
	case *expr.Sequence:
		return o.sequence(x), nil
	case *Table:
		return o.table(x), nil
	case *Column:
		return o.column(x)
	case Constraint:
		return o.constraint(x), nil
	case *Index:
		return o.index(x), nil
	case *View:
		switch {
		case o.Creates():
			return viewStatements(x, &o.can), nil
		case o.Drops():
			return one(&DropView{View: x}), nil
		case slices.Contains(o.Change, "comment"):
			return one(commentOf(x, x.Comment)), nil
		}
		return one(&CreateView{View: x, OrReplace: true}), nil
	}
	return nil, fmt.Errorf("gild: an operation about nothing")
}

func either(a, b any) any {
	if a != nil {
		return a
	}
	return b
}

func one(s expr.Statement) []expr.Statement { return []expr.Statement{s} }

func viewStatements(v *View, can *Abilities) []expr.Statement {
	all := append(one(&CreateView{View: v}), commentsOf(v, can)...)
	for _, c := range v.table.columns {
		if c.Comment != "" && can.ViewComments {
			all = append(all, &SetComment{On: c})
		}
	}
	for _, i := range v.table.indexes {
		all = append(all, indexStatements(i, can)...)
	}
	return all
}

func indexStatements(i *Index, can *Abilities) []expr.Statement {
	return append(one(&CreateIndex{Index: i}), commentsOf(i, can)...)
}

// commentsOf are the statements for the comment of what is no part of a table: none where there is no comment, or the
// database keeps none.
func commentsOf(on Commented, can *Abilities) []expr.Statement {
	text, kept := "", can.ObjectComments
	switch on := on.(type) {
	case *View:
		text, kept = on.Comment, can.ViewComments
	case *Index:
		text = on.Comment
	case *expr.Sequence:
		text = on.Comment
	case EnumComment:
		text = on.Comment
	}
	if text == "" || !kept {
		return nil
	}
	return one(&SetComment{On: on})
}

func (o *Operation) sequence(s *expr.Sequence) []expr.Statement {
	switch {
	case o.Creates():
		return append(one(&CreateSequence{Sequence: s}), commentsOf(s, &o.can)...)
	case o.Drops():
		return one(&DropSequence{Sequence: s})
	}
	var all []expr.Statement
	if slices.Contains(o.Change, "numbers") {
		all = append(all, &AlterSequence{Sequence: s})
	}
	if slices.Contains(o.Change, "comment") {
		all = append(all, commentOf(s, s.Comment))
	}
	return all
}

// enum changes an enum by new labels, or by a new type in the place of the old one: none takes labels
// away.
func (o *Operation) enum(t typemap.Type) []expr.Statement {
	switch {
	case o.Creates():
		return append(one(&CreateEnum{Type: t}), commentsOf(EnumComment{t, o.comment[1]}, &o.can)...)
	case o.Drops():
		return one(&DropEnum{Type: t})
	case slices.Contains(o.Change, "comment"):
		return one(commentOf(EnumComment{t, o.comment[1]}, o.comment[1]))
	}
	before := o.before.(typemap.Type)
	if o.addsLabels() {
		return addLabels(before.Labels(), t)
	}
	schema, name, _ := t.EnumName()
	old := typemap.Enum(fullName(schema, "_gild_old_"+name), before.Labels()...)
	all := []expr.Statement{&RenameEnum{Type: before, To: "_gild_old_" + name}, &CreateEnum{Type: t}}
	for _, c := range o.columns {
		all = append(all, c.retype()...)
	}
	all = append(all, &DropEnum{Type: old})
	return append(all, commentsOf(EnumComment{t, o.comment[1]}, &o.can)...)
}

// addsLabels reports whether an enum gets labels and loses none, which PostgreSQL lets nobody use in the same
// transaction.
func (o *Operation) addsLabels() bool {
	before, ok := o.before.(typemap.Type)
	after, also := o.after.(typemap.Type)
	return ok && also && onlyMore(before.Labels(), after.Labels())
}

func addLabels(known []string, t typemap.Type) []expr.Statement {
	var all []expr.Statement
	labels := t.Labels()
	for i, l := range labels {
		if slices.Contains(known, l) {
			continue
		}
		s := &AddLabel{Type: t, Label: l}
		if i > 0 {
			s.After = labels[i-1]
		} else if len(known) > 0 {
			s.Before = known[0]
		}
		all = append(all, s)
	}
	return all
}

// retype gives a column the new type of the name that its type has.
func (c *enumColumn) retype() []expr.Statement {
	var all []expr.Statement
	if c.before.HasServerDefault() {
		all = append(all, dropDefault(c.before))
	}
	all = append(all, &AlterColumn{Column: c.after, Change: ChangeType, ByText: true})
	if c.after.HasServerDefault() {
		all = append(all, &AlterColumn{Column: c.after, Change: ChangeDefault})
	}
	return all
}

// dropDefault takes the server default from a column.
func dropDefault(c *Column) expr.Statement {
	plain := *c
	plain.ServerDefault, plain.ServerDefaultExpr = "", nil
	return &AlterColumn{Column: &plain, Change: ChangeDefault}
}

func (o *Operation) domain(x *Domain) ([]expr.Statement, error) {
	switch {
	case o.Creates():
		return append(one(&CreateDomain{Domain: x}), domainComments(x)...), nil
	case o.Drops():
		return one(&DropDomain{Domain: x}), nil
	}
	var all []expr.Statement
	for _, what := range o.Change {
		switch what {
		case "type":
			return nil, fmt.Errorf("gild: domain %q: a domain keeps its type: make one with another name", o.Name)
		case "default":
			all = append(all, &AlterDomain{Domain: x, Change: DomainDefault})
		case "null":
			all = append(all, &AlterDomain{Domain: x, Change: DomainNull})
		case "check":
			all = append(all, alterChecks(x, o.checks)...)
		case "comment":
			all = append(all, commentOf(x, x.Comment))
		}
	}
	return all, nil
}

func (o *Operation) table(t *Table) []expr.Statement {
	switch {
	case o.Creates():
		p := planner{meta: t.meta, can: o.can, late: o.late}
		p.createTableAlone(t)
		return p.statements()
	case o.Drops():
		return one(&DropTable{Table: t})
	case o.can.Rebuild != nil:
		return o.rebuilding(o.before.(*Table), t)
	case o.settings != nil:
		return one(o.setOptions(t))
	case t.comment == "":
		return one(&DropComment{On: t})
	}
	return one(&SetComment{On: t, Replaces: o.before.(*Table).comment != ""})
}

// newTable is what stands before the name of a table that takes the place of another.
const newTable = "_gild_new_"

// rebuilding are the statements that put a new table in the place of an old one.
func (o *Operation) rebuilding(before, after *Table) []expr.Statement {
	name := newTable + after.name
	copied := &CopyRows{From: before, To: after, Name: name}
	for _, c := range after.columns {
		if b := before.Column(c.name); b != nil && c.Computed == nil && b.Computed == nil {
			copied.Columns = append(copied.Columns, c.name)
		}
	}
	all := []expr.Statement{&CreateTable{Table: after, Name: name, Inline: true}}
	if len(copied.Columns) > 0 {
		all = append(all, copied)
	}
	if before.options.Get(o.can.Dialect, "autoincrement") == true && after.options.Get(o.can.Dialect, "autoincrement") == true {
		for _, text := range o.can.Rebuild.Numbers(o.can.in(after.schema)) {
			all = append(all, DDL(text).Let("from", literal(before.name)).Let("to", literal(name)))
		}
	}
	all = append(all, &DropTable{Table: before}, &RenameTable{Table: after, From: name, To: after.name})
	for _, i := range after.indexes {
		if i.IsOn(o.can.Dialect) {
			all = append(all, &CreateIndex{Index: i})
		}
	}
	return all
}

func (o *Operation) column(c *Column) ([]expr.Statement, error) {
	t, _ := c.Table().(*Table)
	switch {
	case o.Creates():
		all := one(&AddColumn{Column: c, Key: o.key})
		if c.Comment != "" && o.can.Comments {
			all = append(all, &SetComment{On: c})
		}
		return all, nil
	case o.Drops():
		return one(&DropColumn{Table: t, Column: c.name, Key: o.key}), nil
	}
	return o.alterColumn(o.before.(*Column), c)
}

// alterations are what AlterColumn changes, by the words of Operation.Change.
var alterations = map[string]Change{"type": ChangeType, "null": ChangeNullable, "default": ChangeDefault}

func (o *Operation) alterColumn(before, after *Column) ([]expr.Statement, error) {
	if !o.can.Comments { // all of the column is said anew
		return one(&AlterColumn{Column: after}), nil
	}
	var all []expr.Statement
	var flags Change
	for _, what := range o.Change {
		flags |= alterations[what]
	}
	numbering := slices.Contains(o.Change, "numbering")
	if numbering && before.Identity == nil && after.Identity == nil {
		if !after.isSerial() {
			flags |= ChangeDefault
		}
	}
	switch {
	case numbering && before.Identity != nil && after.Identity == nil:
		all = append(all, &AlterIdentity{Column: before, Drop: true})
	case numbering && before.isSerial():
		all = append(all, &NumberColumn{Column: before, Drop: true})
	case numbering && before.Identity == nil && after.Identity != nil:
		all = append(all, dropDefault(before))
	}
	if flags&ChangeType != 0 && before.HasServerDefault() && flags&ChangeDefault == 0 {
		flags |= ChangeDefault
	}
	if flags&ChangeType != 0 && before.HasServerDefault() {
		all = append(all, dropDefault(before))
	}
	if flags&ChangeType != 0 {
		all = append(all, &AlterColumn{Column: after, Change: ChangeType, ByText: needsText(before.typ.On(o.can.Dialect), after.typ.On(o.can.Dialect))})
	}
	if flags&ChangeDefault != 0 {
		all = append(all, &AlterColumn{Column: after, Change: ChangeDefault})
	}
	if flags&ChangeNullable != 0 {
		all = append(all, &AlterColumn{Column: after, Change: ChangeNullable})
	}
	switch {
	case numbering && after.Identity != nil && before.Identity != nil:
		all = append(all, &AlterIdentity{Column: after, Keep: true})
	case numbering && after.Identity != nil:
		all = append(all, &AlterIdentity{Column: after}, &AdvanceIdentity{Column: after})
	case numbering && after.isSerial():
		all = append(all, &NumberColumn{Column: after})
	}
	if slices.Contains(o.Change, "comment") {
		if after.Comment == "" {
			all = append(all, &DropComment{On: after})
		} else {
			all = append(all, &SetComment{On: after, Replaces: before.Comment != ""})
		}
	}
	return all, nil
}

// isSerial reports whether a sequence of its own numbers the column, where that is the way.
func (c *Column) isSerial() bool {
	name, _ := c.typ.Spelling()
	return c.Identity == nil && (c == c.Table().(*Table).AutoIncrement() || strings.HasSuffix(strings.ToUpper(name), "SERIAL"))
}

// needsText reports whether values of a type become those of another one by their text alone. It is not so for
// text of some length, which would be cut without a word.
func needsText(from, to typemap.Type) bool {
	if to.IsText() && len(to.Labels()) == 0 {
		return false
	}
	return from.IsText() && (!to.IsText() || len(to.Labels()) > 0) || from.Kind != to.Kind && (from.Kind == typemap.KindBoolean || to.Kind == typemap.KindBoolean)
}

func (o *Operation) constraint(c Constraint) []expr.Statement {
	switch {
	case o.Drops():
		all := one(&DropConstraint{Constraint: c})
		if fk, ok := c.(*ForeignKey); ok && o.can.KeyIndexes {
			if name := fk.ownIndex(); name != "" {
				all = append(all, &DropIndex{Index: &Index{Name: name, table: fk.table}})
			}
		}
		return all
	case o.Creates():
		all := one(&AddConstraint{Constraint: c})
		if base := c.Base(); base.Comment != "" && o.can.ConstraintComment && base.Name != "" {
			all = append(all, &SetComment{On: c})
		}
		return all
	}
	before, after := o.before.(Constraint).Base(), c.Base()
	return one(&RenameConstraint{Table: after.table, From: o.made(before.Name, before.made), To: o.made(after.Name, after.made)})
}

func (o *Operation) made(name string, made bool) string {
	if made {
		return ShortName(name, o.can.MaxName)
	}
	return name
}

func (o *Operation) index(i *Index) []expr.Statement {
	switch {
	case o.Drops():
		return one(&DropIndex{Index: i})
	case o.Creates():
		return indexStatements(i, &o.can)
	case slices.Contains(o.Change, "comment"):
		return one(commentOf(i, i.Comment))
	}
	before := o.before.(*Index)
	return one(&RenameIndex{Table: i.table, From: o.made(before.Name, before.made), To: o.made(i.Name, i.made)})
}

// literal writes a text between quotes, as SQLite does.
func literal(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }
