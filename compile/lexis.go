package compile

import "github.com/gildsql/gild/internal/sqltext"

// Lexis is how a database reads SQL text: where its strings, quoted identifiers, comments
// and parameters begin and end. The zero Lexis is standard SQL. It is a plain value: a
// dialect may copy one and change a field.
type Lexis = sqltext.Flavor

// PostgresLexis returns the lexis of PostgreSQL with standard_conforming_strings on.
func PostgresLexis() Lexis { return sqltext.Postgres() }

// SQLiteLexis returns the lexis of SQLite.
func SQLiteLexis() Lexis { return sqltext.SQLite() }

// MySQLLexis returns the lexis of MySQL and MariaDB in their default SQL mode.
func MySQLLexis() Lexis { return sqltext.MySQL() }

// MSSQLLexis returns the lexis of SQL Server with QUOTED_IDENTIFIER on.
func MSSQLLexis() Lexis { return sqltext.MSSQL() }

// OracleLexis returns the lexis of Oracle Database.
func OracleLexis() Lexis { return sqltext.Oracle() }
