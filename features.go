package gild

import (
	"context"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/wrap"
)

// Features are what programs that write statements by themselves have to know of a database.
type Features = wrap.Features

// FeaturesOf returns what is known of the database behind db, a *sql.DB, *sql.Tx or
// *sql.Conn opened through gild. Nothing is sent to it but the question for its version, by
// the first of all calls and statements. It is safe for concurrent use as db is.
func FeaturesOf(ctx context.Context, db DB) (Features, error) {
	var q wrap.Inquiry
	if _, err := Exec(ctx, db, &q); err != nil {
		return Features{}, err
	}
	return q.Features, nil
}

// RowIDs say what the driver's LastInsertId is worth after an INSERT into a table.
type RowIDs = wrap.RowIDs

// RowIDsOf asks a database whose Features have RowIDs about a table. The answer is that of the
// moment: a trigger may be added later.
func RowIDsOf(ctx context.Context, db DB, t *schema.Table) (RowIDs, error) {
	q := wrap.Inquiry{Table: t}
	if _, err := Exec(ctx, db, &q); err != nil {
		return RowIDs{}, err
	}
	return q.RowIDs, nil
}
