package schema

import (
	"iter"
	"maps"
	"slices"
)

// ColumnOption changes a column's definition.
type ColumnOption interface{ onColumn(c *Column) }

// ConstraintOption changes what constraints of all kinds have. It is a ForeignKeyOption, too.
type ConstraintOption interface {
	ForeignKeyOption
	onConstraint(c *ConstraintBase)
}

// ForeignKeyOption changes a foreign key's definition.
type ForeignKeyOption interface{ onForeignKey(fk *ForeignKey) }

// IndexOption changes an index's definition.
type IndexOption interface{ onIndex(i *Index) }

type columnOption func(c *Column)

func (o columnOption) onColumn(c *Column) { o(c) }

type foreignKeyOption func(fk *ForeignKey)

func (o foreignKeyOption) onForeignKey(fk *ForeignKey) { o(fk) }

type constraintOption func(c *ConstraintBase)

func (o constraintOption) onConstraint(c *ConstraintBase) { o(c) }
func (o constraintOption) onForeignKey(fk *ForeignKey)    { o(&fk.ConstraintBase) }

type indexOption func(i *Index)

func (o indexOption) onIndex(i *Index) { o(i) }

// Option is what only the databases of one dialect have: the engine of a table, the method of
// an index. It is part of a table, a column, a constraint, an index or a view, whatever takes
// it; other dialects pass it over. The packages of the dialects have functions that make them,
// such as postgres.Using and mysql.Engine. One that its dialect does not know is an error when
// a statement is compiled.
type Option struct {
	Dialect string // the dialect's name: "postgresql"
	Name    string
	Value   any
	After   []string // tables, by their names, that one with the option comes after
}

// DialectOption returns an option of a dialect, by its name.
func DialectOption(dialect, name string, value any) Option {
	return Option{Dialect: dialect, Name: name, Value: value}
}

func (o Option) addTo(t *Table)                 { t.options = t.options.With(o) }
func (o Option) onColumn(c *Column)             { c.Options = c.Options.With(o) }
func (o Option) onConstraint(c *ConstraintBase) { c.Options = c.Options.With(o) }
func (o Option) onForeignKey(fk *ForeignKey)    { fk.Options = fk.Options.With(o) }
func (o Option) onIndex(i *Index)               { i.Options = i.Options.With(o) }
func (o Option) onView(v *View)                 { v.Options = v.Options.With(o) }

// Options are those that something has, of all dialects, each once. The nil Options are empty.
type Options []Option

// With returns the options and o, which takes the place of one of its dialect and name.
func (o Options) With(more Option) Options {
	for i, other := range o {
		if other.Dialect == more.Dialect && other.Name == more.Name {
			derived := slices.Clone(o)
			derived[i] = more
			return derived
		}
	}
	return append(slices.Clip(o), more)
}

// Get returns the value of an option, nil if there is none.
func (o Options) Get(dialect, name string) any {
	for _, option := range o {
		if option.Dialect == dialect && option.Name == name {
			return option.Value
		}
	}
	return nil
}

// Of yields the names and values of the options of a dialect, in order.
func (o Options) Of(dialect string) iter.Seq2[string, any] {
	return func(yield func(string, any) bool) {
		for _, option := range o {
			if option.Dialect == dialect && !yield(option.Name, option.Value) {
				return
			}
		}
	}
}

// Comment is the text that the database keeps about a table, a column, a constraint, a view, an index or an enum: of views
// it is PostgreSQL and Oracle that keep one, of indexes PostgreSQL and MySQL, of constraints and enums PostgreSQL.
func Comment(text string) CommentOption { return CommentOption(text) }

// CommentOption is what Comment returns.
type CommentOption string

func (o CommentOption) addTo(t *Table)                 { t.comment = string(o) }
func (o CommentOption) onColumn(c *Column)             { c.Comment = string(o) }
func (o CommentOption) onConstraint(c *ConstraintBase) { c.Comment = string(o) }
func (o CommentOption) onForeignKey(fk *ForeignKey)    { fk.Comment = string(o) }
func (o CommentOption) onView(v *View)                 { v.Comment = string(o) }
func (o CommentOption) onIndex(i *Index)               { i.Comment = string(o) }
func (o CommentOption) onEnum(m *MetaData, key string) { m.enumComments[key] = string(o) }

// Info keeps something of the program's own with a table, a column, a constraint or an index, to be
// found by its key in their Info. It is of no meaning to gild.
func Info(key string, value any) InfoOption { return InfoOption{key, value} }

// InfoOption is what Info returns.
type InfoOption struct {
	key   string
	value any
}

func (o InfoOption) in(info map[string]any) map[string]any {
	derived := maps.Clone(info)
	if derived == nil {
		derived = map[string]any{}
	}
	derived[o.key] = o.value
	return derived
}

func (o InfoOption) addTo(t *Table)                 { t.info = o.in(t.info) }
func (o InfoOption) onColumn(c *Column)             { c.Info = o.in(c.Info) }
func (o InfoOption) onConstraint(c *ConstraintBase) { c.Info = o.in(c.Info) }
func (o InfoOption) onForeignKey(fk *ForeignKey)    { fk.Info = o.in(fk.Info) }
func (o InfoOption) onIndex(i *Index)               { i.Info = o.in(i.Info) }

// OnlyOn leaves a constraint or an index to databases of these dialects.
func OnlyOn(dialects ...string) OnlyOnOption { return OnlyOnOption(dialects) }

// OnlyOnOption is what OnlyOn returns.
type OnlyOnOption []string

func (o OnlyOnOption) onConstraint(c *ConstraintBase) { c.Dialects = o }
func (o OnlyOnOption) onForeignKey(fk *ForeignKey)    { fk.Dialects = o }
func (o OnlyOnOption) onIndex(i *Index)               { i.Dialects = o }
