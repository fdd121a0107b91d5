package mssql

import (
	"strings"

	"github.com/gildsql/gild/dialect"
)

// readNames reads what an error names from the message, the only place where it is:
//
//	Violation of UNIQUE KEY constraint 'uq'. Cannot insert duplicate key in object 'dbo.users'.
//	Cannot insert duplicate key row in object 'dbo.users' with unique index 'ix'.
//	The DELETE statement conflicted with the REFERENCE constraint "fk". The conflict occurred in
//	    database "db", table "dbo.orders", column 'user_id'.
//	Cannot insert the value NULL into column 'name', table 'db.dbo.users'; ...
//	Invalid object name 'users'.
func readNames(e *dialect.Error, number int32, message string) {
	switch number {
	case 2601, 2627:
		e.Constraint = quoted(message, " constraint ", " unique index ")
		setTable(e, quoted(message, " in object "))
	case conflict:
		e.Constraint = quoted(message, " constraint ")
		if strings.Contains(message, " FOREIGN KEY constraint ") {
			return // the table it names is the one that is referred to
		}
		setTable(e, quoted(message, " table "))
		e.Column = quoted(message, " column ")
	case 515:
		e.Column = quoted(message, " into column ")
		setTable(e, quoted(message, " table "))
	case 208:
		setTable(e, quoted(message, "object name "))
	case 207:
		e.Column = quoted(message, "column name ")
	}
}

// setTable splits "db.dbo.users".
func setTable(e *dialect.Error, name string) {
	parts := strings.Split(name, ".")
	e.Table = parts[len(parts)-1]
	if len(parts) > 1 {
		e.Schema = parts[len(parts)-2]
	}
}

// quoted returns the name in quotes, single or double, behind the first of the markers that is
// there with one.
func quoted(message string, markers ...string) string {
	for _, marker := range markers {
		_, rest, ok := strings.Cut(message, marker)
		if !ok || rest == "" || rest[0] != '\'' && rest[0] != '"' {
			continue
		}
		if name, _, ok := strings.Cut(rest[1:], rest[:1]); ok {
			return name
		}
	}
	return ""
}
