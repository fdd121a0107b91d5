package expr

import "strconv"

func itoa(n int) string { return strconv.Itoa(n) }

// keying gives the columns of one result the names by which they are found in a subquery.
// Source of the rules: SQLAlchemy, SelectState._column_naming_convention.
type keying struct {
	style  LabelStyle
	used   map[string]bool
	counts map[string]int
}

const noKey = "_no_label"

func (k *keying) key(e Expr) string {
	if _, text := e.(*TextStmt); text {
		return ""
	}
	key := resultKey(e)
	if k.style == LabelTableColumn {
		key = tableKey(e)
	}
	if key == "" {
		key = noKey
	}
	if k.style == LabelNone {
		return key
	}
	if !k.used[key] {
		if k.used == nil {
			k.used = map[string]bool{}
		}
		k.used[key] = true
		return key
	}
	if k.counts == nil {
		k.counts = map[string]int{}
	}
	k.counts[key]++
	return key + "_" + itoa(k.counts[key])
}

// resultKey returns the name by which an expression is found.
func resultKey(e Expr) string {
	switch e := e.(type) {
	case *Column:
		return e.Key()
	case *Label:
		return e.Name
	}
	if inner := namedAfter(e); inner != nil {
		return resultKey(inner)
	}
	if name := ownName(e); name.Object == nil && name.Text != "" {
		return name.Text
	}
	return calledName(e)
}

// tableKey is resultKey with the table's name in front.
func tableKey(e Expr) string {
	if c, ok := e.(*Column); ok && c.Key() != "" {
		if c.table == nil || c.table.FromName() == "" {
			return c.Key()
		}
		keyed := *c
		keyed.name, keyed.proxy.Name = c.Key(), Name{}
		return keyed.tableName().Text
	}
	return resultKey(e)
}
