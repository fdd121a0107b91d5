package expr

// LabelStyle is how the columns of a result get their names.
type LabelStyle int

// The label styles.
const (
	// LabelDisambiguate names columns as they are, and a second one of a name so that it is told
	// from the first: id, id_1.
	LabelDisambiguate LabelStyle = iota
	// LabelNone names columns as they are, whatever other columns are called.
	LabelNone
	// LabelTableColumn names columns after their table and themselves: users_id.
	LabelTableColumn
)

// Output is a column of a query's result.
type Output struct {
	Expr Expr
	// Label is the name that the column must be given, if it is not to have its own; else it is
	// the zero Name.
	Label Name
	// Fallback is the name of a column that must have one and has none that it must be given.
	Fallback Name
	// Key is the name by which the column is found in a subquery of the query.
	Key string
}

// Name returns the name of the column as others refer to it.
func (o Output) Name() Name {
	if o.Label != (Name{}) {
		return o.Label
	}
	return o.Fallback
}

// Outputs describes the columns of a result as they are written: with inside, as the columns of
// a FROM element made of the query, where a column that stands twice has one name.
func Outputs(items []Expr, style LabelStyle, inside bool) []Output {
	n := naming{style: style, inside: inside}
	keys := keying{style: style}
	outputs := make([]Output, len(items))
	for i, e := range items {
		outputs[i] = n.output(e)
		outputs[i].Key = keys.key(e)
	}
	return outputs
}

// OutputNames names the columns of one result, for compilers: as Outputs without inside does,
// one after the other, but for Key. It is made with the label style of the query.
type OutputNames struct{ naming naming }

// NewOutputNames returns the OutputNames of a result.
func NewOutputNames(style LabelStyle) OutputNames { return OutputNames{naming{style: style}} }

// Plain notes the next column if it is one that is called by its own name, as most are, and
// reports whether it is; else it is for Next.
func (o *OutputNames) Plain(c *Column) bool {
	n := &o.naming
	if n.style != LabelDisambiguate || n.inside || c.name == "" || n.used != nil || n.taken == len(n.few) {
		return false
	}
	for i := range n.few[:n.taken] {
		if n.few[i].name.Text == c.name {
			return false
		}
	}
	f := &n.few[n.taken]
	f.name.Text, f.by = c.name, c
	n.taken++
	return true
}

// Next describes the next column.
func (o *OutputNames) Next(e Expr) Output { return o.naming.output(e) }

// StyleOf returns the label style of q.
func StyleOf(q Query) LabelStyle {
	if s, ok := q.(interface{ labelStyle() LabelStyle }); ok {
		return s.labelStyle()
	}
	return LabelDisambiguate
}

// naming gives the columns of one result their names. Source of the rules: SQLAlchemy,
// SelectBase._generate_columns_plus_names.
type naming struct {
	style   LabelStyle
	inside  bool
	few     [8]named      // what has a name
	taken   int           // of few
	used    map[Name]Expr // by name, what else has it
	repeats int
}

type named struct {
	name Name
	by   Expr
}

// find returns what has the name.
func (n *naming) find(name Name) (Expr, bool) {
	for i := range n.few[:n.taken] {
		if f := &n.few[i]; f.name.Text == name.Text && f.name == name {
			return f.by, true
		}
	}
	e, ok := n.used[name]
	return e, ok
}

func (n *naming) output(e Expr) Output {
	out := Output{Expr: e}
	if !canBeNamed(e) {
		return out
	}
	own := ownName(e)
	if n.style == LabelNone {
		if out.Fallback = own; own == (Name{}) {
			out.Fallback = anonName(e)
		}
		return out
	}
	name := own
	if n.style == LabelTableColumn {
		name = tableName(e)
		out.Label = name
	}
	out.Fallback = name
	if name == (Name{}) {
		out.Fallback = n.unnamed(e)
		return out
	}
	first, taken := n.find(name)
	switch {
	case !taken:
		n.use(name, e)
	case first != e:
		n.second(&out)
	case !n.inside:
		n.label(&out, n.repeated(e))
	}
	return out
}

// unnamed returns the fallback for an expression without a name.
func (n *naming) unnamed(e Expr) Name {
	name := anonName(e)
	_, again := n.find(name)
	n.use(name, e)
	if again {
		return n.repeated(e)
	}
	return name
}

// second labels an expression whose name another one has.
func (n *naming) second(out *Output) {
	name := anonName(out.Expr)
	if n.style == LabelTableColumn {
		name = anonTableName(out.Expr)
	}
	if _, taken := n.find(name); taken && !n.inside {
		n.label(out, n.repeated(out.Expr))
		return
	}
	n.use(name, out.Expr)
	n.label(out, name)
}

func (n *naming) label(out *Output, name Name) { out.Label, out.Fallback = name, name }

// use notes that e has the name, and no longer what had it.
func (n *naming) use(name Name, e Expr) {
	for i := range n.few[:n.taken] {
		if f := &n.few[i]; f.name.Text == name.Text && f.name == name {
			f.by = e
			return
		}
	}
	if n.taken < len(n.few) {
		n.few[n.taken] = named{name, e}
		n.taken++
		return
	}
	if n.used == nil {
		n.used = map[Name]Expr{}
	}
	n.used[name] = e
}

// repeated returns a name that tells one place of e from its other places.
func (n *naming) repeated(e Expr) Name {
	n.repeats++
	if n.style == LabelTableColumn {
		return repeatedTableName(e, n.repeats)
	}
	return repeatedName(e, n.repeats)
}
