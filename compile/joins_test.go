package compile_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestJoinConditions: the condition of a join is the foreign key between its two sides.
func TestJoinConditions(t *testing.T) {
	lines := schema.NewTable(library, "order_lines", schema.NewColumn("order_id", typemap.BigInt(), schema.PrimaryKey()), schema.NewColumn("no", typemap.BigInt(), schema.PrimaryKey()))
	parcels := schema.NewTable(library, "parcels", schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("order_id", typemap.BigInt()), schema.NewColumn("line_no", typemap.BigInt()),
		schema.NewForeignKey([]string{"order_id", "line_no"}, "order_lines", []string{"order_id", "no"}))
	child := expr.As(places, "child")
	checkSix(t, []written{
		{"to what refers to it", expr.Select(authors.ID).Join(books), same("SELECT authors.id FROM authors JOIN books ON authors.id = books.author_id")},
		{"to what it refers to", expr.Select(books.ID).Join(authors), same("SELECT books.id FROM books JOIN authors ON authors.id = books.author_id")},
		{"a chain", expr.Select(authors.ID).Join(books).Join(reviews),
			same("SELECT authors.id FROM authors JOIN books ON authors.id = books.author_id JOIN reviews ON books.id = reviews.book_id")},
		{"a chain over an earlier table", expr.Select(books.ID).Join(authors).LeftJoin(reviews),
			same("SELECT books.id FROM books JOIN authors ON authors.id = books.author_id LEFT OUTER JOIN reviews ON books.id = reviews.book_id")},
		{"two columns", expr.Select(parcels.C("id")).Join(lines), same("SELECT parcels.id FROM parcels JOIN order_lines ON order_lines.order_id = parcels.order_id AND order_lines.no = parcels.line_no")},
		{"a table with itself", expr.Select(places.ID).Join(child), each{
			"": "SELECT places.id FROM places JOIN places AS child ON child.id = places.parent_id", "oracle": "SELECT places.id FROM places JOIN places child ON child.id = places.parent_id"}},
		{"an alias", expr.Select(authors.ID).Join(expr.As(books, "b")), each{
			"": "SELECT authors.id FROM authors JOIN books AS b ON authors.id = b.author_id", "oracle": "SELECT authors.id FROM authors JOIN books b ON authors.id = b.author_id"}},
		{"given", expr.Select(authors.ID).JoinOn(loans, loans.LenderID.EqExpr(authors.ID)), same("SELECT authors.id FROM authors JOIN loans ON loans.lender_id = authors.id")},
		{"full", expr.Select(authors.ID).FullJoin(books), same("SELECT authors.id FROM authors FULL OUTER JOIN books ON authors.id = books.author_id")},
		{"without a key", expr.Select(authors.ID).Join(reviews), same(`error:no foreign key between "authors" and "reviews": give the condition with JoinOn`)},
		{"with two keys", expr.Select(authors.ID).Join(loans), same(`error:more than one foreign key leads from "authors" to "loans": give the condition with JoinOn`)},
		{"nothing to join to", expr.Select(expr.Inline(1)).Join(books), same(`error:there is nothing to join "books" to`)},
	})
}

// TestJoinErrors: a join that cannot be made is an error of its own type, with both tables.
func TestJoinErrors(t *testing.T) {
	for _, test := range []struct {
		stmt expr.Statement
		want compile.JoinError
	}{
		{expr.Select(authors.ID).Join(reviews), compile.JoinError{Left: "authors", Right: "reviews"}},
		{expr.Select(reviews.ID).Join(authors), compile.JoinError{Left: "reviews", Right: "authors"}},
		{expr.Select(authors.ID).Join(loans), compile.JoinError{Left: "authors", Right: "loans", Ambiguous: true}},
		{expr.Select(loans.ID).LeftJoin(authors), compile.JoinError{Left: "loans", Right: "authors", Ambiguous: true}},
		{expr.Select(authors.ID).FullJoin(expr.As(loans, "l")), compile.JoinError{Left: "authors", Right: "l", Ambiguous: true}},
		{expr.Select(authors.ID).Join(books).Join(places), compile.JoinError{Left: "authors, books", Right: "places"}},
	} {
		for _, d := range six {
			_, _, err := d.SQL(test.stmt)
			got, ok := errors.AsType[*compile.JoinError](err)
			if !ok || *got != test.want {
				t.Errorf("%s: %v, want %+v", d.Name, err, test.want)
			}
		}
	}
}
