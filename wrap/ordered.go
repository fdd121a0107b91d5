package wrap

import (
	"database/sql/driver"
	"io"
	"slices"

	"github.com/gildsql/gild/compile"
)

// orderedRows are the rows of an INSERT with InOrder: all are read before the first one is given out.
type orderedRows struct {
	optionalRows
	order *compile.Order
	args  []driver.NamedValue
	read  bool
	rows  [][]driver.Value
}

// inOrder puts the rows of an order in the order that its statement asks for.
func inOrder(rows driver.Rows, o order) driver.Rows {
	if by := o.compiled.Order(); by != nil {
		return &orderedRows{optionalRows: optionalRows{rows}, order: by, args: o.args}
	}
	return rows
}

// Columns returns the results of the statement, without what is there for the order.
func (r *orderedRows) Columns() []string { return r.Rows.Columns()[:r.order.Width()] }

// Next gives out the next row.
func (r *orderedRows) Next(dest []driver.Value) error {
	if !r.read {
		if err := r.readAll(); err != nil {
			return err
		}
		r.read = true
	}
	if len(r.rows) == 0 {
		return io.EOF
	}
	copy(dest, r.rows[0])
	r.rows = r.rows[1:]
	return nil
}

func (r *orderedRows) readAll() error {
	width := len(r.Rows.Columns())
	for {
		row := make([]driver.Value, width)
		if err := r.Rows.Next(row); err == io.EOF {
			break
		} else if err != nil {
			return err
		}
		for i, v := range row {
			if b, ok := v.([]byte); ok { // which the driver uses again for the next row
				row[i] = slices.Clone(b)
			}
		}
		r.rows = append(r.rows, row)
	}
	return r.order.Sort(r.rows, r.args)
}
