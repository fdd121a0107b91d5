package compile

import (
	"strconv"
	"strings"
)

// anonymous are the names that the compiler makes: of what has none, from what it is, and a
// number. Names and values count together, in the order of the text.
type anonymous struct {
	counts []count
	made   []madeName
	index  map[anonymousName]string // of made, once they are many
	short  map[shortName]string     // names that were too long
}

// anonymousName is what a name is made for, and from what.
type anonymousName struct {
	object any
	base   string
}

type madeName struct {
	anonymousName
	name string
}

// linearNames is how many names are searched one by one.
const linearNames = 16

// find returns the name that was made for key.
func (a *anonymous) find(key anonymousName) (string, bool) {
	if a.index != nil {
		name, ok := a.index[key]
		return name, ok
	}
	for i := range a.made {
		if m := &a.made[i]; m.base == key.base && m.object == key.object {
			return m.name, true
		}
	}
	return "", false
}

func (a *anonymous) keep(key anonymousName, name string) {
	if a.index == nil && len(a.made) == linearNames {
		a.index = make(map[anonymousName]string, 4*linearNames)
		for _, m := range a.made {
			a.index[m.anonymousName] = m.name
		}
	}
	if a.index != nil {
		a.index[key] = name
		return
	}
	a.made = append(a.made, madeName{key, name})
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
	if name, ok := c.anon.find(key); ok {
		return name
	}
	name := c.numbered(base, c.anon.next(base))
	c.anon.keep(key, name)
	return name
}

// numberedNames are the names that were made last, since statements have the same again and again:
// by the length of the base and the number.
type numberedNames [16]struct {
	base, name string
	n          int
}

// numbered returns base_n.
func (c *Compiler) numbered(base string, n int) string {
	if c.mem == nil {
		return base + "_" + strconv.Itoa(n)
	}
	last := &c.mem.numbered[(len(base)+n)%len(c.mem.numbered)]
	if last.n != n || last.base != base {
		last.base, last.name, last.n = strings.Clone(base), base+"_"+strconv.Itoa(n), n
	}
	return last.name
}

// isSpecial reports whether SQLAlchemy keeps a character out of the names it makes.
func isSpecial(r rune) bool {
	switch r {
	case '%', '(', ')', ' ', '$':
		return true
	}
	return false
}

// isPlainBase reports whether there are none of these in base.
func isPlainBase(base string) bool {
	for i := range len(base) {
		if isSpecial(rune(base[i])) {
			return false
		}
	}
	return true
}

// plainBase returns base with an underscore for each run of characters that SQLAlchemy keeps out
// of the names it makes.
func plainBase(base string) string {
	if isPlainBase(base) {
		return base
	}
	var b strings.Builder
	inside := false
	for _, r := range base {
		is := isSpecial(r)
		if is && !inside {
			b.WriteByte('_')
		}
		if inside = is; !is {
			b.WriteRune(r)
		}
	}
	return b.String()
}
