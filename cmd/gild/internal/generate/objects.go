package generate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// objects writes the sequences and domains.
func (g *generator) objects() string {
	var b strings.Builder
	for _, s := range g.source.Sequences {
		fmt.Fprintf(&b, "var _ = Meta.AddSequence(expr.NewSequence(%q)%s)\n", s.Name.Name, inSchemaMethod(s.Name.Schema)+sequenceTypes[s.SQLType]+counterMethods(s.Counter)+commentMethod(s.Comment))
	}
	for _, d := range g.source.Domains {
		fmt.Fprintf(&b, "var _ = Meta.AddDomain(%s)\n", domain(d.Define()))
	}
	if lines := g.unused() + g.views(); lines != "" {
		fmt.Fprintf(&b, "\nfunc init() {\n%s}\n", lines)
	}
	return b.String()
}

// sequenceTypes are those of sequences whose numbers are smaller than usual.
var sequenceTypes = map[string]string{"integer": ".OfType(typemap.Integer())", "smallint": ".OfType(typemap.SmallInt())"}

// fields are those of a literal that have a value.
type fields []string

func (f *fields) text(name, value string) {
	if value != "" {
		*f = append(*f, fmt.Sprintf("%s: %q", name, value))
	}
}

func (f *fields) flag(name string, on bool) {
	if on {
		*f = append(*f, name+": true")
	}
}

func (f fields) String() string { return "{" + strings.Join(f, ", ") + "}" }

// domain writes the definition of a domain.
func domain(d *schema.Domain) string {
	var made fields
	made.text("Schema", d.Schema)
	made.text("Name", d.Name)
	made = append(made, fmt.Sprintf("Base: %#v", d.Base))
	made.flag("NotNull", d.NotNull)
	made.text("Default", d.Default)
	made.text("Collation", d.Collation)
	made.text("Comment", d.Comment)
	var checks []string
	for _, c := range d.Checks {
		var check fields
		check.text("Name", c.Name)
		check.text("SQL", c.SQL)
		check.flag("NotValid", c.NotValid)
		check.text("Comment", c.Comment)
		checks = append(checks, check.String())
	}
	if checks != nil {
		made = append(made, "Checks: []schema.DomainCheck{"+strings.Join(checks, ", ")+"}")
	}
	return "&schema.Domain" + made.String()
}

// unused writes the enums that no column has, and those that have a comment.
func (g *generator) unused() string {
	var b strings.Builder
	for _, e := range g.source.Enums {
		used := slices.ContainsFunc(g.tables, func(t *table) bool {
			return slices.ContainsFunc(t.Columns, func(c schema.ColumnInfo) bool { return usesEnum(c.Type, e.Name) })
		})
		if args := commented(fmt.Sprintf("%#v", typemap.Enum(e.Name.Name, e.Labels...).In(e.Name.Schema)), e.Comment); !used || len(args) > 1 {
			b.WriteString(call("Meta.AddEnum", args...) + "\n")
		}
	}
	return b.String()
}

func usesEnum(t typemap.Type, name schema.Name) bool {
	for t.Kind == typemap.KindArray {
		t = t.Elem()
	}
	in, of, ok := t.EnumName()
	return ok && schema.Name{Schema: in, Name: of} == name
}

// whoCreates says what becomes of views. Of those that may read tables which are left out nothing does.
func (g *generator) whoCreates() string {
	if g.options.partial() {
		return "CreateAll of Meta does not create them."
	}
	return "CreateAll of Meta creates them."
}

// views writes the views as the database has them, each behind those that it reads.
func (g *generator) views() string {
	if g.options.partial() {
		return ""
	}
	var b strings.Builder
	var infos []schema.TableInfo
	for _, t := range g.tables {
		if t.view && t.Definition != "" && !t.Temporary {
			infos = append(infos, *t.TableInfo)
		}
	}
	for _, v := range schema.SortViews(infos) {
		columns := make([]string, len(v.Columns))
		for i, c := range v.Columns {
			columns[i] = call("schema.NewColumn", append([]string{strconv.Quote(c.Name)}, commented(fmt.Sprintf("%#v", c.Type), c.Comment)...)...)
		}
		args := []string{"Meta", strconv.Quote(v.Name.Name), strconv.Quote(v.Definition), "[]*schema.Column{" + strings.Join(columns, ", ") + "}"}
		if v.Name.Schema != "" {
			args = append(args, fmt.Sprintf("schema.ViewIn(%q)", v.Name.Schema))
		}
		if v.Kind == schema.RelationMaterializedView {
			args = append(args, "schema.Materialized()")
		}
		if v.Comment != "" {
			args = append(args, fmt.Sprintf("schema.Comment(%q)", v.Comment))
		}
		if g.rules.ViewOptions != nil {
			args = append(args, written(g, g.rules.ViewOptions(&v))...)
		}
		made := call("schema.NewViewSQL", args...)
		if len(v.Indexes) > 0 {
			indexes := make([]string, len(v.Indexes))
			for i := range v.Indexes {
				indexes[i] = g.index(&v.Indexes[i])
			}
			made += call(".Table().Add", indexes...)
		}
		b.WriteString(made + "\n")
	}
	return b.String()
}

// commented are an argument and its comment, if there is one.
func commented(arg, comment string) []string {
	if comment == "" {
		return []string{arg}
	}
	return []string{arg, fmt.Sprintf("schema.Comment(%q)", comment)}
}

func commentMethod(text string) string {
	if text == "" {
		return ""
	}
	return fmt.Sprintf(".WithComment(%q)", text)
}

func inSchemaMethod(name string) string {
	if name == "" {
		return ""
	}
	return fmt.Sprintf(".In(%q)", name)
}
