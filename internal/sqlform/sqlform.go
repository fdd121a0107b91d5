package sqlform

import (
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
)

// Rules are what databases differ in. A Rules is safe for concurrent use.
type Rules struct {
	Flavor sqltext.Flavor
	// FoldNames tells that names are compared without regard to case, quoted ones as well.
	FoldNames bool
	// UpperNames tells that names without quotes are in capital letters.
	UpperNames bool
	// Bits tells that TRUE and FALSE are 1 and 0.
	Bits bool
	// Tight tells that || and -> bind more tightly than arithmetic.
	Tight bool
	// Functions are the names of functions by others that mean the same, in small letters.
	Functions map[string]string
	// Types are the names of types by others that mean the same, in small letters, with their sizes or
	// without.
	Types map[string]string
}

// Canonical returns the form of an expression. The empty text is its own; text that is no expression
// becomes its words.
func (r *Rules) Canonical(sql string) string {
	tokens := r.tokens(sql)
	if len(tokens) == 0 {
		return ""
	}
	p := parser{rules: r, tokens: tokens}
	n, ok := p.expression(0)
	if !ok || p.at < len(p.tokens) {
		return r.Words(sql)
	}
	return n.String()
}

// Type returns the form of a type, with what stands behind its name.
func (r *Rules) Type(sql string) string {
	p := parser{rules: r, tokens: r.tokens(sql)}
	name, ok := p.typeName()
	if !ok {
		return r.Words(sql)
	}
	for _, t := range p.tokens[p.at:] {
		name += " " + t.String()
	}
	return name
}

// Default returns the form of the server default of a column of a type: empty for NULL, which is none.
func (r *Rules) Default(sql, typ string) string {
	if before, behind, ok := cutFold(sql, " ON UPDATE "); ok {
		return r.Default(before, typ) + " on update " + r.Canonical(behind)
	}
	p := parser{rules: r, tokens: r.tokens(sql)}
	n, ok := p.expression(0)
	if !ok || p.at < len(p.tokens) {
		return r.Words(sql)
	}
	name := r.Type(typ)
	n = p.bits(cast(n, name))
	if n.kind == operation && n.text == "cast" && n.args[1].text == name {
		n = n.args[0]
	}
	switch {
	case n.kind == word && n.text == "null":
		return ""
	case n.kind == operation && n.text == "current_timestamp" && strings.Contains(name, sizesOf(n.args)):
		return "current_timestamp"
	case n.kind == text && (strings.HasPrefix(name, "timestamp") || strings.HasPrefix(name, "datetime")):
		n.text = withoutMidnight(n.text)
	}
	return n.String()
}

// withoutMidnight leaves out of a moment what databases add to a day.
func withoutMidnight(literal string) string {
	inner := unquoted(literal)
	if strings.Contains(inner, ".") {
		inner = strings.TrimSuffix(strings.TrimRight(inner, "0"), ".")
	}
	return "'" + strings.TrimSuffix(inner, " 00:00:00") + "'"
}

func cutFold(s, sep string) (before, behind string, found bool) {
	i := strings.Index(strings.ToUpper(s), sep)
	if i < 0 {
		return s, "", false
	}
	return s[:i], s[i+len(sep):], true
}

// Words returns the words of any SQL, with one space between, in small letters but for what is quoted.
func (r *Rules) Words(sql string) string {
	var b strings.Builder
	for i, t := range r.tokens(sql) {
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(t.String())
	}
	return b.String()
}

// token is a token of an expression. A name, quoted or not, is the same whatever its quotes.
type token struct {
	kind   sqltext.Kind
	text   string // of a word in small letters, of a string what is in it
	name   string // of a word or a quoted name: as the database has it
	prefix string // of a string: X, B
}

// String writes the token so that no other kind of token looks the same.
func (t token) String() string {
	switch t.kind {
	case sqltext.String:
		return t.prefix + "'" + strings.ReplaceAll(t.text, "'", "''") + "'"
	case sqltext.Quoted:
		return t.name
	case sqltext.Word:
		return t.text
	}
	return t.text
}

func (r *Rules) tokens(sql string) []token {
	var list []token
	scanner := sqltext.NewScanner(sql, r.Flavor)
	end := -1
	for {
		t := scanner.Next()
		text := t.Text(sql)
		switch t.Kind {
		case sqltext.EOF:
			return list
		case sqltext.Space, sqltext.Comment:
			continue
		case sqltext.Word:
			list = append(list, token{kind: t.Kind, text: strings.ToLower(text), name: r.fold(text, false)})
		case sqltext.Quoted:
			inner := unquote(text)
			list = append(list, token{kind: t.Kind, text: inner, name: r.fold(inner, true)})
		case sqltext.String:
			list = r.addString(list, text, t.Start == end)
		case sqltext.Op:
			if n := len(list); n > 0 && t.Start == end && list[n-1].kind == sqltext.Op && joins(list[n-1].text, text) {
				list[n-1].text += text
			} else {
				list = append(list, token{kind: t.Kind, text: text})
			}
		default:
			list = append(list, token{kind: t.Kind, text: text})
		}
		end = t.End
	}
}

// addString adds a string, which a word right before it may belong to: X'00', _utf8mb4'x'.
func (r *Rules) addString(list []token, text string, adjacent bool) []token {
	s := token{kind: sqltext.String, text: r.content(text)}
	if n := len(list); n > 0 && list[n-1].kind == sqltext.Word {
		switch word := list[n-1].text; {
		case strings.HasPrefix(word, "_") && r.Flavor.Backticks && r.Flavor.DoubleQuotedStrings: // the character set
			list = list[:n-1]
		case adjacent && (word == "x" || word == "b"):
			list, s.prefix = list[:n-1], word
		case adjacent && word == "n":
			list = list[:n-1]
		}
	}
	return append(list, s)
}

// joins reports whether two marks without space between are one operator.
func joins(a, b string) bool {
	const first, more = "~!@#&|?", "~!@#&|?*<>=`"
	return strings.ContainsAny(a[:1], first) && strings.ContainsAny(b, more)
}

func (r *Rules) fold(name string, quoted bool) string {
	switch {
	case r.FoldNames, !quoted && !r.UpperNames:
		return strings.ToLower(name)
	case !quoted:
		return strings.ToUpper(name)
	}
	return name
}

func unquote(text string) string {
	if len(text) < 2 {
		return text
	}
	end := text[len(text)-1:]
	if end == "]" {
		return text[1 : len(text)-1]
	}
	return strings.ReplaceAll(text[1:len(text)-1], end+end, end)
}

// content is what a string says, without its quotes.
func (r *Rules) content(text string) string {
	quote := strings.IndexAny(text, `'"$`)
	if quote < 0 || len(text) < quote+2 {
		return text
	}
	escaped := r.Flavor.BackslashEscapes || quote > 0 && strings.EqualFold(text[:quote], "E")
	if text[quote] == '$' {
		if tag := strings.IndexByte(text[1:], '$'); tag >= 0 && len(text) >= 2*(tag+2) {
			return text[tag+2 : len(text)-tag-2]
		}
		return text
	}
	mark := text[quote : quote+1]
	inner := strings.ReplaceAll(text[quote+1:len(text)-1], mark+mark, mark)
	if escaped {
		return unescaped.Replace(inner)
	}
	return inner
}

var unescaped = strings.NewReplacer(`\\`, `\`, `\n`, "\n", `\r`, "\r", `\t`, "\t", `\0`, "\x00", `\'`, "'", `\"`, `"`)
