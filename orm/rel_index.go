package orm

import "slices"

// index finds an element in a list of many. It is nil while there are few, and after the list has
// changed otherwise than by add; elements stand in the list once.
type index map[any]struct{}

// manyItems is how many elements are searched one by one.
const manyItems = 32

// has reports whether e is in the list.
func (x *index) has(list []any, e any) bool {
	if len(list) <= manyItems {
		return slices.Contains(list, e)
	}
	if len(*x) != len(list) {
		*x = make(index, 2*len(list))
		for _, known := range list {
			(*x)[known] = struct{}{}
		}
	}
	_, found := (*x)[e]
	return found
}

// add notes that e has been appended.
func (x *index) add(e any) {
	if *x != nil {
		(*x)[e] = struct{}{}
	}
}
