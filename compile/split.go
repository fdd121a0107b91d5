package compile

import (
	"errors"
	"slices"

	"github.com/gildsql/gild/expr"
)

// Split splits an INSERT of many rows into statements that the database takes, of at most size rows
// each, 0 for as many as it takes. Rows whose order could not be told otherwise (see
// expr.InsertStmt.InOrder) have a statement each.
func Split(rules *Rules, stmt *expr.InsertStmt, size int) ([]*expr.InsertStmt, error) {
	one := stmt.Batches(1)
	first, err := parameters(rules, one[0])
	if err != nil || len(one) == 1 {
		return []*expr.InsertStmt{stmt}, err
	}
	n, err := batchSize(rules, stmt, first, len(one), size)
	if err != nil {
		return nil, err
	}
	batches := stmt.Batches(n)
	if allBound(stmt) { // so that none has other parameters than the first
		return batches, nil
	}
	for {
		err := compileAll(rules, batches)
		if err == nil || n == 1 {
			return batches, err
		}
		n /= 2 // some rows have more parameters than the first
		batches = stmt.Batches(n)
	}
}

// batchSize returns how many rows a statement may have, by the parameters of its first two.
func batchSize(rules *Rules, stmt *expr.InsertStmt, first, rows, size int) (int, error) {
	n := rows
	for _, most := range []int{size, rules.DML.MaxRows} {
		if most > 0 {
			n = min(n, most)
		}
	}
	if n == 1 || rules.DML.SingleRow {
		return 1, nil
	}
	second, err := parameters(rules, stmt.Batches(2)[0])
	var unordered *UnorderedError
	switch {
	case errors.As(err, &unordered):
		return 1, nil
	case err != nil:
		return 0, err
	}
	each := second - first
	if most := rules.Query.MaxBinds; most > 0 && each > 0 {
		n = min(n, (most-first+each)/each)
	}
	return max(n, 1), nil
}

// parameters returns how many parameters a statement has.
func parameters(rules *Rules, stmt *expr.InsertStmt) (int, error) {
	var key expr.Key
	key.Add(stmt)
	compiled, err := Compile(rules, stmt, &key)
	if err != nil {
		return 0, err
	}
	n := 0
	for i := range compiled.slots {
		switch s := &compiled.slots[i]; {
		case s.repeats > 0, s.inline:
		case s.many:
			if v, _, err := s.value(key.Binds, nil, nil); err == nil {
				n += listLen(v) * max(1, len(s.row))
			}
		default:
			n++
		}
	}
	return n, compiled.within(n)
}

func compileAll(rules *Rules, batches []*expr.InsertStmt) error {
	for _, b := range batches {
		if _, err := parameters(rules, b); err != nil {
			return err
		}
	}
	return nil
}

// allBound reports whether each value is one parameter.
func allBound(stmt *expr.InsertStmt) bool {
	return !slices.ContainsFunc(stmt.Clauses().Values, func(e expr.Expr) bool {
		b, ok := e.(*expr.Bind)
		return !ok || b.Many || b.Inline
	})
}
