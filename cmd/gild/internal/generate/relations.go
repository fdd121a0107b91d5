package generate

import (
	"cmp"
	"slices"
	"strings"

	"github.com/gildsql/gild/schema"
)

// relation is a relationship field.
type relation struct {
	goName string
	kind   string // Ref, One or Many
	target *table
	tag    []string
}

// relate gives relationships to entities: from each foreign key both ways, from each table that only
// joins two others many-to-many.
func (g *generator) relate() {
	for _, t := range g.tables {
		if t.entity() {
			for i := range t.ForeignKeys {
				g.relateKey(t, &t.ForeignKeys[i])
			}
		}
	}
	for _, t := range g.tables {
		if t.link {
			g.relateLink(t)
		}
	}
}

// target returns the table that a foreign key refers to, nil if it is not generated.
func (g *generator) target(fk *schema.ForeignKeyInfo) *table { return g.byName[fk.Target] }

// isLink reports whether a table has nothing but two foreign keys to entities, and each pair once.
func (g *generator) isLink(t *table) bool {
	if t.view || len(t.ForeignKeys) != 2 || t.PrimaryKey == nil || len(t.PrimaryKey.Columns) != len(t.Columns) || !inTag(t.FullName()) {
		return false
	}
	held := 0
	for i := range t.ForeignKeys {
		fk := &t.ForeignKeys[i]
		target := g.target(fk)
		if target == nil || target == t || target.view || target.PrimaryKey == nil || !sameSet(target.PrimaryKey.Columns, fk.RefColumns) || !inTag(fk.Columns[0]) {
			return false
		}
		held += len(fk.Columns)
	}
	return held == len(t.Columns) && !slices.ContainsFunc(t.ForeignKeys[0].Columns, func(c string) bool {
		return slices.Contains(t.ForeignKeys[1].Columns, c)
	})
}

// FullName is the name by which the MetaData knows the table.
func (t *table) FullName() string { return t.Name.String() }

// addRelation names a relationship and adds it.
func (t *table) addRelation(r relation, candidates ...string) int {
	name := t.taken.take(candidates...)
	r.goName = cmp.Or(t.options.Relations[name], name)
	t.taken[r.goName] = true
	t.relations = append(t.relations, r)
	return len(t.relations) - 1
}

func (g *generator) relateKey(child *table, fk *schema.ForeignKeyInfo) {
	parent := g.target(fk)
	if parent == nil || !parent.entity() {
		return
	}
	sameTarget := 0
	for i := range child.ForeignKeys {
		if child.ForeignKeys[i].Target == fk.Target {
			sameTarget++
		}
	}
	var via []string
	if sameTarget > 1 {
		if !inTag(fk.Columns[0]) {
			return
		}
		via = []string{"via=" + fk.Columns[0]}
	}
	role := roleOf(fk)
	names := []string{role, role + "Ref"}
	if role == "" {
		names = []string{parent.row, parent.row + "Ref"}
	}
	ref := child.addRelation(relation{kind: "Ref", target: parent, tag: via}, names...)
	back := relation{kind: "Many", target: child}
	name := exported(g.grammar.plural(child.Name.Name))
	if child.unique(fk.Columns) {
		back.kind, name = "One", child.row
	}
	names = []string{name, name + "By" + child.relations[ref].goName}
	if sameTarget > 1 || parent == child {
		names = names[1:]
	}
	back.tag = append(slices.Clone(via), "back="+child.relations[ref].goName)
	parent.addRelation(back, names...)
}

func (g *generator) relateLink(t *table) {
	for i := range 2 {
		here, there := &t.ForeignKeys[i], &t.ForeignKeys[1-i]
		owner, target := g.target(here), g.target(there)
		many := exported(g.grammar.plural(target.Name.Name))
		names := []string{many, many + "By" + t.variable}
		if role := roleOf(there); role != "" {
			plural := exported(g.grammar.plural(role))
			names = []string{plural, plural + "By" + t.variable}
		}
		r := relation{kind: "Many", target: target, tag: []string{"through=" + t.FullName()}}
		if owner == target {
			r.tag = append(r.tag, "via="+here.Columns[0])
		}
		n := owner.addRelation(r, names...)
		if i == 1 { // the other side is there
			first := &target.relations[len(target.relations)-1]
			if owner == target {
				first = &target.relations[n-1]
			}
			owner.relations[n].tag = append(owner.relations[n].tag, "back="+first.goName)
		}
	}
}

// roleOf names what a foreign key of one column refers to, after the column: Team for team_id. It
// is empty where the column's name does not tell.
func roleOf(fk *schema.ForeignKeyInfo) string {
	all := words(fk.Columns[0])
	if len(fk.Columns) > 1 || len(all) < 2 || !slices.Contains([]string{"id", "fk", "key", "uuid", "code"}, strings.ToLower(all[len(all)-1])) {
		return ""
	}
	return exported(strings.Join(all[:len(all)-1], "_"))
}

// unique reports whether no two rows agree in the columns.
func (t *table) unique(columns []string) bool {
	keys := t.Uniques
	if t.PrimaryKey != nil {
		keys = append(slices.Clone(keys), *t.PrimaryKey)
	}
	for _, k := range keys {
		if sameSet(k.Columns, columns) {
			return true
		}
	}
	return slices.ContainsFunc(t.Indexes, func(i schema.IndexInfo) bool {
		return i.Unique && i.Where == "" && sameSet(i.Columns(), columns)
	})
}

func sameSet(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// inTag reports whether a name can stand in a struct tag behind an option.
func inTag(name string) bool {
	return name != "" && !strings.ContainsAny(name, ",()'") && strings.TrimSpace(name) == name
}
