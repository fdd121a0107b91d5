package main

import (
	"context"
	"errors"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
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
	samples []sample
	trips   float64 // round trips per execution, if they are counted
}

// opened calls do with the operation while the implementation is open. Each measurement has a
// connection of its own: what makes one a little faster or slower than another may last as
// long as it lives, and no number of rounds would then even it out.
func (s *subject) opened(db Database, do func(*execution) error) error {
	p, err := s.impl.Open(context.Background(), db)
	if err != nil {
		return err
	}
	err = do(&execution{run: s.op.of(p), goroutines: max(1, s.op.goroutines)})
	if closeErr := p.Close(); err == nil {
		err = closeErr
	}
	return err
}

// An execution runs an operation.
type execution struct {
	run        func(ctx context.Context, n int) error
	goroutines int
	n          int // times so far
}

// once runs the operation.
func (e *execution) once(ctx context.Context) error {
	e.n++
	return e.run(ctx, e.n-1)
}

// times runs the operation n times, with a context that cannot end: others cost time.
func (e *execution) times(n int) (time.Duration, error) {
	ctx := context.Background()
	start := time.Now()
	if e.goroutines > 1 {
		err := e.concurrently(ctx, n)
		return time.Since(start), err
	}
	for range n {
		if err := e.once(ctx); err != nil {
			return 0, err
		}
	}
	return time.Since(start), nil
}

// concurrently runs the operation n times in all, each goroutine as often as it gets to it.
func (e *execution) concurrently(ctx context.Context, n int) error {
	var next atomic.Int64
	next.Store(int64(e.n))
	e.n += n
	end := int64(e.n)
	errs := make([]error, e.goroutines)
	var group sync.WaitGroup
	for g := range errs {
		group.Go(func() {
			for i := next.Add(1) - 1; i < end && errs[g] == nil; i = next.Add(1) - 1 {
				errs[g] = e.run(ctx, int(i))
			}
		})
	}
	group.Wait()
	return errors.Join(errs...)
}

// calibrate finds how many executions take about as long as slice.
func calibrate(e *execution, slice time.Duration) (int, error) {
	for n := 10 * e.goroutines; ; n *= 2 { // enough not to see connections being made
		took := time.Duration(math.MaxInt64)
		for range 3 { // of which two may be disturbed
			once, err := e.times(n)
			if err != nil {
				return 0, err
			}
			took = min(took, once)
		}
		if took >= slice/8 {
			return max(1, int(float64(n)*float64(slice)/float64(took))), nil
		}
	}
}

// measure adds a sample of n executions, after as many that fill caches. Allocations are
// those of the whole process, in which nothing else goes on.
func (s *subject) measure(e *execution, n int) error {
	if _, err := e.times(n); err != nil {
		return err
	}
	runtime.GC() // each begins with the same heap
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	cpu := cpuTime()
	took, err := e.times(n)
	if err != nil {
		return err
	}
	cpu = cpuTime() - cpu
	runtime.ReadMemStats(&after)
	per := func(total uint64) float64 { return float64(total) / float64(n) }
	s.samples = append(s.samples, sample{
		ns:     per(uint64(took)),
		cpu:    per(uint64(cpu)),
		allocs: per(after.Mallocs - before.Mallocs),
		bytes:  per(after.TotalAlloc - before.TotalAlloc),
	})
	return nil
}
