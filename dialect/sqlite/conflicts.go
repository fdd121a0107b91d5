package sqlite

import (
	"errors"
	"slices"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// onNull is the option of what NOT NULL does with NULL.
const onNull = "on_conflict_not_null"

// constraintEnd writes what happens when a row does not fit.
// Source: https://www.sqlite.org/lang_conflict.html
func constraintEnd(c *compile.Compiler, con schema.Constraint) {
	if check, ok := con.(*schema.Check); ok && check.Column != "" && c.Option(check.Options, "on_conflict") != nil {
		c.Fail(errors.New("ON CONFLICT goes with checks of the table, not with those of a column"))
		return
	}
	conflictEnd(c, con)
}

func conflictEnd(c *compile.Compiler, con schema.Constraint) {
	if o, name := conflictOption(con); name != "" {
		onConflict(c, c.OptionText(o, name))
	}
}

// conflictOption is the option that tells what becomes of a row that does not fit: the constraint's own, or that of its only column.
func conflictOption(con schema.Constraint) (o schema.Options, name string) {
	var columns []string
	switch con := con.(type) {
	case *schema.PrimaryKeyConstraint:
		name, columns = "on_conflict_primary_key", con.Columns
	case *schema.Unique:
		name, columns = "on_conflict_unique", con.Columns
	case *schema.Check:
	default:
		return nil, ""
	}
	if base := con.Base(); len(columns) == 1 && base.Options.Get("sqlite", "on_conflict") == nil {
		if col := base.Table().Column(columns[0]); col != nil {
			return col.Options, name
		}
	}
	return con.Base().Options, "on_conflict"
}

var conflictWords = []string{"ROLLBACK", "ABORT", "FAIL", "IGNORE", "REPLACE"}

func onConflict(c *compile.Compiler, how string) {
	switch {
	case how == "":
	case !slices.Contains(conflictWords, strings.ToUpper(how)):
		c.Fail(errors.New("ON CONFLICT takes ROLLBACK, ABORT, FAIL, IGNORE or REPLACE"))
	default:
		c.WriteString(" ON CONFLICT " + how)
	}
}

// conflictForm is what becomes of a row in one form, empty for what is usual.
func conflictForm(o schema.Options, name string) string {
	how, _ := o.Get("sqlite", name).(string)
	if how = strings.ToUpper(how); how == "ABORT" {
		return ""
	}
	return how
}

// columnOptions is the form of what a column has besides.
func columnOptions(col *schema.Column) string {
	if col.Nullable {
		return ""
	}
	return conflictForm(col.Options, onNull)
}

// partOptions is the form of what a constraint has besides. What becomes of rows is nothing that checks tell.
// Source: https://www.sqlite.org/lang_createtable.html#check_constraints
func partOptions(con schema.Constraint) map[string]any {
	var columns []string
	switch con := con.(type) {
	case *schema.PrimaryKeyConstraint:
		columns = con.Columns
	case *schema.Unique:
		columns = con.Columns
	default:
		return nil
	}
	form := map[string]any{}
	o, name := conflictOption(con)
	if how := conflictForm(o, name); how != "" {
		form["on_conflict"] = how
	}
	for _, column := range columns {
		order := orderOf(con, column)
		if order.collation != "" {
			form["collation of "+column] = strings.ToUpper(order.collation)
		}
		if order.desc {
			form["order of "+column] = "desc"
		}
	}
	return form
}

// order is how a key is sorted by a column; a collation is one that is not the column's.
type order struct {
	collation string
	desc      bool
}

func orderOf(con schema.Constraint, column string) order {
	o := con.Base().Options
	collations, _ := o.Get("sqlite", "collate").(map[string]string)
	desc, _ := o.Get("sqlite", "desc").([]string)
	made := order{collations[column], slices.Contains(desc, column)}
	own := ""
	if col := con.Base().Table().Column(column); col != nil {
		own = col.Type().Collation()
	}
	if sameCollation(made.collation, own) {
		made.collation = ""
	}
	return made
}

// sameCollation reports whether a collation is the column's own: none is that of the column, which is BINARY without one.
func sameCollation(collation, own string) bool {
	if own == "" {
		own = "BINARY"
	}
	return collation == "" || strings.EqualFold(collation, own)
}

// keyPart writes how a key is sorted by a column.
// Source: https://www.sqlite.org/syntax/indexed-column.html
func keyPart(c *compile.Compiler, con schema.Constraint, column string) {
	order := orderOf(con, column)
	if order.collation != "" {
		c.WriteString(" COLLATE ")
		c.Ident(order.collation)
	}
	if order.desc {
		c.WriteString(" DESC")
	}
}
