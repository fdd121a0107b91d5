package mysql

import (
	"strings"

	"github.com/gildsql/gild/dialect"
)

// readNames reads what an error names from the message, the only place where it is:
//
//	Duplicate entry 'x' for key 'users.email'  (MariaDB: 'email')
//	Cannot delete or update a parent row: a foreign key constraint fails (`db`.`orders`,
//	    CONSTRAINT `fk` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`))
//	CONSTRAINT `adult` failed for `db`.`users`  (MariaDB)
//	Check constraint 'adult' is violated.       (MySQL)
//	Column 'name' cannot be null
//	Data too long for column 'name' at row 1
//	Table 'db.users' doesn't exist
//
// A value may be quoted too, so it looks for names behind it.
func readNames(e *dialect.Error, number int64, message string) {
	switch e.Class {
	case dialect.ErrorUnique:
		e.Table, e.Constraint = splitLast(strings.TrimSuffix(behindLast(message, " for key '"), "'"))
	case dialect.ErrorForeignKey:
		e.Schema, e.Table = tableBehind(message, "(`")
		e.Constraint = upTo(behind(message, "CONSTRAINT `"), "`")
		e.Column = strings.ReplaceAll(upTo(behind(message, "FOREIGN KEY (`"), "`)"), "`", "")
	case dialect.ErrorCheck:
		e.Constraint = upTo(behind(message, "CONSTRAINT `"), "`") + upTo(behind(message, "Check constraint '"), "'")
		e.Schema, e.Table = tableBehind(message, " failed for `")
	case dialect.ErrorNotNull:
		e.Column = upTo(behind(message, "Column '"), "'") + upTo(behind(message, "Field '"), "'")
	case dialect.ErrorData:
		readColumn(e, message)
	case dialect.ErrorUndefined:
		switch number {
		case 1146:
			e.Schema, e.Table = splitLast(upTo(behind(message, "Table '"), "'"))
		case 1054:
			e.Column = upTo(behind(message, "Unknown column '"), "'")
		}
	}
}

// readColumn reads "for column 'c' at row 1", or "for column `db`.`t`.`c` at row 1".
func readColumn(e *dialect.Error, message string) {
	if quoted := behindLast(message, " for column `"); quoted != "" {
		names := strings.Split(upTo(quoted, "` at row "), "`.`")
		if len(names) == 3 {
			e.Schema, e.Table, e.Column = names[0], names[1], names[2]
		}
		return
	}
	e.Column = upTo(behindLast(message, " for column '"), "'")
}

// tableBehind reads "db`.`table`" behind a marker.
func tableBehind(message, marker string) (schema, table string) {
	schema, rest, ok := strings.Cut(behind(message, marker), "`.`")
	if !ok {
		return "", ""
	}
	return schema, upTo(rest, "`")
}

// splitLast splits "users.email" in two; without a dot all is the second.
func splitLast(name string) (string, string) {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		return name[:i], name[i+1:]
	}
	return "", name
}

func behind(text, marker string) string {
	_, rest, _ := strings.Cut(text, marker)
	return rest
}

func behindLast(text, marker string) string {
	if i := strings.LastIndex(text, marker); i >= 0 {
		return text[i+len(marker):]
	}
	return ""
}

func upTo(text, end string) string {
	before, _, ok := strings.Cut(text, end)
	if !ok {
		return ""
	}
	return before
}
