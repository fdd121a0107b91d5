// Package golden keeps the SQL of every construct for every database in files, and runs the
// statements on those databases that are here.
//
// A subject is a list of statements in a file of its own; its SQL is in testdata/SUBJECT.golden,
// and the rows that the databases give for it are in testdata/SUBJECT.rows. Where they are not
// the same on all databases, the statement must say why. After a change that is meant,
//
//	go test ./tests/golden -update
//
// writes the files anew; the difference is what to review.
package golden
