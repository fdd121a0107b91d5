package gild

import (
	"context"
	"database/sql"
	"log/slog"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/wrap"
)

// StartSpan tells the telemetry of db, a *sql.DB, *sql.Tx or *sql.Conn opened through gild or a Router of them, that
// what follows belongs together. The statements that are run with the context that it returns are
// shown within, until end is called with the error of it all:
//
//	ctx, end := gild.StartSpan(ctx, tx, "archive orders", slog.Int("orders", len(ids)))
//	err := archive(ctx, tx, ids)
//	end(err)
//
// The name is to be the same each time; what differs is an attribute, and never secret. Nothing is
// sent to the database. Where nobody watches, ctx comes back as it was: without package otel, on
// another driver, or if db is closed. It is safe for concurrent use as db is.
func StartSpan(ctx context.Context, db DB, name string, attributes ...slog.Attr) (within context.Context, end func(error)) {
	s := &wrap.Span{Name: name, Attributes: attributes}
	if r, ok := db.(*pooling.Router); ok && r != nil {
		db = r.Primary()
	}
	if pool, ok := db.(*sql.DB); ok {
		if k := connectorOf(pool); k != nil {
			k.Start(ctx, s)
		}
	} else if _, err := db.ExecContext(ctx, expr.ChannelText, s); err != nil {
		return ctx, s.End
	}
	return s.Context(ctx), s.End
}

// Traced reports whether StartSpan on db can make a span at all. It costs next to nothing. Behind a
// *sql.Tx or *sql.Conn, FeaturesOf knows.
func Traced(db *sql.DB) bool {
	k := connectorOf(db)
	return k != nil && k.Traced()
}
