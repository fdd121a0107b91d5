package orm

import (
	"fmt"
	"reflect"
	"slices"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// Preset says for a registry how fields of the Go type T are declared wherever they stand in its
// types: by the options of a tag, and by an SQL type if one is given. An option in a field's own tag
// goes before the same one of the preset, and so do type= and sizes. Pointers to T, the Opt of T and the
// sql.Null of T have it too.
//
//	type UserID int64
//	type Money int64
//
//	orm.NewRegistry(meta, orm.Preset[UserID]("pk"), orm.Preset[Money]("", typemap.Numeric(12, 2)), orm.Model[User]())
//
// A type that has a method SQLType needs no preset to say what its columns are.
func Preset[T any](tag string, typ ...typemap.Type) Mapping {
	p := &preset{typ: typ}
	m := Mapping{typ: reflect.TypeFor[T](), preset: p}
	f := reflect.StructField{Name: "preset", Type: m.typ}
	if tag != "" {
		f.Tag = tagText("," + tag) // without a name
	}
	var err error
	p.tag, err = structtag.Parse(m.typ, f, structtag.Known)
	switch {
	case err != nil:
		m.errs = append(m.errs, fault.Errorf("%w", err))
	case len(typ) > 1:
		m.errs = append(m.errs, fmt.Errorf("gild: Preset of %s: two SQL types", m.typ))
	}
	return m
}

// preset is how fields of a Go type are declared.
type preset struct {
	tag structtag.Tag
	typ []typemap.Type
}

// presets are those of a registry.
type presets map[reflect.Type]*preset

// of returns the preset for fields of a type, nil if there is none.
func (ps presets) of(t reflect.Type) *preset {
	for len(ps) > 0 {
		if p := ps[t]; p != nil {
			return p
		}
		elem, null := typemap.NullElem(t)
		switch {
		case null:
			t = elem
		case t.Kind() == reflect.Pointer:
			t = t.Elem()
		case isOptional(t):
			t = reflect.Zero(t).Interface().(typemap.Optional).OptionalOf()
		default:
			return nil
		}
	}
	return nil
}

// onto gives a tag the options that it does not have itself.
func (p *preset) onto(tag structtag.Tag) structtag.Tag {
	tag.Options = slices.Clone(tag.Options)
	for _, o := range p.tag.Options {
		if !tag.Has(o.Key) {
			tag.Options = append(tag.Options, o)
		}
	}
	return tag
}

func tagText(tag string) reflect.StructTag {
	return reflect.StructTag(fmt.Sprintf("%s:%q", structtag.Key, tag))
}

// columnOf defines the column of a field, with its preset.
func (c *collector) columnOf(f *found) (items []schema.TableItem, name string, err error) {
	sf := f.declared()
	p := c.presets.of(sf.Type)
	typed := p != nil && len(p.typ) > 0 && !f.tag.Has("type")
	if typed {
		if f.tag.Has("size") || f.tag.Has("precision") || f.tag.Has("scale") {
			return nil, "", fmt.Errorf("gild: %s.%s: the SQL type is that of a Preset: say type= beside the sizes", f.owner, f.name)
		}
		sf.Type = map[bool]reflect.Type{false: reflect.TypeFor[string](), true: reflect.TypeFor[*string]()}[holdsNull(sf.Type)]
	}
	column, err := schema.ColumnOf(f.owner, sf, fieldOptions...)
	if err != nil {
		return nil, "", err
	}
	if items = []schema.TableItem{column}; typed {
		items = append(items, schema.Amend(column.Name(), schema.OfType(p.typ[0])))
	}
	return items, column.Name(), nil
}

// holdsNull reports whether variables of the type can be NULL.
func holdsNull(t reflect.Type) bool {
	_, null, known := typemap.TypeOf(t)
	return null && known || t.Kind() == reflect.Pointer || isOptional(t)
}

// presetsOf finds the presets among the models.
func presetsOf(models []Mapping) (presets, []error) {
	var errs []error
	ps := presets{}
	for _, m := range models {
		if m.preset == nil {
			continue
		}
		errs = append(errs, m.errs...)
		if ps[m.typ] != nil {
			errs = append(errs, fmt.Errorf("gild: two presets are given for %s", m.typ))
		}
		ps[m.typ] = m.preset
	}
	return ps, errs
}
