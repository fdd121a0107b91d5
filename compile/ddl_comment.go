package compile

import (
	"fmt"

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
		c.Fail(fmt.Errorf("a %T has no comment: a *schema.Table, a *schema.Column, a schema.Constraint, a *schema.Domain or a schema.CheckOfDomain has", on))
		return
	}
	if !c.ddlTarget(target.Table) {
		return
	}
	if c.rules.DDL.Comment != nil {
		c.rules.DDL.Comment(c, target)
		return
	}
	c.CommentOn(target, "NULL")
}

// CommentOn writes COMMENT ON; none stands for no comment.
func (c *Compiler) CommentOn(on CommentTarget, none string) {
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
	c.commentText(on.Drop, on.Text, none)
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
