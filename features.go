package gild

import (
	"context"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/wrap"
)

// Features are what programs that write statements by themselves have to know of a
// database. Statements that it cannot have are errors, but some have another way.
type Features struct {
	Dialect         string // the dialect's name, such as "postgresql"
	InsertReturning bool   // INSERT gives rows back
	UpdateReturning bool   // UPDATE gives rows back
	ManyRows        bool   // INSERT takes several rows of values
	MaxParameters   int    // of one statement, 0 if no limit is known
}

// FeaturesOf returns what is known of the database behind db, a *sql.DB, *sql.Tx or
// *sql.Conn opened through gild. Nothing is sent to it but the question for its version, by
// the first of all calls and statements. It is safe for concurrent use as db is.
func FeaturesOf(ctx context.Context, db DB) (Features, error) {
	var q wrap.Inquiry
	if _, err := Exec(ctx, db, &q); err != nil {
		return Features{}, err
	}
	dml := &q.Rules.DML
	gives := dml.Returning == compile.ReturningRows || dml.Returning == compile.ReturningOutput
	return Features{
		Dialect:         q.Dialect.Name,
		InsertReturning: gives,
		UpdateReturning: gives && !dml.NoUpdateReturning,
		ManyRows:        !dml.SingleRow,
		MaxParameters:   q.Rules.Query.MaxBinds,
	}, nil
}
