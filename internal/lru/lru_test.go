package lru

import (
	"fmt"
	"iter"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// all returns the entries, most recently used first.
func all[K comparable, V any](c *Cache[K, V]) iter.Seq2[K, V] {
	return func(yield func(K, V) bool) {
		for i := c.head; len(c.nodes) > 0 && i != none && yield(c.nodes[i].key, c.nodes[i].value); {
			i = c.nodes[i].next
		}
	}
}

// entries renders the cache, most recently used first, as "c3 b2 a1".
func entries[V any](c *Cache[string, V]) string {
	var out []string
	for k, v := range all(c) {
		out = append(out, fmt.Sprint(k, v))
	}
	return strings.Join(out, " ")
}

func TestCache(t *testing.T) {
	put := func(k string, v int) func(*Cache[string, int]) {
		return func(c *Cache[string, int]) { c.Put(k, v) }
	}
	get := func(k string) func(*Cache[string, int]) {
		return func(c *Cache[string, int]) { c.Get(k) }
	}
	remove := func(k string) func(*Cache[string, int]) {
		return func(c *Cache[string, int]) { c.Remove(k) }
	}
	clear := func(c *Cache[string, int]) { c.Clear() }
	type steps []func(*Cache[string, int])

	tests := []struct {
		name     string
		capacity int
		steps    steps
		want     string // entries
		evicted  string
	}{
		{"empty", 2, nil, "", ""},
		{"order of puts", 3, steps{put("a", 1), put("b", 2), put("c", 3)}, "c3 b2 a1", ""},
		{"oldest goes", 2, steps{put("a", 1), put("b", 2), put("c", 3)}, "c3 b2", "a1"},
		{"get saves", 2, steps{put("a", 1), put("b", 2), get("a"), put("c", 3)}, "c3 a1", "b2"},
		{"get in the middle", 3, steps{put("a", 1), put("b", 2), put("c", 3), get("b")}, "b2 c3 a1", ""},
		{"get of none", 2, steps{put("a", 1), get("x")}, "a1", ""},
		{"replace", 2, steps{put("a", 1), put("b", 2), put("a", 3)}, "a3 b2", "a1"},
		{"capacity 1", 1, steps{put("a", 1), put("b", 2), put("b", 3)}, "b3", "a1 b2"},
		{"capacity 0", 0, steps{put("a", 1), get("a"), remove("a"), clear}, "", ""},
		{"negative capacity", -1, steps{put("a", 1)}, "", ""},
		{"huge capacity", math.MaxInt, steps{put("a", 1)}, "a1", ""},
		{"remove only", 2, steps{put("a", 1), remove("a")}, "", ""},
		{"remove first", 3, steps{put("a", 1), put("b", 2), put("c", 3), remove("c")}, "b2 a1", ""},
		{"remove middle", 3, steps{put("a", 1), put("b", 2), put("c", 3), remove("b")}, "c3 a1", ""},
		{"remove last", 3, steps{put("a", 1), put("b", 2), put("c", 3), remove("a")}, "c3 b2", ""},
		{"remove makes room", 2, steps{put("a", 1), put("b", 2), remove("a"), put("c", 3)}, "c3 b2", ""},
		{"remove none", 2, steps{put("a", 1), remove("x")}, "a1", ""},
		{"clear", 3, steps{put("a", 1), put("b", 2), get("a"), clear}, "", "b2 a1"},
		{"clear and go on", 2, steps{put("a", 1), clear, put("b", 2), put("c", 3), put("d", 4)}, "d4 c3", "a1 b2"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var evicted []string
			c := New(tt.capacity, func(k string, v int) { evicted = append(evicted, fmt.Sprint(k, v)) })
			for _, step := range tt.steps {
				step(c)
			}
			if got := entries(c); got != tt.want {
				t.Errorf("entries %q, want %q", got, tt.want)
			}
			if got := strings.Join(evicted, " "); got != tt.evicted {
				t.Errorf("evicted %q, want %q", got, tt.evicted)
			}
			if want := len(strings.Fields(tt.want)); c.Len() != want {
				t.Errorf("Len %d, want %d", c.Len(), want)
			}
		})
	}
}

func TestResults(t *testing.T) {
	c := New[string, int](1, nil)
	if !c.Put("a", 1) {
		t.Error("Put: false")
	}
	if v, ok := c.Get("a"); v != 1 || !ok {
		t.Error("Get:", v, ok)
	}
	if v, ok := c.Get("b"); v != 0 || ok {
		t.Error("Get of none:", v, ok)
	}
	if v, ok := c.Remove("a"); v != 1 || !ok {
		t.Error("Remove:", v, ok)
	}
	if v, ok := c.Remove("a"); v != 0 || ok {
		t.Error("Remove of none:", v, ok)
	}
	if New[string, int](0, nil).Put("a", 1) {
		t.Error("Put with capacity 0: true")
	}
}

func TestZeroValue(t *testing.T) {
	var c Cache[string, int]
	c.Clear()
	if c.Put("a", 1) || c.Len() != 0 || entries(&c) != "" {
		t.Error("the zero Cache holds something")
	}
	if _, ok := c.Remove("a"); ok {
		t.Error("the zero Cache removed something")
	}
	var s Strings[int]
	if _, ok := s.GetBytes(nil); ok {
		t.Error("the zero Strings holds something")
	}
}

func TestNaN(t *testing.T) {
	c := New[float64, int](2, nil)
	for range 5 {
		if c.Put(math.NaN(), 1) {
			t.Fatal("holds a key that cannot be found")
		}
	}
	if c.Len() != 0 {
		t.Error("Len", c.Len())
	}
}

// model is the same cache, slow and obvious.
type model struct {
	capacity int
	keys     []int // least recently used first
	values   map[int]int
}

func (m *model) use(k int) {
	m.keys = append(slices.DeleteFunc(m.keys, func(x int) bool { return x == k }), k)
}

func (m *model) put(k, v int) {
	m.use(k)
	m.values[k] = v
	if len(m.keys) > m.capacity {
		delete(m.values, m.keys[0])
		m.keys = m.keys[1:]
	}
}

func (m *model) remove(k int) {
	m.keys = slices.DeleteFunc(m.keys, func(x int) bool { return x == k })
	delete(m.values, k)
}

func TestAgainstModel(t *testing.T) {
	for seed := range uint64(20) {
		rng := rand.New(rand.NewPCG(seed, 1))
		capacity := 1 + rng.IntN(8)
		m := &model{capacity: capacity, values: map[int]int{}}
		in, out := 0, 0 // entries that were put, and that left
		c := New(capacity, func(int, int) { out++ })
		for step := range 3000 {
			k := rng.IntN(12)
			switch op := rng.IntN(100); {
			case op < 50:
				c.Put(k, step)
				m.put(k, step)
				in++
			case op < 85:
				v, ok := c.Get(k)
				want, has := m.values[k]
				if v != want || ok != has {
					t.Fatalf("Get(%d) = %d %v, want %d %v", k, v, ok, want, has)
				}
				if has {
					m.use(k)
				}
			case op < 99:
				if _, ok := c.Remove(k); ok {
					out++
				}
				m.remove(k)
			default:
				c.Clear()
				m.keys, m.values = nil, map[int]int{}
			}
			compare(t, c, m)
			if in != out+c.Len() {
				t.Fatalf("%d in, %d out, %d held", in, out, c.Len())
			}
		}
		if len(c.nodes) > capacity {
			t.Fatalf("%d nodes for %d entries", len(c.nodes), capacity)
		}
	}
}

func compare(t *testing.T, c *Cache[int, int], m *model) {
	t.Helper()
	var keys []int
	for k, v := range all(c) {
		keys = append(keys, k)
		if v != m.values[k] {
			t.Fatalf("value of %d: %d, want %d", k, v, m.values[k])
		}
	}
	slices.Reverse(keys)
	if !slices.Equal(keys, m.keys) {
		t.Fatalf("keys %v, want %v", keys, m.keys)
	}
}

func TestOnEvictMayUseTheCache(t *testing.T) {
	var c *Cache[int, string]
	again := true
	c = New(2, func(k int, v string) {
		if again {
			again = false
			c.Put(k, v+"'")
		}
	})
	c.Put(1, "a")
	c.Put(2, "b")
	c.Put(3, "c")
	if got, _ := c.Get(1); got != "a'" || c.Len() != 2 {
		t.Errorf("after eviction: %q, %d entries", got, c.Len())
	}
	again = true
	c.Clear()
	if c.Len() != 1 {
		t.Errorf("after Clear: %d entries, want the one put meanwhile", c.Len())
	}
}

func TestDropsReferences(t *testing.T) {
	c := New[string, *int](2, nil)
	c.Put("a", new(int))
	c.Remove("a")
	if n := c.nodes[0]; n.key != "" || n.value != nil {
		t.Errorf("a removed entry is still referenced: %+v", n)
	}
}

func TestAllocations(t *testing.T) {
	c := NewStrings[int](100, nil)
	for i := range 100 {
		c.Put(fmt.Sprintf("SELECT %d FROM a_rather_long_name_so_that_no_small_buffer_is_enough", i), i)
	}
	key := fmt.Sprintf("SELECT %d FROM a_rather_long_name_so_that_no_small_buffer_is_enough", 7)
	buf := []byte(key)
	miss := append(slices.Clone(buf), '!')
	keys := []string{"x", "y"} // two that are not in the cache, in turns
	i := 0
	tests := map[string]func(){
		"GetBytes": func() {
			if v, ok := c.GetBytes(buf); v != 7 || !ok {
				t.Error("not found")
			}
		},
		"GetBytes, miss": func() {
			if _, ok := c.GetBytes(miss); ok {
				t.Error("found")
			}
		},
		"Get":     func() { c.Get(key) },
		"replace": func() { c.Put(key, 7) },
		"evict":   func() { c.Put(keys[i%2], i); c.Remove(keys[i%2]); i++ },
	}
	for name, f := range tests {
		if n := testing.AllocsPerRun(1000, f); n != 0 {
			t.Errorf("%s: %v allocations", name, n)
		}
	}
	// A value type of another shape is other generated code.
	p := NewStrings[*struct{ a, b string }](1, nil)
	p.Put(key, nil)
	if n := testing.AllocsPerRun(1000, func() { p.GetBytes(buf) }); n != 0 {
		t.Errorf("GetBytes of pointers: %v allocations", n)
	}
}

func TestGetBytesIsUse(t *testing.T) {
	c := NewStrings[int](2, nil)
	c.Put("a", 1)
	c.Put("b", 2)
	c.GetBytes([]byte("a"))
	c.Put("c", 3)
	if got := entries(&c.Cache); got != "c3 a1" {
		t.Errorf("entries %q", got)
	}
}

func ExampleCache() {
	c := New(2, func(k string, v int) { fmt.Println("evicted", k, v) })
	c.Put("a", 1)
	c.Put("b", 2)
	c.Get("a")
	c.Put("c", 3)
	_, kept := c.Get("b")
	fmt.Println("b is kept:", kept)
	// Output:
	// evicted b 2
	// b is kept: false
}

func BenchmarkGetBytes(b *testing.B) {
	c := NewStrings[int](500, nil)
	keys := make([][]byte, 500)
	for i := range keys {
		keys[i] = fmt.Appendf(nil, "SELECT a, b, c FROM t WHERE d = %d", i)
		c.Put(string(keys[i]), i)
	}
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		c.GetBytes(keys[i%len(keys)])
		i++
	}
}
