package track

import (
	"math/big"
	"reflect"
	"sync"
	"unsafe"
)

// ownCopies are what ownCopy has found: reflect.Type -> func(reflect.Value) reflect.Value.
var ownCopies sync.Map

// ownCopy returns how a type copies its values itself, nil if it does not: by a method Clone that returns a value
// of the type, or a pointer to one.
func ownCopy(t reflect.Type) func(v reflect.Value) reflect.Value {
	if t.Kind() == reflect.Interface || t.Kind() == reflect.Pointer || t.Name() == "" {
		return nil
	}
	if known, ok := ownCopies.Load(t); ok {
		return known.(func(v reflect.Value) reflect.Value)
	}
	own := findOwnCopy(t)
	ownCopies.Store(t, own)
	return own
}

func findOwnCopy(t reflect.Type) func(v reflect.Value) reflect.Value {
	switch t { // which have no Clone
	case reflect.TypeFor[big.Int]():
		return copyBy(func(dst, src *big.Int) { dst.Set(src) })
	case reflect.TypeFor[big.Rat]():
		return copyBy(func(dst, src *big.Rat) { dst.Set(src) })
	case reflect.TypeFor[big.Float]():
		return copyBy(func(dst, src *big.Float) { dst.Copy(src) })
	}
	clone, has := reflect.PointerTo(t).MethodByName("Clone")
	if !has || clone.Type.NumIn() != 1 || clone.Type.NumOut() != 1 {
		return nil
	}
	out := clone.Type.Out(0)
	if out != t && out != reflect.PointerTo(t) {
		return nil
	}
	return func(v reflect.Value) reflect.Value {
		if k := v.Kind(); (k == reflect.Map || k == reflect.Slice) && v.IsNil() {
			return v
		}
		made := addressed(v).Method(clone.Index).Call(nil)[0]
		switch {
		case out == t:
			return made
		case made.IsNil():
			return reflect.Zero(t)
		}
		return made.Elem()
	}
}

func copyBy[T any](set func(dst, src *T)) func(v reflect.Value) reflect.Value {
	return func(v reflect.Value) reflect.Value {
		dst := new(T)
		set(dst, addressed(v).Interface().(*T))
		return reflect.ValueOf(dst).Elem()
	}
}

// addressed returns a pointer to v, or to the same value elsewhere.
func addressed(v reflect.Value) reflect.Value {
	if v.CanAddr() {
		return v.Addr()
	}
	p := reflect.New(v.Type())
	p.Elem().Set(v)
	return p
}

// ownTracker serves types that copy their values themselves. Values are equal if what they consist of is, big numbers
// as numbers.
func ownTracker(t reflect.Type) Tracker {
	made, own := reflectTracker(t), ownCopy(t)
	switch t {
	case reflect.TypeFor[big.Int]():
		made.Equal = func(a, b unsafe.Pointer) bool { return (*big.Int)(a).Cmp((*big.Int)(b)) == 0 }
	case reflect.TypeFor[big.Rat]():
		made.Equal = func(a, b unsafe.Pointer) bool { return (*big.Rat)(a).Cmp((*big.Rat)(b)) == 0 }
	case reflect.TypeFor[big.Float]():
		made.Equal = func(a, b unsafe.Pointer) bool { return (*big.Float)(a).Cmp((*big.Float)(b)) == 0 }
	}
	made.Copy = func(dst, src unsafe.Pointer) {
		reflect.NewAt(t, dst).Elem().Set(own(reflect.NewAt(t, src).Elem()))
	}
	return made
}

// deepCopy copies what v refers to. Unexported fields of structs are copied as they are, unless the type has a
// copy of its own (ownCopy) or is optional: what they refer to is the type's business.
func deepCopy(v reflect.Value) reflect.Value { return copier{}.copy(v) }

// copier remembers the copies of pointers and maps, which may refer to each other in a
// circle.
type copier map[unsafe.Pointer]reflect.Value

func (c copier) copy(v reflect.Value) reflect.Value {
	if own := ownCopy(v.Type()); own != nil {
		return own(v)
	}
	out := reflect.New(v.Type()).Elem()
	out.Set(v)
	switch v.Kind() {
	case reflect.Pointer:
		return c.pointer(v, out)
	case reflect.Interface:
		if !v.IsNil() {
			out.Set(c.copy(v.Elem()))
		}
	case reflect.Slice:
		if !v.IsNil() {
			out.Set(reflect.MakeSlice(v.Type(), v.Len(), v.Len()))
			for i := range v.Len() {
				out.Index(i).Set(c.copy(v.Index(i)))
			}
		}
	case reflect.Array:
		for i := range v.Len() {
			out.Index(i).Set(c.copy(v.Index(i)))
		}
	case reflect.Map:
		return c.mapping(v, out)
	case reflect.Struct:
		c.fields(v, out)
	}
	return out
}

// optionalType is that of values which may be absent, such as typemap.Opt. The value is handed out to the program, so
// that what it refers to is changed in place as if it were in an exported field.
var optionalType = reflect.TypeFor[interface{ OptionalOf() reflect.Type }]()

func (c copier) fields(v, out reflect.Value) {
	isOptional := v.Type().Implements(optionalType)
	if isOptional {
		v = addressed(v).Elem()
	}
	for i := range v.NumField() {
		switch from, to := v.Field(i), out.Field(i); {
		case to.CanSet():
			to.Set(c.copy(from))
		case isOptional:
			from, to = opened(from), opened(to)
			to.Set(c.copy(from))
		}
	}
}

// opened is an unexported field as if it were an exported one.
func opened(field reflect.Value) reflect.Value {
	return reflect.NewAt(field.Type(), field.Addr().UnsafePointer()).Elem()
}

func (c copier) pointer(v, out reflect.Value) reflect.Value {
	if v.IsNil() {
		return out
	}
	if known, ok := c[v.UnsafePointer()]; ok && known.Type() == v.Type() {
		return known
	}
	out.Set(reflect.New(v.Type().Elem()))
	c[v.UnsafePointer()] = out
	out.Elem().Set(c.copy(v.Elem()))
	return out
}

func (c copier) mapping(v, out reflect.Value) reflect.Value {
	if v.IsNil() {
		return out
	}
	if known, ok := c[v.UnsafePointer()]; ok && known.Type() == v.Type() {
		return known
	}
	out.Set(reflect.MakeMapWithSize(v.Type(), v.Len()))
	c[v.UnsafePointer()] = out
	for iter := v.MapRange(); iter.Next(); {
		out.SetMapIndex(iter.Key(), c.copy(iter.Value()))
	}
	return out
}
