package orm

import "reflect"

// WriteOnly is Many for collections that are too large to be loaded: elements are added and removed,
// and never read by it. A query reads what is wanted of them:
//
//	orm.Select(e).Where(orm.WithParent(&u.Events), orm.C(&e.Kind).Eq("login")).Limit(10)
//
// What becomes of the elements when the owner is deleted is the database's business, as with
// passive=deletes: it knows by ON DELETE of the foreign key. A WriteOnly must not be copied, and is
// used by one goroutine at a time, as its session is.
type WriteOnly[E comparable] struct{ members }

func (w *WriteOnly[E]) elemType() reflect.Type { return reflect.TypeFor[E]() }
func (w *WriteOnly[E]) shape() shape           { return shapeWriteOnly }

// Add puts elements into the collection, as Add of Many. They are forgotten when they are flushed.
func (w *WriteOnly[E]) Add(items ...E) { addTo(&w.members, items) }

// Remove takes elements out of the collection, as Remove of Many.
func (w *WriteOnly[E]) Remove(items ...E) { removeFrom(&w.members, items) }

// MarshalJSON writes null: what the elements are is not known.
func (w *WriteOnly[E]) MarshalJSON() ([]byte, error) { return null, nil }

// IsZero reports true, for the option omitzero of JSON.
func (w *WriteOnly[E]) IsZero() bool { return true }

// UnmarshalJSON adds the elements of a list; null leaves the collection as it is.
func (w *WriteOnly[E]) UnmarshalJSON(text []byte) error { return unmarshalInto[E](&w.members, text) }
