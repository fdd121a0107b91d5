package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gildsql/gild/internal/sqltext"
)

// explains are the words in front of a statement that ask for its plan, by Info.System.
var explains = map[string]string{
	"sqlite": "EXPLAIN QUERY PLAN ", "postgresql": "EXPLAIN ", "mysql": "EXPLAIN ", "mariadb": "EXPLAIN ",
}

// Reads reports whether query is certainly a single statement that only reads, as far as its
// words say: functions that it calls may do anything.
func (i *Info) Reads(query string) bool {
	n := sqltext.Inspect(query, i.lexis)
	return n.Effect == sqltext.Read && n.Single
}

// Explain asks the database for its plan of a query, without running it, on the connection of the
// call: beneath the interceptors, and only between calls, such as when rows have been closed. It
// fails for what does not certainly read, for databases whose EXPLAIN is not known, and outside of
// a call.
func (i *Info) Explain(ctx context.Context, query string, args []driver.NamedValue) (plan string, err error) {
	words := explains[i.System]
	switch {
	case i.shield == nil || words == "":
		return "", fmt.Errorf("gild: there is no EXPLAIN for %q here", i.System)
	case !i.Reads(query):
		return "", errors.New("gild: only what reads is explained")
	}
	if err := i.shield.free(); err != nil {
		return "", err
	}
	rows, err := i.shield.queryAny(ctx, words+query, slices.Clone(args))
	if err != nil {
		return "", err
	}
	defer rows.Close()
	var lines []string
	row := make([]driver.Value, len(rows.Columns()))
	for err = rows.Next(row); err == nil; err = rows.Next(row) {
		lines = append(lines, planLine(row))
	}
	if err != io.EOF {
		return "", err
	}
	return strings.Join(lines, "\n"), nil
}

func planLine(row []driver.Value) string {
	var cells []string
	for _, v := range row {
		switch v := v.(type) {
		case nil:
		case []byte:
			cells = append(cells, string(v))
		default:
			cells = append(cells, fmt.Sprint(v))
		}
	}
	return strings.Join(cells, " ")
}

// Bare reports whether query is an UPDATE or DELETE of all rows: one without WHERE, LIMIT, or a
// join.
func (i *Info) Bare(query string) bool { return sqltext.Bare(query, i.lexis) }
