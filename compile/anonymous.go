package compile

import (
	"strconv"
	"strings"
)

// anonymous are the names that the compiler makes: of what has none, from what it is, and a
// number. Names and values count together, in the order of the text.
type anonymous struct {
	counts []count
	names  map[any]string
}

// anonymousName is what a name is made for, and from what.
type anonymousName struct {
	object any
	base   string
}

type count struct {
	base string
	n    int
}

// next returns the number of the next name with that base, from 1 on.
func (a *anonymous) next(base string) int {
	for i := range a.counts {
		if a.counts[i].base == base {
			a.counts[i].n++
			return a.counts[i].n
		}
	}
	a.counts = append(a.counts, count{base, 1})
	return 1
}

// Anonymous returns the name that is made for object, the same each time: base_1, base_2 and
// so on.
func (c *Compiler) Anonymous(object any, base string) string {
	base = plainBase(base)
	key := anonymousName{object, base}
	if name, ok := c.anon.names[key]; ok {
		return name
	}
	if c.anon.names == nil {
		c.anon.names = map[any]string{}
	}
	name := base + "_" + strconv.Itoa(c.anon.next(base))
	c.anon.names[key] = name
	return name
}

// plainBase returns base with an underscore for each run of characters that SQLAlchemy keeps out
// of the names it makes.
func plainBase(base string) string {
	const special = "%() $"
	if !strings.ContainsAny(base, special) {
		return base
	}
	var b strings.Builder
	inside := false
	for _, r := range base {
		is := strings.ContainsRune(special, r)
		if is && !inside {
			b.WriteByte('_')
		}
		if inside = is; !is {
			b.WriteRune(r)
		}
	}
	return b.String()
}
