package main

import (
	"encoding/json"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
)

// TestMutated reads statements in which parts have been replaced by parts of others, most of
// which make no sense: whatever comes of them, it is no panic. CONFORMANCE_MUTATIONS sets how many
// there are of each case.
func TestMutated(t *testing.T) {
	fixture := testFixture(t)
	cases := testCases(t, "cases")
	var parts []any
	for i := range cases {
		collect(cases[i].Stmt, &parts)
	}
	times, _ := strconv.Atoi(os.Getenv("CONFORMANCE_MUTATIONS"))
	random := rand.New(rand.NewPCG(4, 2))
	for n := range max(times, 2) * len(cases) {
		c := cases[n%len(cases)]
		c.Stmt = mutated(random, c.Stmt, parts)
		dialect := dialectNames[random.IntN(len(dialectNames))]
		rec := c.compiled(dialect, fixture)
		if rec.Error != nil && rec.Error.Class == "Panic" {
			text, _ := json.Marshal(c.Stmt)
			t.Errorf("%s on %s: %s\n%s", c.ID, dialect, text, rec.Error.Message)
		}
	}
}

// collect appends the values, nodes and lists within v.
func collect(v any, parts *[]any) {
	*parts = append(*parts, v)
	switch v := v.(type) {
	case []any:
		for _, x := range v {
			collect(x, parts)
		}
	case map[string]any:
		for _, k := range slices.Sorted(maps.Keys(v)) {
			collect(v[k], parts)
		}
	}
}

// mutated returns v with one part of it replaced or left out.
func mutated(random *rand.Rand, v any, parts []any) any {
	switch v := v.(type) {
	case []any:
		if len(v) == 0 {
			break
		}
		out := append([]any{}, v...)
		i := random.IntN(len(v))
		switch random.IntN(8) {
		case 0:
			return append(out[:i:i], out[i+1:]...)
		case 1:
			return append(out, parts[random.IntN(len(parts))])
		}
		out[i] = mutated(random, v[i], parts)
		return out
	case map[string]any:
		out := map[string]any{}
		at := random.IntN(len(v) + 1)
		for i, k := range slices.Sorted(maps.Keys(v)) {
			out[k] = v[k]
			if i == at {
				out[k] = mutated(random, v[k], parts)
			}
		}
		return out
	}
	return parts[random.IntN(len(parts))]
}
