package expr

import (
	"strings"

	"github.com/gildsql/gild/typemap"
)

// Name is the name of a column of a result. The compiler resolves it: what it is made for gets
// one number of its own in each statement. Names can be compared.
type Name struct {
	// Table is a FROM element without a name of its own, whose name stands in front with an
	// underscore.
	Table From
	// Of is a column whose own name is made: it stands behind Text, or behind that of Table.
	Of *Column
	// Text is the name or, with Object, what it begins with.
	Text string
	// Object is what a number is appended for, nil for none.
	Object any
	// Again is what a second number is appended for, nil for none, and More what stands in front
	// of it.
	Again any
	More  string
}

// isMade reports whether the compiler has to make the name.
func (n Name) isMade() bool { return n.Object != nil || n.Table != nil || n.Of != nil }

// place is one of several places of an expression in a SELECT list.
type place struct {
	of Expr
	n  int
}

// numbered returns the name that begins like base and has a number made for object.
func numbered(base Name, object any, more string) Name {
	switch {
	case base.isMade():
		base.Again, base.More = object, base.More+more
		return base
	case base == (Name{}):
		base.Text = "anon"
	}
	base.Text += more
	base.Object = object
	return base
}

// canBeNamed reports whether an expression can have a label in a SELECT list: text and columns
// that belong to nothing may be anything.
func canBeNamed(e Expr) bool {
	switch e.(type) {
	case *TextStmt, *RawExpr, *BareColumn:
		return false
	}
	return true
}

// ownName returns the name that an expression has by itself.
func ownName(e Expr) Name {
	switch e := e.(type) {
	case *Column:
		return e.ResultName()
	case *Label:
		return Name{Text: e.Name}
	case *FieldExpr:
		return Name{Text: e.Name}
	case *BareColumn:
		return Name{Text: e.Name}
	case *RawExpr:
		return Name{Text: e.SQL}
	case *RowValue:
		if name := e.Of.FromName(); name != "" {
			return Name{Text: name}
		}
		return Name{Text: nameBaseOf(e.Of), Object: e.Of}
	}
	return Name{}
}

// ResultName returns the column's name, which the compiler may have to make.
func (c *Column) ResultName() Name {
	if c.name == "" && c.proxy.Name != (Name{}) {
		return c.proxy.Name
	}
	return Name{Text: c.name}
}

func nameBaseOf(f From) string {
	if b, ok := f.(interface{ NameBase() string }); ok {
		return b.NameBase()
	}
	return "anon"
}

// namedAfter returns what an expression is named after that has no name: what is cast, coerced or
// a negated truth value, a label behind an operator. It is nil for others.
func namedAfter(e Expr) Expr {
	switch e := e.(type) {
	case *CastExpr:
		return e.Expr
	case *Unary:
		_, label := e.Operand.(*Label)
		if label || e.Op == OpNot && IsTruthValue(e.Operand) {
			return e.Operand
		}
	}
	return nil
}

// IsTruthValue reports whether e is a truth value that no operator makes, such as a column.
func IsTruthValue(e Expr) bool {
	switch e.(type) {
	case *Column, *BareColumn, *Call, *CastExpr, *CaseExpr, *Bind, *RawExpr, *FieldExpr:
		return TypeOf(e).Kind == typemap.KindBoolean
	}
	return false
}

// calledName returns the name of the function that e calls, empty if it calls none.
func calledName(e Expr) string {
	if w, ok := e.(*WithinGroup); ok {
		e = w.Func
	}
	if call, ok := e.(*Call); ok {
		return call.Name[strings.LastIndexByte(call.Name, '.')+1:]
	}
	return ""
}

// anonName returns the name that is made for an expression.
func anonName(e Expr) Name {
	if inner := namedAfter(e); inner != nil {
		if _, text := inner.(*TextStmt); !text {
			if name := ownName(inner); name != (Name{}) {
				return name
			}
			return anonName(inner)
		}
	}
	name := ownName(e)
	if name == (Name{}) {
		name.Text = calledName(e)
	}
	return numbered(name, e, "")
}

// repeatedName returns the name for the n-th repetition in a result.
func repeatedName(e Expr, n int) Name {
	if inner := namedAfter(e); inner != nil {
		if name := ownName(inner); name != (Name{}) {
			return numbered(name, e, "_")
		}
		return repeatedTableName(e, n)
	}
	name := ownName(e)
	if name == (Name{}) {
		name.Text = calledName(e)
	}
	if name == (Name{}) {
		return repeatedTableName(e, n)
	}
	return numbered(name, place{e, n}, "_")
}

// tableName returns an expression's name with that of its table in front.
func tableName(e Expr) Name {
	switch e := e.(type) {
	case *Column:
		return e.tableName()
	case *RawExpr:
		return Name{}
	}
	if inner := namedAfter(e); inner != nil {
		return tableName(inner)
	}
	return ownName(e)
}

// anonTableName returns the name that is made for an expression with its table's in front.
func anonTableName(e Expr) Name { return numbered(tableName(e), e, "") }

func repeatedTableName(e Expr, n int) Name {
	name := tableName(e)
	if name == (Name{}) {
		name.Text = "anon"
	}
	return numbered(name, place{e, n}, "_")
}

// tableName returns the column's name behind that of its table, so that it is not the name of
// another column of the table.
func (c *Column) tableName() Name {
	name := c.ResultName()
	if c.table == nil {
		return name
	}
	if name.isMade() {
		name = Name{Of: c}
	}
	table := c.table.FromName()
	if table == "" {
		name.Table = c.table
		return name
	}
	if q, ok := c.table.(interface{ Schema() string }); ok && q.Schema() != "" {
		table = strings.ReplaceAll(q.Schema(), ".", "_") + "_" + table
	}
	if name.Of != nil {
		name.Text = table + "_"
		return name
	}
	name.Text = freeName(c.table, table+"_"+name.Text)
	return name
}

// freeName returns label with a number behind it that keeps it apart from the columns of f.
func freeName(f From, label string) string {
	name := label
	for i := 1; ColumnNamed(f, name) != nil; i++ {
		name = label + "_" + itoa(i)
	}
	return name
}

// DeclaredName returns the name of what has one of its own, such as a column that is declared;
// it is empty for other expressions.
func DeclaredName(e Expr) string {
	switch e := e.(type) {
	case *RawExpr:
		return ""
	case *CastExpr:
		return DeclaredName(e.Expr)
	default:
		return ownName(e).Text
	}
}
