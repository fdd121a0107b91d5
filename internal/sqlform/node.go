package sqlform

import (
	"slices"
	"strings"
)

// node is a piece of an expression: a leaf without arguments, or an operation.
type node struct {
	kind kind
	text string
	args []node
}

type kind int

const (
	operation kind = iota
	name
	number
	text
	word // NULL, TRUE and the like
	array
	row // several expressions in parentheses
)

// String writes an operation as a list in parentheses, its name first.
func (n node) String() string {
	switch n.kind {
	case text:
		return n.text
	case operation, array, row:
		parts := make([]string, 0, len(n.args)+1)
		switch n.kind {
		case array:
			parts = append(parts, "array")
		case row:
			parts = append(parts, "row")
		default:
			parts = append(parts, n.text)
		}
		for _, a := range n.args {
			parts = append(parts, a.String())
		}
		return "(" + strings.Join(parts, " ") + ")"
	}
	return n.text
}

func (n node) isLiteral() bool {
	return n.kind == number || n.kind == text || n.kind == word || n.kind == array
}

func apply(op string, args ...node) node { return node{kind: operation, text: op, args: args} }

// chain joins two operands of AND or OR, whose order of evaluation does not matter.
func chain(op string, left, right node) node {
	var args []node
	for _, n := range []node{left, right} {
		if n.kind == operation && n.text == op {
			args = append(args, n.args...)
		} else {
			args = append(args, n)
		}
	}
	return apply(op, args...)
}

// opposites are the comparisons that are false where another one is true.
var opposites = map[string]string{"=": "<>", "<>": "=", "<": ">=", ">=": "<", ">": "<=", "<=": ">", "and": "or", "or": "and"}

// negated is NOT, which databases move inwards.
func negated(not bool, n node) node {
	if !not {
		return n
	}
	if n.kind == operation && n.text == "not" {
		return n.args[0]
	}
	other, ok := opposites[n.text]
	switch {
	case n.kind != operation || !ok:
		return apply("not", n)
	case other != "and" && other != "or":
		return apply(other, n.args...)
	}
	args := make([]node, len(n.args))
	for i, a := range n.args {
		args[i] = negated(true, a)
	}
	return chainAll(other, args)
}

func chainAll(op string, args []node) node {
	n := args[0]
	for _, a := range args[1:] {
		n = chain(op, n, a)
	}
	return n
}

// among is IN. One value is the same as a comparison with it.
func among(not bool, left node, list []node) node {
	if len(list) == 1 && !strings.HasPrefix(list[0].text, "select") {
		if not {
			return apply("<>", left, list[0])
		}
		return apply("=", left, list[0])
	}
	return negated(not, apply("in", slices.Insert(slices.Clone(list), 0, left)...))
}

// between is BETWEEN by the comparisons that it stands for.
func between(not bool, left, low, high node) node {
	if not {
		return chain("or", apply("<", left, low), apply(">", left, high))
	}
	return chain("and", apply(">=", left, low), apply("<=", left, high))
}

// compared is a comparison. PostgreSQL keeps IN as one with ANY of an array, NOT IN as one with ALL.
func compared(op string, left, right node) node {
	switch {
	case op == "=" && right.text == "any" && right.kind == operation && len(right.args) == 1 && right.args[0].kind == array:
		return among(false, left, right.args[0].args)
	case op == "<>" && right.text == "all" && right.kind == operation && len(right.args) == 1 && right.args[0].kind == array:
		return among(true, left, right.args[0].args)
	}
	if positive, is := strings.CutPrefix(op, "not "); is {
		return negated(true, apply(positive, left, right))
	}
	return apply(op, left, right)
}

// implied are the types to which PostgreSQL brings columns by itself to compare them.
var implied = []string{
	"text", "character varying", "character", "bpchar", "numeric", "double precision", "bigint",
	"timestamp without time zone", "timestamp with time zone",
}

var numericTypes = []string{
	"integer", "bigint", "smallint", "numeric", "real", "double precision", "tinyint", "mediumint", "float", "double", "bool",
}

// cast is a value as a type. What a database adds by itself is left out: types of literals, and of columns
// in comparisons.
func cast(n node, typ string) node {
	base, _, _ := strings.Cut(strings.TrimRight(typ, "[]"), "(")
	base = strings.TrimSpace(base)
	switch {
	case n.kind == text && slices.Contains(numericTypes, base) && isNumber(unquoted(n.text)):
		return numberOf(unquoted(n.text))
	case n.kind == text && base == "boolean":
		switch strings.ToLower(unquoted(n.text)) {
		case "t", "true":
			return node{kind: word, text: "true"}
		case "f", "false":
			return node{kind: word, text: "false"}
		}
		return n
	case n.isLiteral():
		return n
	case n.kind == name && slices.Contains(implied, base):
		return n
	case n.kind == operation && n.text != "cast" && slices.Contains(implied[:4], base): // of text alone
		return n
	}
	return apply("cast", n, node{kind: word, text: typ})
}

func unquoted(s string) string {
	return strings.ReplaceAll(strings.TrimSuffix(strings.TrimPrefix(s, "'"), "'"), "''", "'")
}

func isNumber(s string) bool {
	digits := strings.TrimPrefix(strings.TrimPrefix(s, "-"), "+")
	return digits != "" && strings.Trim(digits, "0123456789.") == "" && strings.Count(digits, ".") < 2 && digits != "."
}

// numberOf is a number without zeros that mean nothing.
func numberOf(s string) node {
	s = strings.ToLower(strings.TrimPrefix(s, "+"))
	if strings.Contains(s, ".") && !strings.ContainsAny(s, "ex") {
		s = strings.TrimSuffix(strings.TrimRight(s, "0"), ".")
	}
	if s == "" || s == "-" || s == "-0" {
		s = "0"
	}
	if strings.HasPrefix(s, ".") {
		s = "0" + s
	}
	if strings.HasPrefix(s, "-.") {
		s = "-0" + s[1:]
	}
	return node{kind: number, text: s}
}

func negative(n node) node {
	if n.kind != number {
		return apply("-", n)
	}
	if positive, is := strings.CutPrefix(n.text, "-"); is {
		return numberOf(positive)
	}
	return numberOf("-" + n.text)
}
