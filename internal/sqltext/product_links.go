package sqltext

import (
	"slices"
	"strings"
)

// links are the tables of a statement and what links them. Nothing of it is kept.
type links struct {
	*words
	end        int  // of the statement, or of the parentheses that are read
	unsure     bool // there is something that is not known
	elements   []element
	groups     []int    // of elements and then of values: the same number for those that are linked
	conditions []span   // that link
	joinedBy   []join   // by places in elements
	everything []int    // elements that may be linked to any
	values     []string // that columns are equal to
	bare       []string // those of columns without the name of their table
}

// join says that two elements are linked.
type join struct{ a, b int }

func (l *links) link(a, b int) { l.joinedBy = append(l.joinedBy, join{a, b}) }

// condition notes a condition of a join at i, and returns the index behind it.
func (l *links) condition(i int) int {
	start := i
	for i < l.end && l.kind(i) != Comma && !l.is(i, "ON") && !l.isUsing(i) && !l.endsCondition(i) {
		if _, kind := l.join(i); kind != "" {
			break
		}
		i = l.after(i)
	}
	l.conditions = append(l.conditions, span{start, i})
	if !l.decides(span{start, i}) {
		l.everything = append(l.everything, len(l.elements)-1)
	}
	return i
}

func (l *links) isUsing(i int) bool { return l.is(i, "USING") && l.kind(i+1) == OpenParen }

// decides reports whether a condition has columns, or is nothing but true. Of others, which are
// false for all that is known, nothing is to be said.
func (l *links) decides(s span) bool {
	for l.kind(s.start) == OpenParen && l.after(s.start) == s.end {
		s.start, s.end = s.start+1, s.end-1
	}
	switch s.end - s.start {
	case 1:
		return l.is(s.start, "TRUE") || l.at(s.start) == "1"
	case 3:
		if l.op(s.start+1, "=") && l.kind(s.start) == Number && l.kind(s.start+2) == Number {
			return l.at(s.start) == l.at(s.start+2)
		}
	}
	m := l.mentions(s)
	return len(m.paths)+m.bare > 0
}

// rest reads the conditions behind the tables.
func (l *links) rest(i int) {
	for i < l.end {
		if !l.is(i, "WHERE") && !l.is(i, "HAVING") {
			l.unsure = l.unsure || l.in(i, []string{"QUALIFY", "CONNECT", "PREWHERE"})
			i = l.after(i)
			continue
		}
		start := i + 1
		for i++; i < l.end && !l.is(i, "HAVING") && !l.endsCondition(i); {
			i = l.after(i)
		}
		l.conditions = append(l.conditions, span{start, i})
	}
}

// behindWhere are the words that end a condition, if one of those behind follows; else they may be
// columns.
var behindWhere = []struct {
	word    string
	follows []string
}{
	{"GROUP", []string{"BY"}},
	{"ORDER", []string{"BY", "SIBLINGS"}},
	{"FETCH", []string{"FIRST", "NEXT"}},
	{"FOR", []string{"UPDATE", "SHARE", "NO", "KEY"}},
	{"LOCK", []string{"IN"}},
	{"LIMIT", []string{"ALL"}},
}

// endsCondition reports whether another clause begins at i.
func (l *links) endsCondition(i int) bool {
	for _, b := range behindWhere {
		if l.is(i, b.word) && l.in(i+1, b.follows) {
			return true
		}
	}
	switch {
	case l.is(i, "LIMIT"), l.is(i, "OFFSET"):
		return slices.Contains([]Kind{Number, PositionalParam, NamedParam, Variable}, l.kind(i+1))
	case l.is(i, "WINDOW"):
		return l.is(i+2, "AS")
	case l.is(i, "ON"):
		return l.is(i+1, "CONFLICT") || l.is(i+1, "DUPLICATE")
	}
	return l.is(i, "WHERE") || l.is(i, "RETURNING") || l.is(i, "SET")
}

// resolve finds out what all of it links.
func (l *links) resolve() {
	for i := range l.elements {
		l.groups = append(l.groups, i)
	}
	for _, j := range l.joinedBy {
		if max(j.a, j.b) >= len(l.elements) { // a JOIN of nothing
			l.unsure = true
			return
		}
		l.unite(j.a, j.b)
	}
	for i, e := range l.elements {
		if e.args.end > e.args.start {
			m := l.mentions(e.args)
			m.elements = append(m.elements, i)
			l.uniteBy(m, m.bare > 0)
		}
	}
	for _, c := range l.conditions {
		l.split(c)
	}
	for _, e := range l.everything {
		for i := range l.elements {
			l.unite(e, i)
		}
	}
}

// split looks at each of the conditions that AND joins.
func (l *links) split(c span) {
	for l.kind(c.start) == OpenParen && l.after(c.start) == c.end && !l.in(c.start+1, queries) {
		c.start, c.end = c.start+1, c.end-1
	}
	start, between := c.start, false
	for i := c.start; i < c.end; i = l.after(i) {
		if l.in(i, []string{"OR", "XOR", "CASE"}) || l.op(i, "||") || l.op(i, "&&") { // whole
			l.single(c)
			return
		}
	}
	for i := c.start; i < c.end; i = l.after(i) {
		switch {
		case l.is(i, "BETWEEN"):
			between = true
		case l.is(i, "AND") && between:
			between = false
		case l.is(i, "AND"):
			l.part(span{start, i})
			start = i + 1
		}
	}
	l.part(span{start, c.end})
}

// part is one of several, which may be several in parentheses.
func (l *links) part(s span) {
	if l.kind(s.start) == OpenParen && l.after(s.start) == s.end && !l.in(s.start+1, queries) {
		l.split(s)
		return
	}
	l.single(s)
}

// single links what a condition mentions, or everything if it is not known whose its columns are.
func (l *links) single(s span) {
	m := l.mentions(s)
	l.uniteBy(m, m.bare > 0 && m.bare+len(m.paths) > 1)
	if value, ok := l.equals(s); ok {
		l.valued(m, value)
	}
}

// valued links columns that have the same value.
func (l *links) valued(m mentioned, value string) {
	known := slices.Contains(l.values, value)
	place := l.value(value)
	for _, e := range m.elements {
		l.unite(e, place)
	}
	if m.bare > 0 {
		l.bare = append(l.bare, value)
	}
	if known && slices.Contains(l.bare, value) {
		l.uniteBy(m, true)
	}
}

// equals returns the value that a column has: a.id = 5, $1::uuid = a.id.
func (l *links) equals(s span) (string, bool) {
	at := l.equalSign(s)
	if at < 0 {
		return "", false
	}
	for _, side := range []span{{s.start, at}, {at + 1, s.end}} {
		if l.isValue(side) {
			return l.textOf(side), true
		}
	}
	return "", false
}

// isValue reports whether an expression has no columns. A keyword alone, such as TRUE, is too common
// for a value.
func (l *links) isValue(s span) bool {
	if s.start == s.end || s.end == s.start+1 && l.kind(s.start) == Word {
		return false
	}
	m := l.mentions(s)
	return len(m.elements)+len(m.paths)+m.bare == 0
}

// textOf returns the tokens of an expression, whatever is between them and without casts.
func (l *links) textOf(s span) string {
	var b strings.Builder
	for i := s.start; i < s.end; i++ {
		if l.op(i, "::") {
			i++
			continue
		}
		b.WriteString(l.at(i))
		b.WriteByte(' ')
	}
	return b.String()
}

func (l *links) equalSign(s span) int {
	for i := s.start; i < s.end; i = l.after(i) {
		if l.op(i, "=") {
			return i
		}
	}
	return -1
}

// outer stands for what the elements do not have, such as tables of a statement around.
const outer = "outer"

// value returns the place of a value among the groups.
func (l *links) value(v string) int {
	i := slices.Index(l.values, v)
	if i < 0 {
		i = len(l.values)
		l.values = append(l.values, v)
		l.groups = append(l.groups, len(l.groups))
	}
	return len(l.elements) + i
}

func (l *links) group(i int) int { return l.groups[i] }

func (l *links) unite(a, b int) {
	from, to := l.groups[b], l.groups[a]
	for i, g := range l.groups {
		if g == from {
			l.groups[i] = to
		}
	}
}

func (l *links) uniteBy(m mentioned, all bool) {
	if all {
		for i := range l.elements {
			l.unite(0, i)
		}
		return
	}
	if m.outer {
		m.elements = append(m.elements, l.value(outer))
	}
	for i := 1; i < len(m.elements); i++ {
		l.unite(m.elements[0], m.elements[i])
	}
}

// mentioned is what a condition is about.
type mentioned struct {
	elements []int    // some more than once
	paths    []string // columns with the name of their table
	bare     int      // columns without
	outer    bool     // a column of something else
}

// noColumns are words of conditions. Others are taken for columns.
var noColumns = []string{
	"AND", "OR", "NOT", "IS", "NULL", "TRUE", "FALSE", "UNKNOWN", "IN", "LIKE", "ILIKE", "BETWEEN", "ESCAPE", "ANY", "SOME",
	"ALL", "DISTINCT", "FROM", "CURRENT_DATE", "CURRENT_TIMESTAMP", "INTERVAL", "EXISTS",
}

// mentions reads a condition, and all that is within its parentheses.
func (l *links) mentions(s span) (m mentioned) {
	for i := s.start; i < s.end; {
		switch {
		case l.kind(i) == OpenParen && l.in(i+1, queries), l.op(i, ":="):
			m.bare += 2 // anything
			i++
		case l.kind(i) == String && (l.op(i-1, ".") || l.op(i+1, ".")): // a name on a server with another SQL mode
			m.bare += 2
			i++
		case l.kind(i) != Word && l.kind(i) != Quoted, l.op(i-1, "::"), l.in(i, noColumns):
			i++
		default:
			i = l.mention(i, &m)
		}
	}
	return m
}

// mention reads a name.
func (l *links) mention(i int, m *mentioned) int {
	p := l.path(i)
	path := l.parts(p)
	if l.op(p.end, ".") { // a.*
		path = append(path, "*")
	}
	known := false
	for e := range l.elements {
		if l.elements[e].isMeant(path) {
			m.elements, known = append(m.elements, e), true
		}
	}
	call := l.kind(p.end) == OpenParen
	switch {
	case len(path) > 1:
		m.paths = append(m.paths, strings.Join(path, "."))
		m.outer = m.outer || !known
	case !call:
		m.bare++
	}
	return p.end
}

// isMeant reports whether the first names of a path, or a name alone, are those of the element. Either
// may have more schemas in front than the other.
func (e *element) isMeant(path []string) bool {
	if len(path) == 1 {
		return strings.EqualFold(path[0], e.label)
	}
	for n := 1; n < len(path); n++ {
		if n == 1 && strings.EqualFold(path[0], e.label) {
			return true
		}
		both := min(n, len(e.path))
		if !e.aliased && both > 0 && slices.EqualFunc(path[n-both:n], e.path[len(e.path)-both:], strings.EqualFold) {
			return true
		}
	}
	return false
}
