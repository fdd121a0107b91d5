package expr

// Sample is a FROM element of which the database takes a part of the rows by chance.
type Sample struct {
	FromBase
	of      From
	name    string
	method  Expr
	seed    Expr // nil for none
	columns []*Column
}

// TableSample takes a part of f under a name, which the compiler makes if it is empty. method is
// a call such as Func[any]("bernoulli", 10), or a number: the percentage for the method system.
func TableSample(f From, name string, method any) *Sample {
	s := &Sample{of: CanonicalFrom(f), name: name}
	if e, ok := method.(Expr); ok {
		s.method = canon(e)
	} else {
		s.method = Func[any]("system", method).inner()
	}
	s.rebuild()
	return s
}

// rebuild makes the columns, for a new sample or one that Rewrite gave another element.
func (s *Sample) rebuild() {
	of := CanonicalFrom(s.of)
	s.columns = make([]*Column, 0, len(of.Columns()))
	for i, c := range of.Columns() {
		s.columns = append(s.columns, proxyOf(s, c, i))
	}
}

// Seed makes the choice repeatable: it is the same for the same seed, a value or an expression.
func (s *Sample) Seed(seed any) *Sample {
	derived := *or(s, noSample)
	derived.seed = bindValue(seed)
	derived.rebuild()
	return &derived
}

// Of returns what the sample is taken of.
func (s *Sample) Of() From { return s.of }

// Method returns the call that says how.
func (s *Sample) Method() Expr { return s.method }

// SeedExpr returns the seed, nil for none.
func (s *Sample) SeedExpr() Expr { return s.seed }

// FromName returns the name, empty for one that the compiler makes.
func (s *Sample) FromName() string { return s.name }

// NameBase returns what a name is made from.
func (s *Sample) NameBase() string { return nameBase(s.of) }

// Columns returns the columns in order.
func (s *Sample) Columns() []*Column { return s.columns }

// C returns the column of that name in its dynamic form. An unknown name is an error when the
// statement is compiled.
func (s *Sample) C(name string) Col[any] { return DynamicColumn(s, name) }

// Fields declares the node.
func (s *Sample) Fields(v Visitor) {
	v.Kind("sample")
	v.Word(s.name)
	v.From(&s.of)
	v.Expr(&s.method)
	v.Expr(&s.seed)
}

// nameBase returns what the name of an alias of f is made from.
func nameBase(f From) string {
	if _, ok := f.(*CTE); !ok && !isNil(f) && f.FromName() != "" {
		return f.FromName()
	}
	return "anon"
}

// NameBase returns what a name is made from where none was given.
func (a *Alias) NameBase() string { return a.base }
