package expr

import "github.com/gildsql/gild/typemap"

// Sequence is a database object that gives numbers. Options that are nil are left to the
// database; they are part of CREATE SEQUENCE only.
type Sequence struct {
	Schema, Name   string
	Start          *int64
	Increment      *int64
	Min, Max       *int64
	NoMin, NoMax   bool // say NO MINVALUE, NO MAXVALUE
	Cycle, NoCycle bool // begin again at the end, or say that it does not
	Cache          *int64
	Typ            typemap.Type // of the numbers; the zero Type is the database's own choice
	Comment        string       // that the database keeps (PostgreSQL)
}

// NewSequence returns the sequence of that name. Its methods return a new one.
func NewSequence(name string) *Sequence { return &Sequence{Name: name} }

func (s *Sequence) derive(change func(s *Sequence)) *Sequence {
	derived := Sequence{}
	if s != nil {
		derived = *s
	}
	change(&derived)
	return &derived
}

// In sets the schema that the sequence is in.
func (s *Sequence) In(schema string) *Sequence {
	return s.derive(func(s *Sequence) { s.Schema = schema })
}

// StartWith sets the first number.
func (s *Sequence) StartWith(n int64) *Sequence {
	return s.derive(func(s *Sequence) { s.Start = &n })
}

// IncrementBy sets how far the numbers are apart.
func (s *Sequence) IncrementBy(n int64) *Sequence {
	return s.derive(func(s *Sequence) { s.Increment = &n })
}

// Between sets the smallest and the greatest number.
func (s *Sequence) Between(least, greatest int64) *Sequence {
	return s.derive(func(s *Sequence) { s.Min, s.Max = &least, &greatest })
}

// CacheSize sets how many numbers the database takes ahead.
func (s *Sequence) CacheSize(n int64) *Sequence {
	return s.derive(func(s *Sequence) { s.Cache = &n })
}

// Cycling lets the sequence begin again at its end.
func (s *Sequence) Cycling() *Sequence {
	return s.derive(func(s *Sequence) { s.Cycle, s.NoCycle = true, false })
}

// OfType sets the type of the numbers.
func (s *Sequence) OfType(typ typemap.Type) *Sequence {
	return s.derive(func(s *Sequence) { s.Typ = typ })
}

// WithComment sets the text that the database keeps about the sequence (PostgreSQL).
func (s *Sequence) WithComment(text string) *Sequence {
	return s.derive(func(s *Sequence) { s.Comment = text })
}

// NextValue takes the next number of a sequence. SQLite has no sequences: it fails there at
// compile.
func NextValue(s *Sequence) X[int64] {
	if s == nil || s.Name == "" {
		return shell[int64](invalid("the next value of no sequence: give one that NewSequence made of a name"))
	}
	typ := s.Typ
	if typ == (typemap.Type{}) {
		typ = typemap.Integer()
	}
	return shell[int64](&Call{Name: "next_value", Sequence: s, Typ: typ})
}
