package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// TestReturningKey: a key that the database computes is given back by RETURNING also where the driver
// tells numbers that it counts.
func TestReturningKey(t *testing.T) {
	words := schema.NewTable(schema.NewMetaData(), "words", schema.NewColumn("word", typemap.String(20), schema.PrimaryKey()),
		schema.NewColumn("n", typemap.BigInt()))
	word := expr.Insert(words).Values(words.C("word").SetExpr(expr.Typed[any](expr.Lower(expr.Val("A"))))).ReturningKey()
	const counted = "INSERT INTO authors (name) VALUES (?)"
	checkSix(t, []written{
		{"computed", word, each{
			"":      "INSERT INTO words (word) VALUES (lower(?)) RETURNING words.word",
			"mysql": "INSERT INTO words (word) VALUES (lower(?))", "sqlite": "INSERT INTO words (word) VALUES (lower(?)) RETURNING word",
			"mssql":  "INSERT INTO words (word) OUTPUT inserted.word VALUES (lower(?))",
			"oracle": "INSERT INTO words (word) VALUES (lower(?)) RETURNING words.word INTO ?"}},
		{"counted", expr.Insert(authors).Values(authors.Name.Set("a")).ReturningKey(), each{
			"": counted, "postgresql": counted + " RETURNING authors.id", "mssql": "INSERT INTO authors (name) OUTPUT inserted.id VALUES (?)",
			"oracle": counted + " RETURNING authors.id INTO ?"}},
	})
}
