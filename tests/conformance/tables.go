package main

import (
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// tables are those of a fixture or of one case, and behind a case's those of the fixture.
type tables struct {
	meta      *schema.MetaData
	byName    map[string]*table
	order     []*table
	sequences map[string]node
	behind    *tables
}

// A table knows its columns by keys, which are names unless the definition says otherwise.
type table struct {
	*schema.Table
	schema string
	keys   map[string]string // key: name
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

// sequence returns the definition of a sequence.
func (ts *tables) sequence(name string) node {
	for ; ts != nil; ts = ts.behind {
		if n := ts.sequences[name]; n != nil {
			return n
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

// defineTables reads the tables of a fixture or of a case.
func defineTables(def options, behind *tables) (ts *tables, err error) {
	defer caught(&err)
	ts = &tables{meta: schema.NewMetaData(), byName: map[string]*table{}, sequences: map[string]node{}, behind: behind}
	for _, v := range def.list("sequences") {
		n := asNode(v)
		ts.sequences[n.text(0)] = n
	}
	for _, v := range def.list("tables") {
		ts.define(asNode(v), def)
	}
	return ts, nil
}

func (ts *tables) define(n node, def options) {
	d := &tableDef{ts: ts, keys: map[string]string{}, types: map[string]typemap.Type{}}
	for _, v := range asList(n.arg(1)) {
		d.note(asNode(v))
	}
	for _, v := range asList(n.arg(1)) {
		d.item(asNode(v))
	}
	in := n.optionsAt(2).text("schema")
	if in == "" {
		in = def.text("schema")
	}
	if in != "" {
		d.items = append(d.items, schema.InSchema(in))
	}
	t := &table{Table: schema.NewTable(ts.meta, n.text(0), d.items...), schema: in, keys: d.keys}
	ts.byName[n.text(0)] = t
	ts.order = append(ts.order, t)
}

// tableDef is a table while it is defined.
type tableDef struct {
	ts    *tables
	keys  map[string]string
	pk    map[string]bool // keys of a primary key listed apart
	types map[string]typemap.Type
	items []schema.TableItem
}

// note looks at an item before the columns are made.
func (d *tableDef) note(n node) {
	switch n.kind() {
	case "coldef":
		key := n.text(0)
		if k := n.optionsAt(2).text("key"); k != "" {
			key = k
		}
		d.keys[key] = n.text(0)
	case "pk":
		d.pk = map[string]bool{}
		for _, key := range asList(n.arg(0)) {
			d.pk[asText(key)] = true
		}
	}
}

func (d *tableDef) item(n node) {
	switch n.kind() {
	case "coldef":
		d.items = append(d.items, d.column(n))
	case "unique":
		d.items = append(d.items, schema.NewUnique(d.names(asList(n.arg(0)))...))
	case "fk":
		d.items = append(d.items, d.foreignKey(n))
	}
}

// names returns the names of columns given by key.
func (d *tableDef) names(keys []any) []string {
	var out []string
	for _, k := range keys {
		key, ok := k.(string)
		if !ok {
			continue
		}
		if name, ok := d.keys[key]; ok {
			key = name
		}
		out = append(out, key)
	}
	return out
}

func (d *tableDef) column(n node) schema.TableItem {
	o := n.optionsAt(2)
	var typ typemap.Type
	if n.arg(1) != nil {
		typ = typeOf(asNode(n.arg(1)))
	}
	var list []schema.ColumnOption
	if fk := o.list("fk"); len(fk) > 0 {
		table, column := d.target(asText(fk[0]))
		list = append(list, schema.References(table+"."+column))
		if t := d.ts.find(table); typ.Kind == typemap.KindUnknown && t != nil && t.Column(column) != nil {
			typ = t.Column(column).Type()
		}
	}
	if typ.Kind == typemap.KindUnknown {
		typ = typemap.Integer()
	}
	if o.flag("pk") || d.pk[n.text(0)] {
		list = append(list, schema.PrimaryKey())
	} else if nullable, ok := o["nullable"].(bool); !ok || nullable {
		list = append(list, schema.Nullable())
	}
	if o.flag("unique") {
		list = append(list, schema.UniqueColumn())
	}
	if o.flag("index") {
		list = append(list, schema.Indexed())
	}
	return schema.NewColumn(n.text(0), typ, append(list, d.defaults(o)...)...)
}

// defaults reads what a column has when an INSERT or an UPDATE gives nothing.
func (d *tableDef) defaults(o options) []schema.ColumnOption {
	var list []schema.ColumnOption
	switch def := o["server_default"].(type) {
	case string:
		list = append(list, schema.DefaultSQL("'"+strings.ReplaceAll(def, "'", "''")+"'"))
	case []any:
		list = append(list, schema.DefaultSQL(defaultSQL(asNode(def))))
	}
	r := &reader{tables: d.ts}
	if def := o["default"]; def != nil {
		list = append(list, schema.Default(r.operand(def)))
	}
	if name := o.text("sequence"); name != "" {
		list = append(list, schema.Default(expr.NextValue(r.sequence(name))))
	}
	if def := o["onupdate"]; def != nil {
		list = append(list, schema.OnUpdate(r.operand(def)))
	}
	return list
}

// defaultSQL is a server default that is an expression. Only that there is one matters to
// statements other than DDL.
func defaultSQL(n node) string {
	switch n.kind() {
	case "text", "literal_column":
		return n.text(0)
	case "func":
		return n.text(0) + "()"
	}
	return n.kind()
}

func (d *tableDef) foreignKey(n node) schema.TableItem {
	var table string
	var columns []string
	for _, target := range asList(n.arg(1)) {
		t, c := d.target(asText(target))
		table, columns = t, append(columns, c)
	}
	return schema.NewForeignKey(d.names(asList(n.arg(0))), table, columns)
}

// target reads "table.column" or "schema.table.column"; tables are known by their names alone.
func (d *tableDef) target(text string) (table, column string) {
	parts := strings.Split(text, ".")
	if len(parts) < 2 {
		malformed("%q is no column of a table", text)
	}
	table, column = parts[len(parts)-2], parts[len(parts)-1]
	if t := d.ts.find(table); t != nil && t.keys[column] != "" {
		column = t.keys[column]
	} else if name, ok := d.keys[column]; ok && t == nil {
		column = name
	}
	return table, column
}
