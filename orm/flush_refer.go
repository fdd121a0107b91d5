package orm

import (
	"unsafe"

	"github.com/gildsql/gild/schema"
)

// foreign is a foreign key of a type's table to the primary key of another type, by fields.
type foreign struct {
	fk     *schema.ForeignKey
	parent *mapper
	fields []int
}

// foreignKeys returns the foreign keys of m by which rows of a group refer to each other,
// without those that are written by an UPDATE of their own.
func (f *flushing) foreignKeys(g *group, m *mapper) []foreign {
	if known, ok := f.foreign[m]; ok {
		return known
	}
	var out []foreign
	for _, fk := range m.table.ForeignKeys() {
		fields, err := m.fieldIndexes(fk.Columns)
		if err != nil || isPostUpdate(m.node, f.s.registry.ordered, fk.Columns) {
			continue
		}
		for _, parent := range g.mappers {
			refs, err := parent.fieldIndexes(fk.RefColumns)
			if !refersTo(fk, parent.table) || err != nil || !equalInts(refs, parent.key) {
				continue
			}
			out = append(out, foreign{fk, parent, fields})
		}
	}
	if f.foreign == nil {
		f.foreign = map[*mapper][]foreign{}
	}
	f.foreign[m] = out
	return out
}

func equalInts(a, b []int) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// rowKey is the primary key of a row.
type rowKey struct {
	m    *mapper
	text string
}

// rowsByKey returns the units under the keys of their rows.
func (f *flushing) rowsByKey(all []*unit, key func(*unit) (known bool, values []any)) (map[rowKey]*unit, error) {
	rows := map[rowKey]*unit{}
	for _, u := range all {
		known, values := key(u)
		if !known {
			continue
		}
		text, _, err := u.st.m.encodeValues(u.st.m.key, values)
		if err != nil {
			return nil, err
		}
		rows[rowKey{u.m.node, text}] = u
	}
	return rows, nil
}

// eachReferred calls yield with the units whose rows u refers to by the values of its foreign
// keys, unless it takes these from a parent.
func (f *flushing) eachReferred(g *group, u *unit, rows map[rowKey]*unit, values func(unsafe.Pointer, []int) []any, yield func(*unit)) error {
	for _, fk := range f.foreignKeys(g, u.m) {
		if u.kind == insert {
			if _, _, takes := u.takesFrom(fk.fields[0]); takes {
				continue
			}
		}
		text, null, err := fk.parent.encodeValues(fk.parent.key, values(u.st.ptr, fk.fields))
		if err != nil {
			return err
		}
		if p := rows[rowKey{fk.parent, text}]; p != nil && !null {
			yield(p)
		}
	}
	return nil
}

// keptAt returns keptValues of a snapshot, whatever object it is asked for.
func (m *mapper) keptAt(snapshot unsafe.Pointer) func(unsafe.Pointer, []int) []any {
	return func(_ unsafe.Pointer, fields []int) []any { return m.keptValues(snapshot, fields) }
}

// refersTo reports whether a foreign key leads to the table, in whatever schema that is.
func refersTo(fk *schema.ForeignKey, t *schema.Table) bool {
	target, err := fk.Target()
	return err == nil && target == t
}
