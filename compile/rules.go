package compile

import (
	"database/sql/driver"
	"reflect"
	"strings"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Rules are what a dialect says about its SQL: expressions, functions, queries, statements
// that write, DDL, type names and identifiers. A dialect starts from Default and replaces
// what differs; a function may call the one it replaces. Rules are not changed once in use
// and are then safe for concurrent use.
type Rules struct {
	Dialect string // the dialect's name, for error messages

	Expr  ExprRules
	Func  FuncRules
	Query QueryRules
	DML   DMLRules
	DDL   DDLRules
	Type  TypeRules
	Ident IdentRules

	// Lint makes a cartesian product an error, as Lint reports it.
	Lint bool

	// schemas are other names for schemas: see Translate.
	schemas map[string]string

	// Ext compiles nodes of types that this package does not know.
	Ext map[reflect.Type]func(c *Compiler, n expr.Node)
}

// ExprRules are the rules for operators and constants.
type ExprRules struct {
	// NativeBoolean tells whether there is a boolean type. Without it TRUE and FALSE are
	// the numbers 1 and 0, and a condition is always a comparison.
	NativeBoolean bool
	// BooleanWords tells that TRUE and FALSE are words for 1 and 0 where there is no boolean
	// type.
	BooleanWords bool
	// Operators write the operations that the database has in a form of its own, by operator.
	// Those without a rule are written as the SQL standard has them.
	Operators [expr.OpCount]OperatorRule
	// WholeDivision tells that / of whole numbers drops the fraction.
	WholeDivision bool
	// ConcatTight tells that || binds tighter than arithmetic, ConcatAsAdd that it binds as + does.
	ConcatTight, ConcatAsAdd bool
	// ILike tells that there is an operator ILIKE. Without it both sides are made small letters.
	ILike bool
	// TupleValues tells that a list of rows behind IN is written as VALUES.
	TupleValues bool
	// EmptySet returns what stands behind IN, or behind NOT IN, for a set without members; width is
	// the number of columns.
	EmptySet func(not bool, width int) string
	// BindCast writes the cast behind a parameter whose type the server could not infer from
	// where it stands ($1::BIGINT). Without it there are none.
	BindCast func(c *Compiler, t typemap.Type)
	// JSON writes a part of a JSON document. Without it there is no way into one.
	JSON func(c *Compiler, j *expr.JSONAccess)
	// JSONKey makes of a key, an index or an expr.JSONPath what is sent to the database.
	JSONKey func(key any) (any, error)
	// JSONKeyLiterals tells that keys and paths are written into the text.
	JSONKeyLiterals bool
	// Arrays tells whether there are arrays, and the operators on collections of PostgreSQL.
	Arrays bool
	// JSONEach tells whether json_each gives the elements of a JSON array as rows.
	JSONEach bool
}

// FuncRules are the rules for functions and windows.
type FuncRules struct {
	// Write writes the functions that the database has under another name or in another form,
	// by their names in lower case.
	Write map[string]func(c *Compiler, f *expr.Call)
	// Portable does the same for calls that name what the function does, not the database's own
	// function; Write goes first.
	Portable map[string]func(c *Compiler, f *expr.Call)
	// NextValue writes the next value of a sequence. Without it there are no sequences.
	NextValue func(c *Compiler, s *expr.Sequence)
	// NoSequences tells that a column whose default is the next value of a sequence is left to the
	// database, in spite of NextValue.
	NoSequences bool
	// OrderWithinGroup tells that the order of an aggregate's arguments is written behind it, in
	// WITHIN GROUP, not among them.
	OrderWithinGroup bool
	// AnyType has the functions that take arguments of any type, by their names in lower case.
	// Parameters among these have casts where the server could not know their types.
	AnyType map[string]AnyType
	// FrameIntervals tells that the bounds of a window's frame may be spans of time.
	FrameIntervals bool

	// FrameLiterals tells that the bounds of a window's frame cannot be parameters.
	FrameLiterals bool
	// NamedWindows tells whether SELECT has a WINDOW clause.
	NamedWindows bool
}

// QueryRules are the rules for SELECT, and for what all statements have in common.
type QueryRules struct {
	// MaxBinds is the greatest number of parameters of one statement.
	MaxBinds int
	// NullsHigh tells that ORDER BY takes NULL for greater than every value, where others take it for less.
	NullsHigh bool
	// Lexis is how the database reads SQL text.
	Lexis Lexis
	// Placeholder appends the placeholder of the n-th parameter, counted from 1.
	Placeholder func(b []byte, n int) []byte
	// ReuseArgs tells that one value in several places is sent once: its placeholders have one
	// number.
	ReuseArgs bool
	// Limit writes LIMIT and OFFSET; one of the two is set.
	Limit func(c *Compiler, limit, offset expr.Expr)
	// LimitRows writes all that keeps a part of the rows, in place of Limit and of FETCH FIRST.
	LimitRows func(c *Compiler, r Rows)
	// Top writes behind SELECT what keeps a part of the rows, if that stands there.
	Top func(c *Compiler, r Rows)
	// FetchParens tells that the numbers of OFFSET and FETCH FIRST are in parentheses.
	FetchParens bool
	// Except stands between two queries for EXCEPT, if it is another word.
	Except string
	// Lock writes FOR UPDATE. Without the rule it is left out: the database has no such locks.
	Lock func(c *Compiler, l *expr.Lock)
	// DistinctOn tells whether there is DISTINCT ON.
	DistinctOn bool
	// Hints is where hints for the optimizer about a table stand.
	Hints HintStyle
	// Join stands between two tables that are joined.
	Join string
	// NoAsInFrom tells that names of elements of FROM stand behind them without the word AS.
	NoAsInFrom bool
	// NoRecursiveWord tells that WITH needs no word RECURSIVE, and does not take it.
	NoRecursiveWord bool
	// WithInInsert tells that the WITH of an INSERT from a query stands in front of the query, not
	// of the INSERT.
	WithInInsert bool
	// TableFunction is the word in front of the parentheses in which a function stands in FROM;
	// without it there are none.
	TableFunction string
	// Temporal is how rows are selected as they were.
	Temporal TemporalStyle
	// RowValue stands behind the name of an element of FROM that is used as a value.
	RowValue string
	// ValuesLiterals tells that the values of VALUES cannot be parameters.
	ValuesLiterals bool
	// NoOrderByLabel tells that ORDER BY names the expression of a label, not the label.
	NoOrderByLabel bool
	// OrderNeedsLimit tells that a query inside a statement has an ORDER BY only with a limit.
	OrderNeedsLimit bool
	// MaxLabel is the longest name of a result that is made, in bytes; 0 stands for that of all
	// identifiers.
	MaxLabel int
	// NoTable stands before the WHERE of a SELECT from nothing, with AlwaysFrom in any SELECT from
	// nothing.
	NoTable    string
	AlwaysFrom bool
	// ArrayBinds tells whether a list can travel as one argument, an array: x = ANY ($1).
	ArrayBinds bool
	// EmptyList is a query without rows, to stand in the parentheses of IN in a program's own
	// text when there is nothing to list.
	EmptyList string
}

// DMLRules are the rules for INSERT, UPDATE, DELETE and MERGE.
type DMLRules struct {
	// Returning is how INSERT, UPDATE and DELETE give rows back; NoUpdateReturning tells that UPDATE
	// does not.
	Returning         ReturningStyle
	NoUpdateReturning bool
	// CountsChanged tells that the database may count the rows that an UPDATE changes, not those it finds.
	CountsChanged bool
	// KeyByReturning tells that a generated primary key is known by Returning alone, not to the
	// driver.
	KeyByReturning bool
	// UpdateOthers and DeleteOthers are how the two take columns of other tables.
	UpdateOthers, DeleteOthers Others
	// MaxRows is the greatest number of rows of one INSERT, 0 for any.
	MaxRows int
	// Limit tells that UPDATE and DELETE have ORDER BY and LIMIT.
	Limit bool
	// Upsert is how an INSERT deals with rows that are there already.
	Upsert UpsertStyle
	// ManyConflicts tells that an INSERT may have several ON CONFLICT, the last without a key;
	// ConflictConstraint that it may name a constraint, ConflictLiterals that its condition of an
	// index takes no parameters, ConflictNeedsWhere that it is taken for the ON of a join behind a
	// query without WHERE.
	ManyConflicts, ConflictConstraint, ConflictLiterals, ConflictNeedsWhere bool
	// RowAlias tells that the rows of VALUES can have a name, for ON DUPLICATE KEY UPDATE.
	RowAlias bool
	// Merge is about MERGE.
	Merge MergeRules
	// SingleRow tells that an INSERT takes no more than one row of values.
	SingleRow bool
	// Numbering is how the numbers that the database makes follow the order of the rows.
	Numbering NumberingStyle
	// ValuesUnnamed tells that VALUES in FROM takes no names: its columns are column1 and so on.
	ValuesUnnamed bool
	// BareReturning leaves out the table's name in front of columns in RETURNING.
	BareReturning bool
	// EmptyInsert is what an INSERT without columns says instead of columns and values. If it is
	// empty, all columns are given the word DEFAULT.
	EmptyInsert string
}

// TypeRules name the SQL types and write values of them.
type TypeRules struct {
	// Of is the database whose types these are, by the name of its dialect: those that only others have are refused
	// (see typemap.Owners). Empty is for a database that takes any.
	Of string
	// Name returns the type's name. ok is false for a type the database does not have.
	Name func(t typemap.Type) (name string, ok bool)
	// CastName returns the type's name in CAST. An empty name is that of Name; castable is false
	// for a type that CAST does not take: the cast is then left out. Without the rule all
	// types are named as elsewhere.
	CastName func(t typemap.Type) (name string, castable bool, err error)
	// Collation is how a collation stands behind the name of a text type.
	Collation CollationStyle
	// TryCast tells whether there is TRY_CAST.
	TryCast bool
	// Domains tells whether types made by CREATE DOMAIN are named. Without it their base is.
	Domains bool
	// Extract writes a part of a date or time whose field is a plain word. Without the rule it
	// is EXTRACT(field FROM e).
	Extract func(c *Compiler, e *expr.ExtractExpr) error
	// CastBinds tells for which types a parameter is followed by a cast to the type ($1::UUID),
	// since the database would take it for text. Without the rule there are none.
	CastBinds func(t typemap.Type) bool
	// Literal appends the literal of a value that is encoded for a driver and is not NULL. What
	// cannot be written as a literal is an error.
	Literal func(b []byte, t typemap.Type, v driver.Value) ([]byte, error)
	// Send turns a value that is encoded into what the database and its driver take for its type, and
	// fails for what they would change. Without the rule values are sent as they are.
	Send SendRule
	// Interval returns what is sent for a span of time. Without the rule it is its nanoseconds.
	Interval func(d time.Duration) any
	// Enums tells that an enum keeps its columns to its labels.
	Enums bool
	// ArrayLiterals tells that arrays are written as ARRAY[...], each element by Literal.
	ArrayLiterals bool
}

// SendRule is the form of TypeRules.Send. v is what typemap.Encode returns, and not NULL.
type SendRule func(t typemap.Type, v driver.Value) (driver.Value, error)

// IdentRules are about names.
type IdentRules struct {
	Quote    byte                // opens and closes a quoted identifier, doubled inside
	Close    byte                // closes a quoted identifier, if not Quote; it is the one doubled inside
	Reserved map[string]struct{} // words that must be quoted, in lower case
	First    string              // characters that a name without quotes does not start with, besides digits and $
	MaxLen   int                 // longest identifier, in bytes

	// SchemaOwner tells that a schema's name may be that of a database and, behind a dot, of an
	// owner in it: each is quoted apart.
	SchemaOwner bool

	// PlainCollations tells that the names of collations are no identifiers: upper-case letters
	// in them need no quotes.
	PlainCollations bool
}

// Default returns rules close to the SQL standard, for a dialect to change.
func Default() *Rules {
	return &Rules{
		Dialect: "default",
		Expr: ExprRules{
			NativeBoolean: true,
			WholeDivision: true,
			EmptySet:      emptySetNull,
			JSON:          JSONArrows,
			JSONKey:       JSONPathArray,
			Arrays:        true,
		},
		Query: QueryRules{
			MaxBinds:    999,
			Lexis:       PostgresLexis(),
			Placeholder: QuestionMark,
			EmptyList:   "SELECT NULL WHERE 1 = 0",
			Limit:       limitOffset,
			Lock:        forUpdate,
			Temporal:    TemporalContained,
			Join:        " JOIN ",
		},
		Func: FuncRules{
			Write:        map[string]func(*Compiler, *expr.Call){"aggregate_strings": JoinStrings("string_agg")},
			NamedWindows: true,
		},
		DML: DMLRules{
			Returning:    ReturningRows,
			UpdateOthers: Others{Word: "FROM"},
			DeleteOthers: Others{Word: "USING"},
			EmptyInsert:  " DEFAULT VALUES",
			Merge:        MergeRules{Exists: true, BySource: true, Nothing: true, Returning: true},
		},
		DDL:   defaultDDL(),
		Type:  TypeRules{Name: StandardTypeName, Literal: StandardLiteral},
		Ident: IdentRules{Quote: '"', Reserved: reservedWords, MaxLen: 128},
	}
}

// limitOffset writes LIMIT and OFFSET as most databases have it.
func limitOffset(c *Compiler, limit, offset expr.Expr) {
	if limit != nil {
		c.WriteString(" LIMIT ")
		c.Node(limit)
	}
	if offset != nil {
		c.WriteString(" OFFSET ")
		c.Node(offset)
	}
}

// emptySetNull decides about membership in the empty set beside a NULL, which fits any
// type: x IN (NULL) AND (1 != 1) is false, (x NOT IN (NULL) OR (1 = 1)) is true.
func emptySetNull(not bool, width int) string {
	none := "NULL"
	if width > 1 {
		none = "(NULL" + strings.Repeat(", NULL", width-1) + ")"
	}
	if not {
		return "(" + none + ") OR (1 = 1)"
	}
	return "(" + none + ") AND (1 != 1)"
}
