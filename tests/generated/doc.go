// Package generated makes statements by chance, of all that the expression language has.
//
// TestGenerated makes statements that make sense: SQLite and PostgreSQL must understand them, with
// the values bound and with the values written into the text, and give the same rows for both; all
// six dialects compile them or refuse them with a reason; the cache must not change anything.
//
//	GILD_GENERATED=10m go test ./tests/generated -timeout 20m
//
// goes on for ten minutes; without it a thousand statements are made. A failure names the seed of
// the statement; GILD_GENERATED_SEED=n makes that one alone.
//
// FuzzCompile makes statements from bytes, with mistakes of all kinds in them: they may be refused,
// but nothing may panic.
//
//	go test ./tests/generated -run '^$' -fuzz FuzzCompile -fuzztime 10m
//
// MERGE runs on PostgreSQL alone, and rows as they were on neither: those are compiled.
//
// There is a file for each subject. Each has tables of makers: functions that make a value of one
// type, such as a number, out of others.
package generated
