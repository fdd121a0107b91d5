package schema

import (
	"maps"
	"slices"
	"strings"
)

// settings compares the options of a table that ALTER TABLE changes, as far as the definition of the program has them:
// what others have set stays.
func (d *differ) settings(a, b *Table) {
	d.recollated = false
	if d.can.Settings == nil {
		return
	}
	before, after := d.can.settingsOf(a), d.can.settingsOf(b)
	wanted := after
	if d.reversed {
		wanted = before
	}
	var names []string
	for _, name := range slices.Sorted(maps.Keys(wanted)) {
		if !strings.EqualFold(before[name], after[name]) {
			names = append(names, name)
		}
	}
	if names == nil {
		return
	}
	d.recollated = slices.Contains(names, "charset") || slices.Contains(names, "collate")
	d.add(Operation{Object: ObjectTable, Name: b.FullName(), before: a, after: b, Change: []string{"options"}, settings: names, phase: phaseSettings})
}

// settingsOf are the options of a table, those among them that it has by itself.
func (can *Abilities) settingsOf(t *Table) map[string]string {
	all := can.Settings(t.usual)
	maps.Copy(all, can.Settings(t.options))
	return all
}

// setOptions gives a table the options of a definition. A character set alone would bring its usual collation.
func (o *Operation) setOptions(t *Table) *SetOptions {
	values, s := o.can.settingsOf(t), &SetOptions{Table: t}
	for _, name := range o.settings {
		s.Options = append(s.Options, Setting{name, values[name]})
		if collate := values["collate"]; name == "charset" && collate != "" && !slices.Contains(o.settings, "collate") {
			s.Options = append(s.Options, Setting{"collate", collate})
		}
	}
	return s
}
