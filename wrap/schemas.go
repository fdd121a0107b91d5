package wrap

import (
	"context"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/internal/lru"
)

// translatedCaches is how many translations of schemas a connector keeps compiled statements for.
const translatedCaches = 100

// schemas are a translation of the names of schemas. They are not changed.
type schemas struct {
	names map[string]string
	key   string
}

type schemasKey struct{}

// TranslateSchemas returns a context with which statements of the expression language are about other
// schemas: a name in the map stands for the one that it has there. It takes the place of
// Config.Schemas, and of what the context had before; a nil map leaves names as they are.
func TranslateSchemas(ctx context.Context, names map[string]string) context.Context {
	return context.WithValue(ctx, schemasKey{}, newSchemas(names))
}

func newSchemas(names map[string]string) *schemas {
	s := &schemas{names: maps.Clone(names)}
	var b strings.Builder
	for _, from := range slices.Sorted(maps.Keys(names)) {
		b.WriteString(from)
		b.WriteByte(0) // which no name has
		b.WriteString(names[from])
		b.WriteByte(0)
	}
	s.key = b.String()
	return s
}

// translated are the caches of compiled statements by translation, one for each of those that were
// used last. It is safe for concurrent use.
type translated struct {
	mu     sync.Mutex // protects following field
	caches *lru.Cache[string, *compile.Cache]
}

// cacheFor returns the cache of statements that are compiled under the context's translation.
func (k *identity) cacheFor(ctx context.Context) *compile.Cache {
	s, _ := ctx.Value(schemasKey{}).(*schemas)
	if s == nil || s.key == k.schemas {
		return k.cache
	}
	t := &k.translated
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.caches == nil {
		t.caches = lru.New[string, *compile.Cache](translatedCaches, nil)
	}
	if found, ok := t.caches.Get(s.key); ok {
		return found
	}
	made := k.cache.Beside(k.cache.Rules().Translate(s.names))
	t.caches.Put(s.key, made)
	return made
}
