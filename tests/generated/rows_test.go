package generated

import (
	"context"
	"database/sql"
	"fmt"
	"slices"
	"time"

	"github.com/gildsql/gild/expr"
)

// read runs a statement, or text, in a transaction that is rolled back, and returns the rows as
// text, sorted: statements seldom say in which order they come.
func read(db *sql.DB, stmt expr.Statement, text string, params []any) (out []string, err error) {
	ctx := context.Background()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	defer tx.Rollback()
	args := params
	if stmt != nil {
		args = append([]any{stmt}, params...)
	}
	rows, err := tx.QueryContext(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	names, err := rows.Columns()
	if err != nil {
		return nil, err
	}
	row, into := make([]any, len(names)), make([]any, len(names))
	for i := range row {
		into[i] = &row[i]
	}
	for rows.Next() {
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		out = append(out, show(row))
	}
	slices.Sort(out)
	return out, rows.Err()
}

// show writes a row so that a value looks the same whatever the driver gave.
func show(row []any) string {
	text := ""
	for _, v := range row {
		switch x := v.(type) {
		case []byte:
			text += fmt.Sprintf("%q ", x)
		case string:
			text += fmt.Sprintf("%q ", x)
		case time.Time:
			text += x.UTC().Format(time.RFC3339Nano) + " "
		default:
			text += fmt.Sprintf("%v ", v)
		}
	}
	return text
}
