package orm

import (
	"database/sql"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strings"
	"time"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/structtag"
)

// found is a field of a struct that is to be mapped, or one of a struct embedded in it.
type found struct {
	owner   reflect.Type // the struct that declares it
	sf      reflect.StructField
	tag     structtag.Tag
	name    string // its Go name, with the path through embedded structs
	prefix  string
	offset  uintptr // from the start of the outermost struct
	depth   int
	wrapper wrapper // of a relationship, else nil
}

// declared is the field as its column is declared: a deferred one has the type of its value.
func (f *found) declared() reflect.StructField {
	sf := f.sf
	if d, deferred := reflect.New(sf.Type).Interface().(DeferredField); deferred {
		sf.Type, _ = d.layout()
	}
	return sf
}

// column is the name of the column that the field would have.
func (f *found) column() string { return f.tag.NameOr(f.sf.Name) }

// collector gathers the fields of a struct, hidden ones included.
type collector struct {
	model   Mapping
	base    *mapper // whose sub-type the struct is, nil for none
	entity  int
	own     structtag.Tag // of the embedded Entity, or of the base
	fields  []found
	used    map[string]bool // tags given from outside
	presets presets
	errs    []error
}

func newCollector(model Mapping) *collector {
	return &collector{model: model, entity: -1, used: map[string]bool{}}
}

// checkOwn finds options in the tag of what a type embeds that are for others.
func (c *collector) checkOwn(t reflect.Type, of string, known ...string) {
	if slices.Contains(known, c.own.Name) {
		c.fail("%s: %q in the tag of %s would be a table: write %q for the option", t, c.own.Name, of, ","+c.own.Name)
	}
	for _, o := range c.own.Options {
		if !slices.Contains(known, o.Key) {
			c.fail("%s: unknown option %q in the tag of %s: it takes a table's name, %s", t, o.Key, of, strings.Join(known, ", "))
		}
	}
}

func (c *collector) fail(format string, args ...any) {
	c.errs = append(c.errs, fmt.Errorf("gild: "+format, args...))
}

// collect takes the fields of t, which lies at base in the outermost struct.
func (c *collector) collect(t reflect.Type, base uintptr, index []int, path, prefix string) {
	for i := range t.NumField() {
		f := t.Field(i)
		name := path + f.Name
		if text, given := c.givenTag(name); given {
			f.Tag = tagText(text)
			c.used[name] = true
		}
		tag, err := structtag.Parse(t, f, structtag.Known)
		if err != nil {
			c.errs = append(c.errs, fault.Errorf("%w", err))
			continue
		}
		at := append(slices.Clone(index), i)
		switch {
		case f.Type == entityType && f.Anonymous:
			c.entity = int(base + f.Offset)
			if c.base == nil {
				c.own = tag
				c.checkOwn(t, "orm.Entity", "kind", "abstract")
			}
		case f.Anonymous && c.base.ancestor(f.Type) != nil:
			if len(index) == 0 {
				c.own = tag
				c.checkOwn(t, f.Name, "kind", "abstract", "inline", "passive", "concrete")
			}
			if c.own.Has("concrete") {
				c.collect(f.Type, base+f.Offset, at, "", prefix)
			}
		case tag.Skip:
		case f.Anonymous && isMixin(f.Type):
			if tag.Has("kind") || tag.Has("abstract") || tag.Has("concrete") {
				c.fail("%s: the embedded %s is tagged as its base, and is not mapped: give orm.Model[%s]() to NewRegistry", t, f.Type, f.Type.Name())
			}
			c.collect(f.Type, base+f.Offset, at, name+".", prefix)
		case f.Anonymous && f.Type.Kind() == reflect.Pointer && isMixin(f.Type.Elem()):
			c.fail("%s.%s: embedded pointers cannot be mapped: embed the struct itself or tag the field `gild:\"-\"`", t, f.Name)
		case !f.IsExported():
		default:
			c.field(t, f, tag, name, base, len(at)-1, prefix)
		}
	}
	if len(index) == 0 {
		for name := range c.model.tags {
			if !c.used[name] {
				c.fail("%s has no field %q, for which a tag is given", t, name)
			}
		}
	}
}

// givenTag returns the tag that is given for a field from outside, for those of a base to its concrete sub-types too.
func (c *collector) givenTag(name string) (string, bool) {
	if text, given := c.model.tags[name]; given {
		return text, true
	}
	for m := c.base; m != nil; m = m.parent() {
		if text, given := m.model.tags[name]; given {
			return text, true
		}
	}
	return "", false
}

func (c *collector) field(t reflect.Type, f reflect.StructField, tag structtag.Tag, name string, base uintptr, depth int, prefix string) {
	made := found{owner: t, sf: f, tag: tag, name: name, offset: base + f.Offset, depth: depth}
	made.wrapper, _ = reflect.New(f.Type).Interface().(wrapper)
	if given, ok := tag.Get("embed"); ok {
		if made.wrapper != nil || !isMixin(f.Type) {
			c.fail("%s.%s: embed is for structs whose fields are columns, not for a %s", t, f.Name, f.Type)
			return
		}
		c.collect(f.Type, made.offset, make([]int, depth+1), name+".", prefix+given)
		return
	}
	if prefix != "" && made.wrapper == nil {
		made.tag.Name = prefix + made.column()
		made.sf.Tag = tagText(retag(made.tag))
	}
	if p := c.presets.of(made.declared().Type); p != nil && made.wrapper == nil {
		made.tag = p.onto(made.tag)
		made.sf.Tag = tagText(retag(made.tag))
	}
	c.fields = append(c.fields, made)
}

// retag writes a tag anew.
func retag(tag structtag.Tag) string {
	text := tag.Name
	for _, o := range tag.Options {
		text += "," + o.Key
		if o.Value != "" {
			text += "=" + o.Value
		}
	}
	return text
}

// visible returns the fields that no shallower one of the same column or name hides.
func (c *collector) visible() []*found {
	var out []*found
	for i := range c.fields {
		f := &c.fields[i]
		hidden := slices.ContainsFunc(c.fields, func(other found) bool {
			return other.depth < f.depth && other.wrapper == nil == (f.wrapper == nil) && other.column() == f.column()
		})
		if !hidden {
			out = append(out, f)
		}
	}
	return out
}

var (
	timeType    = reflect.TypeFor[time.Time]()
	scannerType = reflect.TypeFor[sql.Scanner]()
	valuerType  = reflect.TypeFor[driver.Valuer]()
)

// isMixin reports whether t is a struct whose fields are columns, rather than a value of
// its own such as time.Time.
func isMixin(t reflect.Type) bool {
	return t.Kind() == reflect.Struct && t != timeType && t != entityType &&
		!reflect.PointerTo(t).Implements(scannerType) && !reflect.PointerTo(t).Implements(valuerType)
}
