package expr

import "github.com/gildsql/gild/typemap"

// Regexp tells whether a regular expression, in the database's own language, matches a part of
// x. The flags are the database's too; "i" makes capitals and small letters alike on all that have
// regular expressions. SQLite needs a function regexp for it, SQL Server has none.
func (x X[T]) Regexp(pattern T, flags ...string) Cond {
	return compared(OpRegexp, x.inner(), patternBeside(x.inner(), pattern), joined(flags))
}

// NotRegexp is the opposite of Regexp.
func (x X[T]) NotRegexp(pattern T, flags ...string) Cond {
	return compared(OpNotRegexp, x.inner(), patternBeside(x.inner(), pattern), joined(flags))
}

// RegexpReplace is x with what a regular expression matches replaced. PostgreSQL replaces the
// first match unless "g" is among the flags, the others all.
func (x X[T]) RegexpReplace(pattern, replacement T, flags ...string) X[T] {
	left := x.inner()
	right := &List{Items: []Expr{patternBeside(left, pattern), patternBeside(left, replacement)}}
	return shell[T](&Binary{Op: OpRegexpReplace, Left: left, Right: right, Typ: TypeOf(left), Option: joined(flags)})
}

func joined(flags []string) string {
	all := ""
	for _, f := range flags {
		all += f
	}
	return all
}

// MatchOption changes a full text search.
type MatchOption struct{ config string }

// RegConfig names the configuration that PostgreSQL reads words with, such as "english".
func RegConfig(name string) MatchOption { return MatchOption{name} }

// Match is a search for words in a text by the means that the database has: MATCH of SQLite's
// FTS tables, plainto_tsquery of PostgreSQL, MATCH AGAINST of MySQL, CONTAINS of the others.
func (x X[T]) Match(words T, opts ...MatchOption) Cond {
	config := ""
	for _, o := range opts {
		config = o.config
	}
	return compared(OpMatch, x.inner(), patternBeside(x.inner(), words), config)
}

// CollateExpr is a text compared and sorted by a collation.
type CollateExpr struct {
	ExprBase
	Expr Expr
	Name string
}

// Fields declares the node.
func (c *CollateExpr) Fields(v Visitor) {
	v.Kind("collate")
	v.Word(c.Name)
	v.Expr(&c.Expr)
}

// Type returns the type of the text.
func (c *CollateExpr) Type() typemap.Type { return TypeOf(c.Expr) }

// Collate is x compared and sorted by a collation, which is a name of the database's own.
func (x X[T]) Collate(name string) X[T] { return shell[T](&CollateExpr{Expr: x.inner(), Name: name}) }
