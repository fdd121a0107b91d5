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
}

// A Program does the operations on one database. A nil field is an operation that the
// implementation does not have. A program is for one goroutine.
type Program struct {
	Point  func(ctx context.Context, id int64) (Item, error)                     // the row with an id
	List   func(ctx context.Context, n int) ([]Item, error)                      // the rows with the ids 1 to n, in order
	Insert func(ctx context.Context, it *Item) error                             // a new row, whose id is put into it
	Update func(ctx context.Context, id int64, name string, score float64) error // by a statement without result
	Tx     func(ctx context.Context) error                                       // an empty transaction
	Close  func() error
}

// implementations returns all of them in the order of the tables. The first one is what the
// others are compared with.
func implementations() []Implementation { return slices.Concat(plain, throughGild, peers) }

// peers are other toolkits. Each is a file of its own, named after it, with one or more
// entries here; what it needs goes into the go.mod of this directory only.
var peers = []Implementation{}
