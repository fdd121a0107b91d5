package compile

import (
	"fmt"
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
	"github.com/gildsql/gild/schema"
)

// OneWord writes the text of an option that is a single word, number or quoted text of SQL, such as
// the name of a storage engine. It fails for anything else: an option is no place for SQL.
func (c *Compiler) OneWord(option, text string) {
	tokens, ok := c.tokens(text)
	if len(tokens) == 2 && tokens[0].Kind == sqltext.Op { // a sign
		tokens = tokens[1:]
	}
	if !ok || len(tokens) != 1 || !isWordToken(tokens[0]) {
		c.Fail(fmt.Errorf("%s is a single word, number or quoted text, not %q", option, text))
		return
	}
	c.WriteString(text)
}

// OneTerm writes the text of an option that is a name of SQL without blanks in it, perhaps with a
// schema or with parameters: an operator class such as gist_trgm_ops(siglen=32).
func (c *Compiler) OneTerm(option, text string) {
	tokens, ok := c.tokens(text)
	depth := 0
	for _, t := range tokens {
		switch t.Kind {
		case sqltext.OpenParen:
			depth++
		case sqltext.CloseParen:
			depth--
		case sqltext.Op, sqltext.Comma:
		default:
			ok = ok && isWordToken(t)
		}
		ok = ok && depth >= 0
	}
	if !ok || depth != 0 || len(tokens) == 0 {
		c.Fail(fmt.Errorf("%s is a name without blanks, not %q", option, text))
		return
	}
	c.WriteString(text)
}

// OnCommit writes the option of a temporary table on_commit, if it has it.
func (c *Compiler) OnCommit(o schema.Options) {
	how := strings.ToUpper(strings.ReplaceAll(c.OptionText(o, "on_commit"), "_", " "))
	switch how {
	case "":
	case "DELETE ROWS", "PRESERVE ROWS", "DROP":
		c.WriteString("\n ON COMMIT " + how)
	default:
		c.Fail(fmt.Errorf("ON COMMIT %q: it is DELETE ROWS, PRESERVE ROWS or DROP", how))
	}
}

func isWordToken(t sqltext.Token) bool {
	switch t.Kind {
	case sqltext.Word, sqltext.Number, sqltext.String, sqltext.Quoted:
		return !t.Unterminated
	}
	return false
}

// tokens cuts text as the database does. It is false for text that a comment, a parameter or the end of
// the statement is in.
func (c *Compiler) tokens(text string) (list []sqltext.Token, ok bool) {
	scanner := sqltext.NewScanner(text, c.rules.Query.Lexis)
	for {
		t := scanner.Next()
		switch t.Kind {
		case sqltext.EOF:
			return list, true
		case sqltext.Comment, sqltext.Semicolon, sqltext.NamedParam, sqltext.PositionalParam, sqltext.Variable:
			return list, false
		}
		list = append(list, t)
	}
}

// operatorSymbol writes the symbol of an operator that a program has given. It fails for one that is
// something else on this database, such as # where that begins a comment.
func (c *Compiler) operatorSymbol(symbol string) {
	tokens, ok := c.tokens(symbol)
	for _, t := range tokens {
		ok = ok && (t.Kind == sqltext.Op || t.Kind == sqltext.Word || t.Kind == sqltext.Space)
	}
	if !ok {
		c.Fail(fmt.Errorf("%q is no operator here: it begins a comment or stands for a parameter", symbol))
		return
	}
	c.WriteString(symbol)
}
