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
	d.recollated = d.can.areOfTexts(names)
	d.add(Operation{Object: ObjectTable, Name: b.FullName(), before: a, after: b, Change: []string{"options"}, settings: names, phase: phaseSettings})
}

// partOf is the name of the table that a table is a part of, empty for a table of its own.
func (can *Abilities) partOf(t *Table) string {
	if can.PartOf == nil {
		return ""
	}
	return can.PartOf(t.options)
}

// virtual is what makes a table in the place of its columns, empty for nothing.
func (can *Abilities) virtual(t *Table) string {
	if can.Virtual == nil {
		return ""
	}
	return can.Virtual(t.options)
}

// settingsOf are the options of a table, those among them that it has by itself.
func (can *Abilities) settingsOf(t *Table) map[string]string {
	all := can.Settings(t.usual)
	maps.Copy(all, can.Settings(t.options))
	return all
}

func (can *Abilities) areOfTexts(names []string) bool {
	return slices.ContainsFunc(names, func(name string) bool { return slices.Contains(can.TextSettings, name) })
}

// setOptions gives a table the options of a definition.
func (o *Operation) setOptions(t *Table) *SetOptions {
	values, s := o.can.settingsOf(t), &SetOptions{Table: t}
	texts := o.can.areOfTexts(o.settings)
	for _, name := range o.can.TextSettings {
		if texts && values[name] != "" {
			s.Options = append(s.Options, Setting{name, values[name]})
		}
	}
	for _, name := range o.settings {
		if !slices.Contains(o.can.TextSettings, name) {
			s.Options = append(s.Options, Setting{name, values[name]})
		}
	}
	return s
}
