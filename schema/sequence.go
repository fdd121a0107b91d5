package schema

import (
	"slices"

	"github.com/gildsql/gild/expr"
)

// AddSequence lets CreateAll and DropAll look after a sequence. Those that are the default of a
// column are looked after in any case. It returns the sequence, in the MetaData's default schema
// if it is in none.
func (m *MetaData) AddSequence(s *expr.Sequence) *expr.Sequence {
	if s == nil || s.Name == "" {
		m.fail("a sequence without a name")
		return s
	}
	if s.Schema == "" && m.schema != "" {
		s = s.In(m.schema)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.sequences = append(m.sequences, s)
	return s
}

// Sequences returns the sequences that were added and those that are the default of a column,
// each once.
func (m *MetaData) Sequences() []*expr.Sequence {
	m.mu.RLock()
	all := slices.Clone(m.sequences)
	m.mu.RUnlock()
	for _, t := range m.Tables() {
		for _, c := range t.columns {
			for _, e := range []expr.Expr{c.onInsert, c.ServerDefaultExpr} {
				all = append(all, sequencesIn(e)...)
			}
		}
	}
	seen := map[string]bool{}
	return slices.DeleteFunc(all, func(s *expr.Sequence) bool {
		name := fullName(s.Schema, s.Name)
		twice := seen[name]
		seen[name] = true
		return twice
	})
}

func sequencesIn(e expr.Expr) []*expr.Sequence {
	if e == nil {
		return nil
	}
	var found []*expr.Sequence
	expr.Walk(e, func(n expr.Node) bool {
		if call, ok := n.(*expr.Call); ok && call.Sequence != nil {
			found = append(found, call.Sequence)
		}
		return true
	})
	return found
}
