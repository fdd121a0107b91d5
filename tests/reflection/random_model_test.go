package reflection

import (
	"fmt"
	"slices"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// modelColumn is a column of a model.
type modelColumn struct {
	name     string
	group    string // of types that rows are converted between and back without loss
	size     int    // which type of the group
	null     bool
	def      int // which default, 0 for none
	comment  string
	ref      string // the table that it refers to, empty for none
	action   schema.Action
	labels   []string
	computed string // the column that it is computed from, empty for none
	factor   int
	check    string // the name of a check beside it, empty for none
}

// modelPart is a constraint or an index of a model.
type modelPart struct {
	kind    string // "unique", "check", "index"
	name    string // empty for none
	columns []string
	variant int
}

// modelTable is a table of a model. It has the columns id and keep besides.
type modelTable struct {
	name, comment string
	pair          bool // the key is of both columns
	auto          bool // the database numbers the rows
	columns       []modelColumn
	parts         []modelPart
}

// model is what a database may be defined as.
type model struct {
	db     string
	naming bool
	tables []modelTable
}

// clone returns a model that can be changed.
func (m *model) clone() *model {
	c := *m
	c.tables = slices.Clone(m.tables)
	for i := range c.tables {
		t := &c.tables[i]
		t.columns, t.parts = slices.Clone(t.columns), slices.Clone(t.parts)
		for k := range t.columns {
			t.columns[k].labels = slices.Clone(t.columns[k].labels)
		}
	}
	return &c
}

// table returns the table of a name, nil for none.
func (m *model) table(name string) *modelTable {
	i := slices.IndexFunc(m.tables, func(t modelTable) bool { return t.name == name })
	if i < 0 {
		return nil
	}
	return &m.tables[i]
}

// column returns the column of a name, nil for none.
func (t *modelTable) column(name string) *modelColumn {
	i := slices.IndexFunc(t.columns, func(c modelColumn) bool { return c.name == name })
	if i < 0 {
		return nil
	}
	return &t.columns[i]
}

// groups are the types of columns, with values for rows and defaults.
var groups = map[string]struct {
	types    []typemap.Type
	value    func(row int) any
	defaults []any // Go values, or expressions
	key      bool  // it can be part of a key
}{
	"integer": {[]typemap.Type{typemap.Integer(), typemap.BigInt(), typemap.SmallInt()}, func(row int) any { return row }, []any{0, 7, -3}, true},
	"text": {[]typemap.Type{typemap.String(20), typemap.String(60), typemap.Text()}, func(row int) any { return fmt.Sprintf("it's %d%%", row) },
		[]any{"x", "", `it's "so" \ 100%`}, false},
	"word": {[]typemap.Type{typemap.String(10), typemap.String(30)}, func(row int) any { return fmt.Sprint("w", row) }, []any{"x", "5"}, true},
	"numeric": {[]typemap.Type{typemap.Numeric(8, 2), typemap.Numeric(10, 2), typemap.Numeric(12, 4)}, func(row int) any { return typemap.MustDecimal(fmt.Sprintf("%d.25", row)) },
		[]any{100, typemap.MustDecimal("-1.5")}, true},
	"double":  {[]typemap.Type{typemap.Double()}, func(row int) any { return float64(row) / 2 }, []any{1.5, -2.0}, true},
	"boolean": {[]typemap.Type{typemap.Boolean()}, func(row int) any { return row%2 == 0 }, []any{true, false}, true},
	"moment": {[]typemap.Type{typemap.DateTime(), typemap.Date()}, func(row int) any { return time.Date(2024, 5, row, 0, 0, 0, 0, time.UTC) },
		[]any{time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)}, true},
	"instant": {[]typemap.Type{typemap.DateTimeZone()}, func(row int) any { return time.Date(2024, 5, row, 12, 0, 0, 0, time.UTC) }, []any{expr.Now()}, true},
	"json":    {[]typemap.Type{typemap.JSON()}, func(row int) any { return map[string]any{"row": row} }, nil, false},
	"uuid":    {[]typemap.Type{typemap.UUID()}, func(row int) any { return fmt.Sprintf("00000000-0000-0000-0000-%012d", row) }, nil, true},
	"binary":  {[]typemap.Type{typemap.Binary()}, func(row int) any { return []byte{0, byte(row), 255} }, nil, false},
	"enum":    {nil, func(int) any { return "x" }, []any{"x"}, true},
	"ref":     {[]typemap.Type{typemap.Integer()}, func(int) any { return 1 }, nil, true},
}

// groupNames are the groups for columns of all kinds, in order.
var groupNames = []string{"integer", "text", "word", "numeric", "double", "boolean", "moment", "instant", "json", "uuid", "binary", "enum"}

// build makes the definitions in Go.
func (m *model) build() *schema.MetaData {
	var options []schema.MetaDataOption
	if m.naming {
		options = append(options, schema.NamingConvention(schema.Recommended))
	}
	meta := schema.NewMetaData(options...)
	for _, t := range m.tables {
		id := []schema.ColumnOption{schema.PrimaryKey()}
		keep := []schema.ColumnOption{}
		if !t.auto {
			id = append(id, schema.NoAutoIncrement())
		}
		if t.pair {
			keep = append(keep, schema.PrimaryKey())
		}
		items := []schema.TableItem{schema.NewColumn("id", typemap.Integer(), id...), schema.NewColumn("keep", typemap.String(20), keep...)}
		for _, c := range t.columns {
			items = append(items, c.build(t.name))
		}
		for _, p := range t.parts {
			items = append(items, p.build())
		}
		if t.comment != "" {
			items = append(items, schema.Comment(t.comment))
		}
		schema.NewTable(meta, t.name, items...)
	}
	return meta
}

// typ returns the type of a column.
func (c *modelColumn) typ(table string) typemap.Type {
	if c.group == "enum" {
		return typemap.Enum("e "+table+" "+c.name, c.labels...)
	}
	types := groups[c.group].types
	return types[c.size%len(types)]
}

func (c *modelColumn) build(table string) schema.TableItem {
	var options []schema.ColumnOption
	if c.null {
		options = append(options, schema.Nullable())
	}
	if c.comment != "" {
		options = append(options, schema.Comment(c.comment))
	}
	if list := groups[c.group].defaults; c.def > 0 && len(list) > 0 && c.computed == "" {
		options = append(options, schema.ServerDefault(list[c.def%len(list)]))
	}
	if c.ref != "" {
		options = append(options, schema.References(c.ref+".id", schema.OnDelete(c.action)))
	}
	if c.computed != "" {
		options = append(options, schema.ComputedExpr(expr.ColumnOf[int](c.computed).Mul(c.factor), schema.Stored))
	}
	if c.check != "" {
		options = append(options, schema.CheckColumn("id > -5 OR 1 = 1", schema.Named(c.check)))
	}
	return schema.NewColumn(c.name, c.typ(table), options...)
}

func (p *modelPart) build() schema.TableItem {
	switch p.kind {
	case "unique":
		return schema.NewUnique(p.columns...).With(p.named()...)
	case "check":
		return schema.NewCheckExpr(p.condition(), p.named()...)
	}
	i := schema.NewIndex(p.name)
	for k, name := range p.columns {
		col := expr.ColumnOf[any](name)
		if (p.variant+k)%3 == 1 {
			i.On(col.Desc())
		} else {
			i.On(col)
		}
	}
	switch p.variant % 4 {
	case 1:
		i.With(schema.UniqueIndex())
	case 2:
		i.On(expr.Lower(expr.ColumnOf[string]("keep"))).With(schema.OnlyOn("postgresql", "sqlite"))
	case 3:
		i.For(expr.ColumnOf[int]("id").Gt(p.variant)).With(schema.OnlyOn("postgresql", "sqlite"))
	}
	return i
}

// named are the options that give the part its name.
func (p *modelPart) named() []schema.ConstraintOption {
	if p.name == "" {
		return nil
	}
	return []schema.ConstraintOption{schema.Named(p.name)}
}

// condition is true for all rows that there are.
func (p *modelPart) condition() expr.Expr {
	id, keep := expr.ColumnOf[int]("id"), expr.ColumnOf[string]("keep")
	first := expr.ColumnOf[any](p.columns[0])
	return []expr.Expr{
		id.Gt(-p.variant),
		keep.Ne("it's").Or(id.Gt(0)),
		keep.NotIn("x", `y\`, "z%").And(id.Between(-1, 1000+p.variant)),
		expr.Not(expr.And(id.Lt(0), keep.Eq(""))),
		first.IsNotNull().Or(id.Ge(0).And(keep.Like("%"))),
		id.Mul(2).Add(1).GtExpr(id.Sub(p.variant)),
		expr.Case[bool]().When(id.Gt(0), true).Else(false).Eq(true).Or(id.Gt(0)),
		expr.Func[int]("length", keep).Lt(100),
	}[p.variant%8]
}
