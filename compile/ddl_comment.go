package compile

import (
	"cmp"
	"fmt"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// CommentTarget is what a comment is about: a table, a column or a constraint of it.
type CommentTarget struct {
	Table      *schema.Table
	Column     *schema.Column    // nil for the table
	Constraint schema.Constraint // nil for the table
	Text       string
	Drop       bool // there is no comment any more
	Replaces   bool // there is a comment
}

// comment writes the statement for a comment.
func (c *Compiler) comment(operation string, on schema.Commented, target CommentTarget) {
	c.begin(operation)
	switch on := on.(type) {
	case *schema.Table:
		target.Table = on
		if on != nil {
			target.Text = on.Comment()
		}
	case *schema.Column:
		if on != nil && on.Column != nil {
			target.Table, target.Column, target.Text = on.Table().(*schema.Table), on, on.Comment
		}
	case schema.Constraint:
		target.Table, target.Constraint, target.Text = on.Base().Table(), on, on.Base().Comment
	case *schema.View:
		c.viewComment(on, target.Drop)
		return
	case *schema.Index:
		if c.indexTarget(operation, on) && c.keepsComments("indexes") {
			c.WriteString("COMMENT ON INDEX ")
			c.inSchema(on.Table().Schema())
			c.madeName(on.Name, on.Made())
			c.commentText(target.Drop, on.Comment, "NULL")
		}
		return
	case *expr.Sequence:
		if on == nil || on.Name == "" {
			c.fail("no sequence")
		} else if c.keepsComments("sequences") {
			c.WriteString("COMMENT ON SEQUENCE ")
			c.Qualified(on.Schema, on.Name)
			c.commentText(target.Drop, on.Comment, "NULL")
		}
		return
	case schema.EnumComment:
		if in, name, ok := on.Type.EnumName(); !ok || name == "" {
			c.fail("no enum with a name")
		} else if c.keepsComments("types") {
			c.WriteString("COMMENT ON TYPE ")
			c.Qualified(in, name)
			c.commentText(target.Drop, on.Comment, "NULL")
		}
		return
	case *schema.Domain:
		if c.domain("COMMENT", on) {
			c.WriteString("COMMENT ON DOMAIN ")
			c.Qualified(on.Schema, on.Name)
			c.commentText(target.Drop, on.Comment, "NULL")
		}
		return
	case schema.CheckOfDomain:
		c.checkComment(on, target.Drop)
		return
	default:
		c.Fail(fmt.Errorf("a %T has no comment: a *schema.Table, a *schema.Column, a schema.Constraint, a *schema.View, a *schema.Index, a *expr.Sequence, a schema.EnumComment, a *schema.Domain or a schema.CheckOfDomain has", on))
		return
	}
	if !c.ddlTarget(target.Table) {
		return
	}
	if c.rules.DDL.Comment != nil {
		c.rules.DDL.Comment(c, target)
		return
	}
	c.commentOn(target)
}

// commentOn writes COMMENT ON.
func (c *Compiler) commentOn(on CommentTarget) {
	c.operation = "COMMENT"
	switch {
	case on.Constraint != nil && !c.rules.DDL.Abilities.ConstraintComment:
		c.fail("the database has no comments on constraints")
		return
	case on.Constraint != nil:
		c.WriteString("COMMENT ON CONSTRAINT ")
		c.ConstraintName(on.Constraint)
		c.WriteString(" ON ")
		c.TableName(on.Table)
	case on.Column != nil:
		c.WriteString("COMMENT ON COLUMN ")
		c.TableName(on.Table)
		c.writeByte('.')
		c.ColumnName(on.Column)
	default:
		c.WriteString("COMMENT ON TABLE ")
		c.TableName(on.Table)
	}
	c.commentText(on.Drop, on.Text, cmp.Or(c.rules.DDL.NoComment, "NULL"))
}

// keepsComments fails where the database has no comments on some objects.
func (c *Compiler) keepsComments(objects string) bool {
	if !c.rules.DDL.Abilities.ObjectComments {
		c.fail("the database has no comments on " + objects)
		return false
	}
	return true
}

// viewComment writes COMMENT ON for a view.
func (c *Compiler) viewComment(v *schema.View, drop bool) {
	switch {
	case v == nil || v.Name == "":
		c.fail("no view")
		return
	case !c.rules.DDL.Abilities.ViewComments:
		c.fail("the database has no comments on views")
		return
	}
	c.collection = v.Name
	word := cmp.Or(c.rules.DDL.ViewComment, "VIEW")
	if v.Materialized {
		word = "MATERIALIZED VIEW"
	}
	c.WriteString("COMMENT ON " + word + " ")
	c.Qualified(v.Schema, v.Name)
	c.commentText(drop, v.Comment, cmp.Or(c.rules.DDL.NoComment, "NULL"))
}

// checkComment writes COMMENT ON CONSTRAINT for a check of a domain.
func (c *Compiler) checkComment(on schema.CheckOfDomain, drop bool) {
	switch {
	case !c.domain("COMMENT", on.Domain):
	case on.Check.Name == "":
		c.fail("the check of the domain has no name by which it could get a comment")
	default:
		c.WriteString("COMMENT ON CONSTRAINT ")
		c.Ident(on.Check.Name)
		c.WriteString(" ON DOMAIN ")
		c.Qualified(on.Domain.Schema, on.Domain.Name)
		c.commentText(drop, on.Check.Comment, "NULL")
	}
}

func (c *Compiler) commentText(drop bool, text, none string) {
	c.WriteString(" IS ")
	if drop {
		c.WriteString(none)
		return
	}
	c.TextLiteral(text)
}
