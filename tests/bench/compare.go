package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/pprof"
	"time"
)

// A comparison is one operation on one database, by all implementations that have it. The
// first subject is what the others are compared with.
type comparison struct {
	operation
	subjects []*subject
	batch    int  // executions in a measurement
	counted  bool // the subjects' round trips are
}

// compare measures the implementations on a database, which has been filled. It stops early,
// with an error, when ctx ends.
func compare(ctx context.Context, db Database, impls []Implementation, ops []operation, rounds int, slice time.Duration) ([]*comparison, error) {
	comparisons, err := arrange(db, impls, ops)
	if err != nil {
		return nil, err
	}
	for _, c := range comparisons {
		if err := c.count(ctx, db); err != nil {
			return nil, err
		}
		if err := c.calibrate(db, slice); err != nil {
			return nil, err
		}
	}
	for range rounds {
		for _, c := range comparisons {
			if err := c.round(ctx, db); err != nil {
				return nil, err
			}
		}
	}
	return comparisons, nil
}

// arrange finds out which implementation has which operation.
func arrange(db Database, impls []Implementation, ops []operation) ([]*comparison, error) {
	comparisons := make([]*comparison, len(ops))
	for i, op := range ops {
		comparisons[i] = &comparison{operation: op}
	}
	for _, impl := range on(db, impls) {
		p, err := impl.Open(context.Background(), db)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", impl.Name, err)
		}
		for _, c := range comparisons {
			if c.of(p) != nil {
				c.subjects = append(c.subjects, &subject{impl: impl, op: c.operation})
			}
		}
		if err := p.Close(); err != nil {
			return nil, fmt.Errorf("%s: %w", impl.Name, err)
		}
	}
	return comparisons, nil
}

// count counts the round trips, which are the same each time.
func (c *comparison) count(ctx context.Context, db Database) (err error) {
	for _, s := range c.subjects {
		if s.trips, c.counted, err = tripsOf(ctx, db, s); err != nil {
			return fmt.Errorf("%s, %s: %w", s.impl.Name, c.name, err)
		}
	}
	return c.clean(db)
}

// calibrate makes a measurement of the first subject about as long as slice. The others get
// as many executions, whatever time these take: SQLite's checkpoints, for one, come after a
// number of writes.
func (c *comparison) calibrate(db Database, slice time.Duration) error {
	return c.with(db, c.subjects[0], func(e *execution) (err error) {
		c.batch, err = calibrate(e, slice)
		return err
	})
}

// round measures each subject once, in a random order, so that what disturbs the machine for
// a while, or what one leaves behind for the next, does not always hit the same one.
func (c *comparison) round(ctx context.Context, db Database) error {
	for _, i := range rand.Perm(len(c.subjects)) {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		s := c.subjects[i]
		var err error
		labels := pprof.Labels("database", db.Name, "operation", c.name, "implementation", s.impl.Name)
		pprof.Do(ctx, labels, func(context.Context) {
			err = c.with(db, s, func(e *execution) error { return s.measure(e, c.batch) })
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// with calls do with an opened subject, and removes what that has left: it would be in the way of the next one,
// and of another operation.
func (c *comparison) with(db Database, s *subject, do func(*execution) error) error {
	err := errors.Join(s.opened(db, do), c.clean(db))
	if err != nil {
		return fmt.Errorf("%s, %s: %w", s.impl.Name, c.name, err)
	}
	return nil
}

func (c *comparison) clean(db Database) error {
	if c.reset == nil {
		return nil
	}
	bare, err := db.open(db.Driver)
	if err != nil {
		return err
	}
	defer bare.Close()
	if err := c.reset(context.Background(), bare); err != nil || db.vacuum == "" {
		return err
	}
	_, err = bare.ExecContext(context.Background(), db.vacuum)
	return err
}
