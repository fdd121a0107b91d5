package expr

import (
	"encoding/binary"
	"reflect"
	"slices"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

// Key is the structure of a statement apart from its values. Two statements with
// equal Bytes have the same SQL on the same database, with the values of Binds in
// the same places. Keys are not safe for concurrent use; Reset allows reuse.
type Key struct {
	Bytes []byte
	Binds []*Bind // the distinct bound values in the order of the walk

	// Pins are the objects whose address is in Bytes. Whoever keeps Bytes must keep Pins,
	// or another object may get the same address.
	Pins []any

	opaque bool
	froms  []From
	index  map[*Bind]int // of Binds, once they are many

	clauses []*SelectClauses // memory of SELECTs, by depth
	depth   int
}

// linearBinds is how many values are searched one by one for one that stands twice.
const linearBinds = 16

// Reset empties the key for another statement, keeping its memory.
func (k *Key) Reset() {
	clear(k.Binds)
	clear(k.Pins)
	clear(k.froms)
	*k = Key{Bytes: k.Bytes[:0], Binds: k.Binds[:0], Pins: k.Pins[:0], froms: k.froms[:0], clauses: k.clauses}
}

// Add appends the structure of n. It reports false when n, or a part of it, has no
// key: the statement must then be compiled each time, and only Binds is of use.
func (k *Key) Add(n Node) bool {
	if isNil(n) {
		k.opaque = true
		return false
	}
	n.Fields((*keyer)(k))
	return !k.opaque
}

// Undeclare has the key hold nothing but the values that Place is asked for, for a statement
// that is compiled once and kept nowhere.
func (k *Key) Undeclare() { k.opaque = true }

// Place is BindIndex for the compiler of a statement without a key, which may find values
// that no Fields has declared: they are added, but for those of a definition. With a key the place is
// -1 as for BindIndex.
func (k *Key) Place(b *Bind) int {
	i := k.BindIndex(b)
	if i < 0 && k.opaque && !b.Owned {
		i = len(k.Binds)
		(*keyer)(k).addBind(b)
	}
	return i
}

// BindIndex returns the place of b in Binds, or -1.
func (k *Key) BindIndex(b *Bind) int {
	if k.index != nil {
		if i, ok := k.index[b]; ok {
			return i
		}
		return -1
	}
	return slices.Index(k.Binds, b)
}

// keyer is the Visitor that writes a Key.
type keyer Key

// Marks in the key that no kind, count or reference can be mistaken for: each item
// starts with its mark, and lengths come before what they count.
const (
	markNil = iota
	markSeen
	markNew
	markFixed
)

func (k *keyer) uint(n int) {
	if uint(n) < 0x80 { // as AppendUvarint does, but inlined
		k.Bytes = append(k.Bytes, byte(n))
		return
	}
	k.Bytes = binary.AppendUvarint(k.Bytes, uint64(n))
}

func (k *keyer) Kind(name string) { k.Word(name) }

func (k *keyer) Word(s string) {
	k.uint(len(s))
	k.Bytes = append(k.Bytes, s...)
}

func (k *keyer) Number(n int) { k.Bytes = binary.AppendVarint(k.Bytes, int64(n)) }

func (k *keyer) Type(t typemap.Type) {
	k.Bytes = t.AppendKey(k.Bytes)
}

func (k *keyer) Expr(e *Expr) {
	switch e := (*e).(type) {
	case nil:
		k.uint(markNil)
		return
	case *Bind:
		k.bind(e)
		return
	case *Column:
		if e != nil && e.fixed {
			k.fixed(e)
			return
		}
	}
	k.uint(markNew)
	(*e).Fields(k)
}

// fixed writes a column that is known by identity.
func (k *keyer) fixed(c *Column) {
	k.Bytes = append(k.Bytes, markFixed)
	k.Bytes = binary.LittleEndian.AppendUint64(k.Bytes, uint64(uintptr(unsafe.Pointer(c))))
	k.Pins = append(k.Pins, c)
}

// bind writes a bound value. One value in two places must not have the key of two
// values, so the second place refers to the first.
func (k *keyer) bind(b *Bind) {
	if i := (*Key)(k).BindIndex(b); i >= 0 {
		k.uint(markSeen)
		k.uint(i)
		return
	}
	k.uint(markNew)
	k.addBind(b)
	b.Fields(k)
}

func (k *keyer) addBind(b *Bind) {
	if k.index == nil && len(k.Binds) == linearBinds {
		k.index = make(map[*Bind]int, 4*linearBinds)
		for i, b := range k.Binds {
			k.index[b] = i
		}
	}
	if k.index != nil {
		k.index[b] = len(k.Binds)
	}
	k.Binds = append(k.Binds, b)
}

func (k *keyer) Exprs(list *[]Expr) {
	k.uint(len(*list))
	for i := range *list {
		k.Expr(&(*list)[i])
	}
}

func (k *keyer) Columns(list *[]*Column) {
	k.uint(len(*list))
	for _, c := range *list {
		if c == nil {
			k.opaque = true
			continue
		}
		if c.fixed {
			k.fixed(c)
			continue
		}
		k.uint(markNew)
		c.Fields(k)
	}
}

// From writes a FROM element once; later mentions refer to the first, so that two
// aliases of one table are two, and one alias mentioned twice is one.
func (k *keyer) From(f *From) {
	if *f == nil {
		k.uint(markNil)
		return
	}
	if i := slices.Index(k.froms, *f); i >= 0 {
		k.uint(markSeen)
		k.uint(i)
		return
	}
	k.uint(markNew)
	k.froms = append(k.froms, *f)
	(*f).Fields(k)
}

func (k *keyer) Froms(list *[]From) {
	k.uint(len(*list))
	for i := range *list {
		k.From(&(*list)[i])
	}
}

func (k *keyer) Query(q *Query) {
	if isNil(*q) {
		k.uint(markNil)
		return
	}
	k.uint(markNew)
	(*q).Fields(k)
}

// lendClauses returns memory for the clauses of a SELECT, until takeClauses.
func (k *keyer) lendClauses() *SelectClauses {
	if k.depth == len(k.clauses) {
		k.clauses = append(k.clauses, &SelectClauses{})
	}
	k.depth++
	return k.clauses[k.depth-1]
}

func (k *keyer) takeClauses() {
	k.depth--
	*k.clauses[k.depth] = SelectClauses{}
}

func (k *keyer) Pin(object any) {
	k.Bytes = binary.LittleEndian.AppendUint64(k.Bytes, uint64(reflect.ValueOf(object).Pointer()))
	k.Pins = append(k.Pins, object)
}

func (k *keyer) Opaque() { k.opaque = true }
