package expr

// NamedTable is a table of which no more is known than its name and columns. It is made by
// TableNamed.
type NamedTable struct {
	FromBase
	name    string
	schema  string
	heads   []column
	err     error
	columns []*Column
}

// TableNamed is a table known by its name and columns, made by ColumnOf, where no schema.Table is
// at hand. The schema is given with In.
func TableNamed(name string, columns ...Expr) *NamedTable {
	t := &NamedTable{name: name}
	if name == "" {
		t.err = errorText("a table without a name")
	}
	heads, err := declared(columns)
	t.heads = heads
	if err != nil {
		t.err = err
	}
	t.rebuild()
	return t
}

func errorText(text string) error { return invalid(text).Err }

// rebuild makes the columns.
func (t *NamedTable) rebuild() {
	t.columns = make([]*Column, len(t.heads))
	for i, h := range t.heads {
		t.columns[i] = NewProxy(t, h.name, h.typ, Proxy{Index: i})
	}
}

// In returns the table as one of a schema.
func (t *NamedTable) In(schema string) *NamedTable {
	derived := *or(t, noNamed)
	derived.schema = schema
	derived.rebuild()
	return &derived
}

// Schema returns the name of the schema, empty for the connection's own.
func (t *NamedTable) Schema() string { return t.schema }

// Err returns the mistake made while building, nil if there is none.
func (t *NamedTable) Err() error { return t.err }

// FromName returns the table's name.
func (t *NamedTable) FromName() string { return t.name }

// Columns returns the columns in order.
func (t *NamedTable) Columns() []*Column { return t.columns }

// C returns the column of that name in its dynamic form. An unknown name is an error when the
// statement is compiled.
func (t *NamedTable) C(name string) Col[any] { return DynamicColumn(t, name) }

// Fields declares the node.
func (t *NamedTable) Fields(v Visitor) {
	v.Kind("named table")
	if t.err != nil {
		v.Opaque()
	}
	v.Word(t.name)
	v.Word(t.schema)
	declareColumns(v, t.heads)
}
