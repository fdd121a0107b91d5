package gild

import (
	"context"
	"slices"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/schema"
)

// aspect is something that is read of all tables at once.
type aspect[T any] struct {
	name string
	of   func(d *dialect.Inspector) func(r *dialect.Reading) (map[schema.Name]T, error)
}

var (
	columnsOf = aspect[[]schema.ColumnInfo]{"columns", func(d *dialect.Inspector) func(*dialect.Reading) (map[schema.Name][]schema.ColumnInfo, error) {
		return d.Columns
	}}
	constraintsOf = aspect[schema.Constraints]{"constraints", func(d *dialect.Inspector) func(*dialect.Reading) (map[schema.Name]schema.Constraints, error) {
		return d.Constraints
	}}
	indexesOf = aspect[[]schema.IndexInfo]{"indexes", func(d *dialect.Inspector) func(*dialect.Reading) (map[schema.Name][]schema.IndexInfo, error) {
		return d.Indexes
	}}
	definitionsOf = aspect[string]{"views", func(d *dialect.Inspector) func(*dialect.Reading) (map[schema.Name]string, error) {
		return d.Definitions
	}}
)

// maxNames is how many tables are asked for by name. For more of them all are read.
const maxNames = 500

// each reads the aspect of the named tables, of all for nil.
func (a aspect[T]) each(ctx context.Context, i *Inspector, names []string) (map[schema.Name]T, error) {
	i.kept.mu.Lock()
	all, known := i.kept.values[keptKey{a.name, i.schema, ""}].(map[schema.Name]T)
	i.kept.mu.Unlock()
	if known {
		return all, nil
	}
	if len(names) > maxNames {
		names = nil
	}
	return readKept(ctx, i, a.name, names, a.of(i.dialect.Inspector))
}

// one reads the aspect of one table.
func (a aspect[T]) one(ctx context.Context, i *Inspector, table string) (T, error) {
	var none T
	found, err := a.each(ctx, i, []string{table})
	if err != nil {
		return none, err
	}
	if v, ok := found[schema.Name{Schema: i.schema, Name: table}]; ok {
		return v, nil
	}
	t, err := i.existing(ctx, table) // it may have none, or be called otherwise
	if err != nil {
		return none, err
	}
	return found[t.Name], nil
}

// Columns returns the columns of a table or view, in order. A view that the database can no longer
// run may have none.
func (i *Inspector) Columns(ctx context.Context, table string) ([]schema.ColumnInfo, error) {
	return columnsOf.one(ctx, i, table)
}

// PrimaryKey returns the primary key, nil for a table that has none.
func (i *Inspector) PrimaryKey(ctx context.Context, table string) (*schema.KeyInfo, error) {
	all, err := constraintsOf.one(ctx, i, table)
	return all.PrimaryKey, err
}

// ForeignKeys returns the foreign keys. The schema of a target is empty if names without one find
// it.
func (i *Inspector) ForeignKeys(ctx context.Context, table string) ([]schema.ForeignKeyInfo, error) {
	all, err := constraintsOf.one(ctx, i, table)
	return all.ForeignKeys, err
}

// Uniques returns the unique constraints. On MySQL and MariaDB these are the unique indexes.
func (i *Inspector) Uniques(ctx context.Context, table string) ([]schema.KeyInfo, error) {
	all, err := constraintsOf.one(ctx, i, table)
	return all.Uniques, err
}

// Checks returns the check constraints.
func (i *Inspector) Checks(ctx context.Context, table string) ([]schema.CheckInfo, error) {
	all, err := constraintsOf.one(ctx, i, table)
	return all.Checks, err
}

// Exclusions returns the exclusion constraints (PostgreSQL).
func (i *Inspector) Exclusions(ctx context.Context, table string) ([]schema.ExclusionInfo, error) {
	all, err := constraintsOf.one(ctx, i, table)
	return all.Exclusions, err
}

// Indexes returns the indexes, without that of the primary key. Those that belong to a
// constraint say so.
func (i *Inspector) Indexes(ctx context.Context, table string) ([]schema.IndexInfo, error) {
	return indexesOf.one(ctx, i, table)
}

// HasIndex reports whether a table has an index of that name. A table that does not exist has none.
func (i *Inspector) HasIndex(ctx context.Context, table, index string) (bool, error) {
	t, err := i.relation(ctx, table)
	if t == nil || err != nil {
		return false, err
	}
	all, err := i.Indexes(ctx, table)
	return slices.ContainsFunc(all, func(x schema.IndexInfo) bool { return x.Name == index }), err
}

// TableComment returns the comment on a table or view, empty for none.
func (i *Inspector) TableComment(ctx context.Context, table string) (string, error) {
	t, err := i.existing(ctx, table)
	if err != nil {
		return "", err
	}
	return t.Comment, nil
}

// TableOptions returns what only this kind of database has: see schema.TableInfo.
func (i *Inspector) TableOptions(ctx context.Context, table string) (map[string]string, error) {
	t, err := i.existing(ctx, table)
	if err != nil {
		return nil, err
	}
	return t.Options, nil
}

// ViewDefinition returns the query of a view. It is a *NoSuchTableError for a table.
func (i *Inspector) ViewDefinition(ctx context.Context, view string) (string, error) {
	text, err := definitionsOf.one(ctx, i, view)
	if err == nil && text == "" {
		return "", &NoSuchTableError{Table: schema.Name{Schema: i.schema, Name: view}}
	}
	return text, err
}

// Table returns all that the database knows of a table or view.
func (i *Inspector) Table(ctx context.Context, name string) (*schema.TableInfo, error) {
	t, err := i.existing(ctx, name)
	if err != nil {
		return nil, err
	}
	all, err := i.fill(ctx, []schema.TableInfo{*t}, []string{t.Name.Name})
	if err != nil {
		return nil, err
	}
	return &all[0], nil
}

// fill reads all aspects of tables that are known to be there, those of names.
func (i *Inspector) fill(ctx context.Context, tables []schema.TableInfo, names []string) ([]schema.TableInfo, error) {
	columns, err := columnsOf.each(ctx, i, names)
	if err != nil {
		return nil, err
	}
	constraints, err := constraintsOf.each(ctx, i, names)
	if err != nil {
		return nil, err
	}
	indexes, err := indexesOf.each(ctx, i, names)
	if err != nil {
		return nil, err
	}
	var definitions map[schema.Name]string
	const views = schema.RelationView | schema.RelationMaterializedView
	if slices.ContainsFunc(tables, func(t schema.TableInfo) bool { return t.Kind&views != 0 }) {
		if definitions, err = definitionsOf.each(ctx, i, names); err != nil {
			return nil, err
		}
	}
	filled := slices.Clone(tables)
	for n := range filled {
		t := &filled[n]
		t.Columns, t.Constraints, t.Indexes, t.Definition = columns[t.Name], constraints[t.Name], indexes[t.Name], definitions[t.Name]
	}
	return filled, nil
}
