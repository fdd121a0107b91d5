package schema

import (
	"cmp"
	"slices"

	"github.com/gildsql/gild/expr"
)

func (d *differ) domains() {
	if !d.can.Domains {
		return
	}
	for _, x := range d.to.sortedDomains() {
		before := domainOf(d.from, x)
		if before == nil {
			d.add(Operation{Object: ObjectDomain, Name: fullName(x.Schema, x.Name), after: x, phase: phaseTypes})
			continue
		}
		d.domain(before, x)
	}
	for _, x := range slices.Backward(d.from.sortedDomains()) {
		if domainOf(d.to, x) == nil && !d.keepTypes {
			d.add(Operation{Object: ObjectDomain, Name: fullName(x.Schema, x.Name), before: x, phase: phaseDropTypes})
		}
	}
}

// domainOf finds the domain of the same full name, nil for none.
func domainOf(m *MetaData, x *Domain) *Domain {
	for _, other := range m.Domains() {
		if fullName(other.Schema, other.Name) == fullName(x.Schema, x.Name) {
			return other
		}
	}
	return nil
}

// domain compares two definitions of one domain.
func (d *differ) domain(before, after *Domain) {
	var change []string
	note := func(what string, different bool) {
		if different {
			change = append(change, what)
		}
	}
	checks := d.domainChecks(before, after)
	note("type", d.domainType(before) != d.domainType(after))
	note("null", before.NotNull != after.NotNull)
	note("default", d.canon.Expression(before.Default) != d.canon.Expression(after.Default))
	note("check", len(checks) > 0)
	note("comment", before.Comment != after.Comment)
	if change != nil {
		d.add(Operation{Object: ObjectDomain, Name: fullName(after.Schema, after.Name), before: before, after: after, Change: change, checks: checks, phase: phaseTypes})
	}
}

// domainType is the form of what a domain is made of, as that of a column.
func (d *differ) domainType(x *Domain) string {
	t := NewTable(NewMetaData(), "t", NewColumn("c", x.Base))
	form, err := d.canon.Column(t.columns[0])
	if err != nil {
		d.fail(err)
	}
	return form.Type + " " + x.Collation
}

// domainCheck is a check of a domain that changes: nil for none.
type domainCheck struct{ before, after *DomainCheck }

// keeps reports whether only the comment changes.
func (c *domainCheck) keeps() bool { return c.before != nil && c.after != nil }

// domainChecks are the checks in which two definitions of a domain differ. Checks without a name are known by what
// they say; one that comes gets the name that PostgreSQL would give it, so that it has a reverse.
func (d *differ) domainChecks(before, after *Domain) []domainCheck {
	old, wanted := slices.Clone(before.Checks), slices.Clone(after.Checks)
	var changed []domainCheck
	pair := func(same func(a, b *DomainCheck) bool) {
		wanted = slices.DeleteFunc(wanted, func(b DomainCheck) bool {
			i := slices.IndexFunc(old, func(a DomainCheck) bool { return same(&a, &b) })
			if i < 0 {
				return false
			}
			a := old[i]
			if a.Comment != b.Comment && a.Name+b.Name != "" {
				a.Name, b.Name = cmp.Or(a.Name, b.Name), cmp.Or(b.Name, a.Name)
				changed = append(changed, domainCheck{&a, &b})
			}
			old = slices.Delete(old, i, i+1)
			return true
		})
	}
	form := func(c *DomainCheck) string { return d.domainCheckForm(c) }
	pair(func(a, b *DomainCheck) bool { return a.Name != "" && a.Name == b.Name && form(a) == form(b) })
	pair(func(a, b *DomainCheck) bool { return (a.Name == "" || b.Name == "") && form(a) == form(b) })
	taken := map[string]bool{}
	for _, c := range slices.Concat(before.Checks, after.Checks) {
		taken[c.Name] = true
	}
	named := func(c DomainCheck) *DomainCheck {
		if c.Name == "" {
			c.Name = freeName(ShortName(after.Name+"_check", d.can.MaxName), taken)
			taken[c.Name] = true
		}
		return &c
	}
	for _, c := range old {
		changed = append(changed, domainCheck{named(c), nil})
	}
	for _, c := range wanted {
		changed = append(changed, domainCheck{nil, named(c)})
	}
	return changed
}

func (d *differ) domainCheckForm(c *DomainCheck) string {
	if c.Expr == nil {
		return d.canon.Expression(c.SQL)
	}
	sql, err := d.canon.SQL(c.Expr)
	if err != nil {
		d.fail(err)
	}
	return d.canon.Expression(sql)
}

// alterChecks are the statements by which checks of a domain go and come. What goes, goes first, as one of the same name may
// come.
func alterChecks(x *Domain, checks []domainCheck) []expr.Statement {
	var drop, add []expr.Statement
	for _, c := range checks {
		switch {
		case c.keeps():
			add = append(add, commentOf(CheckOfDomain{x, *c.after}, c.after.Comment))
		case c.after == nil:
			drop = append(drop, &AlterDomain{Domain: x, Change: DomainDropCheck, Check: *c.before})
		default:
			add = append(add, &AlterDomain{Domain: x, Change: DomainAddCheck, Check: *c.after})
			if c.after.Comment != "" {
				add = append(add, commentOf(CheckOfDomain{x, *c.after}, c.after.Comment))
			}
		}
	}
	return append(drop, add...)
}

func commentOf(on Commented, text string) expr.Statement {
	if text == "" {
		return &DropComment{On: on}
	}
	return &SetComment{On: on}
}

// domainComments are the statements for the comments of a domain and its checks.
func domainComments(x *Domain) []expr.Statement {
	var all []expr.Statement
	if x.Comment != "" {
		all = append(all, commentOf(x, x.Comment))
	}
	for _, c := range x.Checks {
		if c.Comment != "" && c.Name != "" {
			all = append(all, commentOf(CheckOfDomain{x, c}, c.Comment))
		}
	}
	return all
}
