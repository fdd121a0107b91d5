// Command conformance reads statements in a neutral JSON form, builds them with gild's public
// API, all of it in the dynamic form, and writes what gild makes of them: the SQL and the bound
// values for each dialect, or the rows that a real database gives.
//
//	go run ./tests/conformance -cases cases.jsonl -fixture fixture.json -out actual.jsonl
//	go run ./tests/conformance -cases cases.jsonl -fixture fixture.json -data data.json -exec sqlite,postgresql -out rows.jsonl
//
// Its tests compare that with what SQLAlchemy makes of the same statements; DEVIATIONS.md says
// where gild is different, and why.
//
// A statement is a tree of JSON arrays. Each begins with its kind, such as "select" or "==",
// and the kinds are read by functions in tables: expressions.go, operators.go, functions.go,
// fromobjects.go, selects.go, dml.go, ddl.go. A reader serves one statement on one dialect.
package main
