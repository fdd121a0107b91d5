package main

import (
	"context"
	"io"
)

// A place is a database that can be asked for on the command line.
type place struct {
	name string
	// on calls use with the database, made for it and removed at its end.
	on func(ctx context.Context, o *options, w io.Writer, use func(Database) error) error
}

var places = []place{
	{"sqlite", func(_ context.Context, _ *options, _ io.Writer, use func(Database) error) error { return onSQLite(use) }},
	{"postgresql", func(ctx context.Context, o *options, w io.Writer, use func(Database) error) error {
		return onPostgres(ctx, o.url, w, postgresAt, use)
	}},
	{"pgx", func(ctx context.Context, o *options, w io.Writer, use func(Database) error) error {
		return onPostgres(ctx, o.url, w, pgxAt, use)
	}},
	{"mariadb", func(ctx context.Context, o *options, w io.Writer, use func(Database) error) error {
		return onMariaDB(ctx, o.mysql, w, use)
	}},
}
