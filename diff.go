package gild

import (
	"context"
	"fmt"
	"slices"

	"github.com/gildsql/gild/schema"
)

// Diff returns what has to be done to a database to make it what meta says: see schema.Diff. Without
// options.Schemas the schemas that meta mentions are compared. Tables that options leave out, and those of other schemas,
// are neither changed nor dropped. Schemas are called as statements call them under WithSchemas and InSchemas: what is
// compared is what those names stand for, and Difference.Apply changes that in the same context.
func Diff(ctx context.Context, db DB, meta *schema.MetaData, options ReflectOptions) (*schema.Difference, error) {
	if meta == nil {
		return nil, fmt.Errorf("gild: Diff needs a MetaData to compare with")
	}
	if len(options.Schemas) == 0 {
		options.Schemas = meta.Schemas()
	}
	if options.Kinds == 0 && len(meta.Views()) > 0 {
		options.Kinds = schema.RelationTable | viewKinds
	}
	live := schema.NewMetaData(schema.DefaultSchema(meta.Schema()))
	r, err := newReflector(ctx, db, live, options)
	if err != nil {
		return nil, err
	}
	if r.Only != nil { // which need not be there
		only := r.Only
		r.Only, r.Match = nil, func(n schema.Name) bool { return slices.Contains(only, n.Name) }
	}
	views := r.Kinds&viewKinds != 0
	r.broken = true
	if err := r.all(ctx, meta); err != nil {
		return nil, err
	}
	within := func(n schema.Name) bool {
		return slices.Contains(r.Schemas, n.Schema) && (r.Match == nil || r.Match(n))
	}
	compared := []schema.DiffOption{schema.Within(within)}
	if r.Match != nil {
		compared = append(compared, schema.KeepTypes())
	}
	there, err := r.empty(ctx, meta)
	if err != nil {
		return nil, err
	}
	compared = append(compared, schema.HasSchemas(there...))
	canon := r.insp.canon
	if !views {
		return schema.Diff(live, meta, canon, append(compared, schema.WithoutViews())...)
	}
	if err := r.word(ctx, db, meta, canon.Abilities()); err != nil {
		return nil, err
	}
	return schema.Diff(live, meta, canon, append(compared, schema.Worded(r.forms))...)
}

// empty returns the schemas of definitions that the database has, although nothing was read of them.
func (r *reflector) empty(ctx context.Context, meta *schema.MetaData) ([]string, error) {
	known := r.meta.Schemas()
	wanted := slices.DeleteFunc(meta.Schemas(), func(name string) bool { return name == "" || slices.Contains(known, name) })
	if len(wanted) == 0 {
		return nil, nil
	}
	all, err := r.insp.Schemas(ctx)
	return slices.DeleteFunc(wanted, func(name string) bool { return !slices.Contains(all, r.called.in(name)) }), err
}
