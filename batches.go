package gild

import (
	"errors"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
)

// Batches splits an INSERT of many rows into statements that the database takes: none has more
// parameters than it allows, nor more rows than its VALUES may have. Rows stay in order. Run them
// in one transaction (see Tx) where all rows or none are to be inserted. A single row that is too
// much, and a statement that cannot be compiled, are errors.
//
//	batches, err := gild.Batches(expr.Insert(Users).Rows(rows...), postgres.Dialect)
//	for _, b := range batches {
//		_, err = gild.Exec(ctx, tx, b)
//	}
func Batches(stmt *expr.InsertStmt, d *dialect.Dialect) ([]*expr.InsertStmt, error) {
	if err := usable(d); err != nil {
		return nil, err
	}
	if stmt == nil {
		return nil, errors.New("gild: Batches of a nil INSERT")
	}
	c := stmt.Clauses()
	if len(c.Columns) == 0 {
		_, _, err := d.SQL(stmt)
		return []*expr.InsertStmt{stmt}, err
	}
	rows := len(c.Values) / len(c.Columns)
	n, err := batchRows(stmt, d, rows)
	if err != nil {
		return nil, err
	}
	for {
		batches := stmt.Batches(n)
		err := compiles(batches, d)
		if err == nil || n == 1 {
			return batches, err
		}
		n /= 2 // some rows have more parameters than the first
	}
}

// batchRows guesses how many rows a statement may have, by the parameters of its first one.
func batchRows(stmt *expr.InsertStmt, d *dialect.Dialect, rows int) (int, error) {
	_, args, err := d.SQL(stmt.Batches(1)[0])
	if err != nil {
		return 0, err
	}
	rules := d.Rules(dialect.Version{})
	n := rows
	if most := rules.DML.MaxRows; most > 0 {
		n = min(n, most)
	}
	if most := rules.Query.MaxBinds; most > 0 && len(args) > 0 {
		n = min(n, most/len(args))
	}
	return max(n, 1), nil
}

func compiles(batches []*expr.InsertStmt, d *dialect.Dialect) error {
	for _, b := range batches {
		if _, _, err := d.SQL(b); err != nil {
			return err
		}
	}
	return nil
}
