package gild

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/schema"
)

// ReflectOptions say what Reflect reads, and how. The zero ReflectOptions are for all tables of the
// MetaData's schema, with the tables that their foreign keys refer to.
type ReflectOptions struct {
	// Schemas are the schemas to read, that of the MetaData without any. The empty name is the default
	// one of the database.
	Schemas []string
	// Kinds are the kinds of table-like objects to read, 0 for schema.RelationTable. Views become views
	// of the MetaData, foreign tables tables.
	Kinds schema.RelationKind
	// Only are the names of the tables and views to read, nil for all. One that is not there is a
	// *NoSuchTableError.
	Only []string
	// Match is asked about each table and view, nil for all.
	Match func(name schema.Name) bool
	// NoTargets reads no table for the reason alone that foreign keys refer to it: keys to tables that are not
	// in the MetaData are left out then.
	NoTargets bool
	// Generic makes types those that all databases have, and leaves what is written in the database's
	// own SQL, and what only it has, to databases of its kind.
	Generic bool
	// Column is asked about each column before it is defined, and may change what was read of it. false
	// leaves the column out, with the constraints and indexes that it is part of. nil takes all.
	Column func(table *schema.TableInfo, column *schema.ColumnInfo) bool
	// Skip is called with what cannot be defined, such as a view that refers to a table that is gone: an
	// *UnreflectableError. Without it that is the error of Reflect.
	Skip func(err *UnreflectableError)
}

// UnreflectableError says that a table or view is there, but cannot be defined.
type UnreflectableError struct {
	Name   schema.Name
	Kind   schema.RelationKind
	Reason string
}

// Error names the table or view and the way out.
func (e *UnreflectableError) Error() string {
	return fmt.Sprintf("gild: %s %q cannot be reflected: %s: leave it out with Match, or pass over the like of it with Skip", e.Kind, e.Name, e.Reason)
}

// Reflect reads the tables of a database and enters them in meta: columns with their types and
// defaults, constraints, indexes, comments and options, and the sequences, enums and domains of the schemas
// that are read. Tables that meta has already stay as they are; foreign keys
// lead to them. Names are those of the database, whatever naming convention meta has; schemas are called as
// statements call them under WithSchemas and InSchemas, but in the database's own SQL text: defaults, conditions, views.
//
// Tables in which virtual tables of SQLite keep what they know, and with Generic partitions and virtual tables, are read only
// if they are named in Only. Reflect fails as Inspect does, with a *NoSuchTableError and with an
// *UnreflectableError; meta may have got some of the tables then.
func Reflect(ctx context.Context, db DB, meta *schema.MetaData, options ReflectOptions) error {
	r, err := newReflector(ctx, db, meta, options)
	if err != nil {
		return err
	}
	return r.all(ctx, nil)
}

// ReflectTable reads one table, enters it in meta and returns it. Parts of own take the place of what was
// read, or are added: a column the one of its name, an index, too, a constraint the one of its name
// or columns. The tables that its foreign keys refer to are read, too, unless
// options.NoTargets. If meta has the table already, it is returned as it is.
func ReflectTable(ctx context.Context, db DB, meta *schema.MetaData, name string, options ReflectOptions, own ...schema.TableItem) (*schema.Table, error) {
	if len(options.Schemas) > 1 {
		return nil, fmt.Errorf("gild: a table is in one schema, not in %d", len(options.Schemas))
	}
	options.Only, options.Match, options.Kinds = []string{name}, nil, schema.RelationAny
	r, err := newReflector(ctx, db, meta, options)
	if err != nil {
		return nil, err
	}
	r.own, r.asTable = own, true
	if err := r.all(ctx, nil); err != nil {
		return nil, err
	}
	return meta.Table(schema.Name{Schema: r.schemas()[0], Name: name}.String()), nil
}

// reflector is one run of Reflect.
type reflector struct {
	ReflectOptions
	insp    *Inspector
	meta    *schema.MetaData
	rules   *schema.Reflection
	own     []schema.TableItem // of the only table
	asTable bool               // views become tables
	views   []schema.TableInfo
	broken  bool                             // views that cannot be read are taken, too
	called  *schemaNames                     // nil where schemas have their own names
	forms   map[*schema.View]schema.ViewForm // of the views that were defined
}

func newReflector(ctx context.Context, db DB, meta *schema.MetaData, options ReflectOptions) (*reflector, error) {
	if meta == nil {
		return nil, fmt.Errorf("gild: Reflect needs a MetaData to enter tables in: schema.NewMetaData()")
	}
	insp, err := Inspect(ctx, db)
	if err != nil {
		return nil, err
	}
	if insp.dialect.Inspector.Reflection == nil {
		return nil, fmt.Errorf("%w: the dialect %q has no Reflection", ErrNoInspector, insp.dialect.Name)
	}
	rules := *insp.dialect.Inspector.Reflection
	rules.Generic = options.Generic
	if insp.dialect.Rules != nil {
		rules.Dialect = insp.dialect.Rules(insp.version).Dialect
	}
	if options.Kinds == 0 {
		options.Kinds = schema.RelationTable
	}
	return &reflector{ReflectOptions: options, insp: insp, meta: meta, rules: &rules, forms: map[*schema.View]schema.ViewForm{}}, nil
}

// schemas are those to read.
func (r *reflector) schemas() []string {
	if len(r.Schemas) == 0 {
		return []string{r.meta.Schema()}
	}
	return r.Schemas
}

// all reads all that is asked for. wanted are definitions of it, nil for none.
func (r *reflector) all(ctx context.Context, wanted *schema.MetaData) (err error) {
	known := map[string]bool{}
	if wanted != nil {
		known = names(wanted, r.rules.Dialect)
	}
	defined := func(n schema.Name) bool { return known[n.String()] || r.meta.Table(n.String()) != nil }
	if r.called, err = r.schemaNames(ctx, defined); err != nil {
		return err
	}
	seen := map[string]bool{}
	for _, name := range r.schemas() {
		if own := r.called.in(name); r.called != nil && seen[r.called.one(own)] {
			continue
		} else if r.called != nil {
			seen[r.called.one(own)] = true
		}
		if r.Only == nil {
			if err := r.types(ctx, r.insp.In(r.called.in(name))); err != nil {
				return err
			}
		}
		if err := r.read(ctx, name, r.Only); err != nil {
			return err
		}
	}
	r.defineViews()
	return nil
}

// types enters what is no table: enums, domains, and sequences that belong to no column.
func (r *reflector) types(ctx context.Context, i *Inspector) error {
	enums, err := i.Enums(ctx)
	if err != nil {
		return err
	}
	for _, e := range enums {
		e.Name = r.called.of(e.Name)
		r.rules.Enum(r.meta, &e)
	}
	if r.Generic {
		return nil
	}
	domains, err := i.Domains(ctx)
	if err != nil {
		return err
	}
	for _, d := range domains {
		if r.called != nil {
			d.Name, d.Type = r.called.name(d.Name), r.called.typ(d.Type)
		}
		r.rules.Domain(r.meta, &d)
	}
	sequences, err := i.Sequences(ctx)
	if err != nil {
		return err
	}
	for _, s := range sequences {
		if s.OwnerColumn == "" && !s.Identity {
			s.Name = r.called.of(s.Name)
			r.rules.Sequence(r.meta, &s)
		}
	}
	return nil
}

// read defines the tables of a schema, then those that their foreign keys refer to.
func (r *reflector) read(ctx context.Context, in string, names []string) error {
	i := r.insp.In(r.called.in(in))
	tables, err := i.Select(TableFilter{Kinds: r.Kinds, Names: names}).Info(ctx)
	if err != nil {
		return err
	}
	if tables, err = r.called.tables(tables); err != nil {
		return err
	}
	for _, name := range names {
		if !slices.ContainsFunc(tables, func(t schema.TableInfo) bool { return t.Name.Name == name }) {
			_, err := i.existing(ctx, name)
			if err == nil { // of another kind
				err = &NoSuchTableError{Table: schema.Name{Schema: in, Name: name}}
			}
			return err
		}
	}
	var taken []schema.TableInfo
	for n := range tables {
		if names != nil || r.takes(&tables[n], tables) {
			taken = append(taken, tables[n])
		}
	}
	return r.define(ctx, taken)
}

func (r *reflector) takes(t *schema.TableInfo, all []schema.TableInfo) bool {
	if r.rules.LeaveOut != nil && r.rules.LeaveOut(t, all) {
		return false
	}
	if r.rules.Generic && r.rules.Part != nil && r.rules.Part(t) {
		return false
	}
	return r.Match == nil || r.Match(t.Name)
}

const viewKinds = schema.RelationView | schema.RelationMaterializedView

func (r *reflector) define(ctx context.Context, tables []schema.TableInfo) error {
	targets := map[string][]string{} // by schema
	known := map[schema.Name]bool{}
	for i := range tables {
		known[tables[i].Name] = true
	}
	for i := range tables {
		t := r.columnsOf(&tables[i])
		if err := r.missing(t); err != nil {
			if r.Skip == nil {
				return err
			}
			r.Skip(err)
			continue
		}
		if t.Kind&viewKinds != 0 && !r.asTable {
			r.views = append(r.views, *t)
			continue
		}
		for _, fk := range t.ForeignKeys {
			if !known[fk.Target] && r.meta.Table(fk.Target.String()) == nil && !slices.Contains(targets[fk.Target.Schema], fk.Target.Name) {
				targets[fk.Target.Schema] = append(targets[fk.Target.Schema], fk.Target.Name)
			}
		}
		if r.meta.Table(t.Name.String()) == nil {
			r.rules.Define(r.meta, r.withoutTargets(t, known), r.own...)
		}
	}
	if r.NoTargets {
		return nil
	}
	defer func(kinds schema.RelationKind) { r.Kinds = kinds }(r.Kinds) // there may be schemas to come
	r.own, r.asTable, r.Kinds = nil, false, schema.RelationTables
	for _, name := range slices.Sorted(maps.Keys(targets)) {
		if err := r.read(ctx, name, targets[name]); err != nil {
			return fault.Errorf("reading a table that a foreign key refers to: %w", err)
		}
	}
	return nil
}

// missing returns an error for what cannot be defined.
func (r *reflector) missing(t *schema.TableInfo) *UnreflectableError {
	switch {
	case t.Kind&viewKinds != 0 && len(t.Columns) == 0 && !(r.broken && t.Definition != ""):
		return &UnreflectableError{t.Name, t.Kind, "it has no columns: what it refers to may be gone"}
	case t.Kind&viewKinds != 0 && t.Definition == "":
		return &UnreflectableError{t.Name, t.Kind, "the database does not tell its query"}
	}
	return nil
}

// columnsOf asks Column about the columns of a table, and returns it with those that are taken.
func (r *reflector) columnsOf(t *schema.TableInfo) *schema.TableInfo {
	if r.Column == nil {
		return t
	}
	changed := *t
	changed.Columns = nil
	for i := range t.Columns {
		c := t.Columns[i]
		if r.Column(t, &c) {
			changed.Columns = append(changed.Columns, c)
		}
	}
	return &changed
}

// withoutTargets leaves out foreign keys to tables that are not read, if they are not to be.
func (r *reflector) withoutTargets(t *schema.TableInfo, known map[schema.Name]bool) *schema.TableInfo {
	if !r.NoTargets {
		return t
	}
	changed := *t
	changed.ForeignKeys = slices.DeleteFunc(slices.Clone(t.ForeignKeys), func(fk schema.ForeignKeyInfo) bool {
		return !known[fk.Target] && r.meta.Table(fk.Target.String()) == nil
	})
	return &changed
}

// defineViews enters the views, each behind those that it reads.
func (r *reflector) defineViews() {
	var defined []*schema.View
	for _, info := range schema.SortViews(r.views) {
		if slices.ContainsFunc(r.meta.Views(), func(v *schema.View) bool { return v.FullName() == info.Name.String() }) {
			continue
		}
		v := r.rules.DefineView(r.meta, &info, defined...)
		defined = append(defined, v)
		r.forms[v] = viewForm(&info)
	}
}
