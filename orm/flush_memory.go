package orm

import locks "sync" // the package has a sync of its own

// flushMemory is what a flush works with. It is used again by later flushes, of other sessions too.
type flushMemory struct {
	scratch
	all   []*unit // memory of units
	slabs unitSlabs
	work  []groupWork // one for each group of types that has something to do

	saves, deletes byType
	levelList      [][]*unit // memory of levels

	posts   []*unit // with foreign keys that are written by an UPDATE of their own
	early   []*unit // rows that go before others take their unique values
	removed []*unit
	dirty   []*state
}

// scratch is memory for what belongs to one statement.
type scratch struct {
	values  []any   // of the statement
	numbers []int64 // that it gives back
	changed []int   // fields that an UPDATE sets,
	fetched []int   // and those that it gives back
	shape   []byte  // by which it is looked up
}

// byType are the units of each type, by the index of its mapper.
type byType [][]*unit

func (b byType) of(m *mapper) []*unit { return b[m.index] }

// reset forgets the units.
func (b byType) reset() {
	for i := range b {
		b[i] = emptied(b[i])
	}
}

// emptied returns the memory of a list that refers to nothing any more.
func emptied[E any](list []E) []E {
	clear(list)
	return list[:0]
}

// unitSlabs hand out units that lie beside each other.
type unitSlabs struct {
	slabs [][]unit
	at    int // of the slab that is handed out from
}

// take returns a unit.
func (b *unitSlabs) take(st *state) *unit {
	for b.at < len(b.slabs) && len(b.slabs[b.at]) == cap(b.slabs[b.at]) {
		b.at++
	}
	if b.at == len(b.slabs) {
		size := 4
		if b.at > 0 {
			size = min(2*cap(b.slabs[b.at-1]), 256)
		}
		b.slabs = append(b.slabs, make([]unit, 0, size))
	}
	slab := append(b.slabs[b.at], unit{st: st, m: st.m})
	b.slabs[b.at] = slab
	u := &slab[len(slab)-1]
	u.syncs = u.first[:0]
	return u
}

// reset forgets all units.
func (b *unitSlabs) reset() {
	for i := range b.slabs {
		b.slabs[i] = emptied(b.slabs[i])
	}
	b.at = 0
}

// flushes keeps the memory of flushes. It is safe for concurrent use.
type flushes struct{ pool locks.Pool }

// maxKeptUnits is how great a flush may have been for its memory to be kept.
const maxKeptUnits = 4096

// take begins a flush, which has its own memory and the session's for the time.
func (k *flushes) take(s *Session) *flushing {
	f, ok := k.pool.Get().(*flushing)
	if !ok {
		f = &flushing{}
		n := s.registry.numbered
		f.saves, f.deletes = make(byType, n), make(byType, n)
	}
	f.s, f.units = s, f.all
	f.scratch, s.scratch = s.scratch, f.scratch
	return f
}

// put ends a flush: the states forget their units, and nothing refers to them any more. The memory of
// one that has not succeeded is not kept: values of the program may be left in it.
func (k *flushes) put(f *flushing, succeeded bool) {
	for _, u := range f.units {
		u.st.unit = nil
	}
	f.scratch, f.s.scratch = f.s.scratch, f.scratch
	if len(f.units) > maxKeptUnits || !succeeded {
		return
	}
	m := &f.flushMemory
	m.all = emptied(f.units)
	m.slabs.reset()
	m.saves.reset()
	m.deletes.reset()
	m.work, m.levelList = emptied(m.work), emptied(m.levelList)
	m.posts, m.early, m.removed, m.dirty = emptied(m.posts), emptied(m.early), emptied(m.removed), emptied(m.dirty)
	*f = flushing{flushMemory: *m}
	k.pool.Put(f)
}
