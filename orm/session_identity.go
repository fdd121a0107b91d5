package orm

import (
	"cmp"
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"time"
	"unsafe"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/internal/intmap"
	"github.com/gildsql/gild/typemap"
)

// identity is the place of an object in the identity map.
type identity struct {
	m *mapper // the root of a hierarchy
	primaryKey
}

// primaryKey is a primary key.
type primaryKey struct {
	n    int64  // the key, if it is a single int64,
	text string // else the key as text
}

// identityMap has one object for each row. Few are looked through, and make no map. Most keys are a
// number, which is found quicker alone.
type identityMap struct {
	few     [4]identified
	n       int                  // of few; more than that once there are maps
	numbers []intmap.Map[*state] // by the index of the mapper
	texts   map[identity]*state
}

// identified is the object of a row.
type identified struct {
	id identity
	st *state
}

// get returns the object of a row, nil if there is none.
func (k *identityMap) get(id identity) *state {
	switch {
	case k.n <= len(k.few):
		if at := k.find(id); at >= 0 {
			return k.few[at].st
		}
		return nil
	case id.text != "":
		return k.texts[id]
	case id.m == nil || id.m.index >= len(k.numbers):
		return nil
	}
	if found := k.numbers[id.m.index].Find(id.n); found != nil {
		return *found
	}
	return nil
}

// find returns where few has the object of a row, -1 if it has none.
func (k *identityMap) find(id identity) int {
	return slices.IndexFunc(k.few[:k.n], func(e identified) bool { return e.id == id })
}

// put makes st the object of a row.
func (k *identityMap) put(id identity, st *state) {
	if k.n <= len(k.few) {
		switch at := k.find(id); {
		case at >= 0:
			k.few[at].st = st
			return
		case k.n < len(k.few):
			k.few[k.n] = identified{id, st}
			k.n++
			return
		}
		k.toMaps()
	}
	k.putInMap(id, st)
}

func (k *identityMap) putInMap(id identity, st *state) {
	if id.text != "" {
		if k.texts == nil {
			k.texts = map[identity]*state{}
		}
		k.texts[id] = st
		return
	}
	*k.numbered(id.m).Put(id.n) = st
}

// toMaps has the objects found by maps from now on.
func (k *identityMap) toMaps() {
	if k.n > len(k.few) {
		return
	}
	for _, e := range k.few[:k.n] {
		k.putInMap(e.id, e.st)
	}
	k.few, k.n = [len(k.few)]identified{}, len(k.few)+1
}

// expect makes room for n more objects of a type.
func (k *identityMap) expect(m *mapper, n int) {
	if k.n+n > len(k.few) {
		k.toMaps()
		k.numbered(m).Expect(n)
	}
}

// numbered are the objects of a type whose keys are numbers.
func (k *identityMap) numbered(m *mapper) *intmap.Map[*state] {
	for m.index >= len(k.numbers) {
		k.numbers = append(k.numbers, intmap.Map[*state]{})
	}
	return &k.numbers[m.index]
}

// drop forgets st, if it is the object of the row.
func (k *identityMap) drop(st *state) {
	switch id := st.identity(); {
	case k.get(id) != st:
	case k.n <= len(k.few):
		at := k.find(id)
		k.n--
		k.few[at], k.few[k.n] = k.few[k.n], identified{}
	case id.text != "":
		delete(k.texts, id)
	default:
		k.numbers[id.m.index].Drop(id.n)
	}
}

// identityAt returns the identity of the object at p.
func (m *mapper) identityAt(p unsafe.Pointer) (identity, error) {
	if len(m.key) == 1 {
		if f := &m.fields[m.key[0]]; f.number || f.typ.Kind() == reflect.Int64 && f.plainInt() {
			return identity{m.root, primaryKey{n: *(*int64)(unsafe.Add(p, f.offset))}}, nil
		}
	}
	return m.identityOf(m.values(p, m.key))
}

// plainInt reports whether the column of an int64 field takes the number as it is.
func (f *field) plainInt() bool { return !f.typ.Implements(valuerType) }

// identityOf returns the identity of a primary key.
func (m *mapper) identityOf(key []any) (identity, error) {
	if len(key) != len(m.key) {
		return identity{}, fmt.Errorf("gild: the key of %s has %d parts, not %d", m.typ, len(m.key), len(key))
	}
	if f := &m.fields[m.key[0]]; len(key) == 1 && f.typ.Kind() == reflect.Int64 && f.plainInt() {
		v, err := typemap.Encode(f.column.Type(), key[0])
		if n, ok := v.(int64); ok && err == nil {
			return identity{m.root, primaryKey{n: n}}, nil
		}
	}
	text, _, err := m.encodeValues(m.key, key)
	return identity{m.root, primaryKey{text: text}}, err
}

// encodeValues returns the values of some fields as one text. Each is encoded as a
// driver would get it, so that equal values are equal whatever Go type they came in.
// null tells that one of them is NULL.
func (m *mapper) encodeValues(fields []int, values []any) (text string, null bool, err error) {
	var b []byte
	for i, f := range fields {
		v, err := typemap.Encode(m.fields[f].column.Type(), values[i])
		if err != nil {
			return "", false, fault.Errorf("%s.%s: %w", m.typ, m.fields[f].name, err)
		}
		null = null || v == nil
		part := valueText(v)
		b = strconv.AppendInt(b, int64(len(part)), 10) // its length keeps it apart from the next
		b = append(append(append(b, ':'), part...), ';')
	}
	return string(b), null, nil
}

// valueText returns a driver's value as text, the same for equal values.
func valueText(v driver.Value) string {
	switch v := v.(type) {
	case int64:
		return strconv.FormatInt(v, 10)
	case string:
		return v
	case []byte:
		return string(v)
	case time.Time: // one instant has many texts
		return v.UTC().Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

// compareKeys orders rows by the primary key that they have, numbers as numbers.
func compareKeys(a, b *state) int {
	if a.key.text == "" && b.key.text == "" {
		return cmp.Compare(a.key.n, b.key.n)
	}
	ak, bk := a.storedKey(), b.storedKey()
	for i := range ak {
		if c := compareValues(ak[i], bk[i]); c != 0 {
			return c
		}
	}
	return cmp.Compare(a.seq, b.seq)
}

func compareValues(a, b any) int {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	switch {
	case x.CanInt() && y.CanInt():
		return cmp.Compare(x.Int(), y.Int())
	case x.CanUint() && y.CanUint():
		return cmp.Compare(x.Uint(), y.Uint())
	case x.CanFloat() && y.CanFloat():
		return cmp.Compare(x.Float(), y.Float())
	}
	if t, ok := a.(time.Time); ok {
		if u, ok := b.(time.Time); ok {
			return t.Compare(u)
		}
	}
	return cmp.Compare(fmt.Sprint(a), fmt.Sprint(b))
}
