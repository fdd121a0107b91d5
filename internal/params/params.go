// Package params makes the parameters of a program's own SQL portable: names where the
// driver knows none, lists as the members of IN, question marks where the database numbers
// its placeholders.
package params

import (
	"database/sql/driver"
	"encoding"
	"errors"
	"fmt"
	"reflect"
	"slices"
)

// Style is how a database wants parameters, and how the program writes them.
type Style struct {
	Placeholder func(b []byte, n int) []byte // appends the n-th, counted from 1
	Numbered    bool                         // one placeholder may stand in several places
	Native      bool                         // the driver takes names by itself
	Arrays      bool                         // a list may be one argument, an array
	EmptyList   string                       // the members of IN when there are none
	Marks       bool                         // question marks are placeholders: the database's, or the program's
	Questions   bool                         // they are the program's, on a database that has others
}

// IsList reports whether v may be the members of IN: a slice that is not bytes, and has
// nothing to say itself about how it is sent.
func IsList(v any) bool {
	if _, ok := v.(driver.Valuer); ok || v == nil {
		return false
	}
	t := reflect.TypeOf(v)
	return t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8 && !t.Implements(textMarshaler)
}

var textMarshaler = reflect.TypeFor[encoding.TextMarshaler]()

// Rewrites reports whether the template changes anything for these arguments; lists tells
// that there are slices among them.
func (t *Template) Rewrites(args []driver.NamedValue, lists bool) bool {
	switch {
	case lists && t.lists:
		return true
	case t.style.Questions && !t.numbered:
		return true
	}
	return !t.style.Native && len(t.names) > 0 && anyNamed(args)
}

func anyNamed(args []driver.NamedValue) bool {
	return slices.ContainsFunc(args, func(arg driver.NamedValue) bool { return arg.Name != "" })
}

// OneKind returns an error for text that has parameters of several kinds: there is no
// saying which argument is whose.
func (t *Template) OneKind() error {
	if t.marks > 0 && t.numbered || (len(t.names) > 0 || t.variables) && (t.marks > 0 || t.numbered) {
		return errors.New("gild: the text has parameters of several kinds: use either names (:name), numbers or question marks")
	}
	return nil
}

// Prepared writes the text for a statement that is prepared before its arguments are known,
// and names the arguments of its placeholders in their order. changed is false for a text
// that is to be prepared as it is; order is nil if there are no names.
func (t *Template) Prepared() (text string, order []string, changed bool) {
	switch {
	case t.OneKind() != nil: // the database may have a meaning for it
	case len(t.names) > 0 && !t.style.Native:
		text, order = t.fixed()
		return text, order, true
	case t.style.Questions && !t.numbered:
		text, _ = t.fixed()
		return text, nil, true
	}
	return "", nil, false
}

func (t *Template) fixed() (text string, order []string) {
	var b []byte
	numbers := make(map[string]int)
	for _, p := range t.parts {
		b = append(b, p.list...)
		n, again := numbers[p.name]
		switch {
		case p.name == "" && p.ordinal == 0:
			b = append(b, p.text...)
			continue
		case p.name != "" && again && t.style.Numbered:
			b = t.style.Placeholder(b, n)
		default:
			order = append(order, p.name)
			numbers[p.name] = len(order)
			b = t.style.Placeholder(b, len(order))
		}
		if p.list != "" {
			b = append(b, ')')
		}
	}
	return string(b), order
}

// InOrder returns the arguments by the names of the placeholders that take them.
func InOrder(order []string, args []driver.NamedValue) ([]driver.NamedValue, error) {
	sorted := make([]driver.NamedValue, len(order))
	filled := 0
	for _, arg := range args {
		if !slices.Contains(order, arg.Name) {
			return nil, fmt.Errorf("gild: argument %s has no parameter: the text has %s", describe(arg), Enumerate(order))
		}
		for i, name := range order {
			if name == arg.Name {
				sorted[i] = driver.NamedValue{Ordinal: i + 1, Value: arg.Value}
				filled++
			}
		}
	}
	if filled < len(order) {
		return nil, fmt.Errorf("gild: the text has the parameters %s: %d of them have no value", Enumerate(order), len(order)-filled)
	}
	return sorted, nil
}
