package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"slices"
	"sort"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// executed is what a database gives.
type executed struct {
	Columns  []string           `json:"columns"`
	Ordered  bool               `json:"ordered"`
	Rows     [][]any            `json:"rows"`
	RowCount *int64             `json:"rowcount"`
	After    map[string][][]any `json:"after,omitempty"`
}

// A database is one that statements are executed on, over a single connection.
type database struct {
	dialect *dialect.Dialect
	conn    *sql.Conn
	reset   string // SQL that sets sequences before a statement that writes
	fixture *tables
	close   func()
}

func executeAll(cases []testCase, fixture *tables, s settings) ([]record, error) {
	var records []record
	for _, name := range split(s.exec) {
		db, err := openDatabase(name, fixture, s)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for i := range cases {
			if slices.Contains(cases[i].Exec, name) {
				records = append(records, db.execute(&cases[i]))
			}
		}
		db.close()
	}
	return records, nil
}

func openDatabase(name string, fixture *tables, s settings) (*database, error) {
	switch name {
	case "sqlite":
		return openSQLite(fixture, s)
	case "postgresql":
		return openPostgres(fixture, s)
	}
	return nil, fmt.Errorf("statements are executed on sqlite and postgresql only")
}

// execute is the record of a case on the database. What it changes is rolled back.
func (db *database) execute(c *testCase) (rec record) {
	name := db.dialect.Name
	rec = c.record(name)
	rec.Mode = "exec"
	var err error
	defer func() {
		if err != nil {
			rec.executed = nil
			rec = rec.refused(err)
		}
	}()
	defer caught(&err)
	r, stmt, err := c.build(name, db.fixture)
	if err != nil {
		return rec
	}
	ctx := context.Background()
	tx, err := db.conn.BeginTx(ctx, nil)
	if err != nil {
		return rec
	}
	defer tx.Rollback()
	targets := written(c.Stmt)
	if len(targets) > 0 && db.reset != "" {
		if _, err = tx.ExecContext(ctx, db.reset); err != nil {
			return rec
		}
	}
	rec.executed, err = db.run(ctx, tx, stmt, r.required)
	if err != nil {
		return rec
	}
	rec.executed.Ordered = ordered(c.Stmt)
	for _, target := range targets {
		if err = db.after(ctx, tx, rec.executed, r, target); err != nil {
			return rec
		}
	}
	return rec
}

// run executes the statement and reads its rows.
func (db *database) run(ctx context.Context, tx *sql.Tx, stmt expr.Statement, required []string) (*executed, error) {
	args := []any{stmt}
	for _, name := range required {
		args = append(args, sql.Named(name, nil))
	}
	columns, err := db.columns(stmt)
	if err != nil {
		return nil, err
	}
	if _, isText := stmt.(*expr.TextStmt); columns == nil && !isText {
		result, err := tx.ExecContext(ctx, "", args...)
		if err != nil {
			return nil, err
		}
		out := &executed{Rows: [][]any{}}
		if _, insert := stmt.(*expr.InsertStmt); !insert {
			n, err := result.RowsAffected()
			if err != nil {
				return nil, err
			}
			out.RowCount = &n
		}
		return out, nil
	}
	rows, err := tx.QueryContext(ctx, "", args...)
	if err != nil {
		return nil, err
	}
	return readRows(rows, columns)
}

// columns returns what is known of the result, nil if the statement gives no rows.
func (db *database) columns(stmt expr.Statement) (*typemap.Columns, error) {
	var key expr.Key
	key.Add(stmt)
	compiled, err := compile.Compile(db.dialect.Rules(dialect.Version{}), stmt, &key)
	if err != nil {
		return nil, err
	}
	return compiled.Columns, nil
}

func readRows(rows *sql.Rows, columns *typemap.Columns) (*executed, error) {
	defer rows.Close()
	types, err := rows.ColumnTypes()
	if err != nil {
		return nil, err
	}
	out := &executed{Rows: [][]any{}}
	for _, t := range types {
		out.Columns = append(out.Columns, t.Name())
	}
	for rows.Next() {
		row := make([]any, len(types))
		into := make([]any, len(types))
		for i := range row {
			into[i] = &row[i]
		}
		if err := rows.Scan(into...); err != nil {
			return nil, err
		}
		for i := range row {
			var known typemap.Type
			if columns != nil && i < len(columns.Types) {
				known = columns.Types[i]
			}
			row[i] = encodeValue(rowValue(row[i], known, types[i].DatabaseTypeName()))
		}
		out.Rows = append(out.Rows, row)
	}
	return out, rows.Err()
}

// after reads all of a table that the statement has written to.
func (db *database) after(ctx context.Context, tx *sql.Tx, out *executed, r *reader, target string) error {
	t := r.tables.find(target)
	if t == nil {
		return nil
	}
	q := expr.Select(t.from())
	columns, err := db.columns(q)
	if err != nil {
		return err
	}
	rows, err := tx.QueryContext(ctx, "", q)
	if err != nil {
		return err
	}
	read, err := readRows(rows, columns)
	if err != nil {
		return err
	}
	if out.After == nil {
		out.After = map[string][][]any{}
	}
	out.After[target] = read.Rows
	return nil
}

// written returns the names of the tables that a statement writes to, in whatever part of it.
func written(stmt any) []string {
	found := map[string]bool{}
	writes(stmt, map[string]string{}, found)
	var names []string
	for name := range found {
		names = append(names, name)
	}
	sort.Strings(names)
	return names
}

// writes looks for targets. Names that let gives to aliases of tables are in aliases.
func writes(v any, aliases map[string]string, found map[string]bool) {
	switch v := v.(type) {
	case map[string]any:
		for _, x := range v {
			writes(x, aliases, found)
		}
	case []any:
		if len(v) > 1 {
			noteTarget(v, aliases, found)
		}
		for _, x := range v {
			writes(x, aliases, found)
		}
	}
}

func noteTarget(v []any, aliases map[string]string, found map[string]bool) {
	kind, _ := v[0].(string)
	target, _ := v[1].(string)
	switch kind {
	case "insert", "update", "delete":
		if of, ok := aliases[target]; ok {
			target = of
		}
		if target != "" && len(v) == 3 {
			found[target] = true
		}
	case "let":
		entries, _ := v[1].([]any)
		for _, entry := range entries {
			pair, _ := entry.([]any)
			if len(pair) != 2 {
				continue
			}
			name, _ := pair[0].(string)
			if alias, ok := pair[1].([]any); ok && len(alias) > 1 && alias[0] == "alias" {
				if of, ok := alias[1].([]any); ok && len(of) == 2 {
					aliases[name], _ = of[1].(string)
				}
			}
		}
	}
}

// ordered reports whether the outermost statement has an order.
func ordered(stmt any) bool {
	n, ok := stmt.([]any)
	if !ok || len(n) == 0 {
		return false
	}
	if n[0] == "let" {
		return ordered(n[len(n)-1])
	}
	o, _ := n[len(n)-1].(map[string]any)
	return o["order_by"] != nil
}

var live = map[string]*dialect.Dialect{"sqlite": sqlite.Dialect, "postgresql": postgres.Dialect}

func readFileIfThere(path string) (string, error) {
	b, err := os.ReadFile(path)
	if os.IsNotExist(err) {
		return "", nil
	}
	return string(b), err
}
