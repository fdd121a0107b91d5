package compile

import "strconv"

// QuestionMark is the placeholder ? of SQLite and MySQL.
func QuestionMark(b []byte, _ int) []byte { return append(b, '?') }

// DollarNumber is the placeholder $1 of PostgreSQL.
func DollarNumber(b []byte, n int) []byte { return strconv.AppendInt(append(b, '$'), int64(n), 10) }

// AtNumber is the placeholder @p1 of SQL Server.
func AtNumber(b []byte, n int) []byte { return strconv.AppendInt(append(b, "@p"...), int64(n), 10) }

// ColonNumber is the placeholder :1 of Oracle.
func ColonNumber(b []byte, n int) []byte { return strconv.AppendInt(append(b, ':'), int64(n), 10) }
