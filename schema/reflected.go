package schema

import (
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// reflected puts the parts of a table that was read together.
type reflected struct {
	*Reflection
	info    *TableInfo
	own     []TableItem
	columns []string // that the table will have
	used    []TableItem
	items   []TableItem
}

func (d *reflected) add(items ...TableItem) { d.items = append(d.items, items...) }

// ownPart returns the part of own for which is reports true, and notes that it is used.
func (d *reflected) ownPart(is func(item TableItem) bool) TableItem {
	i := slices.IndexFunc(d.own, is)
	if i < 0 {
		return nil
	}
	d.used = append(d.used, d.own[i])
	return d.own[i]
}

// rest are the parts of own that took no place.
func (d *reflected) rest() []TableItem {
	var rest []TableItem
	for _, item := range d.own {
		if !d.isUsed(item) {
			rest = append(rest, item)
		}
	}
	return rest
}

// isUsed compares pointers alone: other parts may not be comparable.
func (d *reflected) isUsed(item TableItem) bool {
	switch item.(type) {
	case *Column, Constraint, *Index:
		return slices.ContainsFunc(d.used, func(u TableItem) bool { return u == item })
	}
	return false
}

// has reports whether the table will have all of the columns.
func (d *reflected) has(columns []string) bool {
	return !slices.ContainsFunc(columns, func(name string) bool { return !slices.Contains(d.columns, name) })
}

func (d *reflected) addColumns() {
	for i := range d.info.Columns {
		c := &d.info.Columns[i]
		own := d.ownPart(func(item TableItem) bool { o, ok := item.(*Column); return ok && o.name == c.Name })
		if own != nil {
			d.add(own)
		} else {
			d.add(d.column(c))
		}
	}
	for _, item := range d.rest() {
		if c, ok := item.(*Column); ok {
			d.used = append(d.used, item)
			d.add(c)
		}
	}
}

// column is the definition of a column.
func (d *reflected) column(info *ColumnInfo) *Column {
	c := NewColumn(info.Name, d.typeOf(info))
	c.Nullable, c.Comment, c.Inherited = info.Nullable, info.Comment, info.Inherited
	key := d.info.PrimaryKey
	c.PrimaryKey = key != nil && slices.Contains(key.Columns, info.Name) && d.has(key.Columns)
	switch {
	case info.Identity != nil:
		c.Identity = &Identity{Always: info.Identity.Always, Numbers: d.numbers(info.SQLType, info.Identity.Counter)}
	case info.Computed != nil:
		c.Computed = &Computed{SQL: info.Computed.SQL, Persistence: Virtual}
		if info.Computed.Stored {
			c.Computed.Persistence = Stored
		}
	case c.PrimaryKey && (info.NumbersItself() || d.Generic && info.AutoIncrement):
		c.auto = autoIncrementYes
	case info.NumbersItself() && d.Numbered != nil && !d.Generic:
		c.typ, c.FetchOnInsert = d.Numbered(info), true
	case info.OnUpdate != "":
		c.ServerDefault, c.FetchOnUpdate = orNull(info.Default)+" ON UPDATE "+info.OnUpdate, true
	default:
		d.setDefault(c, info)
	}
	if c.auto == autoIncrementAuto {
		c.auto = autoIncrementNo
	}
	for _, check := range d.info.Checks {
		if check.Column == info.Name {
			made := &Check{ConstraintBase: d.base(check.Name, Timing{}, check.Comment), SQL: check.SQL, Column: info.Name}
			c.checks = append(c.checks, made)
		}
	}
	if d.ColumnOptions != nil {
		for _, o := range d.ColumnOptions(info) {
			o.onColumn(c)
		}
	}
	return c
}

func orNull(text string) string {
	if text == "" {
		return "NULL"
	}
	return text
}

// setDefault gives a column the default that was read.
func (d *reflected) setDefault(c *Column, info *ColumnInfo) {
	if !d.Generic {
		c.ServerDefault = info.Default
		return
	}
	c.ServerDefault, c.ServerDefaultExpr = genericDefault(info.Default, c.typ)
}

// base is what constraints of all kinds have. Names are left as they are, missing ones among them.
func (d *reflected) base(name string, timing Timing, comment string) ConstraintBase {
	b := ConstraintBase{Name: name, Comment: comment, exact: true}
	if timing.Deferrable {
		b.Deferrable = DeferrableYes
	}
	if timing.Deferred {
		b.Initially = InitiallyLate
	}
	return b
}

func (d *reflected) keyOptions(b *ConstraintBase, k *KeyInfo) {
	if d.KeyOptions != nil {
		b.with(d.KeyOptions(k))
	}
}

func (d *reflected) addConstraints() {
	all := &d.info.Constraints
	if key := all.PrimaryKey; key != nil && d.has(key.Columns) {
		k := &PrimaryKeyConstraint{ConstraintBase: d.base(key.Name, key.Timing, key.Comment), Columns: key.Columns}
		k.Inherited = key.Inherited
		d.keyOptions(&k.ConstraintBase, key)
		d.addConstraint(k)
	}
	for i := range all.Uniques {
		if k := &all.Uniques[i]; !d.isMoreThanUnique(k) {
			u := &Unique{ConstraintBase: d.base(k.Name, k.Timing, k.Comment), Columns: k.Columns}
			u.Inherited = k.Inherited
			d.keyOptions(&u.ConstraintBase, k)
			d.addConstraint(u)
		}
	}
	for i := range all.ForeignKeys {
		d.addConstraint(d.foreignKey(&all.ForeignKeys[i]))
	}
	for i := range all.Checks {
		if all.Checks[i].Column == "" {
			d.addConstraint(d.check(&all.Checks[i]))
		}
	}
	for _, e := range all.Exclusions {
		x := &Exclude{ConstraintBase: d.base(e.Name, e.Timing, e.Comment), SQL: e.SQL}
		x.Inherited = e.Inherited
		if d.Generic {
			x.Dialects = []string{d.Dialect}
		}
		d.addConstraint(x)
	}
}

// addConstraint adds a constraint, unless there is one of the program's own for it or its columns
// are left out.
func (d *reflected) addConstraint(c Constraint) {
	if !d.has(c.columnNames()) {
		return
	}
	own := d.ownPart(func(item TableItem) bool {
		o, ok := item.(Constraint)
		return ok && replaces(o, c)
	})
	if own != nil {
		d.add(own)
		return
	}
	d.add(c)
}

// replaces reports whether own takes the place of c: a primary key, a constraint of its name, or one
// of its kind about the same columns.
func replaces(own, c Constraint) bool {
	kind, _ := own.kind()
	other, _ := c.kind()
	switch {
	case kind != other:
		return false
	case kind == "pk":
		return true
	case own.Base().Name != "" && own.Base().Name == c.Base().Name:
		return true
	}
	return kind != "ck" && len(own.columnNames()) > 0 && slices.Equal(own.columnNames(), c.columnNames())
}

func (d *reflected) foreignKey(info *ForeignKeyInfo) *ForeignKey {
	return &ForeignKey{
		ConstraintBase: func() ConstraintBase {
			b := d.base(info.Name, info.Timing, info.Comment)
			b.NotValid, b.Inherited = info.NotValid, info.Inherited
			return b
		}(),
		Columns: info.Columns, RefTable: info.Target.String(), RefColumns: info.RefColumns,
		OnDelete: info.OnDelete, OnUpdate: info.OnUpdate, OnDeleteColumns: info.OnDeleteColumns, Match: info.Match,
		index: d.madeIndex(info.Name),
	}
}

// madeIndex is the name of the index that the database has made for a foreign key.
func (d *reflected) madeIndex(key string) string {
	for i := range d.info.Indexes {
		if x := &d.info.Indexes[i]; key != "" && x.Constraint == key && !x.Unique {
			return x.Name
		}
	}
	return ""
}

func (d *reflected) check(info *CheckInfo) *Check {
	c := &Check{ConstraintBase: d.base(info.Name, Timing{}, info.Comment), SQL: info.SQL}
	c.NotValid, c.Inherited = info.NotValid, info.Inherited
	if d.CheckOptions != nil {
		c.with(d.CheckOptions(info))
	}
	if d.Generic {
		c.Dialects = []string{d.Dialect}
	}
	return c
}

// indexOf is the index behind a constraint, nil for none.
func (d *reflected) indexOf(k *KeyInfo) *IndexInfo {
	for i := range d.info.Indexes {
		if x := &d.info.Indexes[i]; k.Index != "" && x.Name == k.Index {
			return x
		}
	}
	return nil
}

// isMoreThanUnique reports whether a unique constraint is an index with more to it than columns.
func (d *reflected) isMoreThanUnique(k *KeyInfo) bool {
	x := d.indexOf(k)
	return x != nil && (x.Options["invisible"] != "" || slices.ContainsFunc(x.Parts, func(p IndexPart) bool { return p.Length > 0 || p.Desc || p.SQL != "" }))
}

func (d *reflected) addIndexes() {
	more := map[string]bool{}
	for i := range d.info.Uniques {
		if k := &d.info.Uniques[i]; d.isMoreThanUnique(k) {
			more[k.Index] = true
		}
	}
	for i := range d.info.Indexes {
		info := &d.info.Indexes[i]
		if info.Constraint != "" && !more[info.Name] {
			continue
		}
		own := d.ownPart(func(item TableItem) bool { o, ok := item.(*Index); return ok && o.Name == info.Name })
		switch {
		case own != nil:
			d.add(own)
		case d.has(named(info.Columns())):
			d.add(d.index(info))
		}
	}
}

// named returns the names that are not empty.
func named(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(n string) bool { return n == "" })
}

func (d *reflected) index(info *IndexInfo) *Index {
	i := &Index{Name: info.Name, Unique: info.Unique, Inherited: info.Inherited, Comment: info.Comment, local: d.LocalIndexes}
	own := false
	for n := range info.Parts {
		p := &info.Parts[n]
		own = own || p.SQL != "" || p.Collation != ""
		i.Parts = append(i.Parts, p.key(n))
	}
	if info.Where != "" {
		own = true
		i.Where = owned(expr.Raw[bool](info.Where))
	}
	if d.IndexOptions != nil {
		i.With(d.IndexOptions(info)...)
	}
	if d.Generic && own {
		i.Dialects = []string{d.Dialect}
	}
	return i
}

// PartName is the name by which options of dialects know the n-th part of an index: its column's,
// or for an expression one that is made.
func (p *IndexPart) PartName(n int) string {
	if p.Column != "" {
		return p.Column
	}
	return "part_" + string(rune('0'+n%10))
}

func (p *IndexPart) key(n int) IndexKey {
	base := expr.ColumnOf[any](p.Column)
	if p.SQL != "" {
		base = expr.Raw[any](p.SQL)
	}
	if p.Collation != "" {
		base = base.Collate(p.Collation)
	}
	e := expr.Canonical(base)
	if p.SQL != "" && p.OpClass != "" {
		e = base.As(p.PartName(n))
	}
	switch {
	case p.Desc || p.NullsFirst || p.NullsLast:
		order := &expr.Order{Expr: e, Descending: p.Desc, Undirected: !p.Desc}
		if p.NullsFirst {
			order.Nulls = expr.NullsAtStart
		} else if p.NullsLast {
			order.Nulls = expr.NullsAtEnd
		}
		e = order
	case p.SQL == "" && p.Collation == "":
		return IndexKey{Column: p.Column}
	}
	return IndexKey{Expr: owned(e)}
}

// genericDefault is a server default for any database: nothing that only the database that has it
// could read.
func genericDefault(text string, t typemap.Type) (string, expr.Expr) { return text, nil }
