package schema

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Reflection makes definitions of what a database tells of itself. Dialects whose catalog gild can
// read have one; package gild reads and defines in one go: see gild.Reflect. Its functions may be
// nil for what the database does not have. It is safe for concurrent use.
type Reflection struct {
	Dialect string
	// TableItems and the others are the options of the dialect for what databases of other kinds do not have.
	TableItems    func(t *TableInfo) []TableItem
	KeyOptions    func(k *KeyInfo) []ConstraintOption
	CheckOptions  func(c *CheckInfo) []ConstraintOption
	ColumnOptions func(c *ColumnInfo) []ColumnOption
	ViewOptions   func(t *TableInfo) []ViewOption
	IndexOptions  func(i *IndexInfo) []IndexOption
	// Numbered returns the type of a column that the database numbers by itself although it is no
	// part of the primary key: one whose name says so.
	Numbered func(c *ColumnInfo) typemap.Type
	// Usual is how a sequence for numbers of a type counts unless it is told otherwise.
	Usual func(sqlType string, increment int64) Counter
	// LeaveOut tells of tables that the database makes by itself, for others: they are defined only if they are asked
	// for by name. So it is, in definitions for databases of other kinds, with those of which Part tells: they are parts
	// of other tables, or made by what other databases do not have.
	LeaveOut func(t *TableInfo, all []TableInfo) bool
	Part     func(t *TableInfo) bool
	// LocalIndexes tells that the name of an index is one within its table.
	LocalIndexes bool
	// Generic makes definitions for databases of other kinds, as far as that is possible: types are
	// those that all databases have, and what is written in the database's own SQL, or is an option of
	// its own, stays with databases of its kind.
	Generic bool
}

// Define enters a table in meta as it was read. Parts of own take the place of what was read: columns
// and indexes those of their name, constraints those of their name or columns. Parts about columns
// that neither has are left out.
func (r *Reflection) Define(meta *MetaData, info *TableInfo, own ...TableItem) *Table {
	d := reflected{Reflection: r, info: info, own: own}
	for _, c := range info.Columns {
		d.columns = append(d.columns, c.Name)
	}
	for _, item := range own {
		if c, ok := item.(*Column); ok && !slices.Contains(d.columns, c.name) {
			d.columns = append(d.columns, c.name)
		}
	}
	d.add(InSchema(info.Schema))
	d.addColumns()
	d.addConstraints()
	d.addIndexes()
	if info.Comment != "" {
		d.add(Comment(info.Comment))
	}
	if r.TableItems != nil {
		d.add(r.TableItems(info)...)
	}
	d.add(d.rest()...)
	t := NewTable(meta, info.Name.Name, d.items...)
	t.reflected = true
	t.usual = r.usual(info)
	return t
}

// usual are the options that a table or view has by itself.
func (r *Reflection) usual(info *TableInfo) Options {
	var options Options
	for _, name := range slices.Sorted(maps.Keys(info.Usual)) {
		options = options.With(DialectOption(r.Dialect, name, info.Usual[name]))
	}
	return options
}

// DefineView enters a view in meta as it was read. after are the views that it may read.
func (r *Reflection) DefineView(meta *MetaData, info *TableInfo, after ...*View) *View {
	columns := make([]*Column, len(info.Columns))
	for i := range info.Columns {
		columns[i] = NewColumn(info.Columns[i].Name, r.typeOf(&info.Columns[i]), Nullable(), Comment(info.Columns[i].Comment))
	}
	options := []ViewOption{ViewIn(info.Schema)}
	if r.ViewOptions != nil {
		options = append(options, r.ViewOptions(info)...)
	}
	v := NewViewSQL(meta, info.Name.Name, info.Definition, columns, options...)
	v.reflected, v.usual = true, r.usual(info)
	v.Materialized, v.Temporary, v.Comment = info.Kind == RelationMaterializedView, info.Temporary, info.Comment
	for _, other := range after {
		v.after = append(v.after, other.table)
	}
	for i := range info.Indexes {
		d := reflected{Reflection: r, info: info}
		d.index(&info.Indexes[i]).addTo(v.table)
	}
	return v
}

// Sequence enters a sequence in meta as it was read.
func (r *Reflection) Sequence(meta *MetaData, info *SequenceInfo) *expr.Sequence {
	s := expr.NewSequence(info.Name.Name).In(info.Schema)
	if info.SQLType == "integer" {
		s = s.OfType(typemap.Integer())
	} else if info.SQLType == "smallint" {
		s = s.OfType(typemap.SmallInt())
	}
	if n := r.numbers(info.SQLType, info.Counter); n != nil {
		s.Start, s.Increment, s.Min, s.Max, s.Cache, s.Cycle = n.Start, n.Increment, n.Min, n.Max, n.Cache, n.Cycle
	}
	s.Comment = info.Comment
	return meta.AddSequence(s)
}

// numbers says how a sequence counts where it is not as usual, nil where it is.
func (r *Reflection) numbers(sqlType string, c Counter) *expr.Sequence {
	if r.Usual == nil || c == (Counter{}) {
		return nil
	}
	usual := r.Usual(sqlType, c.Increment)
	s := expr.NewSequence("")
	if c.Increment != 1 {
		s = s.IncrementBy(c.Increment)
	}
	if c.Min != usual.Min || c.Max != usual.Max {
		s = s.Between(c.Min, c.Max)
		usual.Start = c.Min
		if c.Increment < 0 {
			usual.Start = c.Max
		}
	}
	if c.Start != usual.Start {
		s = s.StartWith(c.Start)
	}
	if c.Cache != usual.Cache {
		s = s.CacheSize(c.Cache)
	}
	if c.Cycle {
		s = s.Cycling()
	}
	if s.Increment == nil && s.Min == nil && s.Start == nil && s.Cache == nil && !s.Cycle {
		return nil
	}
	return s
}

// Enum enters the type of an enum in meta as it was read.
func (r *Reflection) Enum(meta *MetaData, info *EnumInfo) typemap.Type {
	t := typemap.Enum(info.Name.Name, info.Labels...).In(info.Schema)
	meta.AddEnum(t, Comment(info.Comment))
	return t
}

// Domain enters a domain in meta as it was read.
func (r *Reflection) Domain(meta *MetaData, info *DomainInfo) *Domain {
	return meta.AddDomain(info.Define())
}

// Define returns the definition of the domain.
func (info *DomainInfo) Define() *Domain {
	d := &Domain{Schema: info.Schema, Name: info.Name.Name, Base: info.Type, NotNull: !info.Nullable, Default: info.Default, Collation: info.Collation, Comment: info.Comment}
	for _, c := range info.Checks {
		d.Checks = append(d.Checks, DomainCheck{Name: c.Name, SQL: c.SQL, NotValid: c.NotValid, Comment: c.Comment})
	}
	if info.Collation != "" { // which the domain says, and the type would say again
		d.Base = info.Type.Collate("")
	}
	return d
}

// typeOf is the type of a column.
func (r *Reflection) typeOf(c *ColumnInfo) typemap.Type {
	if r.Generic {
		return c.Type.Generic()
	}
	if c.Collation != "" && c.Type.Collation() == "" && c.Type.IsText() && len(c.Type.Labels()) == 0 {
		return c.Type.Collate(c.Collation)
	}
	return c.Type
}

// SortViews sorts views so that each comes behind those that its definition mentions.
func SortViews(views []TableInfo) []TableInfo {
	var sorted []TableInfo
	for todo := slices.Clone(views); len(todo) > 0; {
		i := max(0, slices.IndexFunc(todo, func(v TableInfo) bool {
			return !slices.ContainsFunc(todo, func(other TableInfo) bool {
				return other.Name != v.Name && mentions(v.Definition, other.Name.Name)
			})
		}))
		sorted = append(sorted, todo[i])
		todo = slices.Delete(todo, i, i+1)
	}
	return sorted
}

// mentions reports whether a text has a name in it as a whole word, or as it stands between quotes.
func mentions(text, name string) bool {
	for _, quote := range []string{`"`, "`"} {
		if strings.Contains(name, quote) && hasWord(text, strings.ReplaceAll(name, quote, quote+quote)) {
			return true
		}
	}
	return hasWord(text, name)
}

func hasWord(text, name string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], name)
		if i < 0 {
			return false
		}
		start, end := at+i, at+i+len(name)
		before, _ := utf8.DecodeLastRuneInString(text[:start])
		behind, _ := utf8.DecodeRuneInString(text[end:])
		if !isWordRune(before) && !isWordRune(behind) {
			return true
		}
		at = end
	}
}

func isWordRune(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) }
