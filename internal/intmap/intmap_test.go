package intmap

import (
	"math/rand/v2"
	"testing"
)

// Whatever is put and dropped, in whatever order, the map has what Go's would have.
func TestMap(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	for range 200 {
		var m Map[int]
		want := map[int64]int{}
		span := 1 + r.Int64N(300)
		for step := range 600 {
			number := r.Int64N(span) - span/2
			switch r.IntN(3) {
			case 0:
				m.Drop(number)
				delete(want, number)
			case 1:
				if step%97 == 0 {
					m.Empty()
					clear(want)
				}
				*m.Put(number) = step + 1
				want[number] = step + 1
			default:
				m.Expect(r.IntN(5))
			}
			if m.n != len(want) {
				t.Fatalf("%d numbers, want %d", m.n, len(want))
			}
			for n := -span / 2; n <= span/2; n++ {
				found := m.Find(n)
				if is := found != nil; is != (want[n] != 0) || is && *found != want[n] {
					t.Fatalf("%d: %v, want %d", n, found, want[n])
				}
			}
		}
		seen := 0
		for range m.Values() {
			seen++
		}
		if seen != len(want) {
			t.Errorf("%d values, want %d", seen, len(want))
		}
	}
}
