package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"time"
)

// A sample is what one measurement gave, per execution.
type sample struct {
	ns     float64
	cpu    float64 // nanoseconds that this process has computed, the garbage collector included; 0 if not known
	allocs float64
	bytes  float64
}

// A subject is one implementation of one operation, with its measurements.
type subject struct {
	impl    string
	run     func(ctx context.Context, n int) error
	n       int // executions so far
	batch   int // executions in a measurement
	samples []sample
}

// A comparison is one operation on one database, by all implementations that have it. The
// first subject is what the others are compared with.
type comparison struct {
	operation
	subjects []*subject
}

// compare measures the implementations on a database, which has been filled. It stops early,
// with an error, when ctx ends; what is measured has a context of its own, because one that
// can end costs time.
func compare(ctx context.Context, db Database, impls []Implementation, ops []operation, rounds int, slice time.Duration) ([]*comparison, error) {
	bare, err := db.open(db.Driver)
	if err != nil {
		return nil, err
	}
	defer bare.Close()
	programs, closeAll, err := openAll(db, impls)
	defer closeAll()
	if err != nil {
		return nil, err
	}
	comparisons := arrange(impls, programs, ops)
	for _, c := range comparisons {
		if err := c.each(ctx, bare, func(s *subject) error { return s.warmUp(slice) }); err != nil {
			return nil, err
		}
	}
	for range rounds {
		for _, c := range comparisons {
			if err := c.each(ctx, bare, (*subject).measure); err != nil {
				return nil, err
			}
		}
	}
	return comparisons, nil
}

// openAll opens the implementations; closeAll is never nil.
func openAll(db Database, impls []Implementation) (programs []*Program, closeAll func(), err error) {
	closeAll = func() {
		for _, p := range programs {
			_ = p.Close()
		}
	}
	for _, impl := range impls {
		p, err := impl.Open(context.Background(), db)
		if err != nil {
			return programs, closeAll, fmt.Errorf("%s: %w", impl.Name, err)
		}
		programs = append(programs, p)
	}
	return programs, closeAll, nil
}

func arrange(impls []Implementation, programs []*Program, ops []operation) []*comparison {
	var out []*comparison
	for _, op := range ops {
		c := &comparison{operation: op}
		for i, p := range programs {
			if run := op.of(p); run != nil {
				c.subjects = append(c.subjects, &subject{impl: impls[i].Name, run: run})
			}
		}
		out = append(out, c)
	}
	return out
}

// each calls do with the subjects in a random order: what disturbs the machine for a while,
// or what one leaves behind for the next, does not always hit the same one.
func (c *comparison) each(ctx context.Context, bare *sql.DB, do func(*subject) error) error {
	for _, i := range rand.Perm(len(c.subjects)) {
		if ctx.Err() != nil {
			return errors.New("interrupted")
		}
		if c.reset != nil {
			if err := c.reset(context.Background(), bare); err != nil {
				return err
			}
		}
		if err := do(c.subjects[i]); err != nil {
			return fmt.Errorf("%s, %s: %w", c.subjects[i].impl, c.name, err)
		}
	}
	return nil
}

// warmUp connects and fills caches, then finds how many executions take about as long as
// slice.
func (s *subject) warmUp(slice time.Duration) error {
	if _, err := s.execute(10); err != nil {
		return err
	}
	for s.batch = 1; ; s.batch *= 2 {
		took := time.Duration(math.MaxInt64)
		for range 3 { // of which two may be disturbed
			once, err := s.execute(s.batch)
			if err != nil {
				return err
			}
			took = min(took, once)
		}
		if took >= slice/8 {
			s.batch = max(1, int(float64(s.batch)*float64(slice)/float64(took)))
			return nil
		}
	}
}

// execute runs the operation n times.
func (s *subject) execute(n int) (time.Duration, error) {
	ctx := context.Background()
	start := time.Now()
	for range n {
		if err := s.run(ctx, s.n); err != nil {
			return 0, err
		}
		s.n++
	}
	return time.Since(start), nil
}

// measure adds a sample. Allocations are those of the whole process, in which nothing else
// goes on.
func (s *subject) measure() error {
	runtime.GC() // each begins with the same heap
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu := cpuTime()
	took, err := s.execute(s.batch)
	if err != nil {
		return err
	}
	cpu = cpuTime() - cpu
	runtime.ReadMemStats(&after)
	per := func(total uint64) float64 { return float64(total) / float64(s.batch) }
	s.samples = append(s.samples, sample{
		ns:     per(uint64(took)),
		cpu:    per(uint64(cpu)),
		allocs: per(after.Mallocs - before.Mallocs),
		bytes:  per(after.TotalAlloc - before.TotalAlloc),
	})
	return nil
}
