package wrap

import (
	"context"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/gildsql/gild/internal/sqltext"
)

// explainer says how a database is asked for its plan of a statement, and how it is kept from writing
// meanwhile: planners run functions whose values they take for constant, and MySQL's also derived
// tables of one row, whatever these do.
type explainer struct {
	words   string
	protect func(s *shield, ctx context.Context) (undo []string, err error) // nil where nothing is run
}

// explains are the explainers by Info.System.
var explains = map[string]explainer{
	"sqlite":     {words: "EXPLAIN QUERY PLAN "},
	"postgresql": {"EXPLAIN ", (*shield).protectPostgres},
	"mysql":      {"EXPLAIN ", (*shield).protectMySQL},
	"mariadb":    {"EXPLAIN ", (*shield).protectMySQL},
}

// planTimeout is how long a plan may take. The caller's context has no say in it: if that ended
// meanwhile, the driver might give the connection up, and with it a transaction that has not failed.
const planTimeout = 5 * time.Second

// Reads reports whether query is certainly a single statement that only reads and locks nothing, as
// far as its words say: functions and views that it uses may do anything.
func (i *Info) Reads(query string) bool { return sqltext.OnlyReads(query, i.lexis) }

// Explain asks the database for its plan of a query, without running it, on the connection of the
// call: beneath the interceptors, and only between calls, such as when rows have been closed. The
// database is kept from writing meanwhile, and a transaction of the program goes on as it was. It
// fails for what does not certainly read, for databases whose EXPLAIN is not known, within
// transactions on MySQL and MariaDB, which cannot be kept from writing there, and outside of a call.
func (i *Info) Explain(ctx context.Context, query string, args []driver.NamedValue) (plan string, err error) {
	by, known := explains[i.System]
	switch {
	case i.shield == nil || !known:
		return "", fmt.Errorf("gild: there is no EXPLAIN for %q here", i.System)
	case !i.Reads(query):
		return "", errors.New("gild: only what reads is explained")
	}
	if err := i.shield.free(); err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), planTimeout)
	defer cancel()
	if by.protect != nil {
		undo, err := by.protect(i.shield, ctx)
		if err != nil {
			return "", err
		}
		defer func() {
			if undone := i.shield.execEach(ctx, undo...); undone != nil {
				plan, err = "", errors.Join(err, undone)
			}
		}()
	}
	return i.shield.plan(ctx, by.words+query, args)
}

// protectPostgres makes the transaction one that only reads up to a savepoint, or begins one.
func (s *shield) protectPostgres(ctx context.Context) (undo []string, err error) {
	err = s.execEach(ctx, "SAVEPOINT gild_plan")
	switch {
	case err == nil:
		undo = []string{"ROLLBACK TO SAVEPOINT gild_plan", "RELEASE SAVEPOINT gild_plan"}
		err = s.execEach(ctx, "SET LOCAL transaction_read_only = on")
	case hasState(err, noTransaction):
		undo = []string{"ROLLBACK"}
		err = s.execEach(ctx, "BEGIN READ ONLY")
	}
	if err != nil && undo != nil {
		err = errors.Join(err, s.execEach(ctx, undo...))
	}
	return undo, err
}

// noTransaction is the SQLSTATE of a savepoint outside of a transaction.
const noTransaction = "25P01"

func hasState(err error, state string) bool {
	e, ok := errors.AsType[interface {
		error
		SQLState() string
	}](err)
	return ok && e.SQLState() == state
}

// protectMySQL begins a transaction that only reads, unless there is one: then the first of the
// statements fails, and has changed nothing.
func (s *shield) protectMySQL(ctx context.Context) (undo []string, err error) {
	return []string{"ROLLBACK"}, s.execEach(ctx, "SET TRANSACTION READ ONLY", "START TRANSACTION")
}

// execEach runs statements until one fails.
func (s *shield) execEach(ctx context.Context, queries ...string) error {
	for _, query := range queries {
		if _, err := s.execAny(ctx, query, nil); err != nil {
			return err
		}
	}
	return nil
}

func (s *shield) plan(ctx context.Context, query string, args []driver.NamedValue) (string, error) {
	rows, err := s.queryAny(ctx, query, slices.Clone(args))
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
