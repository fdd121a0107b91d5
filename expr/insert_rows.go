package expr

import (
	"fmt"
	"slices"
)

// appendRow appends the values of row to list, in the order of columns. With an error the
// list comes back as it was.
func appendRow(list []Expr, columns []*Column, row []Assignment) ([]Expr, error) {
	if len(row) != len(columns) {
		return list, fmt.Errorf("row of %d values for %d columns: every row of an INSERT assigns the same columns", len(row), len(columns))
	}
	longer := append(list, make([]Expr, len(columns))...)
	values := longer[len(list):]
	for i, a := range row {
		col, err := a.target()
		if err != nil {
			return list, err
		}
		at := i
		if columns[i] != col { // rows are mostly written in one order
			at = slices.Index(columns, col)
		}
		switch {
		case at < 0:
			return list, fmt.Errorf("column %q is not in the first row: every row of an INSERT assigns the same columns", col.name)
		case values[at] != nil:
			return list, assignedTwice(col)
		}
		values[at] = canon(a.Value)
	}
	return longer, nil
}
