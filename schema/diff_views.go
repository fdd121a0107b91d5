package schema

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// ViewForm is what a database keeps of a view, in its own words.
type ViewForm struct {
	SQL     string   // the query
	Columns []string // name and type of each
}

// Worded tells what the database keeps of views, or would keep if they were created, so that their queries can be
// compared where it does not keep them as they were written. A view that is missing among the forms, but for
// those that were read of it, is one that it cannot create as it is now.
func Worded(forms map[*View]ViewForm) DiffOption { return func(d *differ) { d.forms = forms } }

// WithoutViews neither creates nor drops views, nor compares them.
func WithoutViews() DiffOption { return func(d *differ) { d.noViews = true } }

// views compares the views. Those that cannot stay while others are changed, or what they read is, are created anew.
func (d *differ) views() {
	if d.noViews {
		return
	}
	from, to := d.sortedViews(d.from), d.sortedViews(d.to)
	again, replaced := map[string]bool{}, map[string]*View{}
	for _, v := range from {
		switch wanted := viewOf(to, v); {
		case wanted == nil || d.can.ViewsHold && d.disturbed(v, again):
			again[v.FullName()] = true
		case d.sameView(v, wanted):
			d.parts(v.table, wanted.table) // the indexes
		case d.replaces(v, wanted):
			replaced[v.FullName()] = v
		default:
			again[v.FullName()] = true
		}
	}
	for _, v := range slices.Backward(from) {
		if again[v.FullName()] {
			d.add(Operation{Object: ObjectView, Name: v.FullName(), before: v, phase: phaseDropViews})
		}
	}
	for _, v := range to {
		switch before := replaced[v.FullName()]; {
		case before != nil:
			d.add(Operation{Object: ObjectView, Name: v.FullName(), before: before, after: v, Change: []string{"query"}, phase: phaseCreateViews})
		case again[v.FullName()] || viewOf(from, v) == nil:
			d.add(Operation{Object: ObjectView, Name: v.FullName(), after: v, phase: phaseCreateViews})
			continue
		}
		d.viewComments(viewOf(from, v), v)
	}
}

// viewComments compares the comments of a view that stays, or that another takes the place of, and those of its columns.
func (d *differ) viewComments(a, b *View) {
	if !d.can.ViewComments {
		return
	}
	if a.Comment != b.Comment {
		d.add(Operation{Object: ObjectView, Name: b.FullName(), before: a, after: b, Change: []string{"comment"}, phase: phaseCreateViews})
	}
	for _, c := range b.table.columns {
		before := a.table.Column(c.name)
		if before == nil { // it has come with the query, and has none yet
			bare := *c
			bare.Comment, before = "", &bare
		}
		if before.Comment != c.Comment {
			d.add(Operation{Object: ObjectColumn, Table: b.FullName(), Name: c.name, before: before, after: c, Change: []string{"comment"}, phase: phaseCreateViews})
		}
	}
}

// sortedViews are the views that are compared, each behind those that it reads.
func (d *differ) sortedViews(m *MetaData) []*View {
	p := planner{meta: m}
	return slices.DeleteFunc(p.sortedViews(), func(v *View) bool { return v.Temporary || !d.within(Name{v.Schema, v.Name}) })
}

// viewOf finds the view of the same full name.
func viewOf(list []*View, v *View) *View {
	i := slices.IndexFunc(list, func(other *View) bool { return other.FullName() == v.FullName() })
	if i < 0 {
		return nil
	}
	return list[i]
}

// disturbed reports whether a view reads what goes or gets another type, views that are created anew among it. What it
// reads is told by the names in its query, so that it may be one too many.
func (d *differ) disturbed(v *View, again map[string]bool) bool {
	text := d.viewText(v)
	for _, other := range d.from.Views() {
		if again[other.FullName()] && mentions(text, other.Name) {
			return true
		}
	}
	for _, o := range d.ops {
		switch b := o.before.(type) {
		case *Table:
			if o.Drops() && mentions(text, b.name) {
				return true
			}
		case *Column:
			if (o.Drops() || slices.Contains(o.Change, "type")) && reads(text, b) {
				return true
			}
		}
		if slices.ContainsFunc(o.columns, func(c enumColumn) bool { return !o.addsLabels() && reads(text, c.before) }) {
			return true
		}
	}
	return false
}

func reads(text string, c *Column) bool {
	t, ok := c.Table().(*Table)
	return ok && mentions(text, t.name) && mentions(text, c.name)
}

// viewText is the query of a view in the database's words, if they are known.
func (d *differ) viewText(v *View) string {
	if form, ok := d.forms[v]; ok && !d.can.KeepsViews {
		return form.SQL
	}
	if v.SQL != "" {
		return d.canon.Words(v.SQL)
	}
	sql, err := d.canon.SQL(v.Query)
	if err != nil {
		d.fail(err)
	}
	return d.canon.Words(sql)
}

// sameView compares the queries of views.
func (d *differ) sameView(a, b *View) bool {
	_, known := d.forms[a]
	_, both := d.forms[b]
	switch {
	case a.Materialized != b.Materialized, !d.can.KeepsViews && !d.sameViewOptions(a, b):
		return false
	case d.can.KeepsViews || a.reflected == b.reflected || known && both:
		return d.viewText(a) == d.viewText(b)
	}
	return d.forms == nil // in other words: there is no telling
}

// sameViewOptions compares the options of views, as far as the definition of the program has them and the database tells
// of them.
func (d *differ) sameViewOptions(a, b *View) bool {
	if d.reversed {
		a, b = b, a
	}
	told, own := d.can.optionsIn(a.usual), d.can.optionsIn(a.Options)
	maps.Copy(told, own)
	for name, wanted := range d.can.optionsIn(b.Options) {
		live := told[name]
		if parameters, ok := wanted.(map[string]any); ok {
			others, _ := live.(map[string]any)
			for key, value := range parameters {
				if parameterText(parameters, key, value) != parameterText(others, key, others[key]) {
					return false
				}
			}
		} else if live != nil && !strings.EqualFold(fmt.Sprint(wanted), fmt.Sprint(live)) {
			return false
		}
	}
	return true
}

// parameterText is the form of one of several parameters: a name alone stands for true.
func parameterText(all map[string]any, name string, value any) string {
	if _, given := all[name]; !given {
		return "false"
	}
	if value == nil {
		return "true"
	}
	return strings.ToLower(fmt.Sprint(value))
}

// replaces reports whether a view can take the place of another one.
func (d *differ) replaces(a, b *View) bool {
	switch {
	case !d.can.ReplacesViews || a.Materialized || b.Materialized:
		return false
	case !d.can.ViewsHold:
		return true
	}
	before, after := d.forms[a].Columns, d.forms[b].Columns // of which more may come at the end
	return len(before) > 0 && len(before) <= len(after) && slices.Equal(before, after[:len(before)])
}
