package main

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// tables are those of a fixture or of one case, and behind a case's those of the fixture.
type tables struct {
	meta      *schema.MetaData
	byName    map[string]*table
	order     []*table
	sequences map[string]*expr.Sequence
	behind    *tables
	text      string // the definitions as they were written
}

// A table knows its columns by keys, which are names unless the definition says otherwise.
type table struct {
	*schema.Table
	schema      string
	keys        map[string]string // key: name
	constraints map[string]schema.Constraint
	indexes     map[string]*schema.Index
}

// from returns the table as a FROM element.
func (t *table) from() expr.From { return t.Table }

func (ts *tables) find(name string) *table {
	for ; ts != nil; ts = ts.behind {
		if t := ts.byName[name]; t != nil {
			return t
		}
	}
	return nil
}

// sequence returns a sequence that is defined.
func (ts *tables) sequence(name string) *expr.Sequence {
	for ; ts != nil; ts = ts.behind {
		if s := ts.sequences[name]; s != nil {
			return s
		}
	}
	malformed("no sequence is called %q", name)
	return nil
}

// named returns the name that the key of any table stands for, to find it in what is made of
// that table.
func (ts *tables) named(key string) []string {
	var names []string
	for ; ts != nil; ts = ts.behind {
		for _, t := range ts.order {
			if name, ok := t.keys[key]; ok && name != key {
				names = append(names, name)
			}
		}
	}
	return names
}

// defineTables reads the tables of a fixture or, for one dialect, of a case. text is their JSON, for
// the order of what the decoder leaves without.
func defineTables(def options, behind *tables, dialect, text string) (ts *tables, err error) {
	defer caught(&err)
	naming := schema.Naming{Index: "ix_%(column_0_label)s"} // as SQLAlchemy names those without a name
	if given, ok := def["naming_convention"].(map[string]any); ok {
		naming = namingOf(options(given))
	}
	meta := schema.NewMetaData(schema.NamingConvention(naming), schema.DefaultSchema(def.text("schema")))
	ts = &tables{meta: meta, byName: map[string]*table{}, sequences: map[string]*expr.Sequence{}, behind: behind, text: text}
	for _, v := range def.list("sequences") {
		n := asNode(v)
		ts.sequences[n.text(0)] = meta.AddSequence(sequenceOf(n.text(0), n.optionsAt(1)))
	}
	for _, v := range def.list("tables") {
		ts.define(asNode(v), dialect)
	}
	return ts, meta.Err()
}

func namingOf(o options) schema.Naming {
	return schema.Naming{
		Index: o.text("ix"), Unique: o.text("uq"), Check: o.text("ck"), ForeignKey: o.text("fk"), PrimaryKey: o.text("pk"),
	}
}

// define makes a table: its columns and its key first, then what refers to its columns.
func (ts *tables) define(n node, dialect string) {
	o := n.optionsAt(2)
	t := &table{schema: o.text("schema"), keys: map[string]string{}, constraints: map[string]schema.Constraint{}, indexes: map[string]*schema.Index{}}
	d := &tableDef{ts: ts, table: t, r: &reader{tables: ts, dialect: dialect}}
	for _, v := range asList(n.arg(1)) {
		d.note(asNode(v))
	}
	items := d.ownOptions(o)
	var later []node
	for _, v := range asList(n.arg(1)) {
		switch item := asNode(v); item.kind() {
		case "coldef":
			items = append(items, d.column(item))
		case "pk":
			items = append(items, d.primaryKey(item))
		default:
			later = append(later, item)
		}
	}
	t.Table = schema.NewTable(ts.meta, n.text(0), items...)
	if t.schema == "" {
		t.schema = t.Table.Schema()
	}
	ts.byName[n.text(0)] = t
	ts.order = append(ts.order, t)
	t.constraints["pk"] = t.Key()
	for _, item := range later {
		t.Add(d.constraint(item))
	}
	for _, c := range t.Constraints() {
		note(t.constraints, c.Base().Name, c)
	}
	for _, i := range t.Indexes() {
		note(t.indexes, i.Name, i)
	}
}

// note enters what is known by name, unless the name is an id that was given.
func note[V any](known map[string]V, name string, v V) {
	if _, ok := known[name]; !ok {
		known[name] = v
	}
}
