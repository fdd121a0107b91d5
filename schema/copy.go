package schema

import (
	"errors"
	"fmt"
	"maps"
	"reflect"

	"github.com/gildsql/gild/expr"
)

// CopyOption changes what becomes of a copied table.
type CopyOption func(c *tableCopy)

// CopyName gives the copy another name. Foreign keys from the table to itself follow.
func CopyName(name string) CopyOption { return func(c *tableCopy) { c.name = name } }

// CopySchema puts the copy into a schema, empty for the database's default one.
func CopySchema(name string) CopyOption { return func(c *tableCopy) { c.schema, c.given = name, true } }

// CopyReferred decides to which schema the foreign keys of the copy refer. The function is told the
// foreign key that is copied, and the schema to which the copy's would refer without it.
func CopyReferred(schema func(fk *ForeignKey, to string) string) CopyOption {
	return func(c *tableCopy) { c.referred = schema }
}

// CopyTo defines the same table in another MetaData, or under another name in its own, and returns
// it. All parts are copies: columns, constraints, indexes and their expressions. Hooks and what Info
// left are the same values.
//
// A table in the default schema of its MetaData is in that of meta; others stay in their schema,
// unless CopySchema says otherwise. What the table refers to in its own schema is in the schema of the
// copy: other tables, the sequences of defaults, enums and domains. Names that a naming convention
// made are made again, by that of meta. Tables named by DependsOn are those that meta has by then.
//
// Mistakes are kept in the copy: see Table.Err.
func (t *Table) CopyTo(meta *MetaData, options ...CopyOption) *Table {
	made := &Table{}
	t.copyInto(made, meta, options)
	return made
}

// Copy is CopyTo for a table that is a struct made by Define, and returns a struct of the same type.
func Copy[S any](table *S, meta *MetaData, options ...CopyOption) *S {
	made := new(S)
	if table == nil || reflect.TypeFor[S]().Kind() != reflect.Struct {
		return made
	}
	from, v := reflect.ValueOf(table).Elem(), reflect.ValueOf(made).Elem()
	var target *Table
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Anonymous && f.Type == tableType {
			target = v.Field(i).Addr().Interface().(*Table)
			from.Field(i).Addr().Interface().(*Table).copyInto(target, meta, options)
		}
	}
	if target != nil {
		setColumns(from, v, func(name string) *expr.Column { return expr.ColumnNamed(target, name) })
	}
	return made
}

// setColumns gives the columns among the fields of a struct, a table made by Define, those that
// another one's have in column.
func setColumns(from, to reflect.Value, column func(name string) *expr.Column) {
	for i := range to.NumField() {
		if !to.Type().Field(i).IsExported() {
			continue
		}
		source, isColumn := from.Field(i).Interface().(interface{ Column() *expr.Column })
		target, canSet := to.Field(i).Addr().Interface().(typedColumn)
		if isColumn && canSet && source.Column() != nil {
			target.SetColumn(column(source.Column().Name()))
		}
	}
}

// tableCopy is one run of CopyTo.
type tableCopy struct {
	from, to *Table
	name     string
	schema   string
	given    bool // the schema is
	referred func(fk *ForeignKey, schema string) string
	checks   map[*Check]*Check
}

func (t *Table) copyInto(made *Table, meta *MetaData, options []CopyOption) {
	c := &tableCopy{from: t, to: made, checks: map[*Check]*Check{}}
	if t == nil {
		made.define(meta, "", []TableItem{mistake(errors.New("it is the copy of a table that is nil"))})
		return
	}
	c.name, c.schema = t.name, t.schema
	if t.meta != nil && meta != nil && t.schema == t.meta.schema {
		c.schema = meta.schema
	}
	for _, o := range options {
		if o != nil {
			o(c)
		}
	}
	made.define(meta, c.name, c.items())
}

// mistake is a TableItem that is a mistake.
func mistake(err error) TableItem { return tableOption(func(t *Table) { t.fail(err) }) }

// items are the parts of the copy.
func (c *tableCopy) items() []TableItem {
	t := c.from
	items := []TableItem{InSchema(c.schema)}
	if t.alias != nil {
		return append(items, mistake(fmt.Errorf("it is the copy of an alias, %q: copy the table itself", t.alias.FromName())))
	}
	if err := t.Err(); err != nil {
		items = append(items, mistake(fmt.Errorf("it is the copy of a table with mistakes: %w", err)))
	}
	for _, column := range t.columns {
		items = append(items, c.column(column))
	}
	items = append(items, tableOption(c.properties))
	for _, constraint := range t.Constraints() {
		items = append(items, c.constraint(constraint))
	}
	for _, i := range t.indexes {
		items = append(items, c.index(i))
	}
	return append(items, tableOption(c.columnParts))
}

// properties copies what a table has besides columns, constraints and indexes.
func (c *tableCopy) properties(to *Table) {
	t := c.from
	to.comment, to.prefixes, to.temporary, to.options = t.comment, append([]string{}, t.prefixes...), t.temporary, append(Options{}, t.options...)
	to.info, to.hooks = maps.Clone(t.info), maps.Clone(t.hooks)
	for _, other := range t.after {
		name := fullName(c.moved(other.schema), other.name)
		if copied := to.meta.Table(name); copied != nil {
			to.after = append(to.after, copied)
		}
	}
}

// moved returns where what is in a schema is for the copy: what is beside the table stays beside it.
func (c *tableCopy) moved(schema string) string {
	if schema == c.from.schema {
		return c.schema
	}
	return schema
}
