package reflection

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"github.com/gildsql/gild/schema"
)

// maker makes and changes models by chance.
type maker struct {
	*rand.Rand
	made int // so that names differ
}

// oneOf returns an element of a list.
func oneOf[T any](r *maker, list []T) T { return list[r.IntN(len(list))] }

// name returns a name that nothing else has.
func (r *maker) name(prefix string) string {
	r.made++
	return fmt.Sprintf(oneOf(r, []string{"%s%d", "%s %d", "%s\"%d", "Mixed%s%d", "%s%%%d", "%s'%d"}), prefix, r.made)
}

func (r *maker) comment() string {
	return oneOf(r, []string{"", "", "plain", "it's 100% \"new\" \\ 表"})
}

// model returns a model of a few tables.
func (r *maker) model(db string) *model {
	m := &model{db: db, naming: r.IntN(2) == 0}
	for range 2 + r.IntN(3) {
		r.addTable(m)
	}
	return m
}

func (r *maker) addTable(m *model) {
	t := modelTable{name: r.name("t"), comment: r.comment(), auto: r.IntN(3) == 0}
	m.tables = append(m.tables, t)
	added := &m.tables[len(m.tables)-1]
	for range 2 + r.IntN(5) {
		r.addColumn(m, added)
	}
	for range r.IntN(4) {
		r.addPart(added)
	}
}

func (r *maker) addColumn(m *model, t *modelTable) {
	c := modelColumn{name: r.name("c"), group: oneOf(r, groupNames), size: r.IntN(3), comment: r.comment(), def: r.IntN(3)}
	c.null = c.def == 0 || len(groups[c.group].defaults) == 0 || r.IntN(2) == 0
	switch k := r.IntN(10); {
	case c.group == "enum":
		c.labels = []string{"x", "y", "it's"}
	case k == 0:
		c.group, c.ref, c.null = "ref", oneOf(r, m.tables).name, true
		c.action = oneOf(r, []schema.Action{schema.NoAction, schema.Cascade, schema.SetNull})
	case k == 1 && c.group == "integer":
		if of := t.plain("integer"); of != nil {
			c.computed, c.factor, c.null, c.size = of.name, 2+r.IntN(3), true, 1
		}
	case k == 2 && !t.auto:
		c.check = r.name("ck")
	}
	if target := m.table(c.ref); target != nil && target.pair {
		c.ref, c.group = "", "integer"
	}
	t.columns = append(t.columns, c)
}

// plain returns a column of a group that is not computed, nil for none.
func (t *modelTable) plain(group string) *modelColumn {
	i := slices.IndexFunc(t.columns, func(c modelColumn) bool { return c.group == group && c.computed == "" })
	if i < 0 {
		return nil
	}
	return &t.columns[i]
}

func (r *maker) addPart(t *modelTable) {
	p := modelPart{kind: oneOf(r, []string{"unique", "check", "index", "index"}), name: r.name("p"), columns: []string{"id"}, variant: r.IntN(24)}
	if t.auto && p.kind == "check" { // MariaDB takes no numbers of its own in checks
		p.kind = "index"
	}
	for _, c := range t.columns {
		if p.kind == "check" && c.ref == "" && c.computed == "" {
			p.columns[0] = c.name
		}
		if p.kind != "check" && groups[c.group].key && r.IntN(4) == 0 {
			p.columns = append(p.columns, c.name)
		}
	}
	if p.kind != "check" && len(p.columns) == 1 {
		p.columns = append(p.columns, "keep")
	}
	t.parts = append(t.parts, p)
}

// dropColumn drops a column, and what mentions it.
func (t *modelTable) dropColumn(name string) {
	t.parts = slices.DeleteFunc(t.parts, func(p modelPart) bool { return slices.Contains(p.columns, name) })
	t.columns = slices.DeleteFunc(t.columns, func(c modelColumn) bool { return c.name == name || c.computed == name })
}

// dropTable drops a table, and the columns that refer to it.
func (m *model) dropTable(name string) {
	for i := range m.tables {
		t := &m.tables[i]
		for _, c := range slices.Clone(t.columns) {
			if c.ref == name {
				t.dropColumn(c.name)
			}
		}
	}
	m.tables = slices.DeleteFunc(m.tables, func(t modelTable) bool { return t.name == name })
}

// change changes a model.
func (r *maker) change(m *model) {
	t := &m.tables[r.IntN(len(m.tables))]
	switch r.IntN(12) {
	case 0, 1:
		r.addColumn(m, t)
	case 2:
		if len(t.columns) > 1 {
			t.dropColumn(oneOf(r, t.columns).name)
		}
	case 3:
		r.addPart(t)
	case 4:
		if len(t.parts) > 0 {
			at := r.IntN(len(t.parts))
			t.parts = slices.Delete(t.parts, at, at+1)
		}
	case 5:
		if len(t.parts) > 0 {
			r.changePart(&t.parts[r.IntN(len(t.parts))])
		}
	case 6:
		t.comment = r.comment()
	case 7:
		r.changeTables(m, t)
	default:
		if len(t.columns) > 0 {
			r.changeColumn(t, &t.columns[r.IntN(len(t.columns))])
		}
	}
}

func (r *maker) changeTables(m *model, t *modelTable) {
	referred := slices.ContainsFunc(m.tables, func(o modelTable) bool {
		return slices.ContainsFunc(o.columns, func(c modelColumn) bool { return c.ref == t.name })
	})
	switch k := r.IntN(3); {
	case k == 0:
		r.addTable(m)
	case k == 1 && len(m.tables) > 2:
		m.dropTable(t.name)
	case k == 2 && !referred && !t.auto:
		t.pair = !t.pair
	}
}

func (r *maker) changePart(p *modelPart) {
	if r.IntN(2) == 0 {
		p.name = r.name("p")
	} else {
		p.variant = r.IntN(24)
	}
}

func (r *maker) changeColumn(t *modelTable, c *modelColumn) {
	switch k := r.IntN(6); {
	case k == 0:
		c.comment = r.comment()
	case c.ref != "":
		c.action = oneOf(r, []schema.Action{schema.NoAction, schema.Cascade, schema.SetNull})
	case c.computed != "":
		c.factor++
	case c.group == "enum" && k < 4:
		r.changeLabels(c)
	case k == 1:
		c.size++
	case k == 2 && c.group != "json":
		c.def = r.IntN(3)
		c.null = c.null || c.def == 0
	case k == 3 && (c.def > 0 && len(groups[c.group].defaults) > 0 || c.null == false):
		c.null = !c.null
	case k == 4 && c.check == "" && !t.auto:
		c.check = r.name("ck")
	case k == 5:
		c.check = ""
	}
}

// changeLabels adds a label, moves them, or takes one away that no row has.
func (r *maker) changeLabels(c *modelColumn) {
	switch r.IntN(3) {
	case 0:
		c.labels = slices.Insert(c.labels, r.IntN(len(c.labels)+1), r.name("l"))
	case 1:
		r.Shuffle(len(c.labels), func(i, k int) { c.labels[i], c.labels[k] = c.labels[k], c.labels[i] })
	case 2:
		i := r.IntN(len(c.labels))
		if c.labels[i] != "x" && len(c.labels) > 2 {
			c.labels = slices.Delete(c.labels, i, i+1)
		}
	}
}
