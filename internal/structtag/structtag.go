// Package structtag parses gild's struct tags, which share one grammar in
// result structs, typed tables and mapped entities:
//
//	gild:"name,flag,key=value"
//
// The first item is the name, unless it contains "=", so that a tag may hold
// options alone (`gild:"size=50"`). An empty name (`gild:",pk"`) keeps the
// default, the field's name in snake case. `gild:"-"` leaves the field out.
// A name that is an option as well (`gild:"'index',pk"`), or would be read otherwise, stands in single quotes, with those in it
// doubled: `gild:"'a, b',pk"`. Commas in parentheses and in single quotes do not end a
// value: `gild:"check=a IN (1, 2),default='x, y'"`.
package structtag

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"unicode"
)

// Key is the struct tag's key.
const Key = "gild"

// Option is one item of a tag after the name: a flag (empty Value) or key=value.
type Option struct{ Key, Value string }

// Tag is a parsed tag.
type Tag struct {
	Name    string // the name as written, empty if none was given
	Skip    bool   // the tag is "-"
	Options []Option
}

// Known lists every option that any room of gild understands. A room that has no
// use for one of them may ignore it, so that one struct can serve as entity,
// table and result; what is not listed is a spelling mistake.
var Known = []string{
	"pk", "size", "precision", "scale", "type", "null", "unique", "index", "fk", "default", "ondelete",
	"comment", "check", "identity", "computed", "stored", "virtual", "sequence", "onupdate", "deferrable", "collate", "autoincrement",
	"cascade", "via", "through", "back", "order", "position", "overlaps", "passive", "active-updates", "post-update", "viewonly",
	"version", "omitzero", "generated", "embed", "group", "discriminator", "kind", "abstract", "inline", "concrete",
}

// flags are the options that take no value.
var flags = []string{
	"pk", "null", "stored", "virtual", "deferrable", "temporary", "active-updates", "post-update", "viewonly", "version", "omitzero", "generated", "discriminator", "abstract", "inline", "concrete",
}

// free are the options that may have a value or not.
var free = []string{"embed", "group", "unique", "index", "identity", "autoincrement"}

// ambiguous are the options that look like one in the place of the name, where the name was left out.
var ambiguous = []string{
	"pk", "null", "unique", "index", "identity", "autoincrement", "stored", "virtual", "deferrable", "omitzero", "embed", "deferred",
}

// Ambiguous reports whether a name has to stand in quotes, as it is an option as well.
func Ambiguous(name string) bool { return slices.Contains(ambiguous, name) }

// Parse reads the gild tag of field f of struct type t. It fails on options that
// are not in allowed, naming type, field and option.
func Parse(t reflect.Type, f reflect.StructField, allowed []string) (Tag, error) {
	text, ok := f.Tag.Lookup(Key)
	if !ok {
		return Tag{}, nil
	}
	if text == "-" {
		return Tag{Skip: true}, nil
	}
	var tag Tag
	if name, rest, quoted := quotedName(text); quoted {
		tag.Name, text = name, rest
	}
	for i, item := range items(text) {
		item = strings.TrimSpace(item)
		key, value, pair := strings.Cut(item, "=")
		if i == 0 && !pair {
			if tag.Name == "" && Ambiguous(item) && slices.Contains(allowed, item) {
				return Tag{}, fmt.Errorf("%s.%s: %q in tag `%s:%q` would be the name: write %q for the option, %q for a name",
					t, f.Name, item, Key, text, ","+text, "'"+item+"'"+strings.TrimPrefix(text, item))
			}
			tag.Name += item
			continue
		}
		if !slices.Contains(allowed, key) {
			return Tag{}, fmt.Errorf("%s.%s: unknown option %q in tag `%s:%q`: known are %s",
				t, f.Name, key, Key, text, strings.Join(allowed, ", "))
		}
		if isFlag := slices.Contains(flags, key); !slices.Contains(free, key) && (pair && isFlag || !pair && !isFlag) {
			return Tag{}, fmt.Errorf("%s.%s: option %q in tag `%s:%q`: %s", t, f.Name, item, Key, text,
				map[bool]string{true: "it takes no value; leave it out to turn it off", false: "it needs a value, " + key + "=..."}[isFlag])
		}
		if pair && value == "" {
			return Tag{}, fmt.Errorf("%s.%s: option %q in tag `%s:%q` has no value", t, f.Name, key, Key, text)
		}
		tag.Options = append(tag.Options, Option{Key: key, Value: value})
	}
	return tag, nil
}

// items cuts a tag at its commas, but for those in parentheses and in single quotes. A quote opens
// behind what is no part of a word.
func items(text string) []string {
	var list []string
	depth, start, quoted, word := 0, 0, false, false
	for i, r := range text {
		switch {
		case r == '\'' && (quoted || !word):
			quoted = !quoted
		case quoted:
		case r == '(':
			depth++
		case r == ')':
			depth--
		case r == ',' && depth == 0:
			list = append(list, text[start:i])
			start = i + 1
		}
		word = unicode.IsLetter(r) || unicode.IsDigit(r)
	}
	if quoted || depth != 0 { // they mean nothing
		return strings.Split(text, ",")
	}
	return append(list, text[start:])
}

// Unquoted returns a value that stands in single quotes without them, others as they are.
func Unquoted(value string) string {
	if inner, rest, ok := quotedName(value); ok && rest == "" {
		return inner
	}
	return value
}

// quotedName cuts a name in single quotes from the front of a tag.
func quotedName(text string) (name, rest string, ok bool) {
	if !strings.HasPrefix(text, "'") {
		return "", text, false
	}
	for i := 1; i < len(text); i++ {
		switch {
		case text[i] != '\'':
		case strings.HasPrefix(text[i:], "''"):
			i++
		case i+1 == len(text) || text[i+1] == ',':
			return strings.ReplaceAll(text[1:i], "''", "'"), text[i+1:], true
		default:
			return "", text, false
		}
	}
	return "", text, false
}

// Get returns the value of the last option named key, and whether there is one.
func (t Tag) Get(key string) (string, bool) {
	for _, o := range slices.Backward(t.Options) {
		if o.Key == key {
			return o.Value, true
		}
	}
	return "", false
}

// Has reports whether the option key is given.
func (t Tag) Has(key string) bool {
	_, ok := t.Get(key)
	return ok
}

// NameOr returns the tag's name, or the field name in snake case when it has none.
func (t Tag) NameOr(field string) string {
	if t.Name != "" {
		return t.Name
	}
	return Snake(field)
}

// Snake turns a Go name into the snake case of SQL: UserID becomes user_id,
// HTTPServer http_server.
func Snake(name string) string {
	runes := []rune(name)
	var b strings.Builder
	b.Grow(len(name) + 4)
	for i, r := range runes {
		if unicode.IsUpper(r) && i > 0 && startsWord(runes, i) {
			b.WriteByte('_')
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return b.String()
}

// startsWord reports whether the upper-case letter at i begins a new word: after a
// lower-case letter or digit, or as the last capital of a run before a lower-case letter.
func startsWord(runes []rune, i int) bool {
	before := runes[i-1]
	if before == '_' {
		return false
	}
	if !unicode.IsUpper(before) {
		return true
	}
	return i+1 < len(runes) && unicode.IsLower(runes[i+1])
}
