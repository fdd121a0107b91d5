package main

import (
	"context"
	"database/sql"
	"fmt"
	"net"
	"net/url"
	"regexp"
)

// poolSize is how many connections an implementation has at most. One goroutine uses one.
const poolSize = 16

// A Database is what the implementations are measured on.
type Database struct {
	Name   string
	Driver string // its name for sql.Open; with a suffix of drivers.go, that of the same driver wrapped
	DSN    string

	module  string   // of the driver
	version string   // query for the server's version
	numbers bool     // placeholders are $1, $2, ..., not ?
	create  []string // the tables
	analyze string   // has the table's statistics made
	vacuum  string   // takes deleted rows out of the tables, which queries would read past; empty where a DELETE does

	// dial makes the connections of implementations without database/sql; nil is their own way.
	dial func(ctx context.Context, network, address string) (net.Conn, error)
}

// sqliteAt returns the SQLite database in a file.
func sqliteAt(path string) Database {
	options := url.Values{"_journal_mode": {"WAL"}, "_synchronous": {"OFF"}, "_busy_timeout": {"5000"}}
	return Database{
		Name: "SQLite", Driver: "sqlite3", DSN: (&url.URL{Scheme: "file", Opaque: path, RawQuery: options.Encode()}).String(),
		module: "github.com/mattn/go-sqlite3", version: "select sqlite_version()",
		create: []string{`create table items (
			id integer primary key, name text not null, email text not null, city text not null,
			active boolean not null, score real not null, created timestamp not null, nick text)`,
			`create table parents (id integer primary key, name text not null, score real not null, created timestamp not null)`,
			`create table children (
			id integer primary key, parent_id bigint not null, title text not null, qty bigint not null, done boolean not null)`},
		analyze: "analyze",
	}
}

// postgresAt returns the PostgreSQL database behind a DSN, whose search_path is to be a
// schema of its own.
func postgresAt(dsn string) Database {
	return Database{
		Name: "PostgreSQL", Driver: "postgres", DSN: dsn,
		module: "github.com/lib/pq", version: "select current_setting('server_version')", numbers: true,
		create: []string{`create table items (
			id bigserial primary key, name text not null, email text not null, city text not null,
			active boolean not null, score double precision not null, created timestamptz not null, nick text)`,
			`create table parents (
			id bigserial primary key, name text not null, score double precision not null, created timestamptz not null)`,
			`create table children (
			id bigserial primary key, parent_id bigint not null, title text not null, qty bigint not null, done boolean not null)`},
		analyze: "analyze items, parents, children",
		vacuum:  "vacuum items, parents, children",
	}
}

// pgxAt is postgresAt by the driver pgx.
func pgxAt(dsn string) Database {
	db := postgresAt(dsn)
	db.Name, db.Driver, db.module = "PostgreSQL, pgx", "pgx", "github.com/jackc/pgx/v5"
	return db
}

// mariadbAt returns the MariaDB database behind a DSN. It is to have parseTime.
func mariadbAt(dsn string) Database {
	return Database{
		Name: "MariaDB", Driver: "mysql", DSN: dsn,
		module: "github.com/go-sql-driver/mysql", version: "select version()",
		create: []string{`create table items (
			id bigint auto_increment primary key, name varchar(100) not null, email varchar(100) not null,
			city varchar(100) not null, active boolean not null, score double not null, created datetime(6) not null,
			nick varchar(100))`,
			`create table parents (
			id bigint auto_increment primary key, name varchar(100) not null, score double not null, created datetime(6) not null)`,
			`create table children (
			id bigint auto_increment primary key, parent_id bigint not null, title varchar(100) not null, qty bigint not null,
			done boolean not null)`},
		analyze: "analyze table items, parents, children",
	}
}

var number = regexp.MustCompile(`\$\d+`)

// sql returns a query, whose placeholders are $1, $2, ... in order, in the database's style:
// SQLite takes these for names, and is slow to look up many of them.
func (db Database) sql(query string) string {
	if db.numbers {
		return query
	}
	return number.ReplaceAllString(query, "?")
}

// open opens the database with one of its drivers.
func (db Database) open(driver string) (*sql.DB, error) {
	handle, err := sql.Open(driver, db.DSN)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", driver, err)
	}
	handle.SetMaxOpenConns(poolSize)
	handle.SetMaxIdleConns(poolSize)
	return handle, nil
}

const childrenIndex = "create index children_parent on children (parent_id)"

// fill makes the tables, with their rows.
func (db Database) fill(ctx context.Context) error {
	bare, err := db.open(db.Driver)
	if err != nil {
		return err
	}
	defer bare.Close()
	for _, create := range append(db.create, childrenIndex) {
		if _, err := bare.ExecContext(ctx, create); err != nil {
			return err
		}
	}
	if err := insertItems(ctx, bare, db.sql(insertSQL)); err != nil {
		return err
	}
	if err := insertFamilies(ctx, bare, db); err != nil {
		return err
	}
	_, err = bare.ExecContext(ctx, db.analyze)
	return err
}

func insertItems(ctx context.Context, bare *sql.DB, query string) error {
	tx, err := bare.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	stmt, err := tx.PrepareContext(ctx, query)
	if err != nil {
		return err
	}
	defer stmt.Close()
	for id := int64(1); id <= itemRows; id++ {
		it := itemOf(id)
		if err := stmt.QueryRowContext(ctx, values(&it)...).Scan(&it.ID); err != nil {
			return err
		}
		if it.ID != id {
			return fmt.Errorf("row %d has got the id %d", id, it.ID)
		}
	}
	return tx.Commit()
}
