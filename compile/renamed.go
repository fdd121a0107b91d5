package compile

import "github.com/gildsql/gild/expr"

// renamedTable is a table that has another name in a SELECT.
type renamedTable struct {
	table expr.From
	name  string
}

// sharedName is what the other name of tables called so is made for.
type sharedName string

// tellApart gives tables of the default schema another name in the SELECT whose scope was entered, where
// a table of another schema has theirs: without a schema in front the name could be that of either.
func (c *Compiler) tellApart(froms []expr.From) {
	if !c.hasSchema(froms) {
		return
	}
	leaves := allLeaves(froms)
	for _, f := range leaves {
		if c.schemaOf(f) == "" && isTable(f) && c.isShared(f.FromName(), leaves) {
			name := f.FromName()
			c.renamed = append(c.renamed, renamedTable{f, c.anonymousFrom(sharedName(name), name)})
		}
	}
}

// hasSchema reports whether there are several tables, one of them with a schema.
func (c *Compiler) hasSchema(froms []expr.From) bool {
	if len(froms) == 0 || len(froms) == 1 && !isJoin(froms[0]) {
		return false
	}
	for _, f := range froms {
		if c.leafHasSchema(f) {
			return true
		}
	}
	return false
}

func (c *Compiler) leafHasSchema(f expr.From) bool {
	if j, ok := f.(*expr.Join); ok {
		return j != nil && (c.leafHasSchema(j.Left) || c.leafHasSchema(j.Right))
	}
	return c.schemaOf(f) != ""
}

// isShared reports whether a table with a schema has the name.
func (c *Compiler) isShared(name string, leaves []expr.From) bool {
	for _, f := range leaves {
		if c.schemaOf(f) != "" && f.FromName() == name {
			return true
		}
	}
	return false
}

// isTable reports whether f is a table and no alias or query.
func isTable(f expr.From) bool {
	_, ok := f.(interface{ Schema() string })
	return ok
}

// schemaOf returns the schema that a table is written in, empty for the default one and for what is no
// table.
func (c *Compiler) schemaOf(f expr.From) string {
	if t, ok := f.(interface{ Schema() string }); ok && !isNil(f) {
		return c.rules.InSchema(t.Schema())
	}
	return ""
}

// otherName writes the other name of a table behind its own, if it has one.
func (c *Compiler) otherName(t expr.From) {
	if len(c.renamed) == 0 {
		return
	}
	if name := c.fromName(t); name != t.FromName() {
		c.asFrom(name)
	}
}
