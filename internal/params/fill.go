package params

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// Fill writes the text, and puts the arguments into the order of its placeholders. Those
// that are no driver.Value yet are converted.
func (t *Template) Fill(args []driver.NamedValue, convert func(*driver.NamedValue) error) (string, []driver.NamedValue, error) {
	if err := t.OneKind(); err != nil {
		return "", nil, err
	}
	f := filler{convert: convert, template: t, in: args, used: make([]bool, len(args))}
	for _, p := range t.parts {
		if err := f.part(p); err != nil {
			return "", nil, err
		}
	}
	if err := f.rest(); err != nil {
		return "", nil, err
	}
	return string(f.text), f.out, nil
}

type filler struct {
	convert  func(*driver.NamedValue) error
	template *Template
	in       []driver.NamedValue
	used     []bool
	numbers  map[string]int // of named parameters that have one
	text     []byte
	out      []driver.NamedValue
}

func (f *filler) part(p part) error {
	if p.name == "" && p.ordinal == 0 {
		f.text = append(f.text, p.text...)
		return nil
	}
	i, err := f.find(p)
	if err != nil {
		return err
	}
	f.used[i] = true
	arg := f.in[i]
	if p.list == "" {
		return f.value(p, arg)
	}
	members := reflect.ValueOf(arg.Value)
	switch {
	case !IsList(arg.Value): // one member, as written
		f.text = append(f.text, p.list...)
		err = f.value(p, arg)
		f.text = append(f.text, ')')
		return err
	case f.template.style.Arrays:
		return f.array(p, arg)
	}
	return f.members(p, arg.Name, members)
}

// find returns the place of the parameter's argument.
func (f *filler) find(p part) (int, error) {
	if p.ordinal > 0 {
		if p.ordinal > len(f.in) {
			return 0, fmt.Errorf("gild: the text has a parameter %d, but there are %d arguments", p.ordinal, len(f.in))
		}
		return p.ordinal - 1, nil
	}
	for i := range f.in {
		if f.in[i].Name == p.name {
			return i, nil
		}
	}
	return 0, fmt.Errorf("gild: no value for the parameter :%s: give it as sql.Named(%q, value)", p.name, p.name)
}

// rest sees to arguments that no parameter of the template has taken.
func (f *filler) rest() error {
	for i, used := range f.used {
		switch {
		case used:
		case f.in[i].Name != "" && !f.template.style.Native:
			return fmt.Errorf("gild: the text has no parameter :%s: it has %s", f.in[i].Name, Enumerate(f.template.names))
		default:
			if err := f.add(f.in[i]); err != nil {
				return err
			}
		}
	}
	return nil
}

// Enumerate names parameters.
func Enumerate(names []string) string {
	if len(names) == 0 {
		return "none with a name"
	}
	return ":" + strings.Join(names, ", :")
}

// value writes the placeholder of one value.
func (f *filler) value(p part, arg driver.NamedValue) error {
	s := f.template.style
	switch {
	case s.Native && p.name != "":
		f.text = append(append(f.text, ':'), p.name...)
		if _, again := f.numbers[p.name]; again {
			return nil
		}
		f.number(p.name)
		return f.add(arg)
	}
	if n, ok := f.numbers[p.name]; ok && p.name != "" && s.Numbered {
		f.text = s.Placeholder(f.text, n)
		return nil
	}
	f.number(p.name)
	f.text = s.Placeholder(f.text, len(f.out)+1)
	return f.add(arg)
}

func (f *filler) number(name string) {
	if name == "" {
		return
	}
	if f.numbers == nil {
		f.numbers = make(map[string]int)
	}
	f.numbers[name] = len(f.out) + 1
}

// array writes membership in a list that travels as one argument.
func (f *filler) array(p part, arg driver.NamedValue) error {
	if p.not {
		f.text = append(f.text, "<> ALL ("...)
	} else {
		f.text = append(f.text, "= ANY ("...)
	}
	if list := reflect.ValueOf(arg.Value); list.IsNil() { // which a driver would send as NULL
		arg.Value = reflect.MakeSlice(list.Type(), 0, 0).Interface()
	}
	err := f.value(p, arg)
	f.text = append(f.text, ')')
	return err
}

// members writes a placeholder for each member of a list.
func (f *filler) members(p part, name string, list reflect.Value) error {
	s := f.template.style
	f.text = append(f.text, p.list...)
	if list.Len() == 0 {
		f.text = append(f.text, s.EmptyList...)
	}
	for i := range list.Len() {
		if i > 0 {
			f.text = append(f.text, ", "...)
		}
		arg := driver.NamedValue{Name: name, Value: list.Index(i).Interface()}
		if s.Native && name != "" {
			arg.Name = f.memberName(name, i+1)
			f.text = append(append(f.text, ':'), arg.Name...)
		} else {
			f.text = s.Placeholder(f.text, len(f.out)+1)
		}
		if err := f.add(arg); err != nil {
			return err
		}
	}
	f.text = append(f.text, ')')
	return nil
}

// memberName returns a name for the n-th member of a list that no parameter of the text has.
func (f *filler) memberName(name string, n int) string {
	for {
		made := fmt.Sprintf("%s__%d", name, n)
		if !slices.Contains(f.template.names, made) {
			return made
		}
		name += "_"
	}
}

// add appends an argument, which is checked now if it has not been before.
func (f *filler) add(arg driver.NamedValue) error {
	arg.Ordinal = len(f.out) + 1
	if !driver.IsValue(arg.Value) {
		if err := f.convert(&arg); err != nil {
			return ArgumentError(arg, err)
		}
	}
	if !f.template.style.Native {
		arg.Name = ""
	}
	f.out = append(f.out, arg)
	return nil
}

// describe names an argument as database/sql does.
func describe(arg driver.NamedValue) string {
	if arg.Name != "" {
		return fmt.Sprintf("with name %q", arg.Name)
	}
	return fmt.Sprintf("$%d", arg.Ordinal)
}

// ArgumentError says of an argument what database/sql says.
func ArgumentError(arg driver.NamedValue, err error) error {
	return fmt.Errorf("sql: converting argument %s type: %w", describe(arg), err)
}
