package orm

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/slab"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// mapper is the plan of one mapped type. It is immutable after configuration.
type mapper struct {
	typ          reflect.Type // the struct
	registry     *Registry
	model        Mapping            // as it was given
	index        int                // in the registry
	base         *mapper            // of a sub-type that shares its rows; nil for others
	concreteOf   *mapper            // of a sub-type whose rows are in tables of its own alone; nil for others
	root         *mapper            // of the types that share rows, the type itself if there are no others
	family       *family            // the types that share rows, nil if there are no others
	rows         *mapper            // what queries for the type read, if it has concrete sub-types; nil for others
	union        *united            // of what reads the rows of such a type; nil for others
	tableless    bool               // it has no rows, only concrete sub-types
	node         *mapper            // of the graph of tables: whose table the rows are in
	parts        []*mapper          // of a sub-type with rows in several tables, one for each; nil for others
	own          []int              // indexes in fields of those that are written to the table
	inline       []*mapper          // sub-types whose tables are joined to queries for the type
	isInline     bool               // it is such a sub-type of its bases
	ofKey        *schema.ForeignKey // of a part: to the table of the base
	passive      bool               // the database deletes the rows of the part
	abstract     bool               // there are only objects of sub-types
	hasKind      bool
	kindText     string       // of the tag, and
	kind         driver.Value // what the discriminator has
	table        *schema.Table
	made         bool    // from the type
	entity       int     // offset of the embedded Entity, -1 if there is none
	fields       []field // mapped columns, in the order of the struct
	key          []int   // indexes in fields of the primary key
	reads        []int   // indexes in fields of those that queries read
	deferred     []int   // indexes in fields of the others
	whole, bare  *reading
	exprs        []exprField
	computes     []func(m *mapper, meta *schema.MetaData) error // that make these
	validators   []func(obj any) error
	auto         int // index in fields of the column that the database numbers, or -1
	version      int // index in fields of the version counter, or -1
	relations    []*relation
	incoming     []*relation  // of all types to this one
	incomingKeys []*relation  // by which a foreign key takes a key of this type
	uniques      [][]int      // indexes in fields of those that are unique together, nil for columns without a field
	late         []bool       // those of them that are looked at when the transaction ends
	postKeys     [][]int      // what is NULL of foreign keys that have an UPDATE of their own
	like         any          // a nil *T
	snapshot     reflect.Type // a struct of the mapped fields alone
	snapshots    *slab.Arrays // of that,
	objects      *slab.Arrays // and of the struct
	statements   statements
	hooks        *hooks          // that the type has itself, nil for none
	number       typemap.Decoder // of the column that the database numbers, into an int64
}

var entityType = reflect.TypeFor[Entity]()

// newMapper reads a struct type. A mapper may come back beside an error, for relations
// of other types to be checked against.
func (r *Registry) newMapper(model Mapping, base *mapper, ps presets) (*mapper, error) {
	t := model.typ
	if t == nil {
		return nil, errors.New("gild: an empty Mapping: make them with orm.Model")
	}
	if t.Kind() != reflect.Struct {
		return nil, fmt.Errorf("gild: %s cannot be mapped: entities are structs", t)
	}
	c := newCollector(model)
	c.presets, c.base = ps, base
	c.collect(t, 0, nil, "", "")
	if err := errors.Join(append(model.errs, c.errs...)...); err != nil {
		return nil, err
	}
	m := &mapper{
		registry: r, typ: t, model: model, entity: c.entity, auto: -1, version: -1,
		computes: model.computes, validators: model.validators, abstract: c.own.Has("abstract"),
	}
	m.kindText, m.hasKind = c.own.Get("kind")
	m.isInline = c.own.Has("inline")
	if how, given := c.own.Get("passive"); given && how != "deletes" {
		return nil, fmt.Errorf("gild: %s: unknown option passive=%s: known is deletes", t, how)
	} else {
		m.passive = given
	}
	m.root, m.node = m, m
	switch {
	case base != nil && c.own.Has("concrete") && (m.isInline || m.passive):
		return nil, fmt.Errorf("gild: %s: inline and passive are for a table beside that of %s: the rows of a concrete sub-type are in its own alone", t, base.typ)
	case base != nil && c.own.Has("concrete"):
		m.standAlone(base)
		base = nil
	case base != nil && base.tableless && m.abstract:
		return nil, fmt.Errorf("gild: %s: %s, which it embeds, has no table: tag it concrete too, `gild:\",abstract,concrete\"`", t, base.typ)
	case base != nil && base.tableless:
		return nil, fmt.Errorf("gild: %s: %s, which it embeds, has no table: tag it with a table of the type's own and concrete, `gild:\"table,concrete\"`", t, base.typ)
	case base != nil:
		m.inherit(base)
	}
	columns, errs := m.readFields(c)
	errs = append(errs, m.takeJoins()...)
	if base != nil && c.own.Name == "" && model.table == nil {
		errs = append(errs, m.shareTable(columns, model)...)
	} else if base != nil {
		errs = append(errs, m.joinTable(r.meta, model, c, columns))
	} else if err := m.findTable(r.meta, model, c, columns); err != nil {
		if errs = append(errs, err); m.table == nil {
			return nil, errors.Join(errs...)
		}
	}
	if err := errors.Join(errs...); err != nil && base != nil {
		return nil, err
	}
	if errs = append(errs, m.bindColumns()); errors.Join(errs...) == nil {
		m.layOutSnapshot()
		if base != nil {
			m.divide()
		}
	}
	return m, errors.Join(errs...)
}

// findTable finds the type's table, or makes it of the columns of its fields.
func (m *mapper) findTable(meta *schema.MetaData, model Mapping, c *collector, columns []schema.TableItem) error {
	if m.abstract && c.own.Name == "" && model.table == nil && m.kindField() < 0 {
		return m.withoutTable(columns)
	}
	if m.table = model.table; m.table != nil {
		if len(model.items) > 0 {
			return fmt.Errorf("gild: %s: Items are for tables that are made from the type: give them to the definition of %q", m.typ, m.table.Name())
		}
		return nil
	}
	name, err := tableName(m.typ, c)
	if err != nil {
		return err
	}
	switch m.table = meta.Table(name); {
	case m.table == nil && model.exists:
		return fmt.Errorf("gild: %s: the MetaData has no table %q, which must exist", m.typ, name)
	case m.table == nil:
		m.table, m.made = schema.NewTable(meta, name, append(columns, model.items...)...), true
	case len(model.items) > 0:
		return fmt.Errorf("gild: %s: table %q is defined already: give Items to its definition", m.typ, name)
	}
	return nil
}

// tableName reads the tag of the embedded Entity.
func tableName(t reflect.Type, c *collector) (string, error) {
	if c.entity < 0 {
		return "", fmt.Errorf("gild: %s cannot be mapped: embed orm.Entity, tagged with the table's name, or map it onto a table with orm.Map", t)
	}
	switch {
	case c.own.Name == "" && c.base != nil:
		return "", fmt.Errorf("gild: %s: tag the embedded %s with the table's name: `gild:\"table,concrete\"`", t, c.base.typ)
	case c.own.Name == "":
		return "", fmt.Errorf("gild: %s: tag the embedded orm.Entity with the table's name: `gild:\"users\"`", t)
	}
	return c.own.Name, nil
}

// readFields sorts the fields into columns and relationships.
func (m *mapper) readFields(c *collector) ([]schema.TableItem, []error) {
	var columns []schema.TableItem
	var errs []error
	for _, found := range c.visible() {
		if found.wrapper != nil {
			rel, err := newRelation(m, found)
			errs = append(errs, err)
			if rel != nil {
				rel.index = len(m.relations)
				m.relations = append(m.relations, rel)
			}
			continue
		}
		items, name, err := c.columnOf(found)
		if err != nil {
			errs = append(errs, fault.Errorf("%s.%s: %w", m.typ, found.name, err))
			continue
		}
		if found.prefix != "" {
			errs = append(errs, fmt.Errorf("gild: %s.%s: embed with a prefix is not for this field", m.typ, found.name))
			continue
		}
		columns = append(columns, items...)
		m.fields = append(m.fields, newField(found, name))
	}
	return columns, errs
}

// bindColumns finds the table's column of each field, and the primary key.
func (m *mapper) bindColumns() error {
	var errs []error
	own := len(m.table.PrimaryKey()) == 0 // such as a view: the key is what the struct says
	for i := range m.fields {
		f := &m.fields[i]
		var err error
		m.own = append(m.own, i)
		inherited := m.base != nil && i < len(m.base.fields)
		if !inherited {
			err = f.bind(m)
		}
		if err != nil {
			errs = append(errs, err)
			continue
		}
		if f.deferred {
			m.deferred = append(m.deferred, i)
		} else {
			m.reads = append(m.reads, i)
		}
		if inherited {
			continue
		}
		if f.kind && m.base != nil {
			errs = append(errs, fmt.Errorf("gild: %s.%s: the discriminator is a field of %s, the base of all", m.typ, f.name, m.root.typ))
		}
		if f.definition.PrimaryKey || own && f.key {
			m.key = append(m.key, i)
		}
		if f.definition == m.table.AutoIncrement() {
			m.auto = i
			if m.number, err = typemap.DecoderFor(f.definition.Type(), reflect.TypeFor[int64]()); err != nil {
				errs = append(errs, fault.Errorf("%s.%s: %w", m.typ, f.name, err))
			}
		}
		if f.version {
			if m.version >= 0 {
				errs = append(errs, fmt.Errorf("gild: %s: fields %s and %s are both tagged version: a type has one version counter", m.typ, m.fields[m.version].name, f.name))
			}
			m.version = i
		}
	}
	if len(m.key) == 0 || m.base == nil && !own && len(m.key) != len(m.table.PrimaryKey()) {
		errs = append(errs, fmt.Errorf("gild: %s: entities need fields for the whole primary key of table %q: mark them with `gild:\",pk\"`", m.typ, m.table.Name()))
	}
	return errors.Join(errs...)
}

// layOutSnapshot makes the type that snapshots have: a struct of the mapped fields alone,
// so that relationships cost nothing in it.
func (m *mapper) layOutSnapshot() {
	fields := make([]reflect.StructField, len(m.fields))
	for i := range m.fields {
		fields[i] = reflect.StructField{Name: fmt.Sprintf("F%d", i), Type: m.fields[i].typ}
	}
	m.snapshot = reflect.StructOf(fields)
	m.like = reflect.Zero(reflect.PointerTo(m.typ)).Interface()
	m.snapshots, m.objects = slab.ArraysOf(m.snapshot), slab.ArraysOf(m.typ)
	for i := range m.fields {
		m.fields[i].kept = m.snapshot.Field(i).Offset
	}
}

// fieldIndexes returns the indexes of the fields mapped to columns.
func (m *mapper) fieldIndexes(columns []string) ([]int, error) {
	indexes := make([]int, len(columns))
	for i, name := range columns {
		at := slices.IndexFunc(m.fields, func(f field) bool { return f.table == m.table && f.definition.Name() == name })
		if at < 0 {
			return nil, fmt.Errorf("%s has no field for column %q", m.typ, name)
		}
		indexes[i] = at
	}
	return indexes, nil
}

// relation returns the relationship of a Go field, nil if there is none.
func (m *mapper) relation(name string) *relation {
	i := slices.IndexFunc(m.relations, func(rel *relation) bool { return rel.name == name })
	if i < 0 {
		return nil
	}
	return m.relations[i]
}

// values returns the values of some fields of the object at p.
func (m *mapper) values(p unsafe.Pointer, fields []int) []any {
	values := make([]any, len(fields))
	for i, f := range fields {
		values[i] = m.fields[f].value(p)
	}
	return values
}

// keptValues is values for a snapshot.
func (m *mapper) keptValues(snapshot unsafe.Pointer, fields []int) []any {
	values := make([]any, len(fields))
	for i, f := range fields {
		values[i] = m.fields[f].keptValue(snapshot)
	}
	return values
}

// match is the condition that columns have the given values.
func (m *mapper) match(fields []int, values []any) []expr.Expr {
	conds := make([]expr.Expr, len(fields))
	for i, f := range fields {
		conds[i] = expr.ColOf[any](m.fields[f].column).Eq(values[i])
	}
	return conds
}
