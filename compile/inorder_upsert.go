package compile

import (
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// ofUpsert takes the key of an upsert, by which a row that was there already is that of the values.
func (o *rowOrder) ofUpsert(r *Rules, q *expr.InsertClauses, t *schema.Table, values []value) string {
	k := q.Conflicts[0].(*expr.Conflict)
	switch {
	case len(q.Conflicts) > 1:
		return "it has several conflicts"
	case len(k.Key) == 0 && k.Update && r.DML.Upsert != UpsertOnDuplicateKey:
		return "the key of the conflict is not known"
	}
	for _, e := range k.Key {
		col, ok := e.(*expr.Column)
		if !ok {
			return "the key of the conflict is an expression"
		}
		o.sentinels = append(o.sentinels, col)
	}
	if len(k.Key) == 0 || r.DML.Upsert == UpsertOnDuplicateKey {
		if why := o.anyKey(t, values); why != "" {
			return why
		}
	}
	if !allGiven(q, values, o.sentinels) {
		return "the key of the conflict is not among the values, or is computed"
	}
	for _, col := range o.sentinels {
		if slices.Contains(k.Columns, col) {
			return "the upsert changes its key"
		}
	}
	return ""
}

// anyKey is for an upsert in which any unique key makes a conflict: the row that was there already
// is that of the values by one of the keys, so there must be no other.
func (o *rowOrder) anyKey(t *schema.Table, values []value) string {
	const why = "another unique key makes a conflict, too: the row that was there may be that of other values"
	if t == nil {
		return why
	}
	var key []*expr.Column
	for _, col := range t.PrimaryKey() {
		key = append(key, col.Column)
	}
	if len(o.sentinels) == 0 {
		o.sentinels = key
	}
	byPrimary := len(key) == len(o.sentinels) && !slices.ContainsFunc(key, func(col *expr.Column) bool { return !slices.Contains(o.sentinels, col) })
	for _, col := range key { // one that the database numbers makes no conflict
		if !byPrimary && slices.ContainsFunc(values, func(v value) bool { return v.column == col }) {
			return why
		}
	}
	if otherKeys(t, o.sentinels) {
		return why
	}
	return ""
}

// otherKeys reports whether the table has unique keys besides its primary key and that of columns.
func otherKeys(t *schema.Table, columns []*expr.Column) bool {
	known := func(names []string) bool {
		return len(names) == len(columns) && !slices.ContainsFunc(columns, func(c *expr.Column) bool { return !slices.Contains(names, c.Name()) })
	}
	for _, u := range t.Uniques() {
		if !known(u.Columns) {
			return true
		}
	}
	for _, index := range t.Indexes() {
		if !index.Unique {
			continue
		}
		names := make([]string, len(index.Parts))
		for i, p := range index.Parts {
			names[i] = p.Column
		}
		if !known(names) {
			return true
		}
	}
	return false
}
