package orm

import (
	"reflect"
	"slices"
	"unsafe"
)

// keyToMerge returns the primary key of an object that is merged, if it is known. What is zero there and a foreign key
// is that of the owner whose collection it came by, or of what a many-to-one leads to.
func (st *state) keyToMerge(by *relation, owner *state) (key []any, known bool, err error) {
	own := reflect.New(st.m.typ).UnsafePointer()
	for _, i := range st.m.key {
		f := &st.m.fields[i]
		f.track.Copy(f.at(own), f.at(st.ptr))
		if f.foreign && f.isZero(own) {
			if known, err = st.keyFromParent(own, i, by, owner); !known || err != nil {
				return nil, false, err
			}
		}
		if f.unset(own) || i == st.m.auto && f.isZero(own) {
			return nil, false, nil
		}
	}
	return st.m.values(own, st.m.key), true, nil
}

// keyFromParent sets a field of the key, at own, to what a parent has. It is not known if that has none yet.
func (st *state) keyFromParent(own unsafe.Pointer, i int, by *relation, owner *state) (known bool, err error) {
	take := func(rel *relation, parent *state) (bool, error) {
		n := slices.Index(rel.childFields(), i)
		pf := &parent.m.fields[rel.parentFields()[n]]
		if !parent.stored && pf.isZero(parent.ptr) && (pf.foreign || rel.parentFields()[n] == parent.m.auto) {
			return false, nil
		}
		return true, st.m.fields[i].take(&state{m: st.m, ptr: own}, pf, parent)
	}
	if by != nil && by.link == nil && by.shape != shapeRef && slices.Contains(by.childFields(), i) {
		return take(by, owner)
	}
	for _, rel := range st.m.relations {
		if rel.shape != shapeRef || !slices.Contains(rel.childFields(), i) {
			continue
		}
		if target := rel.membersAt(st.ptr).only(); target != nil {
			return take(rel, &state{m: rel.target, ptr: pointerIn(target)})
		}
	}
	return true, nil // as it is
}
