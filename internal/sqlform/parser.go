package sqlform

import (
	"slices"
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
)

// parser reads an expression by the precedence of its operators. Its methods are false for what they cannot
// read.
type parser struct {
	rules  *Rules
	tokens []token
	at     int
	depth  int
}

// maxDepth is how deep expressions are read.
const maxDepth = 200

// The precedences, from loose to tight.
const (
	ofOr = iota + 1
	ofXor
	ofAnd
	ofNot
	ofComparison
	ofOther
	ofSum
	ofProduct
	ofPower
	ofTight
	ofSign
	ofSuffix
)

func (p *parser) peek(ahead int) token {
	if p.at+ahead < len(p.tokens) {
		return p.tokens[p.at+ahead]
	}
	return token{}
}

// isWord reports whether the next words are these.
func (p *parser) isWord(words ...string) bool {
	for i, w := range words {
		if t := p.peek(i); t.kind != sqltext.Word || t.text != w {
			return false
		}
	}
	return true
}

// take takes the words if they are next.
func (p *parser) take(words ...string) bool {
	if !p.isWord(words...) {
		return false
	}
	p.at += len(words)
	return true
}

func (p *parser) isMark(kind sqltext.Kind, text string) bool {
	t := p.peek(0)
	return t.kind == kind && (text == "" || t.text == text)
}

func (p *parser) takeMark(kind sqltext.Kind, text string) bool {
	if !p.isMark(kind, text) {
		return false
	}
	p.at++
	return true
}

// expression reads what binds at least as tightly as min.
func (p *parser) expression(min int) (node, bool) {
	if p.depth++; p.depth > maxDepth {
		return node{}, false
	}
	defer func() { p.depth-- }()
	left, ok := p.prefix()
	for ok {
		var more bool
		if left, more, ok = p.infix(left, min); !more {
			break
		}
	}
	return left, ok
}

func (p *parser) prefix() (node, bool) {
	switch {
	case p.take("not"):
		n, ok := p.expression(ofNot)
		return negated(true, n), ok
	case p.takeMark(sqltext.Op, "-"):
		n, ok := p.expression(ofSign)
		return negative(n), ok
	case p.takeMark(sqltext.Op, "+"):
		return p.expression(ofSign)
	case p.takeMark(sqltext.Op, "~"):
		n, ok := p.expression(ofSign)
		return apply("~", n), ok
	}
	return p.primary()
}

// infix reads an operator and its right side, if one is next that binds tightly enough.
func (p *parser) infix(left node, min int) (n node, more, ok bool) {
	t := p.peek(0)
	switch t.kind {
	case sqltext.Word:
		return p.wordInfix(left, min)
	case sqltext.Op:
		return p.markInfix(left, t.text, min)
	}
	return left, false, true
}

func (p *parser) binary(left node, op string, of, min, words int) (node, bool, bool) {
	if of < min {
		return left, false, true
	}
	p.at += words
	right, ok := p.expression(of + 1)
	switch {
	case op == "and" || op == "or":
		return chain(op, left, right), true, ok
	case of == ofComparison || of == ofOther:
		return compared(op, left, right), true, ok
	}
	return apply(op, left, right), true, ok
}

func (p *parser) wordInfix(left node, min int) (node, bool, bool) {
	switch {
	case p.isWord("or"):
		return p.binary(left, "or", ofOr, min, 1)
	case p.isWord("xor"):
		return p.binary(left, "xor", ofXor, min, 1)
	case p.isWord("and"):
		return p.binary(left, "and", ofAnd, min, 1)
	case p.isWord("mod"):
		return p.binary(left, "%", ofProduct, min, 1)
	case p.isWord("div"):
		return p.binary(left, "div", ofProduct, min, 1)
	case p.isWord("collate") && ofSuffix >= min:
		p.at++
		n, ok := p.primary()
		return apply("collate", left, n), true, ok
	case p.isWord("at", "time", "zone"):
		return p.binary(left, "at time zone", ofSuffix, min, 3)
	}
	if ofComparison < min {
		return left, false, true
	}
	return p.test(left)
}

// test reads IS, IN, BETWEEN, LIKE and the like.
func (p *parser) test(left node) (node, bool, bool) {
	start := p.at
	if p.take("is") {
		not := p.take("not")
		words := []string{"null", "true", "false", "unknown", "distinct"}
		if i := slices.Index(words, p.peek(0).text); i == 4 {
			if !p.take("distinct", "from") {
				return left, false, false
			}
			n, ok := p.expression(ofComparison + 1)
			return negated(not, apply("is distinct", left, n)), true, ok
		}
		n, ok := p.expression(ofComparison + 1)
		return negated(not, apply("is", left, n)), true, ok
	}
	if p.take("isnull") {
		return apply("is", left, node{kind: word, text: "null"}), true, true
	}
	if p.take("notnull") {
		return apply("not", apply("is", left, node{kind: word, text: "null"})), true, true
	}
	not := p.take("not")
	switch {
	case p.take("in"):
		list, ok := p.list()
		return among(not, left, list), true, ok
	case p.take("between"):
		low, ok := p.expression(ofOther)
		if !ok || !p.take("and") {
			return left, false, false
		}
		high, ok := p.expression(ofOther)
		return between(not, left, low, high), true, ok
	}
	for _, op := range []string{"like", "ilike", "rlike", "regexp", "glob", "match"} {
		if p.take(op) {
			n, ok := p.expression(ofOther)
			args := []node{left, n}
			if ok && p.take("escape") {
				var escape node
				escape, ok = p.expression(ofOther)
				args = append(args, escape)
			}
			return negated(not, apply(op, args...)), true, ok
		}
	}
	p.at = start
	return left, false, true
}

// operators are the names of operators by other spellings.
var operators = map[string]string{"!=": "<>", "==": "=", "~~": "like", "!~~": "not like", "~~*": "ilike", "!~~*": "not ilike"}

func (p *parser) markInfix(left node, mark string, min int) (node, bool, bool) {
	op := mark
	if other, ok := operators[mark]; ok {
		op = other
	}
	switch mark {
	case "=", "==", "<>", "!=", "<", ">", "<=", ">=", "<=>":
		return p.binary(left, op, ofComparison, min, 1)
	case "+", "-":
		return p.binary(left, op, ofSum, min, 1)
	case "*", "/", "%":
		return p.binary(left, op, ofProduct, min, 1)
	case "^":
		return p.binary(left, op, ofPower, min, 1)
	case "::":
		if ofSuffix < min {
			return left, false, true
		}
		p.at++
		typ, ok := p.typeName()
		return p.bits(cast(left, typ)), true, ok
	case "[":
		if ofSuffix < min {
			return left, false, true
		}
		p.at++
		index, ok := p.expression(0)
		return apply("[]", left, index), true, ok && p.takeMark(sqltext.Op, "]")
	case ".", "]", ":":
		return left, false, true
	case "||", "->", "->>":
		if p.rules.Tight {
			return p.binary(left, op, ofTight, min, 1)
		}
	}
	return p.binary(left, op, ofOther, min, 1)
}

// list reads expressions in parentheses.
func (p *parser) list() ([]node, bool) {
	if !p.takeMark(sqltext.OpenParen, "") {
		return nil, false
	}
	var list []node
	for !p.takeMark(sqltext.CloseParen, "") {
		if len(list) > 0 && !p.takeMark(sqltext.Comma, "") {
			return nil, false
		}
		n, ok := p.expression(0)
		if !ok {
			return nil, false
		}
		list = append(list, n)
	}
	return list, true
}

// typeName reads the name of a type.
func (p *parser) typeName() (string, bool) {
	var words []string
	sizes := ""
	for p.isMark(sqltext.Word, "") || p.isMark(sqltext.Quoted, "") {
		t := p.peek(0)
		if len(words) > 0 && !slices.Contains(typeWords, t.text) {
			break
		}
		p.at++
		word := t.name
		if t.kind == sqltext.Word {
			word = t.text
		}
		for p.takeMark(sqltext.Op, ".") {
			if word = p.peek(0).name; word == "" {
				return "", false
			}
			p.at++
		}
		words = append(words, word)
		if p.isMark(sqltext.OpenParen, "") {
			list, ok := p.list()
			if !ok {
				return "", false
			}
			sizes = sizesOf(list)
		}
	}
	name := strings.Join(words, " ")
	if other, ok := typeNames[name]; ok {
		name = other
	}
	if other, ok := p.rules.Types[name+sizes]; ok {
		name, sizes = other, ""
	} else if other, ok := p.rules.Types[name]; ok {
		name = other
	}
	name += sizes
	for p.takeMark(sqltext.Op, "[") {
		if !p.takeMark(sqltext.Op, "]") {
			return "", false
		}
		name += "[]"
	}
	return name, len(words) > 0
}

func sizesOf(list []node) string {
	parts := make([]string, len(list))
	for i, n := range list {
		parts[i] = n.String()
	}
	return "(" + strings.Join(parts, ",") + ")"
}

// typeWords are those that follow the first word of a type.
var typeWords = []string{"varying", "precision", "with", "without", "time", "zone", "unsigned", "signed", "integer"}

// typeNames are the names of types by others that mean the same.
var typeNames = map[string]string{
	"int": "integer", "int4": "integer", "int8": "bigint", "int2": "smallint", "bool": "boolean", "float8": "double precision", "float4": "real",
	"decimal": "numeric", "varchar": "character varying", "char": "character", "timestamp": "timestamp without time zone",
	"timestamptz": "timestamp with time zone", "time": "time without time zone", "timetz": "time with time zone",
}
