package compile

import (
	"strconv"

	"github.com/gildsql/gild/expr"
)

// anonymousFrom returns the name that is made for an element of FROM. Unlike that of a result it
// must not be the name of another element, which may be one that the program gave.
func (c *Compiler) anonymousFrom(object any, base string) string {
	base = plainBase(base)
	key := anonymousName{object, base}
	if name, ok := c.anon.find(key); ok {
		return name
	}
	if c.given == nil {
		c.given = givenNames(c.stmt)
	}
	name := base + "_" + strconv.Itoa(c.anon.next(base))
	for c.given[name] {
		name = base + "_" + strconv.Itoa(c.anon.next(base))
	}
	c.anon.keep(key, name)
	return name
}

// givenNames are the names of all elements of FROM that have one.
func givenNames(stmt expr.Statement) map[string]bool {
	names := map[string]bool{}
	expr.WalkAll(stmt, func(n expr.Node) bool {
		if f, ok := n.(expr.From); ok {
			names[f.FromName()] = true
		}
		return true
	})
	return names
}
