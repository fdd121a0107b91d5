package gild

import (
	"context"
	"iter"
	"slices"

	"github.com/gildsql/gild/schema"
)

// Scope tells temporary tables from others.
type Scope int

// The scopes. The zero Scope leaves temporary tables out.
const (
	ScopeDefault   Scope = iota // tables that outlive the connection
	ScopeTemporary              // temporary ones only
	ScopeAny                    // both
)

// TableFilter says which tables are meant. The zero TableFilter means the tables of the schema
// that hold rows of their own, foreign tables among them, without views and temporary tables.
type TableFilter struct {
	Kinds schema.RelationKind // 0 for schema.RelationTables
	Scope Scope
	Names []string // nil for all; names that there are not are passed over
	// Match is asked about each table, nil for all. It is called while nothing is read.
	Match func(name schema.Name) bool
}

func (f *TableFilter) takes(t *schema.TableInfo) bool {
	kinds := f.Kinds
	if kinds == 0 {
		kinds = schema.RelationTables
	}
	switch {
	case t.Kind&kinds == 0:
		return false
	case f.Scope != ScopeAny && t.Temporary != (f.Scope == ScopeTemporary):
		return false
	}
	return f.Match == nil || f.Match(t.Name)
}

// Selection reads something of many tables, in as many queries as for one. Make one with
// Inspector.Select. It is safe for concurrent use.
type Selection struct {
	inspector *Inspector
	filter    TableFilter
}

// Select returns the tables that the filter takes, for what is to be read of all of them.
func (i *Inspector) Select(filter TableFilter) *Selection { return &Selection{i, filter} }

// Found is what was read, by table.
type Found[T any] struct {
	names []schema.Name
	of    map[schema.Name]T
}

// All yields what was read of each table, in the order of their names. Tables that have nothing
// of the kind are there, with the zero value.
func (f Found[T]) All() iter.Seq2[schema.Name, T] {
	return func(yield func(schema.Name, T) bool) {
		for _, n := range f.names {
			if !yield(n, f.of[n]) {
				return
			}
		}
	}
}

// Of returns what was read of one table. ok is false for a table that is not among them.
func (f Found[T]) Of(name schema.Name) (v T, ok bool) {
	return f.of[name], slices.Contains(f.names, name)
}

// Len returns the number of tables.
func (f Found[T]) Len() int { return len(f.names) }

// tables returns the tables that the filter takes.
func (s *Selection) tables(ctx context.Context) ([]schema.TableInfo, error) {
	names := s.filter.Names
	if len(names) > maxNames {
		names = nil
	}
	var all []schema.TableInfo
	var err error
	if names == nil || len(names) > 0 {
		all, err = s.inspector.relations(ctx, names)
	}
	var taken []schema.TableInfo
	for n := range all {
		if s.filter.Names != nil && names == nil && !slices.Contains(s.filter.Names, all[n].Name.Name) {
			continue
		}
		if s.filter.takes(&all[n]) {
			taken = append(taken, all[n])
		}
	}
	return taken, err
}

// names are those to read by: nil for all.
func (s *Selection) names(tables []schema.TableInfo) []string {
	if s.filter.Names == nil {
		return nil
	}
	names := []string{}
	for _, t := range tables {
		names = append(names, t.Name.Name)
	}
	return names
}

// foundOf reads an aspect of the tables, and takes a part of it.
func foundOf[A, T any](ctx context.Context, s *Selection, a aspect[A], part func(A) T) (Found[T], error) {
	tables, err := s.tables(ctx)
	found := Found[T]{of: map[schema.Name]T{}}
	if err != nil || len(tables) == 0 {
		return found, err
	}
	all, err := a.each(ctx, s.inspector, s.names(tables))
	if err != nil {
		return found, err
	}
	for _, t := range tables {
		found.names = append(found.names, t.Name)
		found.of[t.Name] = part(all[t.Name])
	}
	return found, nil
}

func same[T any](v T) T { return v }

// Columns returns the columns.
func (s *Selection) Columns(ctx context.Context) (Found[[]schema.ColumnInfo], error) {
	return foundOf(ctx, s, columnsOf, same)
}

// PrimaryKeys returns the primary keys, nil for tables that have none.
func (s *Selection) PrimaryKeys(ctx context.Context) (Found[*schema.KeyInfo], error) {
	return foundOf(ctx, s, constraintsOf, func(c schema.Constraints) *schema.KeyInfo { return c.PrimaryKey })
}

// ForeignKeys returns the foreign keys.
func (s *Selection) ForeignKeys(ctx context.Context) (Found[[]schema.ForeignKeyInfo], error) {
	return foundOf(ctx, s, constraintsOf, func(c schema.Constraints) []schema.ForeignKeyInfo { return c.ForeignKeys })
}

// Uniques returns the unique constraints.
func (s *Selection) Uniques(ctx context.Context) (Found[[]schema.KeyInfo], error) {
	return foundOf(ctx, s, constraintsOf, func(c schema.Constraints) []schema.KeyInfo { return c.Uniques })
}

// Checks returns the check constraints.
func (s *Selection) Checks(ctx context.Context) (Found[[]schema.CheckInfo], error) {
	return foundOf(ctx, s, constraintsOf, func(c schema.Constraints) []schema.CheckInfo { return c.Checks })
}

// Indexes returns the indexes, as Inspector.Indexes does.
func (s *Selection) Indexes(ctx context.Context) (Found[[]schema.IndexInfo], error) {
	return foundOf(ctx, s, indexesOf, same)
}

// Definitions returns the queries of views, which the filter must ask for.
func (s *Selection) Definitions(ctx context.Context) (Found[string], error) {
	return foundOf(ctx, s, definitionsOf, same)
}

// Info returns all that the database knows of the tables, in the order of their names. What is in
// the *TableInfo alone, comments and options, comes with Relations, too, and costs less there.
func (s *Selection) Info(ctx context.Context) ([]schema.TableInfo, error) {
	tables, err := s.tables(ctx)
	if err != nil || len(tables) == 0 {
		return nil, err
	}
	return s.inspector.fill(ctx, tables, s.names(tables))
}

// Relations returns the tables themselves: name, kind, comment and options.
func (s *Selection) Relations(ctx context.Context) ([]schema.TableInfo, error) { return s.tables(ctx) }
