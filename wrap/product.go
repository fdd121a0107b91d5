package wrap

import (
	"errors"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqltext"
)

// Product returns which tables of a statement, or of one inside, nothing links to the others, so
// that all their rows are paired; nil if all are linked for all that is known. For a statement of the
// expression language it is what compile.Lint says, for text what the words say: of what is not sure
// it is silent. It takes some time: keep what it returns.
func (i *Info) Product(query string) *compile.CartesianError {
	if i.Statement == nil || isText(i.Statement) || i.dialect == nil {
		return i.textProduct(query)
	}
	product, _ := errors.AsType[*compile.CartesianError](i.dialect.Lint(i.Statement))
	if product != nil && hasText(i.Statement) && i.textProduct(query) == nil {
		return nil // the text in it may link what the tree does not
	}
	return product
}

func (i *Info) textProduct(query string) *compile.CartesianError {
	p, found := sqltext.FindProduct(query, i.lexis)
	if !found {
		return nil
	}
	return &compile.CartesianError{From: p.From, Unlinked: p.Unlinked}
}

// isText reports whether a node is SQL that the program has written.
func isText(n expr.Node) bool {
	switch n.(type) {
	case *expr.TextStmt, *expr.TextQuery, *expr.TextFrom, *expr.RawExpr:
		return true
	}
	return false
}

func hasText(stmt expr.Statement) bool {
	found := false
	expr.WalkAll(stmt, func(n expr.Node) bool {
		found = found || isText(n)
		return !found
	})
	return found
}
