package compile

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqlform"
	"github.com/gildsql/gild/schema"
)

// Canon returns the forms of definitions under the rules.
func (r *Rules) Canon() schema.Canon { return canon{r} }

type canon struct{ rules *Rules }

// written is a part of DDL that is compiled alone.
type written struct {
	schema.DDLBase
	write func(c *Compiler)
}

// aside returns what write writes.
func (k canon) aside(write func(c *Compiler)) (string, error) {
	c := &Compiler{rules: k.rules, key: &expr.Key{}, construct: "definition", writable: true}
	c.stmt = &written{write: write}
	write(c)
	return string(c.buf), c.err
}

func (k canon) form() *sqlform.Rules {
	if f := k.rules.DDL.Form; f != nil {
		return f
	}
	return &sqlform.Rules{}
}

// Abilities returns what the database creates, and how.
func (k canon) Abilities() schema.Abilities { return k.rules.Abilities() }

// Expression returns the form of SQL text.
func (k canon) Expression(sql string) string { return k.form().Canonical(sql) }

// Words returns the form of text that is more than an expression.
func (k canon) Words(sql string) string { return k.form().Words(sql) }

// SQL returns the text of an expression or a query.
func (k canon) SQL(n expr.Node) (string, error) {
	return k.aside(func(c *Compiler) { c.WriteString(c.Literals(n, true)) })
}

// LeavesOut reports whether a constraint is not created. A primary key that is written beside its column
// is.
func (k canon) LeavesOut(con schema.Constraint) bool {
	if _, ok := con.(*schema.PrimaryKeyConstraint); ok {
		return !con.Base().On(k.rules.Dialect) || k.rules.DDL.Constraint.inherits(con)
	}
	left := false
	_, _ = k.aside(func(c *Compiler) { left = c.left(con) })
	return left
}

// Column returns the form of a column.
func (k canon) Column(col *schema.Column) (schema.ColumnForm, error) {
	t := definedIn(col)
	if t == nil {
		return schema.ColumnForm{}, fmt.Errorf("gild: column %q is part of no table", col.Name())
	}
	form := schema.ColumnForm{Nullable: col.Nullable}
	auto := col == t.AutoIncrement()
	name, err := k.aside(func(c *Compiler) { k.rules.DDL.Column.Type(c, col, auto) })
	if err != nil {
		return form, err
	}
	form.Type = k.form().Type(name)
	if base, serial := k.rules.DDL.Column.Serial[form.Type]; serial {
		form.Type, form.Numbering = base, "serial"
	} else if auto && k.rules.DDL.Column.Marked {
		form.Numbering = "auto"
	}
	if options := k.rules.DDL.Column.Options; options != nil {
		form.Options = options(col)
	}
	if k.rules.DDL.Abilities.ColumnComments {
		form.Comment = col.Comment
	}
	identity := ""
	text, err := k.aside(func(c *Compiler) {
		if c.IdentityClause(col) {
			identity = string(c.buf)
			return
		}
		if form.Numbering == "" {
			c.WriteString(c.ServerDefault(col))
		}
	})
	switch {
	case err != nil:
		return form, err
	case identity != "":
		form.Numbering = strings.TrimSuffix(strings.TrimPrefix(k.Words(identity), "generated "), " ( )")
	default:
		form.Default = k.form().Default(text, name)
	}
	if col.Computed != nil {
		err = k.computed(col, &form)
	}
	return form, err
}

func (k canon) computed(col *schema.Column, form *schema.ColumnForm) error {
	clause, err := k.aside(func(c *Compiler) { k.rules.DDL.Column.Computed(c, col.Computed) })
	if err != nil {
		return err
	}
	text, err := k.aside(func(c *Compiler) { c.WriteString(c.Computation(col.Computed)) })
	form.Computed = k.Expression(text)
	form.Stored = strings.HasSuffix(clause, " STORED") || strings.HasSuffix(clause, " PERSISTED")
	return err
}

// Check returns the form of a check.
func (k canon) Check(check *schema.Check) (string, error) {
	text, err := k.aside(func(c *Compiler) { c.checked(check) })
	return k.Expression(text), err
}

// Exclude returns the form of an exclusion constraint.
func (k canon) Exclude(e *schema.Exclude) (string, error) {
	text, err := k.aside(func(c *Compiler) { c.exclude(e) })
	return k.Words(text), err
}

// Index returns the form of an index.
func (k canon) Index(i *schema.Index) (string, error) {
	var parts []string
	for n := range i.Parts {
		text, err := k.aside(func(c *Compiler) { c.indexPart(i, n) })
		if err != nil {
			return "", err
		}
		parts = append(parts, k.part(text, i))
	}
	more, err := k.aside(func(c *Compiler) {
		r := &c.rules.DDL.Index
		c.indexWords(r.Kind, i)
		c.indexWords(r.Using, i)
		c.indexWords(r.End, i)
	})
	if err != nil {
		return "", err
	}
	where, err := k.aside(func(c *Compiler) { c.indexWhere(i) })
	form := strings.Join(parts, ", ") + " " + strings.TrimSpace(strings.ReplaceAll(k.Words(more), "using btree", ""))
	if where != "" {
		form += " where " + k.Expression(strings.TrimPrefix(where, " WHERE "))
	}
	if i.Unique {
		form = "unique " + form
	}
	return form, err
}

// part is the form of a part of an index: its order is told only where it is not the usual one.
func (k canon) part(text string, i *schema.Index) string {
	words := " " + text
	desc := false
	for {
		trimmed := strings.TrimSuffix(words, " ASC")
		trimmed = strings.TrimSuffix(trimmed, " NULLS FIRST")
		if strings.HasSuffix(trimmed, " DESC") && trimmed != words { // where NULL is first anyway
			words = trimmed
			continue
		}
		trimmed = strings.TrimSuffix(words, " ASC")
		if last := strings.TrimSuffix(trimmed, " NULLS LAST"); last != trimmed && !strings.HasSuffix(last, " DESC") {
			trimmed = last
		}
		if trimmed == words {
			break
		}
		words = trimmed
	}
	before, isDesc := strings.CutSuffix(words, " DESC")
	if desc = isDesc; desc {
		words = before
	}
	form := k.Expression(strings.TrimSpace(words))
	if desc {
		form += " desc"
	}
	return form
}
