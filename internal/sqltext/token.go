package sqltext

// Kind says what a [Token] is.
type Kind uint8

// The kinds of tokens.
const (
	EOF             Kind = iota // the end of the text, forever after
	Space                       // a run of whitespace
	Comment                     // -- line, # line or /* block */, without the line's end
	Word                        // an unquoted identifier or a keyword
	Quoted                      // an identifier with its quotes
	String                      // a string with its quotes and an E or q prefix
	Number                      // a number without a sign
	NamedParam                  // :name
	PositionalParam             // ?, ?1, $1 or :1
	Variable                    // @name, @@name; $name in SQLite
	Op                          // an operator or any other punctuation
	Semicolon                   // ;
	OpenParen                   // (
	CloseParen                  // )
	Comma                       // ,
)

var kindNames = [...]string{
	EOF: "EOF", Space: "Space", Comment: "Comment", Word: "Word", Quoted: "Quoted",
	String: "String", Number: "Number", NamedParam: "NamedParam",
	PositionalParam: "PositionalParam", Variable: "Variable", Op: "Op",
	Semicolon: "Semicolon", OpenParen: "OpenParen", CloseParen: "CloseParen", Comma: "Comma",
}

// String returns the name of the constant.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return "Kind(?)"
}

// A Token is a piece of the scanned text: text[Start:End].
type Token struct {
	Kind       Kind
	Start, End int
	// Unterminated says that a string, quoted identifier or comment runs to
	// the end of the text because its closing mark is missing.
	Unterminated bool
}

// Text returns the token's piece of src, which must be the scanned text. For
// any other string the result is meaningless, and empty where it would be out
// of range.
func (t Token) Text(src string) string {
	if t.Start < 0 || t.Start > t.End || t.End > len(src) {
		return ""
	}
	return src[t.Start:t.End]
}
