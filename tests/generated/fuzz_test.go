package generated

import (
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
)

// bytesChoices are decisions taken from bytes, zero when there are no more.
type bytesChoices struct{ rest []byte }

func (b *bytesChoices) IntN(n int) int {
	if len(b.rest) == 0 {
		return 0
	}
	v := int(b.rest[0])
	b.rest = b.rest[1:]
	if n > 256 && len(b.rest) > 0 {
		v = v<<8 | int(b.rest[0])
		b.rest = b.rest[1:]
	}
	return v % n
}

// FuzzCompile makes statements from bytes, with mistakes in one place out of ten. They may be
// refused; nothing may panic, and equal keys have equal SQL.
func FuzzCompile(f *testing.F) {
	for seed := range 20 {
		b := make([]byte, 200)
		t := newTape(uint64(seed))
		for i := range b {
			b[i] = byte(t.IntN(256))
		}
		f.Add(b)
	}
	caches := newCaches()
	f.Fuzz(func(t *testing.T, b []byte) {
		g := newGenerator(&bytesChoices{b}, uint64(len(b)))
		g.spoil = 100
		stmt := g.statement()
		args := g.params.arguments(stmt)
		for i, d := range dialects {
			text, _, err := gild.SQL(stmt, d, args...)
			if err == nil && text == "" {
				t.Errorf("%s: no text and no error", d.Name)
			}
			_, _ = gild.LiteralSQL(stmt, d, args...)
			through(caches[i], stmt, args)
		}
		_ = expr.Print(stmt)
	})
}

// TestMistakes is what FuzzCompile does, for bytes by chance.
func TestMistakes(t *testing.T) {
	for seed := range uint64(3000) {
		g := newGenerator(newTape(seed), seed)
		g.spoil = 100
		stmt := g.statement()
		args := g.params.arguments(stmt)
		for _, d := range dialects {
			_, _, _ = gild.SQL(stmt, d, args...)
			_, _ = gild.LiteralSQL(stmt, d, args...)
		}
		_ = expr.Print(stmt)
	}
}
