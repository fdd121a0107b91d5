package main

import (
	"context"
	"math"
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

// A subject is one operation by one implementation, with its measurements.
type subject struct {
	impl    Implementation
	op      operation
	run     func(ctx context.Context, n int) error // while open
	n       int                                    // executions so far
	batch   int                                    // executions in a measurement
	samples []sample
}

// warmUp is how many executions go before a measurement: they connect and fill caches.
const warmUp = 10

// opened calls do while the implementation is open, and warm. Each measurement has its own
// connection: one is some per cent faster than another for as long as it lives, by the place
// of its memory, and no number of rounds would even that out.
func (s *subject) opened(db Database, do func() error) error {
	p, err := s.impl.Open(context.Background(), db)
	if err != nil {
		return err
	}
	s.run = s.op.of(p)
	_, err = s.execute(warmUp)
	if err == nil {
		err = do()
	}
	if closeErr := p.Close(); err == nil {
		err = closeErr
	}
	return err
}

// calibrate finds how many executions take about as long as slice.
func (s *subject) calibrate(slice time.Duration) error {
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

// execute runs the operation n times, with a context that cannot end: others cost time.
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
