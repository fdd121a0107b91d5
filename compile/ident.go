package compile

import (
	"fmt"
	"strings"
)

// Ident writes a name, quoted where the database would not read it as it stands.
func (c *Compiler) Ident(name string) { c.identUpTo(name, c.rules.Ident.MaxLen) }

// labelName writes the name of a result.
func (c *Compiler) labelName(name string) {
	if c.rules.Query.MaxLabel > 0 {
		c.identUpTo(name, c.rules.Query.MaxLabel)
		return
	}
	c.Ident(name)
}

// identUpTo writes a name of at most that many bytes, of any length for 0.
func (c *Compiler) identUpTo(name string, maxLen int) {
	switch {
	case name == "":
		c.fail("an empty name")
		return
	case strings.IndexByte(name, 0) >= 0:
		c.Fail(fmt.Errorf("name %q contains a zero byte", name))
		return
	case maxLen > 0 && len(name) > maxLen:
		c.Fail(fmt.Errorf("name %q is longer than the %d bytes of an identifier", name, maxLen))
		return
	}
	if c.rules.Ident.plain(name) {
		c.WriteString(name)
		return
	}
	c.buf = c.rules.Ident.quote(c.buf, name)
}

// quote appends name between quotes.
func (r *IdentRules) quote(b []byte, name string) []byte {
	end := r.Close
	if end == 0 {
		end = r.Quote
	}
	b = append(b, r.Quote)
	for i := range len(name) {
		if name[i] == end {
			b = append(b, end)
		}
		b = append(b, name[i])
	}
	return append(b, end)
}

// Schema writes the name of a schema, without a dot behind it.
func (c *Compiler) Schema(name string) {
	i := strings.LastIndexByte(name, '.')
	if c.rules.Ident.SchemaOwner && i > 0 && i < len(name)-1 {
		c.Ident(name[:i])
		c.writeByte('.')
		name = name[i+1:]
	}
	c.Ident(name)
}

// plain reports whether name means itself without quotes: lower-case letters, digits,
// underscores and dollars, no digit or dollar first, and not a reserved word.
func (r *IdentRules) plain(name string) bool {
	for i := range len(name) {
		b := name[i]
		switch {
		case b >= 'a' && b <= 'z' || b == '_':
		case i > 0 && (b >= '0' && b <= '9' || b == '$'):
		default:
			return false
		}
	}
	if r.First != "" && strings.IndexByte(r.First, name[0]) >= 0 {
		return false
	}
	_, reserved := r.Reserved[name]
	return !reserved
}

// Words returns the set of the words in text, for IdentRules.Reserved.
func Words(text string) map[string]struct{} {
	set := map[string]struct{}{}
	for _, w := range strings.Fields(text) {
		set[w] = struct{}{}
	}
	return set
}

// reservedWords are reserved in most databases.
var reservedWords = Words(`
	all analyse analyze and any array as asc asymmetric authorization between binary both case cast check collate
	column constraint create cross current_date current_role current_time current_timestamp current_user default
	deferrable desc distinct do else end except false for foreign freeze from full grant group having ilike in
	initially inner intersect into is isnull join leading left like limit localtime localtimestamp natural new not
	notnull null off offset old on only or order outer overlaps placing primary references right select
	session_user set similar some symmetric table then to trailing true union unique user using verbose when
	where`)
