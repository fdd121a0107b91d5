package main

import "regexp"

// token matches a token of SQL. Whitespace between tokens does not count.
var token = regexp.MustCompile(`(?s)(\s+)|--[^\n]*|/\*.*?\*/|[nNeExXbB]?'(?:[^']|'')*'|"(?:[^"]|"")*"|` + "`(?:[^`]|``)*`" +
	`|\$\d+|@p\d+|\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|[\pL_][\pL\pN_$]*|<=>|<>|!=|<=|>=|\|\||->>|->|#>>|#>|@>|<@|::|:=|&&|<<|>>|.`)

// tokens cuts SQL into tokens, values being question marks.
func tokens(sql string) []string {
	var out []string
	for _, m := range token.FindAllStringSubmatch(sql, -1) {
		if m[1] == "" {
			out = append(out, m[0])
		}
	}
	return out
}
