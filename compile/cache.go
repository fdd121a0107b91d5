package compile

import (
	"sync"
	"sync/atomic"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/lru"
)

// DefaultCacheSize is the number of statement structures that a Cache keeps when not
// told otherwise.
const DefaultCacheSize = 500

// Cache keeps what has been compiled for one database, by structure. It is safe for
// concurrent use.
type Cache struct {
	rules  *Rules
	size   int
	counts *cacheCounts
	recent recent

	mu      sync.Mutex // protects following fields
	entries *lru.Strings[*Compiled]
}

// NewCache returns a cache of at most size structures; size 0 means DefaultCacheSize,
// a negative size compiles every statement anew.
func NewCache(rules *Rules, size int) *Cache {
	if size == 0 {
		size = DefaultCacheSize
	}
	return newCache(rules, size, &cacheCounts{})
}

// cacheCounts are the numbers of caches that count together.
type cacheCounts struct{ hits, misses, evicted atomic.Int64 }

func newCache(rules *Rules, size int, counts *cacheCounts) *Cache {
	c := &Cache{rules: rules, size: size, counts: counts}
	c.entries = lru.NewStrings(size, func(string, *Compiled) { counts.evicted.Add(1) })
	return c
}

// Beside returns an empty cache of the same size for other rules, which counts together with c.
func (c *Cache) Beside(rules *Rules) *Cache { return newCache(rules, c.size, c.counts) }

// Rules returns the rules that statements are compiled by.
func (c *Cache) Rules() *Rules { return c.rules }

// Stats returns how many statements were found and how many had to be compiled.
func (c *Cache) Stats() (hits, misses int64) { return c.counts.hits.Load(), c.counts.misses.Load() }

// Evicted returns how many statements have given way to others.
func (c *Cache) Evicted() int64 { return c.counts.evicted.Load() }

var keys = sync.Pool{New: func() any { return new(expr.Key) }}

// Use finds or makes the Compiled of stmt and calls use with it and the statement's
// values, which are valid during the call.
func (c *Cache) Use(stmt expr.Statement, use func(*Compiled, []*expr.Bind) error) error {
	if k := c.recent.find(stmt); k != nil {
		c.counts.hits.Add(1)
		return use(k.compiled, k.binds)
	}
	key := keys.Get().(*expr.Key)
	defer func() {
		key.Reset()
		keys.Put(key)
	}()
	cacheable := key.Add(stmt)
	if cacheable {
		if compiled, ok := c.lookup(key.Bytes); ok {
			c.counts.hits.Add(1)
			c.recent.note(stmt, compiled, key.Binds)
			return use(compiled, key.Binds)
		}
	}
	c.counts.misses.Add(1)
	compiled, err := Compile(c.rules, stmt, key)
	if err != nil {
		return err
	}
	if cacheable {
		c.store(key, compiled)
	}
	return use(compiled, key.Binds)
}

func (c *Cache) lookup(key []byte) (*Compiled, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.entries.GetBytes(key)
}

// store keeps compiled together with the objects whose address is in the key.
func (c *Cache) store(key *expr.Key, compiled *Compiled) {
	compiled.pins = append([]any{}, key.Pins...)
	c.mu.Lock()
	defer c.mu.Unlock()
	c.entries.Put(string(key.Bytes), compiled)
}
