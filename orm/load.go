package orm

import (
	"context"
	"database/sql/driver"

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
		return s.load(ctx, rel, []*state{owner})
	})
}

// elements returns what a relationship of one stored object leads to in the database, and
// leaves the relationship as it is.
func (s *Session) elements(ctx context.Context, rel *relation, owner *state) ([]*state, error) {
	found, err := s.find(ctx, rel, []*state{owner})
	if err != nil {
		return nil, err
	}
	return found.of(rel, owner)
}

// loadChunks loads a relationship of many stored owners with one statement for each chunk of them,
// which asks for the elements whose foreign key is among the owners' keys.
func (s *Session) loadChunks(ctx context.Context, rel *relation, owners []*state) error {
	size, err := s.chunkOf(ctx, rel)
	if err != nil {
		return err
	}
	var slab itemSlab
	for len(owners) > 0 {
		chunk := owners[:min(size, len(owners))]
		owners = owners[len(chunk):]
		found, err := s.find(ctx, rel, chunk)
		if err != nil {
			return err
		}
		for _, st := range chunk {
			list, err := found.of(rel, st)
			if err != nil {
				return err
			}
			items := slab.take(len(list))
			for _, e := range list {
				if !e.deleting {
					items = append(items, e.obj)
				}
			}
			rel.membersAt(st.ptr).fill(items)
			if rel.back != nil && rel.back.shape == shapeRef {
				fillBack(rel, st, list)
			}
		}
	}
	return nil
}

// fillBack lets elements know the owner whose collection they came with.
func fillBack(rel *relation, owner *state, list []*state) {
	for _, e := range list {
		if c := rel.back.membersAt(e.ptr); !c.complete() && c.changes == nil && rel.back.leadsTo(e, owner.obj) {
			c.fill([]any{owner.obj})
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
}

// of returns the elements of an owner.
func (f foundElements) of(rel *relation, owner *state) ([]*state, error) {
	if f.numbers != nil {
		return f.numbers.of(owner.rowNumber(rel.ownerFields)), nil
	}
	key, null, err := owner.m.encodeValues(rel.lookup(), owner.rowValues(rel.lookup()))
	if err != nil || null {
		return nil, err
	}
	return f.texts[key], nil
}

// find asks for the elements of some owners.
func (s *Session) find(ctx context.Context, rel *relation, owners []*state) (foundElements, error) {
	s.use(rel.target)
	if rel.byNumber() {
		numbers, err := s.findNumbered(ctx, rel, owners)
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
		return s.findLinked(ctx, rel, keys)
	case rel.on != nil && rel.on.join != nil:
		return s.findJoined(ctx, rel, keys)
	}
	found := map[string][]*state{}
	sink := s.newSink(rel.target)
	stmt := rel.target.selected(rel.target.items()...).Where(among(rel.target.columns(rel.targetFields), keys)).Where(rel.where()...).Where(s.filters(rel.target)...).OrderBy(rel.order...)
	if err := s.query(ctx, stmt, sink); err != nil {
		return foundElements{}, err
	}
	for _, st := range sink.objs {
		key, _, err := rel.owner.encodeValues(rel.ownerFields, st.rowValues(rel.targetFields))
		if err != nil {
			return foundElements{}, err
		}
		found[key] = append(found[key], st)
	}
	return foundElements{texts: found}, nil
}

// findLinked is find through a table between.
func (s *Session) findLinked(ctx context.Context, rel *relation, keys [][]any) (foundElements, error) {
	var on []expr.Expr
	for i, at := range rel.targetFields {
		on = append(on, expr.ColOf[any](rel.target.fields[at].column).EqExpr(expr.ColOf[any](rel.link.targetColumns[i].Column)))
	}
	link := make([]*expr.Column, len(rel.link.ownerColumns))
	for i, c := range rel.link.ownerColumns {
		link[i] = c.Column
	}
	return s.findBeside(ctx, rel, keys, rel.ownerFields, link, expr.JoinedOn(expr.InnerJoin, rel.target.table, rel.link.table, expr.And(on...)))
}

// findJoined is find by a condition that the owner's columns have a part in.
func (s *Session) findJoined(ctx context.Context, rel *relation, keys [][]any) (foundElements, error) {
	return s.findBeside(ctx, rel, keys, rel.owner.key, rel.on.ownerKey(rel.owner), expr.JoinedOn(expr.InnerJoin, rel.target.table, rel.on.alias, rel.on.join))
}

// ownerKey are the columns of the owner's key, in its other name.
func (c *condition) ownerKey(m *mapper) []*expr.Column {
	columns := make([]*expr.Column, len(m.key))
	for i, name := range m.columnNames(m.key) {
		columns[i] = c.alias.C(name).Column()
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

// findBeside asks for elements of what from joins, with the columns beside them that say whose they
// are: the values of the owner's fields by.
func (s *Session) findBeside(ctx context.Context, rel *relation, keys [][]any, by []int, beside []*expr.Column, from expr.From) (foundElements, error) {
	found := map[string][]*state{}
	items := rel.target.items()
	for _, c := range beside {
		items = append(items, c)
	}
	sink := s.newSink(rel.target)
	sink.rest = func(row []driver.Value) error {
		values := make([]any, len(row))
		for i, v := range row {
			if b, ok := v.([]byte); ok {
				v = string(b)
			}
			values[i] = v
		}
		key, _, err := rel.owner.encodeValues(by, values)
		found[key] = append(found[key], sink.objs[len(sink.objs)-1])
		return err
	}
	stmt := rel.target.selected(items...).From(from).Where(among(beside, keys)).Where(s.filters(rel.target)...).OrderBy(rel.order...)
	if rel.link != nil {
		stmt = stmt.Where(rel.where()...)
	}
	if err := s.query(ctx, stmt, sink); err != nil {
		return foundElements{}, err
	}
	return foundElements{texts: found}, nil
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
