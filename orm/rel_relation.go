package orm

import (
	"reflect"
	"slices"
	"strings"
	"unsafe"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/schema"
)

// relation is a relationship of a mapped type. It is immutable after configuration.
type relation struct {
	owner  *mapper
	index  int // in the owner's relations
	name   string
	offset uintptr
	shape  shape
	elem   reflect.Type // the target's struct
	face   reflect.Type // the interface that elements have, nil if they are pointers to elem
	tag    structtag.Tag

	cascade       cascades
	passive       passiveness
	activeUpdates bool // gild, not the database, hands changed keys on
	postUpdate    bool // the foreign key is written by an UPDATE of its own
	viewonly      bool

	target       *mapper
	back         *relation
	ownerFields  []int         // of the owner: its key, or its foreign key
	targetFields []int         // of the target: its foreign key, or its key
	leadsTable   *schema.Table // that the foreign key leads to
	nulls        []int         // of the foreign key: what is NULL without a parent; none if there has to be one
	toKey        bool          // a many-to-one leads to the target's whole primary key, in order
	link         *link         // of many-to-many
	scattered    bool          // concrete sub-types of the owner have it by other columns
	order        []expr.Expr
	position     *position // of the elements, nil for none
	written      *written  // by On, and
	on           *condition
	entire       plannedLoad // all of it
}

// cascades say what happens to elements when something happens to their owner.
type cascades struct{ saveUpdate, merge, delete, orphan, refresh, expunge bool }

// passiveness is how much of a deletion is left to the database.
type passiveness int

const (
	activeDeletes  passiveness = iota // elements are loaded and looked after
	passiveDeletes                    // those that are not loaded are the database's business
	passiveAll                        // all are
)

var relationOptions = []string{
	"via", "through", "back", "cascade", "order", "position", "overlaps", "passive", "active-updates", "post-update", "viewonly",
}

func newRelation(m *mapper, f *found) (*relation, error) {
	tag, err := structtag.Parse(f.owner, f.sf, relationOptions)
	if err != nil {
		return nil, fault.Errorf("%w", err)
	}
	if slices.Contains([]string{"post-update", "viewonly", "active-updates"}, tag.Name) { // it has no column's name in front
		tag.Options, tag.Name = append(tag.Options, structtag.Option{Key: tag.Name}), ""
	}
	rel := &relation{
		owner: m, name: f.name, offset: f.offset, shape: f.wrapper.shape(), tag: tag,
		activeUpdates: tag.Has("active-updates"), postUpdate: tag.Has("post-update"), viewonly: tag.Has("viewonly"),
	}
	if tag.Name != "" {
		return nil, rel.mistake("a relationship has no column: the tag begins with an option, such as back=Field, not with %q", tag.Name)
	}
	elem := f.wrapper.elemType()
	switch {
	case elem.Kind() == reflect.Interface && elem.NumMethod() > 0:
		rel.face = elem
	case elem.Kind() == reflect.Pointer && elem.Elem().Kind() == reflect.Struct:
		rel.elem = elem.Elem()
	default:
		return nil, rel.mistake("the elements of a relationship are pointers to entities, not %s", elem)
	}
	rel.entire = plannedLoad{of: m, rel: rel, levels: 1}
	if err := rel.readCascade(); err != nil {
		return nil, err
	}
	return rel, rel.readPassive()
}

// mistake is an error of the relationship.
func (rel *relation) mistake(format string, args ...any) error {
	return fault.Errorf("%s.%s: "+format, append([]any{rel.owner.typ, rel.name}, args...)...)
}

func (rel *relation) readCascade() error {
	text, given := rel.tag.Get("cascade")
	if !given {
		rel.cascade = cascades{saveUpdate: !rel.viewonly, merge: !rel.viewonly}
		return nil
	}
	c := &rel.cascade
	for _, word := range strings.Fields(text) {
		switch word {
		case "all":
			c.saveUpdate, c.merge, c.delete, c.refresh, c.expunge = true, true, true, true, true
		case "save-update":
			c.saveUpdate = true
		case "merge":
			c.merge = true
		case "delete":
			c.saveUpdate, c.merge, c.delete = true, true, true
		case "delete-orphan":
			c.saveUpdate, c.merge, c.delete, c.orphan = true, true, true, true
		case "refresh-expire":
			c.refresh = true
		case "expunge":
			c.expunge = true
		case "none":
			*c = cascades{}
		default:
			return rel.mistake("unknown cascade %q: known are save-update, merge, delete, delete-orphan, refresh-expire, expunge, all, none", word)
		}
	}
	switch {
	case rel.viewonly && (c.saveUpdate || c.delete || c.merge):
		return rel.mistake("a viewonly relationship writes nothing: cascade=%s is of no use", text)
	case c.orphan && rel.shape == shapeRef:
		return rel.mistake("cascade=delete-orphan is for the side that owns: give it to the other side of the relationship")
	}
	return nil
}

func (rel *relation) readPassive() error {
	switch text, given := rel.tag.Get("passive"); {
	case !given:
	case text == "deletes":
		rel.passive = passiveDeletes
	case text == "all":
		rel.passive = passiveAll
	default:
		return rel.mistake("unknown option passive=%s: known are deletes, all", text)
	}
	if rel.shape == shapeWriteOnly {
		if rel.passive == activeDeletes { // which would have to load
			rel.passive = passiveDeletes
		}
		if rel.activeUpdates {
			return rel.mistake("active-updates would load a WriteOnly: leave changed keys to the database")
		}
	}
	if rel.passive == passiveAll && rel.cascade.delete {
		return rel.mistake("passive=all leaves deletions to the database: cascade=delete is of no use")
	}
	return nil
}

// entirely loads all of the relationship.
func (rel *relation) entirely() *plannedLoad { return &rel.entire }

// label names the relationship by its type and field, without the package.
func (rel *relation) label() string { return rel.owner.typ.Name() + "." + rel.name }

// membersAt returns the relationship's field of the object at p.
func (rel *relation) membersAt(p unsafe.Pointer) *members {
	return (*members)(unsafe.Add(p, rel.offset))
}

// membersOf is membersAt of an object.
func (rel *relation) membersOf(obj any) *members { return rel.membersAt(pointerIn(obj)) }

// childFields and parentFields are the foreign key and the key that it takes.
func (rel *relation) childFields() []int {
	if rel.shape == shapeRef {
		return rel.ownerFields
	}
	return rel.targetFields
}

func (rel *relation) parentFields() []int {
	if rel.shape == shapeRef {
		return rel.targetFields
	}
	return rel.ownerFields
}

// parentMapper is the type that the foreign key leads to.
func (rel *relation) parentMapper() *mapper {
	if rel.shape == shapeRef {
		return rel.target
	}
	return rel.owner
}

// childMapper is the type that has the foreign key.
func (rel *relation) childMapper() *mapper {
	if rel.shape == shapeRef {
		return rel.owner
	}
	return rel.target
}

// childPart and parentPart are the parts of the two sides whose tables have the foreign key and what it leads to.
func (rel *relation) childPart() *mapper { return rel.childMapper().partOf(rel.childFields()[0]) }

func (rel *relation) parentPart() *mapper {
	if rel.leadsTable != nil {
		return rel.parentMapper().partAt(rel.leadsTable)
	}
	return rel.parentMapper().partOf(rel.parentFields()[0])
}

// findNulls finds which fields of the foreign key are NULL in a child without parent. One NULL is enough: what
// cannot be NULL, such as a tenant that all keys have in them, keeps its value, and so does what is part of
// another foreign key, unless there is nothing else.
func (rel *relation) findNulls() {
	if !rel.isKeyed() {
		return
	}
	m := rel.childMapper()
	var own []int
	for _, i := range rel.childFields() {
		f := &m.fields[i] // the zero of an int64 would be a key, not NULL
		if !f.null || !f.definition.Nullable {
			continue
		}
		rel.nulls = append(rel.nulls, i)
		if !rel.isShared(f.definition.Name()) {
			own = append(own, i)
		}
	}
	if len(own) > 0 {
		rel.nulls = own
	}
}

// isShared reports whether a column of the relationship's foreign key is part of another one, too.
func (rel *relation) isShared(column string) bool {
	part := rel.childPart()
	columns := rel.childMapper().columnNames(rel.childFields())
	return slices.ContainsFunc(part.table.ForeignKeys(), func(fk *schema.ForeignKey) bool {
		return slices.Contains(fk.Columns, column) && !slices.Equal(fk.Columns, columns)
	})
}
