package orm

import (
	"context"
	"database/sql/driver"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
)

// loadMembers flushes and loads one relationship of one object.
func (s *Session) loadMembers(ctx context.Context, owner *state, rel *relation) error {
	return s.exclusive(func() error {
		if err := s.countLoad(rel); err != nil {
			return err
		}
		if err := s.autoflush(ctx); err != nil {
			return err
		}
		return s.load(ctx, rel.entirely(), []*state{owner})
	})
}

// elements returns what a relationship of one stored object leads to in the database, and
// leaves the relationship as it is.
func (s *Session) elements(ctx context.Context, rel *relation, owner *state) ([]*state, error) {
	found, err := s.find(ctx, rel.entirely(), []*state{owner})
	if err != nil {
		return nil, err
	}
	return found.of(rel, owner)
}

// loadChunks loads a relationship of many stored owners with one statement for each chunk of them,
// which asks for the elements whose foreign key is among the owners' keys.
func (s *Session) loadChunks(ctx context.Context, l *plannedLoad, owners []*state) error {
	size, err := s.chunkOf(ctx, l.rel)
	if err != nil {
		return err
	}
	var slab itemSlab
	for len(owners) > 0 {
		chunk := owners[:min(size, len(owners))]
		owners = owners[len(chunk):]
		found, err := s.find(ctx, l, chunk)
		if err != nil {
			return err
		}
		given, without := 0, false
		for _, st := range chunk {
			list, err := found.of(l.rel, st)
			if err != nil {
				return err
			}
			l.fill(st, list, slab.take(len(list)))
			given, without = given+len(list), without || len(list) == 0
		}
		if found.leaves(given, without && l.rel.shape == shapeRef) {
			if err := s.loadAlike(ctx, l, chunk, found); err != nil {
				return err
			}
		}
	}
	return nil
}

// loadAlike loads anew, one by one, for owners whose key a database that does not tell capital letters from small ones
// may have taken for another one that it has found.
func (s *Session) loadAlike(ctx context.Context, l *plannedLoad, owners []*state, found foundElements) error {
	alike := map[string][]string{}
	for key := range found.texts {
		small := strings.ToLower(key)
		alike[small] = append(alike[small], key)
	}
	for _, st := range owners {
		key, null, err := l.rel.keyOf(st)
		if err != nil {
			return err
		}
		if null || !slices.ContainsFunc(alike[strings.ToLower(key)], func(other string) bool { return other != key }) {
			continue
		}
		alone, err := s.find(ctx, l, []*state{st})
		if err != nil {
			return err
		}
		list, err := alone.of(l.rel, st)
		if err != nil {
			return err
		}
		l.fill(st, list, nil)
	}
	return nil
}

// fillBack lets elements know the owner whose collection they came with.
func fillBack(rel *relation, owner *state, list []*state) {
	for _, e := range list {
		if c := rel.back.membersAt(e.ptr); !c.complete() && c.changes == nil && rel.back.leadsTo(e, owner.object()) {
			c.fill([]any{owner.object()})
		}
	}
}

// itemSlab hands out memory for the elements of collections. Who keeps one of them keeps its
// neighbours, so there are not many.
type itemSlab struct{ left []any }

// take returns memory for n elements.
func (b *itemSlab) take(n int) []any {
	if n > len(b.left) {
		b.left = make([]any, max(n, 64))
	}
	items := b.left[:0:n]
	b.left = b.left[n:]
	return items
}

// foundElements are elements by the key that they have from their owners.
type foundElements struct {
	texts   map[string][]*state
	numbers *numbered // in place of texts, where keys are numbers
	one     bool      // one key was asked for: what has it, as the database sees it, is under ""
}

// leaves reports whether what was given to owners is not all that was found, or less than they might have.
func (f foundElements) leaves(given int, without bool) bool {
	if f.one || f.numbers != nil {
		return false
	}
	for _, list := range f.texts {
		given -= len(list)
	}
	return given < 0 || without
}

// keyOf is the key that an owner's elements are found under.
func (rel *relation) keyOf(owner *state) (key string, null bool, err error) {
	return owner.m.encodeValues(rel.lookup(), owner.rowValues(rel.lookup()))
}

// of returns the elements of an owner.
func (f foundElements) of(rel *relation, owner *state) ([]*state, error) {
	if f.numbers != nil {
		return f.numbers.of(owner.rowNumber(rel.ownerFields)), nil
	}
	key, null, err := rel.keyOf(owner)
	switch {
	case err != nil || null:
		return nil, err
	case f.one:
		key = ""
	}
	return f.texts[key], nil
}

// find asks for the elements of some owners.
func (s *Session) find(ctx context.Context, l *plannedLoad, owners []*state) (foundElements, error) {
	rel := l.rel
	if err := s.completeFor(ctx, rel, owners); err != nil {
		return foundElements{}, err
	}
	s.use(rel.target)
	if rel.byNumber() {
		numbers, err := s.findNumbered(ctx, l, owners)
		return foundElements{numbers: numbers}, err
	}
	keys := make([][]any, 0, len(owners))
	by := rel.lookup()
	for _, st := range owners {
		values := st.rowValues(by)
		if _, null, err := st.m.encodeValues(by, values); err != nil {
			return foundElements{}, err
		} else if !null {
			keys = append(keys, values)
		}
	}
	switch {
	case len(keys) == 0:
		return foundElements{}, nil
	case rel.link != nil:
		return s.findLinked(ctx, l, keys)
	case rel.on != nil && rel.on.join != nil:
		return s.findJoined(ctx, l, keys)
	}
	columns := rel.target.columns(rel.targetFields)
	q := elementQuery{l: l, of: columns, conds: append([]expr.Expr{among(columns, keys)}, rel.where()...)}
	objs, err := s.runElements(ctx, q)
	if err != nil {
		return foundElements{}, err
	}
	asked, _, err := rel.owner.encodeValues(by, keys[0])
	if err != nil {
		return foundElements{}, err
	}
	found := foundElements{texts: map[string][]*state{}, one: len(keys) == 1}
	for _, st := range objs {
		key, _, err := rel.owner.encodeValues(rel.ownerFields, st.rowValues(rel.targetFields))
		if err != nil {
			return foundElements{}, err
		}
		if found.one && strings.EqualFold(key, asked) { // but not what the session has known with another owner
			key = ""
		}
		found.texts[key] = append(found.texts[key], st)
	}
	return found, nil
}

// findLinked is find through a table between.
func (s *Session) findLinked(ctx context.Context, l *plannedLoad, keys [][]any) (foundElements, error) {
	rel := l.rel
	var on []expr.Expr
	for i, at := range rel.targetFields {
		on = append(on, expr.ColOf[any](rel.target.fields[at].column).EqExpr(expr.ColOf[any](rel.link.targetColumns[i].Column)))
	}
	link := make([]*expr.Column, len(rel.link.ownerColumns))
	for i, c := range rel.link.ownerColumns {
		link[i] = c.Column
	}
	q := elementQuery{
		l: l, of: link, beside: true, conds: append([]expr.Expr{among(link, keys)}, rel.where()...),
		from: expr.JoinedOn(expr.InnerJoin, l.elements().from(), rel.link.table, expr.And(on...)),
	}
	return s.findBeside(ctx, q, rel.ownerFields, len(keys) == 1)
}

// findJoined is find by a condition that the owner's columns have a part in.
func (s *Session) findJoined(ctx context.Context, l *plannedLoad, keys [][]any) (foundElements, error) {
	rel := l.rel
	owner := rel.on.ownerKey(rel.owner)
	q := elementQuery{
		l: l, of: owner, beside: true, conds: []expr.Expr{among(owner, keys)},
		from: expr.JoinedOn(expr.InnerJoin, l.elements().from(), rel.on.owner.from(), rel.on.join),
	}
	return s.findBeside(ctx, q, rel.owner.key, len(keys) == 1)
}

// ownerKey are the columns of the owner's key, in its other name.
func (c *condition) ownerKey(m *mapper) []*expr.Column {
	columns := make([]*expr.Column, len(m.key))
	for i := range m.key {
		columns[i] = c.owner.columnAt(m.key[i]).Column()
	}
	return columns
}

// where are the conditions of the relationship about the elements alone.
func (rel *relation) where() []expr.Expr {
	if rel.on == nil {
		return nil
	}
	return rel.on.where
}

// findBeside asks for elements with the columns beside them that say whose they are: the values of the
// owner's fields by, all the same if there is one owner.
func (s *Session) findBeside(ctx context.Context, q elementQuery, by []int, one bool) (foundElements, error) {
	found := map[string][]*state{}
	q.each = func(st *state, row []driver.Value) error {
		values := make([]any, len(row))
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			values[i] = v
		}
		key, _, err := q.l.rel.owner.encodeValues(by, values)
		if one {
			key = ""
		}
		if list := found[key]; !q.l.repeats() || !slices.Contains(list, st) {
			found[key] = append(list, st)
		}
		return err
	}
	_, err := s.runElements(ctx, q)
	return foundElements{texts: found, one: one}, err
}

// columns returns the columns of some fields.
func (m *mapper) columns(fields []int) []*expr.Column {
	out := make([]*expr.Column, len(fields))
	for i, f := range fields {
		out[i] = m.fields[f].column
	}
	return out
}

// among is the condition that columns have the values of one of keys.
func among(columns []*expr.Column, keys [][]any) expr.Expr {
	if len(columns) == 1 {
		values := make([]any, len(keys))
		for i, k := range keys {
			values[i] = k[0]
		}
		if len(values) == 1 {
			return expr.ColOf[any](columns[0]).Eq(values[0])
		}
		return expr.ColOf[any](columns[0]).In(values...)
	}
	alternatives := make([]expr.Expr, len(keys))
	for i, k := range keys {
		conds := make([]expr.Expr, len(columns))
		for n, c := range columns {
			conds[n] = expr.ColOf[any](c).Eq(k[n])
		}
		alternatives[i] = expr.And(conds...)
	}
	return expr.Or(alternatives...)
}
