package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Domain is a type with a name that allows only some values of another type (PostgreSQL).
// Elsewhere its columns have the other type.
type Domain struct {
	Schema, Name string
	Base         typemap.Type
	NotNull      bool
	Checks       []DomainCheck
	Default      string // SQL text, empty for none
	Collation    string
	Comment      string
}

// DomainCheck is a condition that the values of a domain fulfil.
type DomainCheck struct {
	Name string    // empty for the database's choice
	SQL  string    // SQL text about VALUE, or
	Expr expr.Expr // an expression, with VALUE as expr.Raw("VALUE")
	// NotValid adds it to a domain that is there without a look at values that are there.
	NotValid bool
	Comment  string // of a check with a name
}

// AddDomain lets CreateAll and DropAll look after a domain, and returns it. Without a schema it
// is in the MetaData's default one. Those of columns' types are known by their names alone.
func (m *MetaData) AddDomain(d *Domain) *Domain {
	if d == nil || d.Name == "" {
		m.fail("a domain without a name")
		return d
	}
	if d.Schema == "" {
		d.Schema = m.schema
	}
	for i, c := range d.Checks {
		if c.SQL == "" && c.Expr == nil {
			m.fail(fmt.Sprintf("domain %q: check %q without a condition", fullName(d.Schema, d.Name), c.Name))
		}
		d.Checks[i].Expr = owned(c.Expr)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.domains = append(m.domains, d)
	return d
}

// Type returns the type of columns of the domain: itself on PostgreSQL, what it is based on
// elsewhere.
func (d *Domain) Type() typemap.Type {
	return typemap.Domain(d.Name, d.Base).In(d.Schema)
}

// Domains returns the domains that were added.
func (m *MetaData) Domains() []*Domain {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return slices.Clone(m.domains)
}

// sortedDomains are the domains, each behind the one that it is made of.
func (m *MetaData) sortedDomains() []*Domain {
	var sorted []*Domain
	todo := m.Domains()
	for len(todo) > 0 {
		i := slices.IndexFunc(todo, func(d *Domain) bool {
			return !slices.ContainsFunc(todo, func(other *Domain) bool { return other != d && d.madeOf(other) })
		})
		i = max(i, 0) // none is made of itself
		sorted = append(sorted, todo[i])
		todo = slices.Delete(todo, i, i+1)
	}
	return sorted
}

// madeOf reports whether a domain is made of another one, or of arrays of it. One that was read has only its name, as SQL,
// so that it may be one too many.
func (d *Domain) madeOf(other *Domain) bool {
	base := d.Base
	for base.Kind == typemap.KindArray {
		base = base.Elem()
	}
	in, name, ok := base.DomainName()
	if text, spelled := base.Spelling(); !ok && spelled {
		in, name, _ = cutLast("."+strings.ReplaceAll(strings.TrimRight(text, "[]"), `"`, ""), ".")
		in = strings.TrimPrefix(in, ".")
	}
	return name == other.Name && (in == "" || in == other.Schema)
}

// AddEnum lets CreateAll and DropAll look after the type of an enum that no table has a column
// of, or that has a comment. Those of columns are looked after in any case.
func (m *MetaData) AddEnum(t typemap.Type, options ...EnumOption) {
	if _, name, ok := t.EnumName(); !ok || name == "" {
		m.fail(fmt.Sprintf("%s is no enum with a name", t))
		return
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.enums = append(m.enums, t)
	if m.enumComments == nil {
		m.enumComments = map[string]string{}
	}
	for _, o := range options {
		if o != nil {
			o.onEnum(m, enumKey(t))
		}
	}
}

// EnumOption says more of an enum: Comment does.
type EnumOption interface {
	onEnum(m *MetaData, key string)
}

// enumComment is the comment of an enum's type.
func (m *MetaData) enumComment(t typemap.Type) EnumComment {
	m.mu.RLock()
	defer m.mu.RUnlock()
	return EnumComment{t, m.enumComments[enumKey(t)]}
}

// Enums returns the enums that databases of the dialect have as types with a name, each once: those
// that were added and those of columns, arrays of them included.
func (m *MetaData) Enums(dialect string) []typemap.Type {
	m.mu.RLock()
	all := slices.Clone(m.enums)
	m.mu.RUnlock()
	for _, t := range m.Tables() {
		for _, c := range t.columns {
			all = append(all, c.typ)
		}
	}
	seen := map[string]bool{}
	var enums []typemap.Type
	for _, t := range all {
		t = t.On(dialect)
		for t.Kind == typemap.KindArray {
			t = t.Elem().On(dialect)
		}
		schema, name, ok := t.EnumName()
		if !ok || name == "" || seen[fullName(schema, name)] {
			continue
		}
		seen[fullName(schema, name)] = true
		enums = append(enums, t)
	}
	return enums
}

// fail keeps a mistake that belongs to no table.
func (m *MetaData) fail(text string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.errs = append(m.errs, errors.New("gild: "+text))
}
