// Package generated makes statements by chance, all of which make sense: they compile for every
// database or are refused with a reason, and SQLite and PostgreSQL understand what they compile to.
//
//	GILD_GENERATED=10m go test ./tests/generated -timeout 20m
//
// goes on for ten minutes; without it a few thousand statements are made. A failure names the seed
// of the statement; GILD_GENERATED_SEED=n makes that one alone.
package generated
