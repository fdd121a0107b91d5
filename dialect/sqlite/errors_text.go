package sqlite

import (
	"strings"

	"github.com/gildsql/gild/dialect"
)

// message returns SQLite's own text. modernc.org/sqlite puts what the code means in front of it,
// and the code behind it: "SQL logic error: no such table: x (1)".
func message(err error) string {
	text := err.Error()
	if e, ok := err.(interface{ Code() int }); ok && e.Code() != 0 {
		if i := strings.LastIndex(text, " ("); i >= 0 {
			text = text[:i]
		}
		for _, prefix := range []string{"SQL logic error: ", "constraint failed: "} {
			text = strings.TrimPrefix(text, prefix)
		}
	}
	return text
}

// texts are how messages begin, and what these mean. SQLite has one code, ERROR, for all that is
// wrong with a statement, and nothing but the text to tell the cases apart.
// Source: https://www.sqlite.org/src/file/src/build.c, resolve.c and parse.y
var texts = []struct {
	prefix, part string // part is somewhere behind the prefix
	class        dialect.ErrorClass
}{
	{"no such ", "", dialect.ErrorUndefined},
	{"unknown database ", "", dialect.ErrorUndefined},
	{"table ", " has no column named ", dialect.ErrorUndefined},
	{"duplicate column name: ", "", dialect.ErrorDuplicate},
	{"there is already ", "", dialect.ErrorDuplicate},
	{"table ", " already exists", dialect.ErrorDuplicate},
	{"view ", " already exists", dialect.ErrorDuplicate},
	{"index ", " already exists", dialect.ErrorDuplicate},
	{"trigger ", " already exists", dialect.ErrorDuplicate},
	{"near ", ": syntax error", dialect.ErrorSyntax},
	{"incomplete input", "", dialect.ErrorSyntax},
	{"unrecognized token: ", "", dialect.ErrorSyntax},
	{"ambiguous column name: ", "", dialect.ErrorSyntax},
	{"wrong number of arguments to function ", "", dialect.ErrorSyntax},
	{"misuse of ", "", dialect.ErrorSyntax},
	{"integer overflow", "", dialect.ErrorData},
	{"malformed JSON", "", dialect.ErrorData},
}

func classOfText(text string) dialect.ErrorClass {
	for _, t := range texts {
		if rest, ok := strings.CutPrefix(text, t.prefix); ok && strings.Contains(rest, t.part) {
			return t.class
		}
	}
	return dialect.ErrorOther
}

// readNames reads what an error names from the text, the only place where SQLite says it:
//
//	UNIQUE constraint failed: users.email, users.city
//	UNIQUE constraint failed: index 'by_lower_name'
//	NOT NULL constraint failed: users.name
//	CHECK constraint failed: adult
//	no such table: users
func readNames(e *dialect.Error, text string) {
	kind, names, ok := strings.Cut(text, ": ")
	if !ok {
		return
	}
	switch kind {
	case "UNIQUE constraint failed", "NOT NULL constraint failed":
		if index, ok := strings.CutPrefix(names, "index '"); ok {
			e.Constraint = strings.TrimSuffix(index, "'")
			return
		}
		e.Table, e.Column = columns(names)
	case "CHECK constraint failed":
		e.Constraint = names
	case "no such table":
		e.Table = names
	case "no such column":
		e.Column = names
	}
}

// columns splits "t.a, t.b" into the table and its columns, "t" and "a, b".
func columns(names string) (table, column string) {
	var list []string
	for name := range strings.SplitSeq(names, ", ") {
		table, column, _ = strings.Cut(name, ".")
		list = append(list, column)
	}
	return table, strings.Join(list, ", ")
}
