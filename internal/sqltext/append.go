package sqltext

// Append puts a comment behind the last token of a text that means something: in front of a
// semicolon and of comments at the end, where a comment to the end of the line would swallow it.
// Text without any, or that does not end its strings and comments, stays as it is.
func Append(text, comment string, f Flavor) string {
	if comment == "" {
		return text
	}
	end := 0
	scanner := NewScanner(text, f)
	for tok := scanner.Next(); tok.Kind != EOF; tok = scanner.Next() {
		switch {
		case tok.Unterminated:
			return text
		case tok.Kind != Space && tok.Kind != Comment && tok.Kind != Semicolon:
			end = tok.End
		}
	}
	if end == 0 {
		return text
	}
	return text[:end] + " " + comment + text[end:]
}
