package sqltext

// A Flavor holds the facts that change how text is cut into tokens. Its zero
// value is standard SQL: '...' strings with doubled quotes, "..." identifiers,
// -- and /* */ comments. A Flavor is a plain value: copy it and change a field
// for a server that is configured differently, such as MySQL with
// NO_BACKSLASH_ESCAPES or ANSI_QUOTES.
type Flavor struct {
	// BackslashEscapes says that \ escapes the next byte in every string.
	// MySQL does so unless NO_BACKSLASH_ESCAPES is set.
	BackslashEscapes bool
	// EscapeStrings says that E'...' is a string with backslash escapes
	// (PostgreSQL).
	EscapeStrings bool
	// AlternativeQuotes says that q'[...]' is a string (Oracle).
	AlternativeQuotes bool
	// DoubleQuotedStrings says that "..." is a string, not an identifier
	// (MySQL without ANSI_QUOTES).
	DoubleQuotedStrings bool
	// DollarQuotes says that $tag$...$tag$ is a string (PostgreSQL).
	DollarQuotes bool

	// DollarParams says that $1 is a positional parameter.
	DollarParams bool
	// ColonParams says that :1 is a positional parameter. It must be off where
	// a[1:2] is an array slice.
	ColonParams bool
	// QuestionOperators says that ?| and ?& and ?? are operators, as for
	// PostgreSQL's jsonb. A single ? stays a parameter.
	QuestionOperators bool
	// AtVariables says that @name and @@name are variables or parameters
	// rather than an operator before a name.
	AtVariables bool

	// HashComments says that # starts a comment (MySQL).
	HashComments bool
	// DashCommentNeedsSpace says that -- starts a comment only before
	// whitespace, so that 5--1 is 5 minus -1 (MySQL).
	DashCommentNeedsSpace bool
	// ReturnEndsComment says that a lone carriage return ends a -- comment
	// (PostgreSQL).
	ReturnEndsComment bool
	// NestedComments says that /* */ nests (PostgreSQL, SQL Server).
	NestedComments bool

	// Backticks says that `...` is a quoted identifier (MySQL, SQLite).
	Backticks bool
	// Brackets says that [...] is a quoted identifier (SQL Server, SQLite). It
	// must be off where [ is an array subscript.
	Brackets bool
	// HashIdentifiers says that # is a letter (SQL Server, Oracle).
	HashIdentifiers bool
	// DigitIdentifiers says that an unquoted identifier may start with a digit
	// (MySQL).
	DigitIdentifiers bool
}

// Postgres is the flavor of PostgreSQL and its relatives with
// standard_conforming_strings on, the default since 9.1.
func Postgres() Flavor {
	return Flavor{
		EscapeStrings:     true,
		DollarQuotes:      true,
		DollarParams:      true,
		QuestionOperators: true,
		ReturnEndsComment: true,
		NestedComments:    true,
	}
}

// SQLite is the flavor of SQLite, which also accepts the identifier quotes of
// MySQL and SQL Server.
func SQLite() Flavor {
	return Flavor{
		DollarParams: true,
		ColonParams:  true,
		AtVariables:  true,
		Backticks:    true,
		Brackets:     true,
	}
}

// MySQL is the flavor of MySQL and MariaDB in their default SQL mode.
func MySQL() Flavor {
	return Flavor{
		BackslashEscapes:      true,
		DoubleQuotedStrings:   true,
		AtVariables:           true,
		HashComments:          true,
		DashCommentNeedsSpace: true,
		Backticks:             true,
		DigitIdentifiers:      true,
	}
}

// MSSQL is the flavor of SQL Server with QUOTED_IDENTIFIER on, the default.
func MSSQL() Flavor {
	return Flavor{
		AtVariables:     true,
		NestedComments:  true,
		Brackets:        true,
		HashIdentifiers: true,
	}
}

// Oracle is the flavor of Oracle Database.
func Oracle() Flavor {
	return Flavor{
		AlternativeQuotes: true,
		ColonParams:       true,
		HashIdentifiers:   true,
	}
}
