package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// A comparison is one operation on one database, by all implementations that have it. The
// first subject is what the others are compared with.
type comparison struct {
	operation
	subjects []*subject
}

// compare measures the implementations on a database, which has been filled. It stops early,
// with an error, when ctx ends.
func compare(ctx context.Context, db Database, impls []Implementation, ops []operation, rounds int, slice time.Duration) ([]*comparison, error) {
	comparisons, err := arrange(db, impls, ops)
	if err != nil {
		return nil, err
	}
	calibrate := func(s *subject) error { return s.calibrate(slice) }
	for _, c := range comparisons {
		if err := c.each(ctx, db, calibrate); err != nil {
			return nil, err
		}
	}
	for range rounds {
		for _, c := range comparisons {
			if err := c.each(ctx, db, (*subject).measure); err != nil {
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
	for _, impl := range impls {
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

// each calls do with the subjects in a random order, so that what disturbs the machine for a
// while, or what one leaves behind for the next, does not always hit the same one.
func (c *comparison) each(ctx context.Context, db Database, do func(*subject) error) error {
	for _, i := range rand.Perm(len(c.subjects)) {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		s := c.subjects[i]
		err := c.prepare(db)
		if err == nil {
			err = s.opened(db, func() error { return do(s) })
		}
		if err != nil {
			return fmt.Errorf("%s, %s: %w", s.impl.Name, c.name, err)
		}
	}
	return nil
}

// prepare removes what earlier measurements have left.
func (c *comparison) prepare(db Database) error {
	if c.reset == nil {
		return nil
	}
	bare, err := db.open(db.Driver)
	if err != nil {
		return err
	}
	defer bare.Close()
	return c.reset(context.Background(), bare)
}
