// Package slab hands out variables that lie beside each other.
package slab

import (
	"reflect"
	"unsafe"
)

// most is how many variables of one type are allocated at once, at the most. Who keeps one of them
// keeps its neighbours, so it is not many.
const most = 1 << (len(Arrays{}) - 1)

// Most returns how many variables of a size are allocated at once, at the most: so many that Go's allocator, which
// has memory of some sizes only, leaves little unused behind them.
func Most(size uintptr) int {
	best, least := most, float64(taken(most*size))/most
	for n := most - 1; n >= most/2; n-- {
		if each := float64(taken(uintptr(n)*size)) / float64(n); each < least {
			best, least = n, each
		}
	}
	return best
}

// taken is how much memory the allocator takes for variables that hold pointers, which have a word in front.
func taken(size uintptr) int {
	return cap(append([]byte(nil), make([]byte, size+unsafe.Sizeof(size))...))
}

// Arrays are the types of arrays of one type, for 1, 2, 4 and more elements.
type Arrays [6]reflect.Type

// ArraysOf returns those of t.
func ArraysOf(t reflect.Type) *Arrays {
	var a Arrays
	last := len(a) - 1
	for i := range last {
		a[i] = reflect.ArrayOf(1<<i, t)
	}
	a[last] = reflect.ArrayOf(Most(t.Size()), t)
	return &a
}

// Slab hands out new variables of one type that lie beside each other: the first alone, then more
// and more at once.
type Slab struct {
	next unsafe.Pointer
	left int
	size int // the index of the next array's type
}

// Take returns a new variable of the type of the arrays.
func (b *Slab) Take(of *Arrays) unsafe.Pointer {
	if b.left == 0 {
		b.next, b.left = reflect.New(of[b.size]).UnsafePointer(), of[b.size].Len()
		b.size = min(b.size+1, len(of)-1)
	}
	p := b.next
	if b.left--; b.left > 0 {
		b.next = unsafe.Add(p, of[0].Size())
	} else {
		b.next = nil
	}
	return p
}
