package orm

import (
	"bytes"
	"encoding/json"
	"errors"
	"slices"
)

// A relationship is written as the elements that are known: a list, or one for a Ref and a One. What
// is not loaded is null, and is left out of a struct with the option omitzero. An object within its
// own relationships is written without these, so that two sides that know each other come to an end.
// Nothing is loaded.

var (
	null           = []byte("null")
	errNullElement = errors.New("gild: null is no element of a relationship")
)

// marshal writes what is known.
func (c *members) marshal(one bool) ([]byte, error) {
	c.resolve()
	if c.writing || !c.readable() || one && c.only() == nil {
		return null, nil
	}
	c.writing = true
	defer func() { c.writing = false }()
	if one {
		return json.Marshal(c.only())
	}
	if c.items == nil {
		return []byte("[]"), nil
	}
	return json.Marshal(c.items)
}

// isUnknown reports whether there is nothing to write.
func (c *members) isUnknown() bool { c.resolve(); return c.writing || !c.readable() }

// MarshalJSON writes the elements, null if they are not loaded.
func (m *Many[E]) MarshalJSON() ([]byte, error) { return m.marshal(false) }

// IsZero reports whether the elements are not loaded, for the option omitzero of JSON.
func (m *Many[E]) IsZero() bool { return m.isUnknown() }

// UnmarshalJSON adds the elements of a list; null leaves the collection as it is. For Merge, the list that an object
// from elsewhere has been given is all there is, also an empty one.
func (m *Many[E]) UnmarshalJSON(text []byte) error { return unmarshalWhole[E](&m.members, text) }

// MarshalJSON writes the elements as a list, null if they are not loaded.
func (s *Set[E]) MarshalJSON() ([]byte, error) { return s.marshal(false) }

// IsZero reports whether the elements are not loaded, for the option omitzero of JSON.
func (s *Set[E]) IsZero() bool { return s.isUnknown() }

// UnmarshalJSON is that of Many.
func (s *Set[E]) UnmarshalJSON(text []byte) error { return unmarshalWhole[E](&s.members, text) }

// MarshalJSON writes the target, null if there is none or it is not loaded.
func (r *Ref[E]) MarshalJSON() ([]byte, error) { return r.marshal(true) }

// IsZero reports whether the target is not known, for the option omitzero of JSON.
func (r *Ref[E]) IsZero() bool { return r.isUnknown() }

// UnmarshalJSON sets the target; null leaves it as it is.
func (r *Ref[E]) UnmarshalJSON(text []byte) error { return unmarshalOne[E](&r.members, text) }

// MarshalJSON writes the element, null if there is none or it is not loaded.
func (o *One[E]) MarshalJSON() ([]byte, error) { return o.marshal(true) }

// IsZero reports whether the element is not known, for the option omitzero of JSON.
func (o *One[E]) IsZero() bool { return o.isUnknown() }

// UnmarshalJSON sets the element; null leaves it as it is.
func (o *One[E]) UnmarshalJSON(text []byte) error { return unmarshalOne[E](&o.members, text) }

func unmarshalWhole[E comparable](c *members, text []byte) error {
	if err := unmarshalInto[E](c, text); err != nil {
		return err
	}
	c.givenAs(text)
	return nil
}

// givenAs notes that a text says all elements of an object that no session has seen, there may be none.
func (c *members) givenAs(text []byte) {
	if c.owner == nil && !isNull(text) {
		c.loaded = true
	}
}

func isNull(text []byte) bool { return bytes.Equal(bytes.TrimSpace(text), null) }

func unmarshalInto[E comparable](c *members, text []byte) error {
	var list []E
	if err := json.Unmarshal(text, &list); err != nil {
		return err
	}
	if slices.ContainsFunc(list, func(e E) bool { return isNilPointer(e) }) { // who reads the elements would not expect it
		return errNullElement
	}
	addTo(c, list)
	return nil
}

func unmarshalOne[E comparable](c *members, text []byte) error {
	if isNull(text) {
		return nil
	}
	var e E
	if err := json.Unmarshal(text, &e); err != nil {
		return err
	}
	setOnly(c, e)
	return nil
}
