package main

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
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
	// reset removes what a measurement has left. It may be nil.
	reset func(ctx context.Context, bare *sql.DB) error
}

var operations = []operation{
	{name: "point", title: "Point query by primary key", of: point},
	{name: "list", title: fmt.Sprintf("List of %d rows", listRows), of: list(listRows)},
	{name: "insert", title: "Insert of one row, returning its id", of: insert, reset: removeInserted},
	{name: "update", title: "Update of one row by primary key", of: update},
	{name: "bulk100", title: "Insert of 100 rows, returning their ids", of: bulk(100), reset: removeInserted},
	{name: "bulk1000", title: "Insert of 1000 rows, returning their ids", of: bulk(1000), reset: removeInserted},
	{name: "unit", title: fmt.Sprintf("Unit of work: %d parents with %d children each, all or none", families, kidsEach), of: unit, reset: removeInserted},
	{name: "eager", title: fmt.Sprintf("%d parents with their %d children each", families, kidsEach), of: eager},
	{name: "tx", title: "Empty transaction", of: emptyTx},
	{name: "list100", title: "List of 100 rows", of: list(100)},
	{name: "list10000", title: fmt.Sprintf("List of %d rows, all there are", itemRows), of: list(itemRows)},
	{name: "scan", title: fmt.Sprintf("Scan of %d rows, none kept", listRows), of: scan},
	{name: "exec", title: "Update that finds no row", of: exec},
	{name: "read64", title: fmt.Sprintf("Point queries by %d goroutines on %d connections", readers, poolSize), of: point, goroutines: readers},
	{name: "point-cancel", title: "Point query, its context can end", of: cancellable(point)},
	{name: "insert-cancel", title: "Insert, its context can end", of: cancellable(insert), reset: removeInserted},
	{name: "update-cancel", title: "Update, its context can end", of: cancellable(update)},
}

// usual are the operations that are measured unless others are asked for.
var usual = operations[:9]

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

// list reads the first n rows.
func list(n int) func(p *Program) func(context.Context, int) error {
	return func(p *Program) func(context.Context, int) error {
		if p.List == nil {
			return nil
		}
		return func(ctx context.Context, _ int) error {
			_, err := p.List(ctx, n)
			return err
		}
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

// bulk inserts n rows at once.
func bulk(n int) func(p *Program) func(context.Context, int) error {
	template := make([]Item, n)
	for i := range template {
		template[i] = itemOf(itemRows + int64(i) + 1)
		template[i].ID = 0
	}
	return func(p *Program) func(context.Context, int) error {
		if p.Bulk == nil {
			return nil
		}
		return func(ctx context.Context, _ int) error { return p.Bulk(ctx, slices.Clone(template)) }
	}
}

func unit(p *Program) func(context.Context, int) error {
	if p.Unit == nil {
		return nil
	}
	return func(ctx context.Context, _ int) error {
		_, err := p.Unit(ctx, familyRows)
		return err
	}
}

func eager(p *Program) func(context.Context, int) error {
	if p.Eager == nil {
		return nil
	}
	return func(ctx context.Context, _ int) error {
		_, err := p.Eager(ctx, families)
		return err
	}
}

// updated is how many rows are updated, in turn. They are known to an implementation that keeps objects.
const updated = 4

// update leaves alone the rows that a list reads: what they are stored like must not change
// between one list and the next.
func update(p *Program) func(context.Context, int) error {
	if p.Update == nil {
		return nil
	}
	return func(ctx context.Context, n int) error {
		return p.Update(ctx, listRows+1+int64(n)%updated, "another name", float64(n))
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
	for table, stored := range map[string]int{"items": itemRows, "parents": families, "children": families * kidsEach} {
		if _, err := bare.ExecContext(ctx, fmt.Sprintf("delete from %s where id > %d", table, stored)); err != nil {
			return err
		}
	}
	return nil
}
