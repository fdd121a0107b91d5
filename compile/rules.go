package compile

import (
	"reflect"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
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
	// Concat is the function that joins texts. Without it they are joined by ||.
	Concat string
	// IntegerDivision is the operator that divides whole numbers, where / makes a fraction of
	// them. Without it they are divided as all numbers.
	IntegerDivision string
	// EmptySet returns what stands behind IN, or behind NOT IN, for a set without members.
	EmptySet func(not bool) string
}

// FuncRules are the rules for functions.
type FuncRules struct {
	// Write writes the functions that the database has under another name or in another form,
	// by their names in lower case.
	Write map[string]func(c *Compiler, f *expr.Call)
}

// QueryRules are the rules for SELECT, and for what all statements have in common.
type QueryRules struct {
	// MaxBinds is the greatest number of parameters of one statement.
	MaxBinds int
	// Lexis is how the database reads SQL text.
	Lexis Lexis
	// Placeholder appends the placeholder of the n-th parameter, counted from 1.
	Placeholder func(b []byte, n int) []byte
	// Limit writes LIMIT and OFFSET; one of the two is set.
	Limit func(c *Compiler, limit, offset expr.Expr)
	// Join stands between two tables that are joined.
	Join string
	// NoTable stands before the WHERE of a SELECT from nothing.
	NoTable string
	// ArrayBinds tells whether a list can travel as one argument, an array: x = ANY ($1).
	ArrayBinds bool
	// EmptyList is a query without rows, to stand in the parentheses of IN in a program's own
	// text when there is nothing to list.
	EmptyList string
}

// DMLRules are the rules for INSERT, UPDATE and DELETE.
type DMLRules struct {
	// Returning tells whether INSERT, UPDATE and DELETE can give rows back, UpdateReturning
	// whether UPDATE is among them.
	Returning, UpdateReturning bool
	// BareReturning leaves out the table's name in front of columns in RETURNING.
	BareReturning bool
	// EmptyInsert is what an INSERT without columns says instead of columns and values.
	EmptyInsert string
}

// DDLRules are the rules for CREATE and DROP.
type DDLRules struct {
	// ColumnType writes the type in a column's definition; auto marks the column that the
	// database numbers by itself.
	ColumnType func(c *Compiler, col *schema.Column, auto bool)
	// ColumnOptions writes what follows the type: the default and NOT NULL.
	ColumnOptions func(c *Compiler, col *schema.Column, auto bool)
	// IndexIfNotExists tells whether CREATE INDEX has IF NOT EXISTS. Where it does not, an index
	// that exists is the server's error.
	IndexIfNotExists bool
}

// TypeRules name the SQL types.
type TypeRules struct {
	// Name returns the type's name. ok is false for a type the database does not have.
	Name func(t typemap.Type) (name string, ok bool)
}

// IdentRules are about names.
type IdentRules struct {
	Quote    byte                // opens and closes a quoted identifier, doubled inside
	Reserved map[string]struct{} // words that must be quoted, in lower case
	MaxLen   int                 // longest identifier, in bytes
}

// Default returns rules close to the SQL standard, for a dialect to change.
func Default() *Rules {
	return &Rules{
		Dialect: "default",
		Expr: ExprRules{
			NativeBoolean: true,
			EmptySet:      emptySetNull,
		},
		Query: QueryRules{
			MaxBinds:    999,
			Lexis:       PostgresLexis(),
			Placeholder: QuestionMark,
			EmptyList:   "SELECT NULL WHERE 1 = 0",
			Limit:       limitOffset,
			Join:        " JOIN ",
		},
		DML: DMLRules{
			Returning:       true,
			UpdateReturning: true,
			EmptyInsert:     " DEFAULT VALUES",
		},
		DDL: DDLRules{
			ColumnType:       func(c *Compiler, col *schema.Column, _ bool) { c.TypeName(col.Type()) },
			ColumnOptions:    columnOptions,
			IndexIfNotExists: true,
		},
		Type:  TypeRules{Name: StandardTypeName},
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
func emptySetNull(not bool) string {
	if not {
		return "(NULL) OR (1 = 1)"
	}
	return "(NULL) AND (1 != 1)"
}
