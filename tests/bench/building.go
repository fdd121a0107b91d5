package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"slices"
	"time"
)

// The building table says what it costs to make the SQL and the arguments of one mid-size SELECT: three joins,
// five conditions, an IN of ten values, ORDER BY, LIMIT and OFFSET. No database takes part.

// A builder is one way to do it. Make returns the text, and how many arguments come with it.
type builder struct {
	name, about string
	make        func() (text string, args int, err error)
}

// builders returns all of them; the others are compared with the first one.
func builders() []builder {
	return slices.Concat(handBuilders, skeletonBuilders, gildBuilders, peerBuilders())
}

// building compares the builders and returns the table.
func building(rounds int, slice time.Duration) (table, error) {
	all := builders()
	counts := make([]int, len(all))
	subjects := make([]*subject, len(all))
	for i, b := range all {
		if _, _, err := b.make(); err != nil {
			return table{}, fmt.Errorf("%s: %w", b.name, err)
		}
		counts[i] = b.calibrate(slice)
		subjects[i] = &subject{impl: Implementation{Name: b.name, About: b.about}}
	}
	for range rounds {
		for _, i := range rand.Perm(len(all)) {
			subjects[i].samples = append(subjects[i].samples, all[i].measure(counts[i]))
		}
	}
	t := table{
		title: "Building one mid-size SELECT",
		rows:  [][]string{{"builder", "ratio", "quartiles", "time", "allocs", "bytes"}},
	}
	for _, s := range subjects {
		row := s.row(subjects[0])
		t.rows = append(t.rows, append(row[:3:3], row[4:]...))
	}
	return t, nil
}

// built keeps the compiler from leaving out what is measured.
var built string

// times builds n statements.
func (b builder) times(n int) time.Duration {
	start := time.Now()
	for range n {
		built, _, _ = b.make()
	}
	return time.Since(start)
}

// calibrate finds how many take about as long as slice.
func (b builder) calibrate(slice time.Duration) int {
	for n := 100; ; n *= 2 {
		if took := b.times(n); took >= slice/8 {
			return max(1, int(float64(n)*float64(slice)/float64(took)))
		}
	}
}

// measure builds n statements.
func (b builder) measure(n int) sample {
	runtime.GC() // each begins with the same heap
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	took := b.times(n)
	runtime.ReadMemStats(&after)
	return sample{
		ns:     float64(took) / float64(n),
		allocs: float64(after.Mallocs-before.Mallocs) / float64(n),
		bytes:  float64(after.TotalAlloc-before.TotalAlloc) / float64(n),
	}
}

// printBuilding measures and prints the table.
func (o *options) printBuilding(w io.Writer) error {
	t, err := building(o.rounds, o.slice)
	if err != nil {
		return err
	}
	if o.markdown {
		t.markdown(w)
	} else {
		t.text(w)
	}
	for _, b := range builders() {
		fmt.Fprintf(w, "%-24s %s\n", b.name, b.about)
	}
	return nil
}
