package compile

// keptText is the longest text that is kept for lists of the same lengths.
const keptText = 8 << 10

// expandedText is a text for lists of these lengths.
type expandedText struct {
	lengths lengths
	text    string
}

// expanded returns the text for lists of these lengths.
func (c *Compiled) expanded(l *lengths) string {
	sum := 0
	for i := range l.n {
		sum += l.at(i)
	}
	kept := &c.texts[sum%len(c.texts)]
	if t := kept.Load(); t != nil && t.lengths.equal(l) {
		return t.text
	}
	text := c.expand(nil, l)
	if len(text.b) > keptText {
		return string(text.b)
	}
	t := &expandedText{*l, string(text.b)}
	kept.Store(t)
	return t.text
}

// expand builds the text for lists of these lengths behind b.
func (c *Compiled) expand(b []byte, l *lengths) expander {
	text := expander{c: c, b: b}
	list := 0
	for i := range c.slots {
		text.segment(i)
		n := 0
		if c.slots[i].many {
			n = l.at(list)
			list++
		}
		text.slot(i, n)
	}
	text.segment(len(c.slots))
	return text
}

// expander builds the text of a statement with lists in it.
type expander struct {
	c  *Compiled
	b  []byte
	n  int   // placeholders so far
	at []int // of each slot, the number of its placeholder, where slots repeat
}

// segment writes the text in front of a slot, or behind the last one.
func (e *expander) segment(i int) {
	start, end := 0, len(e.c.raw)
	if i > 0 {
		start = e.c.cuts[i-1]
	}
	if i < len(e.c.cuts) {
		end = e.c.cuts[i]
	}
	e.b = append(e.b, e.c.raw[start:end]...)
}

// slot writes the placeholders of a slot, n of a list.
func (e *expander) slot(i, n int) {
	s := &e.c.slots[i]
	switch {
	case s.repeats > 0:
		e.repeat(s)
		return
	case !s.many:
		e.mark(i)
		e.placeholder()
		return
	}
	e.mark(i)
	if s.row != nil {
		e.rows(n, s)
		return
	}
	e.list(n, s, s.cast)
}

func (e *expander) placeholder() {
	e.n++
	e.b = e.c.rules.Query.Placeholder(e.b, e.n)
}

// mark notes the number that the placeholder of a slot is going to have.
func (e *expander) mark(i int) {
	if !e.c.repeats {
		return
	}
	if e.at == nil {
		e.at = make([]int, len(e.c.slots))
	}
	e.at[i] = e.n + 1
}

// repeat writes the placeholder of an earlier slot.
func (e *expander) repeat(s *slot) {
	e.b = e.c.rules.Query.Placeholder(e.b, e.at[s.repeats-1])
}

// list writes n placeholders in parentheses, each with the cast behind it.
func (e *expander) list(n int, s *slot, cast string) {
	if n == 0 {
		e.b = append(e.b, e.c.rules.Expr.EmptySet(s.not, max(1, len(s.row)))...)
		return
	}
	e.b = append(e.b, '(')
	e.placeholders(n, s.open, cast)
	e.b = append(e.b, ')')
}

func (e *expander) placeholders(n int, open, cast string) {
	for i := range n {
		if i > 0 {
			e.b = append(e.b, ", "...)
		}
		e.b = append(e.b, open...)
		e.placeholder()
		e.b = append(e.b, cast...)
	}
}

// rows writes the placeholders of n rows.
func (e *expander) rows(n int, s *slot) {
	if n == 0 {
		e.list(0, s, "")
		return
	}
	e.b = append(e.b, '(')
	e.valuesWord()
	for i := range n {
		if i > 0 {
			e.b = append(e.b, ", "...)
		}
		e.b = append(e.b, '(')
		e.placeholders(len(s.row), "", "")
		e.b = append(e.b, ')')
	}
	e.b = append(e.b, ')')
}

// valuesWord writes what stands before rows in parentheses.
func (e *expander) valuesWord() {
	if e.c.rules.Expr.TupleValues {
		e.b = append(e.b, "VALUES "...)
	}
}

func (e *expander) finish() string {
	e.segment(len(e.c.slots))
	return string(e.b)
}
