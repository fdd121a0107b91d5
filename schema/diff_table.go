package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/gildsql/gild/internal/fault"
)

// table compares two definitions of one table.
func (d *differ) table(a, b *Table) {
	if before, after := d.can.virtual(a), d.can.virtual(b); before != "" || after != "" {
		if d.canon.Words(before) != d.canon.Words(after) { // which no ALTER changes
			d.add(Operation{Object: ObjectTable, Name: a.FullName(), before: a, phase: phaseDropTables})
			d.add(Operation{Object: ObjectTable, Name: b.FullName(), after: b, phase: phaseCreateTables})
		}
		return
	}
	first := len(d.ops)
	d.settings(a, b)
	d.columns(a, b)
	d.parts(a, b)
	if d.can.NumbersKeys {
		d.numberedKeys(first)
	}
	if d.can.ColumnComments && a.comment != b.comment {
		d.add(Operation{Object: ObjectTable, Name: b.FullName(), before: a, after: b, Change: []string{"comment"}, phase: phaseTables})
	}
	if d.can.Rebuild != nil {
		d.rebuild(a, b, first)
	}
}

// columns compares the columns of a table.
func (d *differ) columns(a, b *Table) {
	for _, c := range b.columns {
		if c.System {
			continue
		}
		before := a.Column(c.name)
		if d.inherits(before, c, b) {
			d.inheritedComment(before, c)
			continue
		}
		if before == nil {
			o := Operation{Object: ObjectColumn, Table: b.FullName(), Name: c.name, after: c, phase: phaseAddColumns}
			if c.Computed != nil {
				o.phase = phaseAddComputed
			}
			d.add(o)
			continue
		}
		d.column(before, c)
	}
	for _, c := range a.columns {
		if b.Column(c.name) == nil && !c.System && !d.inherits(c, nil, b) {
			o := Operation{Object: ObjectColumn, Table: a.FullName(), Name: c.name, before: c, phase: phaseDropColumns}
			if c.Computed != nil {
				o.phase = phaseDropComputed
			}
			d.add(o)
		}
	}
}

// inherits reports whether a column is what another table or something else makes it. nil is one that is not there.
func (d *differ) inherits(a, b *Column, t *Table) bool {
	return a != nil && a.Inherited || b != nil && b.Inherited || (a == nil || b == nil) && d.can.partOf(t) != ""
}

// inheritedComment compares the comments of a column, which it has for itself.
func (d *differ) inheritedComment(a, b *Column) {
	if a != nil && a.Comment != b.Comment && d.can.ColumnComments {
		d.add(Operation{Object: ObjectColumn, Table: b.Table().(*Table).FullName(), Name: b.name, before: a, after: b, Change: []string{"comment"}, phase: phaseColumns})
	}
}

func (d *differ) column(a, b *Column) {
	before, after := d.columnForm(a), d.columnForm(b)
	var change []string
	note := func(what string, different bool) {
		if different {
			change = append(change, what)
		}
	}
	note("type", d.can.partOf(b.Table().(*Table)) == "" && before.Type != after.Type || d.recollated && b.typ.IsText() && b.typ.Collation() == "")
	note("null", before.Nullable != after.Nullable)
	note("default", before.Default != after.Default)
	note("computation", before.Computed != after.Computed || before.Computed != "" && before.Stored != after.Stored)
	note("numbering", before.Numbering != after.Numbering)
	note("options", before.Options != after.Options)
	note("comment", before.Comment != after.Comment)
	note("check", d.can.ColumnChecks && d.checksOf(a) != d.checksOf(b))
	if change == nil {
		return
	}
	table := b.Table().(*Table).FullName()
	if slices.Contains(change, "computation") { // which no ALTER changes
		d.recreated[table+"\x00"+b.name] = true
		d.add(Operation{Object: ObjectColumn, Table: table, Name: b.name, before: a, phase: phaseDropComputed})
		d.add(Operation{Object: ObjectColumn, Table: table, Name: b.name, after: b, phase: phaseAddComputed})
		return
	}
	phase := phaseColumns
	if d.can.NumbersKeys && before.Numbering != after.Numbering {
		if phase = phaseNumber; after.Numbering == "" {
			phase = phaseUnnumber
		}
	}
	d.add(Operation{Object: ObjectColumn, Table: table, Name: b.name, before: a, after: b, Change: change, phase: phase})
}

// columnForm is the form of a column.
func (d *differ) columnForm(c *Column) ColumnForm {
	form, err := d.canon.Column(c)
	if err != nil {
		d.fail(fmt.Errorf("gild: table %q, column %q: %w", c.Table().FromName(), c.name, err))
	}
	return form
}

// checksOf are the forms of the checks beside a column.
func (d *differ) checksOf(c *Column) string {
	var forms []string
	for _, check := range c.checks {
		if check.Column != "" && check.Name == "" && !d.canon.LeavesOut(check) {
			forms = append(forms, d.checkForm(check))
		}
	}
	slices.Sort(forms)
	return strings.Join(forms, "; ")
}

// numberedKeys lets the primary key come and go with the column that is numbered for it.
func (d *differ) numberedKeys(first int) {
	for _, column := range d.ops[first:] {
		if column.Object != ObjectColumn || !column.Creates() && !column.Drops() {
			continue
		}
		c := either(column.after, column.before).(*Column)
		if c != c.Table().(*Table).AutoIncrement() {
			continue
		}
		d.ops = slices.DeleteFunc(d.ops, func(o *Operation) bool {
			key, ok := either(o.after, o.before).(*PrimaryKeyConstraint)
			if !ok || key.table != c.Table() || o.Creates() != column.Creates() {
				return false
			}
			column.key = key
			return true
		})
		return // no table has two such columns
	}
}

// part is a constraint or an index for comparison.
type part struct {
	object Object
	name   string
	form   string
	item   any // a Constraint or a *Index
	about  []string
}

var objects = map[string]Object{
	"pk": ObjectPrimaryKey, "fk": ObjectForeignKey, "uq": ObjectUnique, "ck": ObjectCheck, "ex": ObjectExclude,
}

// withColumn reports whether a check comes and goes with its column. other is the other form of the table,
// created tells whether it is the one before. What has a name is dropped by it, as it need not mention the column.
func (d *differ) withColumn(check *Check, other *Table, created bool) bool {
	if check.Column == "" {
		return false
	}
	alone := other.Column(check.Column) == nil
	if check.Name == "" {
		return alone || d.can.ColumnChecks
	}
	return alone && created
}

// partsOf are the constraints and indexes of a table that the database has. created tells whether it is
// what is made of the other one.
func (d *differ) partsOf(t, other *Table, created bool) []part {
	var list []part
	for _, c := range t.Constraints() {
		if d.canon.LeavesOut(c) {
			continue
		}
		if check, ok := c.(*Check); ok && d.withColumn(check, other, created) {
			continue
		}
		kind, _ := c.kind()
		p := part{object: objects[kind], name: d.nameOf(c.Base().Name, c.Base().made), form: d.constraintForm(c), item: c, about: c.columnNames()}
		if kind == "pk" && d.can.UniqueIndexes {
			p.name = ""
		}
		list = append(list, p)
	}
	for _, i := range t.indexes {
		if i.IsOn(d.can.Dialect) {
			list = append(list, d.indexPart(i))
		}
	}
	return list
}

func (d *differ) nameOf(name string, made bool) string {
	if made {
		return ShortName(name, d.can.MaxName)
	}
	return name
}

func (d *differ) indexPart(i *Index) part {
	p := part{object: ObjectIndex, name: d.nameOf(i.Name, i.made), item: i, about: i.ColumnNames()}
	plain := i.Unique && i.Where == nil && !slices.ContainsFunc(i.Parts, func(k IndexKey) bool { return k.Column == "" })
	if plain = plain && len(d.can.optionsIn(i.Options)) == 0; plain && d.can.UniqueIndexes { // which is the same thing there
		p.object, p.form = ObjectUnique, uniqueForm(p.about)
		return p
	}
	form, err := d.canon.Index(i)
	if err != nil {
		d.fail(fault.Errorf("table %q: index %q: %w", i.table.FullName(), i.Name, err))
	}
	p.form = form
	return p
}

func uniqueForm(columns []string) string { return "unique " + strings.Join(columns, ", ") }

// constraintForm is what a constraint says, without its name.
func (d *differ) constraintForm(c Constraint) string {
	base := c.Base()
	form := ""
	switch c := c.(type) {
	case *PrimaryKeyConstraint:
		form = "key " + strings.Join(c.Columns, ", ")
	case *Unique:
		form = uniqueForm(c.Columns)
	case *ForeignKey:
		form = d.keyForm(c)
	case *Check:
		form = d.checkForm(c)
	case *Exclude:
		text, err := d.canon.Exclude(c)
		if err != nil {
			d.fail(err)
		}
		form = text
	}
	if base.Deferrable == DeferrableYes {
		form += " deferrable"
	}
	if base.Initially == InitiallyLate {
		form += " deferred"
	}
	if d.can.ConstraintComment && base.Comment != "" {
		form += " comment " + base.Comment
	}
	options := d.can.optionsIn(base.Options)
	if d.can.PartOptions != nil {
		options = d.can.PartOptions(c)
	}
	for _, name := range slices.Sorted(maps.Keys(options)) {
		form += fmt.Sprintf(" %s=%v", name, options[name])
	}
	return form
}

func (d *differ) keyForm(fk *ForeignKey) string {
	target := fk.RefTable
	if t, err := fk.Target(); err == nil {
		target = t.FullName()
	}
	form := fmt.Sprintf("%q to %q %q", fk.Columns, target, fk.RefColumns)
	for _, a := range []Action{fk.OnDelete, fk.OnUpdate} {
		if a == SayNoAction || a == Restrict && d.can.RestrictIsNone {
			a = NoAction
		}
		form += fmt.Sprintf(" %q", a)
	}
	if fk.Match != "" && fk.Match != "SIMPLE" {
		form += " match " + fk.Match
	}
	if len(fk.OnDeleteColumns) > 0 {
		form += fmt.Sprintf(" of %q", fk.OnDeleteColumns)
	}
	return form
}

func (d *differ) checkForm(c *Check) string {
	text, err := d.canon.Check(c)
	if err != nil {
		d.fail(fault.Errorf("%s: %w", describe(c), err))
	}
	return text
}

// parts compares the constraints and indexes of a table.
func (d *differ) parts(a, b *Table) {
	before, after := d.partsOf(a, b, false), d.partsOf(b, a, true)
	pairs := map[int]int{} // of after to before
	used := map[int]bool{}
	pair := func(fits func(x, y *part) bool) {
		for n := range after {
			if _, done := pairs[n]; done {
				continue
			}
			for k := range before {
				if !used[k] && before[k].object == after[n].object && fits(&before[k], &after[n]) {
					pairs[n], used[k] = k, true
					break
				}
			}
		}
	}
	pair(func(x, y *part) bool { return y.object == ObjectPrimaryKey })
	pair(func(x, y *part) bool { return x.name == y.name && x.name != "" })
	pair(func(x, y *part) bool { return x.form == y.form && (x.name == "" || y.name == "") })
	pair(func(x, y *part) bool { return x.form == y.form && d.can.RenamesParts })
	for n := range after {
		if k, ok := pairs[n]; !ok {
			if !d.repeats(after, n, func(m int) bool { _, paired := pairs[m]; return paired }) {
				d.addPart(b, nil, &after[n])
			}
		} else {
			d.changePart(b, &before[k], &after[n])
		}
	}
	for k := range before {
		switch {
		case used[k] || d.can.KeyIndexes && serves(&before[k], b):
		case !a.reflected && d.repeats(before, k, func(m int) bool { return used[m] }):
		default:
			d.addPart(a, &before[k], nil)
		}
	}
}

// repeats reports whether a unique constraint says the same as the primary key or another constraint that
// comes first or is there: PostgreSQL and SQLite create one of them.
func (d *differ) repeats(list []part, n int, there func(m int) bool) bool {
	columns, unique := strings.CutPrefix(list[n].form, "unique ")
	if !unique || list[n].object != ObjectUnique || d.can.UniqueIndexes {
		return false
	}
	for m, p := range list {
		switch {
		case m == n || m > n && !there(m):
		case p.object == ObjectPrimaryKey && p.form == "key "+columns, p.object == ObjectUnique && p.form == list[n].form:
			return true
		}
	}
	return false
}

// serves reports whether a part is an index that a foreign key of the table needs, and may have made.
func serves(p *part, t *Table) bool {
	i, ok := p.item.(*Index)
	return ok && !i.Unique && slices.ContainsFunc(t.foreignKeys, func(fk *ForeignKey) bool { return slices.Equal(fk.Columns, p.about) })
}

func (d *differ) addPart(t *Table, before, after *part) {
	p := after
	if after == nil {
		p = before
	}
	o := Operation{Object: p.object, Table: t.FullName(), Name: p.name, phase: phaseParts}
	item := p.item
	if c, ok := item.(Constraint); ok {
		c = d.named(c, after != nil)
		item, o.Name = c, d.nameOf(c.Base().Name, c.Base().made)
	}
	if before != nil {
		o.before, o.phase = item, phaseDropParts
	} else {
		o.after = item
	}
	if p.object == ObjectForeignKey {
		o.phase = phaseKeys
		if before != nil {
			o.phase = phaseDropKeys
		}
	}
	d.add(o)
}

func (d *differ) changePart(t *Table, before, after *part) {
	touched := slices.ContainsFunc(after.about, func(c string) bool { return d.recreated[t.FullName()+"\x00"+c] })
	switch {
	case before.form != after.form || touched:
		d.addPart(t, before, nil)
		d.addPart(t, nil, after)
		return
	case before.name != "" && after.name != "" && before.name != after.name:
		if !d.can.RenamesParts {
			d.addPart(t, before, nil)
			d.addPart(t, nil, after)
			return
		}
		d.add(Operation{Object: after.object, Table: t.FullName(), Name: after.name, before: before.item, after: after.item, Change: []string{"name"}, phase: phaseDropParts})
	}
	x, _ := before.item.(*Index)
	y, _ := after.item.(*Index)
	if x != nil && y != nil && d.can.ObjectComments && x.Comment != y.Comment {
		d.add(Operation{Object: after.object, Table: t.FullName(), Name: after.name, before: x, after: y, Change: []string{"comment"}, phase: phaseParts})
	}
}

// rebuild makes the operations about a table since first one operation, where the database cannot do
// them one by one. A new table gets its indexes anyway.
func (d *differ) rebuild(a, b *Table, first int) {
	var change, lost []string
	needed := false
	if a.tableWords(d.can.Dialect) != b.tableWords(d.can.Dialect) {
		change, needed = append(change, "options"), true
	}
	for _, o := range d.ops[first:] {
		if o.Object == ObjectIndex {
			continue
		}
		needed = needed || !d.addable(o)
		change = append(change, o.short())
		if o.Loses != "" {
			lost = append(lost, o.Loses)
		}
	}
	if !needed {
		return
	}
	d.ops = d.ops[:first]
	o := d.add(Operation{Object: ObjectTable, Name: b.FullName(), before: a, after: b, Change: change, phase: phaseTables})
	o.Loses = strings.Join(lost, "; ")
}

// short says what an operation about a part of a table does.
func (o *Operation) short() string {
	text := string(o.Object) + " " + o.Name
	switch {
	case o.Creates():
		text = "new " + text
	case o.Drops():
		text = "old " + text
	default:
		text = strings.Join(o.Change, ", ") + " of " + text
	}
	return strings.TrimSpace(text)
}

// tableWords are the options of the whole table.
func (t *Table) tableWords(dialect string) string {
	var words []string
	for name, value := range t.options.Of(dialect) {
		if value != false || name == "with_rowid" {
			words = append(words, fmt.Sprintf("%s=%v", name, value))
		}
	}
	slices.Sort(words)
	return strings.Join(words, " ")
}

// addable reports whether an operation adds a column that SQLite adds to a table with rows.
// Source: https://www.sqlite.org/lang_altertable.html#altertabaddcol
func (d *differ) addable(o *Operation) bool {
	c, ok := o.after.(*Column)
	if !ok || o.before != nil || c.PrimaryKey {
		return false
	}
	if c.Computed != nil {
		form, err := d.canon.Column(c)
		return err == nil && !form.Stored
	}
	if c.ServerDefaultExpr != nil {
		return false
	}
	sql := strings.ToUpper(c.ServerDefault)
	if strings.HasPrefix(sql, "(") || strings.HasPrefix(sql, "CURRENT_") {
		return false
	}
	return c.Nullable || sql != "" && sql != "NULL"
}
