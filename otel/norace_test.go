//go:build !race

package otel_test

// droppedByRace is how many allocations a call may have more: none without the race detector.
const droppedByRace = 0
