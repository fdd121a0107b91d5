package sqlform

import (
	"slices"

	"github.com/gildsql/gild/internal/sqltext"
)

// primary reads an operand.
func (p *parser) primary() (node, bool) {
	t := p.peek(0)
	switch t.kind {
	case sqltext.Number:
		p.at++
		return numberOf(t.text), true
	case sqltext.String:
		p.at++
		return node{kind: text, text: t.String()}, true
	case sqltext.OpenParen:
		if p.peek(1).text == "select" || p.peek(1).text == "with" {
			return node{}, false
		}
		list, ok := p.list()
		if !ok || len(list) == 0 {
			return node{}, false
		}
		if len(list) == 1 {
			return list[0], true
		}
		return node{kind: row, args: list}, true
	case sqltext.Quoted:
		return p.named()
	case sqltext.Word:
		return p.word(t.text)
	}
	return node{}, false
}

// constants are words that stand for themselves.
var constants = []string{"null", "true", "false", "default", "unknown"}

// moments are functions that may be without parentheses.
var moments = map[string]string{
	"current_timestamp": "current_timestamp", "now": "current_timestamp", "current_date": "current_date", "curdate": "current_date",
	"current_time": "current_time", "curtime": "current_time", "localtimestamp": "localtimestamp", "localtime": "localtime",
	"current_user": "current_user", "user": "current_user", "session_user": "session_user", "getdate": "current_timestamp",
}

// typed are words before a string that tell its type.
var typed = []string{"date", "time", "timestamp", "interval", "datetime"}

func (p *parser) word(text string) (node, bool) {
	switch {
	case slices.Contains(constants, text) && p.peek(1).kind != sqltext.OpenParen:
		p.at++
		return p.bits(node{kind: word, text: text}), true
	case text == "case":
		p.at++
		return p.caseOf()
	case text == "cast" && p.peek(1).kind == sqltext.OpenParen:
		p.at += 2
		n, ok := p.expression(0)
		if !ok || !p.take("as") {
			return node{}, false
		}
		typ, ok := p.typeName()
		return p.bits(cast(n, typ)), ok && p.takeMark(sqltext.CloseParen, "")
	case text == "array" && p.peek(1).text == "[":
		p.at += 2
		return p.array()
	case slices.Contains(typed, text) && p.peek(1).kind == sqltext.String:
		p.at++
		return p.primary()
	case p.take("next", "value", "for"), p.take("nextval", "for"):
		n, ok := p.named()
		return apply("nextval", n), ok
	}
	if moment, ok := moments[text]; ok {
		return p.moment(moment)
	}
	return p.named()
}

// bits makes truth values numbers, where they are.
func (p *parser) bits(n node) node {
	if p.rules.Bits && n.kind == word {
		switch n.text {
		case "true":
			return numberOf("1")
		case "false":
			return numberOf("0")
		}
	}
	return n
}

// moment reads the parentheses of a function that may be without them.
func (p *parser) moment(name string) (node, bool) {
	p.at++
	if !p.isMark(sqltext.OpenParen, "") {
		return node{kind: word, text: name}, true
	}
	args, ok := p.list()
	if len(args) == 0 {
		return node{kind: word, text: name}, ok
	}
	return apply(name, args...), ok
}

func (p *parser) array() (node, bool) {
	n := node{kind: array}
	for !p.takeMark(sqltext.Op, "]") {
		if len(n.args) > 0 && !p.takeMark(sqltext.Comma, "") {
			return node{}, false
		}
		item, ok := p.expression(0)
		if !ok {
			return node{}, false
		}
		n.args = append(n.args, item)
	}
	return n, true
}

// caseOf reads CASE behind its first word.
func (p *parser) caseOf() (node, bool) {
	n := apply("case")
	add := func() bool {
		part, ok := p.expression(0)
		n.args = append(n.args, part)
		return ok
	}
	if !p.isWord("when") && !add() {
		return node{}, false
	}
	for p.take("when") {
		n.args = append(n.args, node{kind: word, text: "when"})
		if !add() || !p.take("then") || !add() {
			return node{}, false
		}
	}
	if p.take("else") {
		n.args = append(n.args, node{kind: word, text: "else"})
		if !add() {
			return node{}, false
		}
	}
	return n, p.take("end")
}

// named reads a column or a function, with what is before its dots.
func (p *parser) named() (node, bool) {
	t := p.peek(0)
	if t.kind != sqltext.Word && t.kind != sqltext.Quoted {
		return node{}, false
	}
	p.at++
	full := t
	path := t.name
	for p.takeMark(sqltext.Op, ".") {
		full = p.peek(0)
		if full.kind != sqltext.Word && full.kind != sqltext.Quoted {
			return node{}, false
		}
		p.at++
		if path == "pg_catalog" {
			path = full.name
		} else {
			path += "." + full.name
		}
	}
	if !p.isMark(sqltext.OpenParen, "") {
		return node{kind: name, text: path}, true
	}
	function := full.text
	if other, ok := p.rules.Functions[function]; ok {
		function = other
	}
	return p.call(function)
}

// argumentWords may stand between the arguments of some functions.
var argumentWords = []string{"from", "for", "using", "as", "in", "separator", "order", "by", "distinct", "all", "leading", "trailing", "both", "placing"}

func (p *parser) call(function string) (node, bool) {
	p.at++ // the parenthesis
	n := apply(function)
	for between := true; !p.takeMark(sqltext.CloseParen, ""); {
		t := p.peek(0)
		switch {
		case t.kind == sqltext.Comma:
			if between {
				return node{}, false
			}
			p.at++
			between = true
			continue
		case t.kind == sqltext.Op && t.text == "*" && between:
			p.at++
			n.args = append(n.args, node{kind: word, text: "*"})
		case t.kind == sqltext.Word && slices.Contains(argumentWords, t.text) && p.peek(1).kind != sqltext.OpenParen:
			p.at++
			n.args = append(n.args, node{kind: word, text: t.text})
			continue
		default:
			if !between && n.args[len(n.args)-1].kind != word {
				return node{}, false
			}
			arg, ok := p.expression(0)
			if !ok {
				return node{}, false
			}
			n.args = append(n.args, arg)
		}
		between = false
	}
	return n, true
}
