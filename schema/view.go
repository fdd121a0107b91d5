package schema

import (
	"errors"
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
)

// View is a query that the database keeps under a name. Its columns are used as those of a
// table: see Table.
type View struct {
	Schema, Name string
	Query        expr.Query
	SQL          string // the query as SQL text, in its place
	Materialized bool   // the database keeps the rows, too
	Temporary    bool
	Comment      string
	Options      Options

	table     *Table
	after     []*Table
	reflected bool    // the query is in the database's words
	usual     Options // that it has by itself
}

// ViewOption changes a view's definition.
type ViewOption interface{ onView(v *View) }

type viewOption func(v *View)

func (o viewOption) onView(v *View) { o(v) }

// Materialized keeps the rows of the view in the database (PostgreSQL, Oracle).
func Materialized() ViewOption { return viewOption(func(v *View) { v.Materialized = true }) }

// TemporaryView makes the view one of the connection that creates it.
func TemporaryView() ViewOption { return viewOption(func(v *View) { v.Temporary = true }) }

// ViewIn puts the view into a schema other than the MetaData's default one.
func ViewIn(schema string) ViewOption { return viewOption(func(v *View) { v.Schema = schema }) }

// NewView defines a view and enters it in meta: CreateAll creates it behind the tables and the views
// that the query reads. Values in the query are written as literals.
func NewView(meta *MetaData, name string, query expr.Query, options ...ViewOption) *View {
	v := &View{Name: name, Query: query}
	if meta != nil {
		v.Schema = meta.schema
	}
	for _, o := range options {
		if o != nil {
			o.onView(v)
		}
	}
	v.table = tableOf(v.Schema, name, query)
	switch {
	case meta == nil:
		v.table.fail(fmt.Errorf("view %q is defined without a MetaData", name))
		return v
	case name == "":
		v.table.fail(errors.New("a view without a name"))
	case isNil(query):
		v.table.fail(fmt.Errorf("view %q has no query", name))
	}
	if !isNil(query) {
		v.after = tablesIn(query)
	}
	meta.mu.Lock()
	defer meta.mu.Unlock()
	meta.views = append(meta.views, v)
	return v
}

// NewViewSQL is NewView with the query as SQL text, which is not for values from outside, and the
// columns that it has.
func NewViewSQL(meta *MetaData, name, sql string, columns []*Column, options ...ViewOption) *View {
	v := &View{Name: name, SQL: sql}
	if meta != nil {
		v.Schema = meta.schema
	}
	for _, o := range options {
		if o != nil {
			o.onView(v)
		}
	}
	v.table = &Table{name: name, schema: v.Schema, meta: NewMetaData()}
	for _, c := range columns {
		v.table.addItems([]TableItem{c})
	}
	switch {
	case meta == nil:
		v.table.fail(fmt.Errorf("view %q is defined without a MetaData", name))
		return v
	case name == "":
		v.table.fail(errors.New("a view without a name"))
	case sql == "":
		v.table.fail(fmt.Errorf("view %q has no query", name))
	}
	meta.mu.Lock()
	defer meta.mu.Unlock()
	meta.views = append(meta.views, v)
	return v
}

// Table returns the view as a table to select from, with the columns of its query. It is no table
// of the MetaData.
func (v *View) Table() *Table { return v.table }

// C returns the column of that name in its dynamic form.
func (v *View) C(name string) expr.Col[any] { return v.table.C(name) }

// Err returns the mistakes in the definition, nil if there are none.
func (v *View) Err() error {
	if v.table == nil {
		return fmt.Errorf("gild: view %q is defined by no function: define it with NewView or NewViewSQL", v.FullName())
	}
	return v.table.Err()
}

// FullName returns the view's name with its schema in front, if it is in one.
func (v *View) FullName() string { return fullName(v.Schema, v.Name) }

// Views returns the views in the order of their definition.
func (m *MetaData) Views() []*View {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Clone(m.views)
}

// tableOf is a table with the columns of a query that have names.
func tableOf(schema, name string, query expr.Query) *Table {
	t := &Table{name: name, schema: schema, meta: NewMetaData()}
	if isNil(query) {
		return t
	}
	for _, c := range expr.SubqueryOf(query, name).Columns() {
		if c.Name() == "" {
			continue
		}
		column := NewColumn(c.Name(), c.Type(), Nullable())
		column.Column = expr.NewColumn(t, c.Name(), c.Type())
		t.columns = append(t.columns, column)
		t.refs = append(t.refs, column.Column)
	}
	return t
}

// tablesIn returns the tables that a query reads, each once.
func tablesIn(n expr.Node) []*Table {
	var found []*Table
	expr.WalkAll(n, func(n expr.Node) bool {
		if t, ok := n.(*Table); ok && !slices.Contains(found, t) {
			found = append(found, t)
		}
		return true
	})
	return found
}
