package sqltext

import (
	"slices"
	"strings"
)

// element is one of what a statement takes its rows from.
type element struct {
	label   string   // what it is called in the statement
	path    []string // the name of a table, with its schema
	aliased bool     // so that its name means nothing in the statement
	table   bool     // it is a table or view, which may have any number of rows
	args    span     // of a function
}

// span is a piece of the tokens, without that at end.
type span struct{ start, end int }

// read reads a statement: its tables, and then what links them.
func (l *links) read(start, end int) {
	l.end = end
	switch {
	case l.is(start, "SELECT"):
		if from := l.clause(start+1, "FROM"); from < end {
			l.rest(l.list(from + 1))
		}
	case l.is(start, "UPDATE"):
		i := l.skipModifiers(start + 1)
		set := l.list(i)
		if !l.is(set, "SET") {
			l.unsure = true
			return
		}
		targets := len(l.elements)
		if from := l.clause(set+1, "FROM"); from < l.clause(set+1, "WHERE") {
			set = l.list(from + 1)
		}
		l.dropTargets(targets)
		l.rest(set)
	default:
		from := l.clause(start+1, "FROM") // behind targets in MySQL
		if from >= end {
			l.unsure = true
			return
		}
		i := l.list(from + 1)
		if targets := len(l.elements); l.is(i, "USING") {
			i = l.list(i + 1)
			l.dropTargets(targets)
		}
		l.rest(i)
	}
	l.resolve()
}

// clause returns the index of a clause on the statement's level from i on, or its end.
func (l *links) clause(i int, keyword string) int {
	for i < l.end && (!l.is(i, keyword) || l.is(i-1, "DISTINCT")) { // is distinct from
		i = l.after(i)
	}
	return i
}

func (l *links) skipModifiers(i int) int {
	for i < l.end && (l.in(i, modifiers) || l.in(i, softModifiers)) && l.kind(i+1) == Word && !l.is(i+1, "SET") && !l.is(i, "ONLY") {
		i++
	}
	return i
}

// dropTargets passes over targets, the first n, that stand among the other tables again.
func (l *links) dropTargets(n int) {
	for i := range l.elements[:n] {
		target := &l.elements[i]
		if slices.ContainsFunc(l.elements[n:], target.isSame) {
			target.table = false
		}
	}
}

// isSame reports whether two elements may be one table, by either name.
func (e *element) isSame(other element) bool {
	if strings.EqualFold(e.label, other.label) {
		return true
	}
	return e.path != nil && other.path != nil && strings.EqualFold(e.path[len(e.path)-1], other.path[len(other.path)-1])
}

// list reads a list of tables and joins, and returns the index of the word behind it.
func (l *links) list(i int) int {
	begun := len(l.elements)
	i = l.source(i)
	for i < l.end && !l.unsure {
		l.unsure = len(l.elements) > mostElements
		switch next, kind := l.join(i); {
		case l.kind(i) == Comma:
			i = l.source(i + 1)
		case kind != "":
			right := len(l.elements)
			i = l.source(next)
			l.joined(kind, begun, right)
		case l.is(i, "ON") && !l.is(i+1, "CONFLICT") && !l.is(i+1, "DUPLICATE"):
			i = l.condition(i + 1)
		case l.is(i, "USING") && l.kind(i+1) == OpenParen && l.paired(begun):
			l.joined("USING", begun, begun)
			i = l.after(i + 1)
			if l.is(i, "AS") {
				i += 2
			}
		default:
			l.unsure = l.unsure || !l.in(i, behindFrom)
			return i
		}
	}
	return i
}

// mostElements is how many elements are looked at.
const mostElements = 100

// behindFrom are the words that may follow a list of tables.
var behindFrom = []string{
	"WHERE", "GROUP", "HAVING", "ORDER", "LIMIT", "OFFSET", "FETCH", "FOR", "WINDOW", "RETURNING", "SET", "ON", "LOCK", "USING",
}

// paired reports whether there is something to join with.
func (l *links) paired(begun int) bool { return len(l.elements)-begun > 1 }

// joins are the words of a join in front of JOIN.
var joins = []string{"NATURAL", "INNER", "LEFT", "RIGHT", "FULL", "CROSS", "OUTER"}

// join reads the words of a join at i, and returns the one that matters, or "" if there is none.
func (l *links) join(i int) (next int, kind string) {
	for l.in(i, joins) && l.kind(i+1) != OpenParen {
		if kind == "" || l.is(i, "CROSS") {
			kind = upper(l.at(i))
		}
		i++
	}
	switch {
	case l.is(i, "JOIN"), l.is(i, "STRAIGHT_JOIN"):
		if kind == "" {
			kind = "JOIN"
		}
		return i + 1, kind
	case l.is(i, "APPLY"):
		return i + 1, "APPLY"
	}
	return i, ""
}

// joined links the elements from right on to those before, as a join without ON does.
func (l *links) joined(kind string, begun, right int) {
	switch kind {
	case "CROSS": // which has nothing to say about those before
		l.link(right-1, right)
	case "NATURAL", "USING", "APPLY": // by a column of any of them
		for i := begun; i < len(l.elements); i++ {
			l.link(begun, i)
		}
	}
}

// source reads a table, function, derived table or a join in parentheses.
func (l *links) source(i int) int {
	if l.is(i, "ONLY") && l.kind(i+1) == OpenParen {
		if l.after(i+1) != i+4 { // a single name
			l.unsure = true
			return i
		}
		l.table(span{i + 2, i + 3})
		return l.alias(i + 4)
	}
	if l.is(i, "ONLY") && (l.kind(i+1) == Word || l.kind(i+1) == Quoted) {
		i++
	}
	switch {
	case i >= l.end:
		l.unsure = true
		return i
	case l.is(i, "LATERAL"):
		return l.lateral(i + 1)
	case l.kind(i) == OpenParen:
		return l.parenthesis(i)
	}
	name := l.path(i)
	switch {
	case name.end == name.start:
		l.unsure = true
		return i
	case l.kind(name.end) == OpenParen:
		return l.function(name.end)
	}
	l.table(name)
	if l.op(name.end, "*") { // with the tables that inherit from it
		name.end++
	}
	return l.alias(name.end)
}

// lateral reads what may take values from all others.
func (l *links) lateral(i int) int {
	for i < l.end && l.kind(i) != OpenParen {
		i++
	}
	l.elements = append(l.elements, element{})
	l.everything = append(l.everything, len(l.elements)-1)
	return l.behindFunction(l.after(i))
}

func (l *links) function(open int) int {
	l.elements = append(l.elements, element{args: span{open + 1, l.close[open]}})
	return l.behindFunction(l.after(open))
}

func (l *links) behindFunction(i int) int {
	if l.is(i, "WITH") && l.is(i+1, "ORDINALITY") {
		i += 2
	}
	return l.alias(i)
}

// parenthesis reads a derived table or a join. The names within a join that has one of its own are
// not known outside of it.
func (l *links) parenthesis(open int) int {
	within := open
	for l.kind(within) == OpenParen {
		within++
	}
	if l.in(within, queries) {
		l.elements = append(l.elements, element{})
		return l.alias(l.after(open))
	}
	end := l.end
	l.end = l.close[open]
	if i := l.list(open + 1); i != l.end {
		l.unsure = true
	}
	l.end = end
	i := l.after(open)
	if l.is(i, "AS") || l.isAlias(i) {
		l.unsure = true
	}
	return i
}

// path reads a qualified name.
func (l *links) path(i int) span {
	p := span{i, i}
	for l.kind(i) == Word || l.kind(i) == Quoted {
		p.end = i + 1
		if !l.op(i+1, ".") || l.kind(i+2) != Word && l.kind(i+2) != Quoted {
			break
		}
		i += 2
	}
	return p
}

// parts returns the parts of a qualified name.
func (l *links) parts(p span) (parts []string) {
	for i := p.start; i < p.end; i += 2 {
		parts = append(parts, l.name(i))
	}
	return parts
}

// table adds a table, or what was made by WITH.
func (l *links) table(name span) {
	path := l.parts(name)
	label := path[len(path)-1]
	made := strings.EqualFold(label, "DUAL") || len(path) == 1 && slices.ContainsFunc(l.made, func(m string) bool { return strings.EqualFold(m, label) })
	l.elements = append(l.elements, element{label: label, path: path, table: !made})
}

// alias reads the name that what was read last has in the statement, if there is one.
func (l *links) alias(i int) int {
	if l.is(i, "AS") && (l.isAlias(i+1) || l.kind(i+1) == Word) {
		i++
	} else if !l.isAlias(i) {
		return i
	}
	last := &l.elements[len(l.elements)-1]
	last.label, last.aliased = l.name(i), true
	if l.kind(i+1) == OpenParen { // names of its columns
		return l.after(i + 1)
	}
	return i + 1
}

// isAlias reports whether what stands at i can only be an alias.
func (l *links) isAlias(i int) bool {
	if i >= l.end {
		return false
	}
	return l.kind(i) == Quoted || l.kind(i) == Word && !l.in(i, behindFrom) && !l.in(i, joins) && !l.in(i, noAlias)
}

// noAlias are the other words that follow a table and are no alias.
var noAlias = []string{
	"JOIN", "STRAIGHT_JOIN", "APPLY", "AS", "UNION", "EXCEPT", "INTERSECT", "MINUS", "TABLESAMPLE", "USE", "FORCE", "IGNORE",
	"PARTITION", "CONNECT", "START", "QUALIFY", "WITH", "PIVOT", "UNPIVOT", "MATCH_RECOGNIZE", "MODEL", "INTO", "PROCEDURE",
	"OPTION", "INDEXED", "NOT", "ASOF", "ANTI", "SEMI", "LATERAL", "FROM", "VERSIONS",
}
