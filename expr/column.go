package expr

import "github.com/gildsql/gild/typemap"

// Column is a column of a table, alias or subquery.
type Column struct {
	shelledBase
	table From
	name  string
	typ   typemap.Type
	fixed bool // its table is
	quote bool // the name is quoted although it need not be

	proxy Proxy // what it stands for, of a column of an alias, a subquery and the like
}

// Proxy is what a column of an alias, a subquery, a CTE or the like stands for.
type Proxy struct {
	// Origin is the column it stands for, nil if that is another expression.
	Origin *Column
	// Key is the name by which it is found, if that is not the column's name.
	Key string
	// Name is what the compiler makes the column's name from that has none. Index is the column's
	// place, by which it is known then.
	Name  Name
	Index int
	// Raw tells that the column's name is SQL text, such as * or a name in quotes.
	Raw bool
}

// NewProxy returns a column of table that stands for another expression, for packages that
// define FROM elements.
func NewProxy(table From, name string, typ typemap.Type, proxy Proxy) *Column {
	c := NewColumn(table, name, typ)
	c.proxy = proxy
	return c
}

// Proxy returns what the column stands for.
func (c *Column) Proxy() *Proxy { return &c.proxy }

// Origin returns the column of a table that this one comes from through aliases, subqueries and
// the like; c itself if it is of a table, nil if it comes from another expression.
func (c *Column) Origin() *Column {
	for c != nil && c.table != nil {
		switch c.table.(type) {
		case *Alias, *Sample, *Versions, *Subquery, *CTE:
			c = c.proxy.Origin
		default:
			return c
		}
	}
	return c
}

// proxied is a From whose columns stand for others.
type proxied interface{ rebuild() }

// Key returns the name by which ColumnNamed finds the column.
func (c *Column) Key() string {
	if c.proxy.Key != "" {
		return c.proxy.Key
	}
	return c.name
}

// rebuild finds out again what the column stands for, after Rewrite gave it another table.
func (c *Column) rebuild() {
	if _, derived := c.table.(proxied); !derived {
		return
	}
	if columns := c.table.Columns(); c.proxy.Index < len(columns) {
		c.proxy = columns[c.proxy.Index].proxy
	}
}

// Fixed is a From that is known by identity and has the same columns for good, as the tables
// of package schema. Its columns are known by identity, too, which makes keys short.
type Fixed interface {
	From
	Fixed()
}

// NewColumn returns a column of table, for packages that define FROM elements.
func NewColumn(table From, name string, typ typemap.Type) *Column {
	_, fixed := table.(Fixed)
	c := &Column{table: CanonicalFrom(table), name: name, typ: typ, fixed: fixed}
	c.self = c
	return c
}

// ForceQuotes has the column's name quoted where it need not be, for packages that define FROM
// elements, before the column is used.
func (c *Column) ForceQuotes() { c.quote = true }

// QuotesForced reports whether the column's name is quoted where it need not be.
func (c *Column) QuotesForced() bool { return c.quote }

// Retype gives the column another type, for packages that define FROM elements, before the
// column is used.
func (c *Column) Retype(typ typemap.Type) { c.typ = typ }

// Name returns the column's name, unquoted.
func (c *Column) Name() string { return c.name }

// Type returns the column's SQL type.
func (c *Column) Type() typemap.Type { return c.typ }

// Table returns what the column belongs to.
func (c *Column) Table() From { return c.table }

// Fields declares the node.
func (c *Column) Fields(v Visitor) {
	v.Kind("column")
	v.From(&c.table)
	v.Word(c.name)
	if c.name == "" {
		v.Number(c.proxy.Index)
	}
	v.Number(flag(c.quote))
	v.Type(c.typ)
}

// ColumnNamed returns the column of f with that name, nil if there is none: the first one with
// that key, such as the name of a label, else the first one that is called so in SQL.
func ColumnNamed(f From, name string) *Column {
	var called *Column
	for _, c := range f.Columns() {
		if c.Key() == name {
			return c
		}
		if called == nil && c.name == name {
			called = c
		}
	}
	return called
}
