//go:build race

package otel_test

// droppedByRace is how many allocations a call may have more: under the race detector a sync.Pool, such
// as the SDK's, drops some of what it is given.
const droppedByRace = 2
