package main

import "slices"

// quantile returns the value below which the part p of the values lies, between two of them
// if need be.
func quantile(values []float64, p float64) float64 {
	if len(values) == 0 {
		return 0
	}
	sorted := slices.Sorted(slices.Values(values))
	at := p * float64(len(sorted)-1)
	low := int(at)
	high := min(low+1, len(sorted)-1)
	return sorted[low] + (at-float64(low))*(sorted[high]-sorted[low])
}

func median(values []float64) float64 { return quantile(values, 0.5) }

// The figures of a sample.
func wall(x sample) float64   { return x.ns }
func cpu(x sample) float64    { return x.cpu }
func allocs(x sample) float64 { return x.allocs }
func bytes(x sample) float64  { return x.bytes }

// all returns one figure of all samples.
func (s *subject) all(figure func(sample) float64) []float64 {
	out := make([]float64, 0, len(s.samples))
	for _, x := range s.samples {
		out = append(out, figure(x))
	}
	return out
}

// ratios returns one figure divided by that of base, each within one round.
func (s *subject) ratios(base *subject, figure func(sample) float64) []float64 {
	out := make([]float64, 0, len(s.samples))
	for round, x := range s.samples {
		out = append(out, figure(x)/figure(base.samples[round]))
	}
	return out
}
