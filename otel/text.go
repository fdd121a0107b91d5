package otel

import (
	"strings"
	"unicode/utf8"
)

// valid returns a text that exporters can send: a single one that is no UTF-8 would cost them all
// that they send with it.
func valid(text string) string {
	if utf8.ValidString(text) {
		return text
	}
	return strings.ToValidUTF8(text, string(utf8.RuneError))
}

// short is valid for text of any length, cut behind a whole letter: receivers refuse messages that
// are too large, with all that is in them.
func short(text string) string {
	if len(text) <= longestText {
		return valid(text)
	}
	end := longestText - len(cut)
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return valid(text[:end]) + cut
}

// cut stands for what is left out of a text.
const cut = "..."
