package orm

import (
	"errors"
	"fmt"
	"reflect"
	"strings"
	"unsafe"

	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// relation is a one-to-many relationship: the field of type Many in the owner, and the
// foreign key of the target that leads back to it.
type relation struct {
	owner   *mapper
	name    string // the field's Go name
	offset  uintptr
	typ     reflect.Type // the field's type, a Many
	elem    reflect.Type // the target's struct
	via     string       // tag: the foreign key's column in the target
	deletes bool         // deleting the owner deletes what it owns
	orphans bool         // what is removed from the collection is deleted

	target    *mapper
	key       *schema.ForeignKey
	ownerKey  []int // fields of the owner that the foreign key refers to
	targetKey []int // fields of the target that hold it
}

// relationOptions are the tag options of a relationship.
var relationOptions = []string{"via", "cascade"}

func newRelation(m *mapper, f *typemap.Field, sf reflect.StructField) (*relation, error) {
	tag, err := structtag.Parse(m.typ, sf, relationOptions)
	if err != nil {
		return nil, fmt.Errorf("gild: %w", err)
	}
	rel := &relation{owner: m, name: f.Go, offset: f.Offset, typ: f.Type}
	elem := reflect.New(f.Type).Interface().(collection).elemType()
	if elem.Kind() != reflect.Pointer || elem.Elem().Kind() != reflect.Struct {
		return nil, rel.mistake("the elements of a Many are pointers to entities, not %s", elem)
	}
	rel.elem = elem.Elem()
	rel.via, _ = tag.Get("via")
	switch cascade, _ := tag.Get("cascade"); cascade {
	case "":
	case "delete":
		rel.deletes = true
	case "delete-orphan":
		rel.deletes, rel.orphans = true, true
	default:
		return nil, rel.mistake("unknown cascade %q: known are delete, delete-orphan", cascade)
	}
	return rel, nil
}

func (rel *relation) mistake(format string, args ...any) error {
	return fmt.Errorf("gild: %s.%s: %s", rel.owner.typ, rel.name, fmt.Sprintf(format, args...))
}

// configureRelations finds target and foreign key of each relationship, when all types
// are mapped.
func (m *mapper) configureRelations(r *Registry) error {
	var errs []error
	for _, rel := range m.relations {
		errs = append(errs, rel.configure(r))
	}
	return errors.Join(errs...)
}

func (rel *relation) configure(r *Registry) error {
	if rel.target = r.mappers[rel.elem]; rel.target == nil {
		return rel.mistake("%s is not mapped: give orm.Model[%s]() to NewRegistry", rel.elem, rel.elem.Name())
	}
	var err error
	if rel.key, err = rel.findKey(); err != nil {
		return err
	}
	if rel.targetKey, err = rel.target.fieldIndexes(rel.key.Columns); err == nil {
		rel.ownerKey, err = rel.owner.fieldIndexes(rel.key.RefColumns)
	}
	if err != nil {
		return rel.mistake("%v", err)
	}
	return nil
}

// findKey returns the foreign key of the target that refers to the owner's table.
func (rel *relation) findKey() (*schema.ForeignKey, error) {
	var found []*schema.ForeignKey
	for _, fk := range rel.target.table.ForeignKeys() {
		if fk.RefTable == rel.owner.table.Name() && (rel.via == "" || fk.Columns[0] == rel.via) {
			found = append(found, fk)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil
	case len(found) == 0 && rel.via != "":
		return nil, rel.mistake("%s has no foreign key via column %q to %q", rel.elem, rel.via, rel.owner.table.Name())
	case len(found) == 0:
		return nil, rel.mistake("%s has no foreign key to %q: tag its field with fk=%s.column", rel.elem, rel.owner.table.Name(), rel.owner.table.Name())
	}
	var columns []string
	for _, fk := range found {
		columns = append(columns, fk.Columns[0])
	}
	return nil, rel.mistake("%s has more than one foreign key to %q: choose with via=%s", rel.elem, rel.owner.table.Name(), strings.Join(columns, " or via="))
}

// collectionAt returns the relationship's field of the object at p.
func (rel *relation) collectionAt(p unsafe.Pointer) collection {
	return reflect.NewAt(rel.typ, unsafe.Add(p, rel.offset)).Interface().(collection)
}

// nullable reports whether the target can be without an owner.
func (rel *relation) nullable() bool {
	for _, i := range rel.targetKey {
		f := &rel.target.fields[i]
		_, null, _ := typemap.TypeOf(f.typ) // the zero of an int64 would be a key, not NULL
		if !null || !rel.target.table.Column(f.columnName).Nullable {
			return false
		}
	}
	return true
}
