package orm

import (
	"context"
	"database/sql"
	locks "sync" // the package has a sync of its own

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// maxStatements is how many statements are kept for one type. A program has few shapes; one
// that makes ever new ones pays for building, not with memory.
const maxStatements = 256

// statements keeps what has been built for a type, by shape: the statements are run with values
// that stand beside them. It is safe for concurrent use.
type statements struct {
	mu    locks.Mutex // protects following field
	built map[string]any
}

// Operations, the first byte of a shape.
const (
	insertRows  = 'I'
	insertLists = 'L'
	updateRow   = 'U'
	deleteRow   = 'D'
	selectRow   = 'S'
	nullRow     = 'N'

	selectElements = 'E'
)

// built returns what was built for a shape, built now if it is not there.
func (k *statements) find(shape []byte, build func() any) any {
	k.mu.Lock()
	defer k.mu.Unlock()
	if made, ok := k.built[string(shape)]; ok {
		return made
	}
	if k.built == nil || len(k.built) >= maxStatements {
		k.built = map[string]any{}
	}
	made := build()
	k.built[string(shape)] = made
	return made
}

// statement returns the statement for a shape.
func (m *mapper) statement(shape []byte, build func() expr.Statement) expr.Statement {
	return m.statements.find(shape, func() any { return build() }).(expr.Statement)
}

// places counts the parameters of a statement that is being built.
type places int

// next is the next parameter, for a column.
func (n *places) next(c *expr.Column) expr.X[any] {
	*n++
	return expr.Placed(int(*n), c.Type())
}

// match is the condition that columns have the values that come next.
func (n *places) match(m *mapper, fields []int) []expr.Expr {
	conds := make([]expr.Expr, len(fields))
	for i, f := range fields {
		c := m.fields[f].column
		conds[i] = expr.ColOf[any](c).EqExpr(n.next(c))
	}
	return conds
}

// appendShape writes an operation, a number and lists of fields.
func appendShape(b []byte, operation byte, n int, lists ...[]int) []byte {
	b = append(b, operation, byte(n), byte(n>>8))
	for _, fields := range lists {
		for _, i := range fields {
			b = append(b, byte(i), byte(i>>8))
		}
		b = append(b, 0xff, 0xff)
	}
	return b
}

// rowStatement is SELECT of a row by its key.
func (m *mapper) rowStatement(lock bool) expr.Statement {
	shape := []byte{selectRow, byte(flag(lock))}
	return m.statement(shape, func() expr.Statement { return m.buildRowStatement(lock) })
}

func (m *mapper) buildRowStatement(lock bool, filters ...expr.Expr) expr.Statement {
	var n places
	stmt := m.selected(m.items()...).Where(n.match(m, m.key)...).Where(filters...)
	if lock {
		stmt = stmt.ForUpdate()
	}
	return stmt
}

// bind pairs a statement with values, for the next execution.
func (s *Session) bind(stmt expr.Statement, values []any) *gild.Bound {
	s.bound = gild.Bound{Statement: stmt, Values: values}
	return &s.bound
}

// unbind forgets the values, whose memory is used again.
func (s *Session) unbind() {
	clear(s.bound.Values)
	s.values = s.bound.Values[:0]
	s.bound = gild.Bound{}
}

// execBound runs a statement with its values.
func (s *Session) execBound(ctx context.Context, stmt expr.Statement, values []any) (sql.Result, error) {
	defer s.unbind()
	return s.exec(ctx, s.bind(stmt, values))
}

// intoBound is execBound for rows.
func (s *Session) intoBound(ctx context.Context, stmt expr.Statement, values []any, sink typemap.Sink) error {
	defer s.unbind()
	return s.into(ctx, s.bind(stmt, values), sink)
}

// affectedBound is execBound for the number of rows.
func (s *Session) affectedBound(ctx context.Context, stmt expr.Statement, values []any) (int64, error) {
	result, err := s.execBound(ctx, stmt, values)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}
