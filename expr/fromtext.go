package expr

// FromText is SQL text as an element of FROM. As with Text, the text is never user input.
func FromText(t *TextStmt) *TextFrom { return &TextFrom{text: canon(t)} }

// TextFrom is SQL text in FROM, whose columns are not known. It is made by FromText.
type TextFrom struct {
	FromBase
	text Expr
}

// Text returns the text: a *TextStmt, or an *Invalid.
func (t *TextFrom) Text() Expr { return t.text }

// Columns returns nil: nothing is known.
func (t *TextFrom) Columns() []*Column { return nil }

// FromName returns the empty string.
func (t *TextFrom) FromName() string { return "" }

// Fields declares the node.
func (t *TextFrom) Fields(v Visitor) {
	v.Kind("text from")
	v.Expr(&t.text)
}
