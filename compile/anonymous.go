package compile

import "strconv"

// anonymous are the names that the compiler makes: of what has none, from what it is, and a
// number. Names and values count together, in the order of the text.
type anonymous struct {
	counts []count
	names  map[any]string
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
	if name, ok := c.anon.names[object]; ok {
		return name
	}
	if c.anon.names == nil {
		c.anon.names = map[any]string{}
	}
	name := base + "_" + strconv.Itoa(c.anon.next(base))
	c.anon.names[object] = name
	return name
}
