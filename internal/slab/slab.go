// Package slab hands out variables that lie beside each other.
package slab

import (
	"reflect"
	"unsafe"
)

// Last is how many objects of one kind are allocated at once, at the most. Who keeps one of them
// keeps its neighbours, so it is not many.
const Last = 1 << (len(Arrays{}) - 1)

// Arrays are the types of arrays of one type, for 1, 2, 4 and more elements.
type Arrays [6]reflect.Type

// ArraysOf returns those of t.
func ArraysOf(t reflect.Type) *Arrays {
	var a Arrays
	for i := range a {
		a[i] = reflect.ArrayOf(1<<i, t)
	}
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
		b.next, b.left = reflect.New(of[b.size]).UnsafePointer(), 1<<b.size
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
