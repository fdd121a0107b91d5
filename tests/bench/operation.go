package main

import (
	"context"
	"database/sql"
	"fmt"
)

// An operation is what is measured of each implementation.
type operation struct {
	name  string
	title string
	// of returns how a program does the operation, nil if it does not. The argument n counts
	// the executions.
	of func(p *Program) func(ctx context.Context, n int) error
	// goroutines is how many run it at the same time; 0 is one.
	goroutines int
	// reset removes what earlier measurements have left. It may be nil.
	reset func(ctx context.Context, bare *sql.DB) error
}

var operations = []operation{
	{name: "point", title: "Point query by primary key", of: point},
	{name: "list", title: fmt.Sprintf("List of %d rows", listRows), of: list},
	{name: "insert", title: "Insert of one row, returning its id", of: insert, reset: removeInserted},
	{name: "update", title: "Update of one row by primary key", of: update},
	{name: "tx", title: "Empty transaction", of: emptyTx},
	{name: "scan", title: fmt.Sprintf("Scan of %d rows, none kept", listRows), of: scan},
	{name: "exec", title: "Update that finds no row", of: exec},
	{name: "read64", title: fmt.Sprintf("Point queries by %d goroutines on %d connections", readers, poolSize), of: point, goroutines: readers},
	{name: "point-cancel", title: "Point query, its context can end", of: cancellable(point)},
	{name: "insert-cancel", title: "Insert, its context can end", of: cancellable(insert), reset: removeInserted},
	{name: "update-cancel", title: "Update, its context can end", of: cancellable(update)},
}

// usual are the operations that are measured unless others are asked for.
var usual = operations[:5]

// readers is how many goroutines read at the same time.
const readers = 64

// scatter returns a different id for each n, all over the table.
func scatter(n int) int64 { return int64(n)*7_919%itemRows + 1 }

func point(p *Program) func(context.Context, int) error {
	if p.Point == nil {
		return nil
	}
	return func(ctx context.Context, n int) error {
		_, err := p.Point(ctx, scatter(n))
		return err
	}
}

func list(p *Program) func(context.Context, int) error {
	if p.List == nil {
		return nil
	}
	return func(ctx context.Context, _ int) error {
		items, err := p.List(ctx, listRows)
		if err == nil && len(items) != listRows {
			err = fmt.Errorf("%d rows instead of %d", len(items), listRows)
		}
		return err
	}
}

func scan(p *Program) func(context.Context, int) error {
	if p.Scan == nil {
		return nil
	}
	return func(ctx context.Context, _ int) error {
		seen := 0
		err := p.Scan(ctx, listRows, func(*Item) { seen++ })
		if err == nil && seen != listRows {
			err = fmt.Errorf("%d rows instead of %d", seen, listRows)
		}
		return err
	}
}

func insert(p *Program) func(context.Context, int) error {
	if p.Insert == nil {
		return nil
	}
	it := itemOf(itemRows + 1)
	return func(ctx context.Context, _ int) error {
		it.ID = 0
		return p.Insert(ctx, &it)
	}
}

// update leaves alone the rows that a list reads: what they are stored like must not change
// between one list and the next.
func update(p *Program) func(context.Context, int) error {
	if p.Update == nil {
		return nil
	}
	return func(ctx context.Context, n int) error {
		id := max(scatter(n), listRows+1)
		return p.Update(ctx, id, "another name", float64(n))
	}
}

func exec(p *Program) func(context.Context, int) error {
	if p.Exec == nil {
		return nil
	}
	return func(ctx context.Context, _ int) error { return p.Exec(ctx) }
}

// cancellable gives each execution of an operation a context that can end, as those of
// programs do: database/sql and the drivers then start goroutines that wait for its end.
func cancellable(of func(*Program) func(context.Context, int) error) func(*Program) func(context.Context, int) error {
	return func(p *Program) func(context.Context, int) error {
		run := of(p)
		if run == nil {
			return nil
		}
		return func(ctx context.Context, n int) error {
			ctx, cancel := context.WithCancel(ctx)
			defer cancel()
			return run(ctx, n)
		}
	}
}

func emptyTx(p *Program) func(context.Context, int) error {
	if p.Tx == nil {
		return nil
	}
	return func(ctx context.Context, _ int) error { return p.Tx(ctx) }
}

func removeInserted(ctx context.Context, bare *sql.DB) error {
	_, err := bare.ExecContext(ctx, fmt.Sprintf("delete from items where id > %d", itemRows))
	return err
}
