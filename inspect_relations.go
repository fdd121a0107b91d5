package gild

import (
	"context"
	"slices"
	"strings"

	"github.com/gildsql/gild/internal/spelling"
	"github.com/gildsql/gild/schema"
)

// relations reads the tables and views, nil for all.
func (i *Inspector) relations(ctx context.Context, names []string) ([]schema.TableInfo, error) {
	return readKept(ctx, i, "tables", names, i.dialect.Inspector.Tables)
}

// relation finds one table or view, nil if there is none.
func (i *Inspector) relation(ctx context.Context, name string) (*schema.TableInfo, error) {
	i.kept.mu.Lock()
	all, known := i.kept.values[keptKey{"tables", i.schema, ""}].([]schema.TableInfo)
	i.kept.mu.Unlock()
	if known {
		if n := slices.IndexFunc(all, func(t schema.TableInfo) bool { return t.Name.Name == name }); n >= 0 {
			return &all[n], nil
		}
	}
	found, err := i.relations(ctx, []string{name})
	if err != nil || len(found) == 0 {
		return nil, err
	}
	n := slices.IndexFunc(found, func(t schema.TableInfo) bool { return t.Name.Name == name })
	return &found[max(n, 0)], nil // by another spelling, if the database thinks so
}

// existing is relation, but fails if there is none.
func (i *Inspector) existing(ctx context.Context, name string) (*schema.TableInfo, error) {
	t, err := i.relation(ctx, name)
	if t != nil || err != nil {
		return t, err
	}
	missing := &NoSuchTableError{Table: schema.Name{Schema: i.schema, Name: name}}
	if all, err := i.relations(ctx, nil); err == nil {
		var known []string
		for _, t := range all {
			known = append(known, t.Name.Name)
		}
		missing.Near = spelling.Nearest(name, known, len(name)/3+1)
	}
	return nil, missing
}

// list returns the names of the tables of some kinds.
func (i *Inspector) list(ctx context.Context, kinds schema.RelationKind, temporary bool) ([]string, error) {
	all, err := i.relations(ctx, nil)
	if err != nil {
		return nil, err
	}
	names := []string{}
	for _, t := range all {
		if t.Kind&kinds != 0 && t.Temporary == temporary {
			names = append(names, t.Name.Name)
		}
	}
	return names, nil
}

// Tables returns the names of the tables, partitioned ones and partitions among them, in order.
// Views, temporary and foreign tables have methods of their own.
func (i *Inspector) Tables(ctx context.Context) ([]string, error) {
	return i.list(ctx, schema.RelationTable, false)
}

// TempTables returns the names of the connection's temporary tables: ask on a *sql.Conn or
// *sql.Tx. MySQL and MariaDB do not list them.
func (i *Inspector) TempTables(ctx context.Context) ([]string, error) {
	return i.list(ctx, schema.RelationTable, true)
}

// ForeignTables returns the names of the foreign tables (PostgreSQL).
func (i *Inspector) ForeignTables(ctx context.Context) ([]string, error) {
	return i.list(ctx, schema.RelationForeignTable, false)
}

// Views returns the names of the views.
func (i *Inspector) Views(ctx context.Context) ([]string, error) {
	return i.list(ctx, schema.RelationView, false)
}

// TempViews returns the names of the connection's temporary views.
func (i *Inspector) TempViews(ctx context.Context) ([]string, error) {
	return i.list(ctx, schema.RelationView, true)
}

// MaterializedViews returns the names of the materialized views (PostgreSQL).
func (i *Inspector) MaterializedViews(ctx context.Context) ([]string, error) {
	return i.list(ctx, schema.RelationMaterializedView, false)
}

// HasTable reports whether there is a table or view of that name, temporary ones among them.
func (i *Inspector) HasTable(ctx context.Context, name string) (bool, error) {
	t, err := i.relation(ctx, name)
	return t != nil, err
}

// Schemas returns the names of the schemas, in order, without those of the database itself.
func (i *Inspector) Schemas(ctx context.Context) ([]string, error) {
	return readKept(ctx, i.In(""), "schemas", nil, i.dialect.Inspector.Schemas)
}

// HasSchema reports whether there is a schema of that name.
func (i *Inspector) HasSchema(ctx context.Context, name string) (bool, error) {
	all, err := i.Schemas(ctx)
	return slices.Contains(all, name), err
}

// DefaultSchema returns the schema that new tables without one are made in, empty if there is none.
func (i *Inspector) DefaultSchema(ctx context.Context) (string, error) {
	return readKept(ctx, i.In(""), "default schema", nil, i.dialect.Inspector.DefaultSchema)
}

// Sequences returns the sequences, those of identity and serial columns among them.
func (i *Inspector) Sequences(ctx context.Context) ([]schema.SequenceInfo, error) {
	return readKept(ctx, i, "sequences", nil, i.dialect.Inspector.Sequences)
}

// HasSequence reports whether there is a sequence of that name.
func (i *Inspector) HasSequence(ctx context.Context, name string) (bool, error) {
	all, err := i.Sequences(ctx)
	return slices.ContainsFunc(all, func(s schema.SequenceInfo) bool { return s.Name.Name == name }), err
}

// Enums returns the enumerated types (PostgreSQL).
func (i *Inspector) Enums(ctx context.Context) ([]schema.EnumInfo, error) {
	return readKept(ctx, i, "enums", nil, i.dialect.Inspector.Enums)
}

// Domains returns the domains (PostgreSQL).
func (i *Inspector) Domains(ctx context.Context) ([]schema.DomainInfo, error) {
	return readKept(ctx, i, "domains", nil, i.dialect.Inspector.Domains)
}

// SortedTables returns the tables so that each comes after those its foreign keys refer to, for
// emptying a database or copying it.
func (i *Inspector) SortedTables(ctx context.Context) ([]schema.SortedTable, error) {
	all, err := i.Select(TableFilter{}).Info(ctx)
	if err != nil {
		return nil, err
	}
	slices.SortFunc(all, func(a, b schema.TableInfo) int { return strings.Compare(a.Name.Name, b.Name.Name) })
	return schema.SortInfos(all), nil
}
