package compile

import (
	"cmp"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// Order is how the rows that an INSERT gives back are put in the order in which they were given. It
// is immutable and safe for concurrent use.
type Order struct {
	table      string
	columns    []string // the sentinels, which come behind the results
	normalize  []typemap.Normalizer
	shown      int
	rows       int
	made       bool
	descending bool
	partial    bool
	dense      bool  // numbers that are made have no gaps, unless they have no order
	args       []int // of sentinels that are given: their arguments, row after row
}

// OrderError says that the rows that came back from an INSERT with InOrder cannot be told apart by
// their sentinels. The rows have been written all the same, unless the transaction is rolled back.
type OrderError struct {
	Table   string
	Columns []string // the sentinels
	Given   int      // rows given to the statement
	Got     int      // rows that came back
	Why     string
}

// Error names the table, the sentinels and what is wrong with them.
func (e *OrderError) Error() string {
	return fmt.Sprintf("gild: INSERT into %q: the rows that came back cannot be put in order by %s: %s (%d rows given, %d came back); they have been written: roll back where that is not wanted",
		e.Table, strings.Join(e.Columns, ", "), e.Why, e.Given, e.Got)
}

// Order returns how the rows that come back are put in order, nil if in none.
func (c *Compiled) Order() *Order { return c.order }

// Width returns how many results a row has without what is there for the order alone.
func (o *Order) Width() int { return o.shown }

// finish finds the arguments of the values by which rows are told apart.
func (o *rowOrder) finish(c *Compiled) *Order {
	if o == nil {
		return nil
	}
	out := &Order{
		table: o.table, shown: o.shown, rows: o.rows, made: o.made, descending: o.descending,
		partial: o.partial, dense: o.dense,
	}
	for i, col := range o.sentinels {
		out.columns = append(out.columns, col.Name())
		normalize := typemap.NormalizerFor(o.types[i])
		if o.types[i].Kind == typemap.KindUUID {
			normalize = bareUUID
		}
		out.normalize = append(out.normalize, normalize)
	}
	at := make([]int, len(c.slots)) // the argument of each slot
	out.args = make([]int, o.noted)
	n := 0
	for i := range c.slots {
		switch s := &c.slots[i]; {
		case s.repeats > 0:
			at[i] = at[s.repeats-1]
		case !s.inline: // which is in the text
			at[i] = n
			n++
		}
		if place := c.slots[i].sentinel; place > 0 {
			out.args[place-1] = at[i]
		}
	}
	return out
}

// Sort puts rows in the order in which they were given to the statement with these arguments. Each
// row has the sentinels behind its results.
func (o *Order) Sort(rows [][]driver.Value, args []driver.NamedValue) error {
	switch {
	case len(rows) > o.rows, len(rows) < o.rows && !o.partial:
		return o.failed(rows, "their number is another")
	case o.made:
		return o.byNumber(rows)
	}
	return o.byValue(rows, args)
}

func (o *Order) failed(rows [][]driver.Value, why string) error {
	return &OrderError{Table: o.table, Columns: o.columns, Given: o.rows, Got: len(rows), Why: why}
}

// byValue puts each row at the place of the row with the same values.
func (o *Order) byValue(rows [][]driver.Value, args []driver.NamedValue) error {
	width := len(o.columns)
	places := make(map[string]int, o.rows)
	var text []byte
	for i := range o.rows {
		text = text[:0]
		for j := range width {
			var null bool
			if text, null = o.appendText(text, j, args[o.args[i*width+j]].Value); null {
				return o.failed(rows, fmt.Sprintf("row %d has NULL in %q", i+1, o.columns[j]))
			}
		}
		if _, ok := places[string(text)]; ok {
			if o.partial {
				continue // the first one was written, if any
			}
			return o.failed(rows, fmt.Sprintf("row %d has the values of another row", i+1))
		}
		places[string(text)] = i
	}
	sorted := make([][]driver.Value, o.rows)
	for _, row := range rows {
		text = text[:0]
		for j, v := range row[o.shown:] {
			text, _ = o.appendText(text, j, v)
		}
		i, ok := places[string(text)]
		if !ok {
			return o.failed(rows, "one of them has values that no row was given")
		}
		if sorted[i] != nil {
			return o.failed(rows, fmt.Sprintf("two of them have the values of row %d", i+1))
		}
		sorted[i] = row
	}
	at := 0
	for _, row := range sorted {
		if row != nil {
			rows[at] = row
			at++
		}
	}
	return nil
}

// appendText appends a value in one form, however it was sent or came back.
func (o *Order) appendText(b []byte, column int, v driver.Value) (text []byte, null bool) {
	if normalize := o.normalize[column]; normalize != nil && v != nil {
		if n, err := normalize(v); err == nil {
			v = n
		}
	}
	start := len(b)
	switch v := v.(type) {
	case nil:
		return b, true
	case int64:
		b = strconv.AppendInt(b, v, 10)
	case string:
		b = append(b, v...)
	case []byte:
		b = append(b, v...)
	default:
		b = fmt.Append(b, v)
	}
	return strconv.AppendInt(append(b, 0), int64(len(b)-start), 10), false // its length keeps it apart from the next
}

// bareUUID returns the digits of a UUID, which has many forms as text.
func bareUUID(v driver.Value) (driver.Value, error) {
	text := textOf(v)
	if len(text) == 16 {
		return hex.EncodeToString([]byte(text)), nil
	}
	return strings.NewReplacer("-", "", "{", "", "}", "", "urn:uuid:", "").Replace(strings.ToLower(text)), nil
}

// byNumber sorts by what the database has made for the sentinel.
func (o *Order) byNumber(rows [][]driver.Value) error {
	keys := make([]numbered, len(rows))
	for i, row := range rows {
		v := row[o.shown]
		if normalize := o.normalize[0]; normalize != nil && v != nil {
			n, err := normalize(v)
			if err != nil {
				return o.failed(rows, err.Error())
			}
			v = n
		}
		if v == nil {
			return o.failed(rows, "the database has left it NULL")
		}
		keys[i] = numbered{row, v}
	}
	backwards := func(a, b numbered) int { return b.compare(a) }
	grows, shrinks := slices.IsSortedFunc(keys, numbered.compare), slices.IsSortedFunc(keys, backwards)
	if shrinks && !o.descending { // no database gives rows back from last to first: it counts down
		return o.failed(rows, "the numbers that the database makes get smaller: say so in the definition of the column or sequence (IncrementBy)")
	}
	slices.SortFunc(keys, numbered.compare)
	for i := range keys[1:] {
		if keys[i].compare(keys[i+1]) == 0 {
			return o.failed(rows, "two of them have the same")
		}
	}
	if o.dense && !grows && !isDense(keys) {
		return o.failed(rows, "the numbers that the database makes follow no order, as if the greatest possible one were taken")
	}
	if o.descending {
		slices.Reverse(keys)
	}
	for i, k := range keys {
		rows[i] = k.row
	}
	return nil
}

// numbered is a row with what the database has made for its sentinel.
type numbered struct {
	row []driver.Value
	by  driver.Value
}

func (k numbered) compare(other numbered) int {
	a, isInt := k.by.(int64)
	b, alsoInt := other.by.(int64)
	if isInt && alsoInt {
		return cmp.Compare(a, b)
	}
	return strings.Compare(textOf(k.by), textOf(other.by))
}

// isDense reports whether each number is one more than that before it.
func isDense(sorted []numbered) bool {
	first, _ := sorted[0].by.(int64)
	for i, k := range sorted {
		if n, ok := k.by.(int64); !ok || n != first+int64(i) {
			return false
		}
	}
	return true
}

func textOf(v driver.Value) string {
	if b, ok := v.([]byte); ok {
		return string(b)
	}
	return fmt.Sprint(v)
}
