package compile

import "strconv"

// QuestionMark is the placeholder ? of SQLite and MySQL.
func QuestionMark(b []byte, _ int) []byte { return append(b, '?') }

// DollarNumber is the placeholder $1 of PostgreSQL.
func DollarNumber(b []byte, n int) []byte { return strconv.AppendInt(append(b, '$'), int64(n), 10) }
