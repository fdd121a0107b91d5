package generate

import (
	"fmt"
	"strings"
	"unicode"
)

// initialisms are words that Go writes in capital letters.
// Source: https://go.dev/wiki/CodeReviewComments#initialisms
var initialisms = set("ACL API ASCII CPU CSS DB DNS EOF GUID HTML HTTP HTTPS ID IP JSON JWT LHS OS QPS RAM RHS RPC SKU SLA SMTP " +
	"SQL SSH SSL TCP TLS TTL UDP UI UID URI URL UTF8 UTC UUID VAT VM XML XMPP XSRF XSS")

func set(words string) map[string]bool {
	made := map[string]bool{}
	for word := range strings.FieldsSeq(words) {
		made[word] = true
	}
	return made
}

// words cuts a name where anything but a letter or digit is, and where a capital letter follows a
// small one.
func words(name string) []string {
	var out []string
	var word []rune
	end := func() {
		if len(word) > 0 {
			out = append(out, string(word))
		}
		word = nil
	}
	for _, r := range name {
		switch {
		case !unicode.IsLetter(r) && !unicode.IsDigit(r):
			end()
			continue
		case unicode.IsUpper(r) && len(word) > 0 && unicode.IsLower(word[len(word)-1]):
			end()
		}
		word = append(word, r)
	}
	end()
	return out
}

// exported returns the exported Go name for what a database calls name: UserID for user_id, X2fa
// for 2fa.
func exported(name string) string {
	var b strings.Builder
	for _, word := range words(name) {
		b.WriteString(goWord(word))
	}
	made := b.String()
	if first := []rune(made); len(first) == 0 || !unicode.IsUpper(first[0]) {
		return "X" + made
	}
	return made
}

// goWord returns a word as part of a Go name.
func goWord(word string) string {
	upper := strings.ToUpper(word)
	if initialisms[upper] {
		return upper
	}
	if stem, plural := strings.CutSuffix(upper, "S"); plural && initialisms[stem] {
		return stem + "s"
	}
	if word == upper {
		word = strings.ToLower(word)
	}
	runes := []rune(word)
	runes[0] = unicode.ToUpper(runes[0])
	return string(runes)
}

// scope are names that are taken.
type scope map[string]bool

// take returns the first of the candidates that is free, or the last one with a number behind it,
// and takes it.
func (s scope) take(candidates ...string) string {
	name := ""
	for _, name = range candidates {
		if !s[name] {
			s[name] = true
			return name
		}
	}
	for n := 2; ; n++ {
		if numbered := fmt.Sprint(name, n); !s[numbered] {
			s[numbered] = true
			return numbered
		}
	}
}

// fileName returns the name of the file for a table, without what the go command takes for a test or for
// another system.
// Source: https://pkg.go.dev/cmd/go#hdr-Build_constraints
func fileName(table string) string {
	name := strings.Map(func(r rune) rune {
		if r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) {
			return unicode.ToLower(r)
		}
		return '_'
	}, table)
	name = strings.Trim(name, "_")
	if name == "" {
		name = "table"
	}
	if i := strings.LastIndexByte(name, '_'); i >= 0 && constraining[name[i+1:]] {
		name += "_table"
	}
	return name
}

// constraining are the words that the go command looks for at the end of a file's name.
var constraining = set("test aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos " +
	"386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le ppc ppc64 ppc64le riscv " +
	"riscv64 s390 s390x sparc sparc64 wasm")
