package main

import "github.com/gildsql/gild/expr"

// conflicts reads what becomes of rows that are there already, of which there may be nothing said.
func (r *reader) conflicts(t target, s *expr.InsertStmt, o options) *expr.InsertStmt {
	clauses, ok := o["on_conflict"].([]any)
	if !ok && o.has("on_conflict") {
		clauses = []any{o["on_conflict"]}
	}
	for _, v := range clauses {
		o, ok := v.(map[string]any)
		if !ok {
			malformed("%v is no conflict", v)
		}
		s = r.conflict(t, s, o)
	}
	if !o.has("on_duplicate_key") {
		return s
	}
	leave := r.rowNamed(t, "inserted")
	defer leave()
	return s.OnDuplicateKeyUpdate(r.assignments(t, o.list("on_duplicate_key"))...)
}

func (r *reader) conflict(t target, s *expr.InsertStmt, o options) *expr.InsertStmt {
	leave := r.rowNamed(t, "excluded")
	defer leave()
	var key []expr.Expr
	for _, v := range o.list("index_elements") {
		if isNode(v) {
			key = append(key, r.expr(v))
			continue
		}
		key = append(key, r.written(t, v))
	}
	c := s.OnConflict(key...)
	if name := o.text("constraint"); name != "" {
		c = c.Constraint(name)
	}
	if o.has("index_where") {
		c = c.IndexWhere(r.expr(o["index_where"]))
	}
	if o.text("do") == "nothing" {
		return c.DoNothing()
	}
	if o.has("where") {
		c = c.Where(r.expr(o["where"]))
	}
	return c.DoUpdate(r.assignments(t, o.list("set"))...)
}

// insertedRow is the row that was to be inserted, as the names excluded and inserted have it.
type insertedRow struct{ of target }

// rowNamed binds a name to the row that was to be inserted, until leave is called.
func (r *reader) rowNamed(t target, name string) (leave func()) {
	r.scopes = append(r.scopes, map[string]any{name: insertedRow{t}})
	return func() { r.scopes = r.scopes[:len(r.scopes)-1] }
}
