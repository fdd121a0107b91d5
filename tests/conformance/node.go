package main

import (
	"encoding/json"
	"fmt"
)

// node is a JSON array whose first element is its kind.
type node []any

// A failure is a mistake in a statement, or something that gild does not do. It is thrown as a
// panic within the reader and caught by build, so that readers of parts need not pass it on.
type failure struct {
	class string
	text  string
}

func (f *failure) Error() string { return f.text }

// unsupported ends the reading of a statement that uses what the reader, or gild, does not have.
func unsupported(format string, args ...any) {
	panic(&failure{"Unsupported", fmt.Sprintf(format, args...)})
}

// malformed ends the reading of a statement that is not in the form.
func malformed(format string, args ...any) {
	panic(&failure{"Malformed", fmt.Sprintf(format, args...)})
}

func asNode(v any) node {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		malformed("%v is no node", v)
	}
	if _, ok := list[0].(string); !ok {
		malformed("%v is no node: it does not begin with a kind", v)
	}
	return node(list)
}

// isNode reports whether v can be a node, as against a string or a list.
func isNode(v any) bool {
	list, ok := v.([]any)
	if !ok || len(list) == 0 {
		return false
	}
	_, ok = list[0].(string)
	return ok
}

func (n node) kind() string { return n[0].(string) }

// arg returns the i-th element behind the kind, nil if there is none.
func (n node) arg(i int) any {
	if i+1 >= len(n) {
		return nil
	}
	return n[i+1]
}

// args returns the positional elements behind the kind.
func (n node) args() []any {
	list := n[1:]
	if len(list) > 0 {
		if _, ok := list[len(list)-1].(map[string]any); ok {
			return list[:len(list)-1]
		}
	}
	return list
}

// options returns the trailing object, empty if there is none.
func (n node) options() options {
	if o, ok := n[len(n)-1].(map[string]any); ok {
		return o
	}
	return nil
}

// optionsAt returns the object behind i positional elements: a value may be an object, too.
func (n node) optionsAt(i int) options {
	o, _ := n.arg(i).(map[string]any)
	return o
}

func (n node) text(i int) string { return asText(n.arg(i)) }

// name is text that may be absent.
func (n node) name(i int) string {
	s, _ := n.arg(i).(string)
	return s
}

func asText(v any) string {
	s, ok := v.(string)
	if !ok {
		malformed("%v is no text", v)
	}
	return s
}

func asList(v any) []any {
	if v == nil {
		return nil
	}
	list, ok := v.([]any)
	if !ok {
		malformed("%v is no list", v)
	}
	return list
}

func asPair(v any) (first, second any) {
	list := asList(v)
	if len(list) != 2 {
		malformed("%v is no pair", v)
	}
	return list[0], list[1]
}

// asInt returns the whole number v.
func asInt(v any) int {
	n, ok := v.(json.Number)
	if !ok {
		malformed("%v is no number", v)
	}
	i, err := n.Int64()
	if err != nil {
		malformed("%v is no whole number", v)
	}
	return int(i)
}

// options are the named parts of a node.
type options map[string]any

func (o options) has(name string) bool { _, ok := o[name]; return ok }

func (o options) flag(name string) bool {
	b, _ := o[name].(bool)
	return b
}

func (o options) text(name string) string {
	s, _ := o[name].(string)
	return s
}

func (o options) list(name string) []any { return asList(o[name]) }

// only ends the reading when there is an option that is not among names.
func (n node) only(names ...string) {
	for name := range n.options() {
		known := false
		for _, k := range names {
			known = known || k == name
		}
		if !known {
			unsupported("%s with the option %q", n.kind(), name)
		}
	}
}

// textFor picks from a list of [text, dialect?] those for the dialect, the others apart.
type textFor struct{ text, dialect string }

func textsFor(list []any) []textFor {
	var out []textFor
	for _, entry := range list {
		pair := asList(entry)
		t := textFor{text: asText(pair[0])}
		if len(pair) > 1 {
			t.dialect, _ = pair[1].(string)
		}
		out = append(out, t)
	}
	return out
}
