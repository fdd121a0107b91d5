// Jobs is a queue of work in a table. A worker takes a job over which no other worker waits (FOR UPDATE
// SKIP LOCKED), in a transaction that is run again when it collides with another. A version column
// keeps a job that somebody has changed meanwhile from being written over.
//
//	go run ./examples/jobs                                            # SQLite, in memory
//	go run ./examples/jobs -url postgresql://me@localhost/test        # or mariadb://...
//
// The file output.txt is what it prints.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"sync"

	"github.com/gildsql/gild/examples/internal/show"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

func main() { show.Main(run) }

// Job is something to be done.
type Job struct {
	orm.Entity `gild:"jobs"`
	ID         int64  `gild:"id,pk"`
	Task       string `gild:"task,size=50"`
	Done       bool   `gild:"done,index"`
	Version    int64  `gild:"version,version"`
}

var models = orm.NewRegistry(nil, orm.Model[Job]())

func run(ctx context.Context, out io.Writer, url string) error {
	db, err := show.Open(ctx, out, url, models.MetaData())
	if err != nil {
		return err
	}
	defer db.Close()
	for _, step := range []func(context.Context, io.Writer, *sql.DB) error{alone, together, stale} {
		if err := step(ctx, out, db); err != nil {
			return err
		}
	}
	return nil
}

func put(ctx context.Context, db *sql.DB, n int) error {
	return models.InTx(ctx, db, func(s *orm.Session) error {
		for i := range n {
			s.Add(&Job{Task: fmt.Sprint("mail ", i)})
		}
		return nil
	})
}

// work takes the first job that nobody is at and does it, all in one transaction: the job of a worker
// that dies is free again. When nothing is left it is sql.ErrNoRows.
func work(ctx context.Context, db *sql.DB) error {
	return models.InTx(ctx, db, func(s *orm.Session) error {
		j := orm.From[Job]()
		job, err := orm.Select(j).
			Where(orm.C(&j.Done).Eq(false)).
			OrderBy(orm.C(&j.ID)).
			Limit(1).
			ForUpdate(expr.LockSkipLocked()).
			First(ctx, s)
		if err != nil {
			return err
		}
		job.Done = true
		return nil
	}) // run again after a collision; SQLite locks no rows, but has each wait for its turn by ?_txlock=immediate
}

// alone is one worker, with what it sends.
func alone(ctx context.Context, out io.Writer, db *sql.DB) error {
	fmt.Fprintln(out, "== one job, one worker")
	if err := put(ctx, db, 1); err != nil {
		return err
	}
	return work(ctx, db)
}

// together is several workers: no job is done twice, as versions tell, and none is left.
func together(ctx context.Context, out io.Writer, db *sql.DB) error {
	fmt.Fprintln(out, "\n== 20 jobs, 4 workers at the same time")
	ctx = show.Quietly(ctx)
	if err := put(ctx, db, 20); err != nil {
		return err
	}
	var workers sync.WaitGroup
	ends := make([]error, 4)
	for i := range ends {
		workers.Go(func() {
			for ends[i] == nil {
				ends[i] = work(ctx, db)
			}
		})
	}
	workers.Wait()
	for _, err := range ends {
		if !errors.Is(err, sql.ErrNoRows) {
			return err
		}
	}
	return models.InTx(ctx, db, func(s *orm.Session) error {
		j := orm.From[Job]()
		once, err := orm.Select(j).Where(orm.C(&j.Done).Eq(true), orm.C(&j.Version).Eq(2)).Count(ctx, s)
		fmt.Fprintln(out, once, "jobs are done once")
		return err
	})
}

// stale is a page that is older than its row: there is no row with its version to be updated.
func stale(ctx context.Context, out io.Writer, db *sql.DB) error {
	fmt.Fprintln(out, "\n== an old page")
	old := &Job{ID: 1, Task: "mail to ann", Version: 1}
	err := models.InTx(ctx, db, func(s *orm.Session) error {
		_, err := orm.Merge(ctx, s, old)
		return err
	})
	if e := (*orm.StaleError)(nil); !errors.As(err, &e) {
		return fmt.Errorf("an old page was taken: %w", err)
	}
	fmt.Fprintln(out, err)
	return nil
}
