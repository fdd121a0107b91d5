package main

import (
	"context"
	"slices"
)

// An Implementation is one way to write the operations.
type Implementation struct {
	Name  string
	About string // in one line
	Open  func(ctx context.Context, db Database) (*Program, error)
	On    func(db Database) bool // whether it knows the database; nil is all of them
}

// A Program does the operations on one database. A nil field is an operation that the
// implementation does not have. Point is safe for concurrent use, the others are for one
// goroutine at a time.
type Program struct {
	Point  func(ctx context.Context, id int64) (Item, error)                     // the row with an id
	List   func(ctx context.Context, n int) (Listed, error)                      // the rows with the ids 1 to n, in order
	Scan   func(ctx context.Context, n int, each func(*Item)) error              // the same one by one, by Rows.Scan into one Item
	Insert func(ctx context.Context, it *Item) error                             // a new row, whose id is put into it
	Bulk   func(ctx context.Context, items []Item) error                         // new rows, all or none, whose ids are put into them
	Update func(ctx context.Context, id int64, name string, score float64) error // by a statement without result
	Unit   func(ctx context.Context, families []Family) (Loaded, error)          // new parents and children, all or none, whose ids the objects have
	Eager  func(ctx context.Context, n int) (Loaded, error)                      // the parents with the ids 1 to n, in order, with their children by id
	Exec   func(ctx context.Context) error                                       // an update that finds no row
	Tx     func(ctx context.Context) error                                       // an empty transaction
	Close  func() error
}

// own are the implementations that are about gild.
func own() []Implementation { return slices.Concat(plain, throughGild) }

// implementations returns all of them in the order of the tables. The first one is what the
// others are compared with.
func implementations() []Implementation { return slices.Concat(own(), wrappers, traced, peers) }

// wrappers are other middleware for database/sql, around the program of bare.
var wrappers = []Implementation{
	{Name: "sqlmw", About: "the program of bare over ngrok/sqlmw with its interceptor that does nothing", Open: openPlain(sqlmwSuffix)},
	{Name: "otelsql", About: "the program of bare over XSAM/otelsql with tracer and meter that do nothing", Open: openPlain(otelsqlSuffix)},
}

// peers are other toolkits. Each is a file of its own, named after it, with one or more
// entries here; what it needs goes into the go.mod of this directory only.
var peers = slices.Concat(gormPeers, bunPeers, entPeers, sqlxPeers, pgxPeers, driverPeers)

// knows reports whether the implementation can be opened on a database.
func (i Implementation) knows(db Database) bool { return i.On == nil || i.On(db) }

// on returns those of impls that know a database.
func on(db Database, impls []Implementation) []Implementation {
	return slices.DeleteFunc(slices.Clone(impls), func(i Implementation) bool { return !i.knows(db) })
}

func notMariaDB(db Database) bool     { return db.Driver != "mysql" }
func onlyPostgreSQL(db Database) bool { return db.numbers }
