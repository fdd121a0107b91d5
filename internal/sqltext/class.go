package sqltext

// Classes of bytes. ASCII only: bytes from 0x80 up are identifier bytes.
const (
	spaceByte = 1 << iota
	identStartByte
	identByte
	digitByte
)

var classes = makeClasses()

func makeClasses() (t [256]uint8) {
	for _, c := range " \t\n\v\f\r" {
		t[c] = spaceByte
	}
	for c := range t {
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', c == '_', c >= 0x80:
			t[c] = identStartByte | identByte
		case '0' <= c && c <= '9':
			t[c] = digitByte | identByte
		case c == '$': // continues an identifier in all five databases
			t[c] = identByte
		}
	}
	return t
}

func isSpace(c byte) bool      { return classes[c]&spaceByte != 0 }
func isIdentStart(c byte) bool { return classes[c]&identStartByte != 0 }
func isIdentByte(c byte) bool  { return classes[c]&identByte != 0 }
func isDigit(c byte) bool      { return classes[c]&digitByte != 0 }

func isHexDigit(c byte) bool {
	return isDigit(c) || 'a' <= c|0x20 && c|0x20 <= 'f'
}

func spaceEnd(text string, i int) int {
	for i < len(text) && isSpace(text[i]) {
		i++
	}
	return i
}

// digitsEnd returns the end of the digits at i; single underscores between
// digits belong to them.
func digitsEnd(text string, i int) int {
	for i < len(text) {
		if text[i] == '_' && i > 0 && isDigit(text[i-1]) && i+1 < len(text) && isDigit(text[i+1]) {
			i++
		}
		if !isDigit(text[i]) {
			break
		}
		i++
	}
	return i
}
