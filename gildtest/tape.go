package gildtest

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"strings"
)

// tape is what a file has of the traffic of a test.
type tape struct {
	// Prepared are the texts that were prepared, and how many arguments they take.
	Prepared map[string]int `json:"prepared,omitempty"`
	// Checks is what the driver has made of arguments that database/sql would treat otherwise.
	Checks []check `json:"checks,omitempty"`
	Calls  []entry `json:"calls"`
}

// check is an argument, and what has become of it.
type check struct {
	Type string   `json:"type"` // Go's
	In   string   `json:"in"`
	Out  *value   `json:"out,omitempty"`
	Err  *failure `json:"err,omitempty"`
}

// entry is a call to the driver.
type entry struct {
	Op      string     `json:"op"`
	SQL     string     `json:"sql,omitempty"`
	Args    []argument `json:"args,omitempty"`
	Results []tapedRow `json:"results,omitempty"`
	Result  *outcome   `json:"result,omitempty"`
	Err     *failure   `json:"err,omitempty"`
}

type argument struct {
	Name  string `json:"name,omitempty"`
	Value value  `json:"value"`
}

// tapedRow is a result with all its rows.
type tapedRow struct {
	Columns []tapedColumn `json:"columns"`
	Rows    [][]value     `json:"rows"`
}

type tapedColumn struct {
	Name      string `json:"name"`
	Type      string `json:"type,omitempty"` // the database's
	Go        string `json:"go,omitempty"`
	Length    *int64 `json:"length,omitempty"`
	Nullable  *bool  `json:"nullable,omitempty"`
	Precision *int64 `json:"precision,omitempty"`
	Scale     *int64 `json:"scale,omitempty"`
}

// outcome is a driver.Result.
type outcome struct {
	Affected, ID       int64
	AffectedErr, IDErr *failure `json:",omitempty"`
}

// line is the call in one line, by which it is compared.
func (e *entry) line() string {
	line := e.Op
	if e.SQL != "" {
		line += " " + oneLine(e.SQL)
	}
	if len(e.Args) == 0 {
		return line
	}
	var args []string
	for _, a := range e.Args {
		text := a.Value.text()
		if a.Name != "" {
			text = a.Name + "=" + text
		}
		args = append(args, text)
	}
	return line + " [" + strings.Join(args, ", ") + "]"
}

func newEntry(op, query string, args []driver.NamedValue) entry {
	e := entry{Op: op, SQL: query}
	for _, a := range args {
		e.Args = append(e.Args, argument{a.Name, value{a.Value}})
	}
	return e
}

// taped are rows for a tape. It fails for values that only their driver knows.
func taped(rows *bufferedRows) ([]tapedRow, error) {
	var all []tapedRow
	for _, r := range rows.results {
		t := tapedRow{Rows: [][]value{}}
		for _, c := range r.columns {
			t.Columns = append(t.Columns, tapedColumnOf(c))
		}
		for _, row := range r.rows {
			var values []value
			for i, v := range row {
				if text, _ := (value{v}).MarshalJSON(); strings.HasPrefix(string(text), `{"`+foreign+`":`) {
					return nil, fmt.Errorf("gildtest: column %q has a %T, which a file cannot hold", r.columns[i].name, v)
				}
				values = append(values, value{v})
			}
			t.Rows = append(t.Rows, values)
		}
		all = append(all, t)
	}
	return all, nil
}

func tapedColumnOf(c column) tapedColumn {
	t := tapedColumn{Name: c.name, Type: c.databaseType, Go: c.scanType.String()}
	if c.hasLength {
		t.Length = &c.length
	}
	if c.knowsNil {
		t.Nullable = &c.nullable
	}
	if c.isDecimal {
		t.Precision, t.Scale = &c.precision, &c.scale
	}
	return t
}

// rows gives them back.
func (e *entry) rows() driver.Rows {
	b := &bufferedRows{}
	for _, t := range e.Results {
		var r result
		for _, c := range t.Columns {
			r.columns = append(r.columns, c.column())
		}
		for _, values := range t.Rows {
			row := make([]driver.Value, len(values))
			for i, v := range values {
				row[i] = v.v
			}
			r.rows = append(r.rows, row)
		}
		b.results = append(b.results, r)
	}
	if b.results == nil {
		b.results = []result{{}}
	}
	return b
}

func (t tapedColumn) column() column {
	c := column{name: t.Name, databaseType: t.Type, scanType: scanType(t.Go)}
	if t.Length != nil {
		c.length, c.hasLength = *t.Length, true
	}
	if t.Nullable != nil {
		c.nullable, c.knowsNil = *t.Nullable, true
	}
	if t.Precision != nil && t.Scale != nil {
		c.precision, c.scale, c.isDecimal = *t.Precision, *t.Scale, true
	}
	return c
}

func newOutcome(r driver.Result) *outcome {
	if r == nil {
		return nil
	}
	o := &outcome{}
	var err error
	o.Affected, err = r.RowsAffected()
	o.AffectedErr = newFailure(err)
	o.ID, err = r.LastInsertId()
	o.IDErr = newFailure(err)
	return o
}

// LastInsertId returns what the driver's result did.
func (o *outcome) LastInsertId() (int64, error) { return o.ID, o.IDErr.error() }

// RowsAffected returns what the driver's result did.
func (o *outcome) RowsAffected() (int64, error) { return o.Affected, o.AffectedErr.error() }

func typeOf(v any) string {
	if v == nil {
		return "nil"
	}
	return reflect.TypeOf(v).String()
}
