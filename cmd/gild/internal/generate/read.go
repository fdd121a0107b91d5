package generate

import (
	"context"
	"slices"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

// Read reads what the options take of a database.
func Read(ctx context.Context, db gild.DB, o Options) (Source, error) {
	var s Source
	i, err := gild.Inspect(ctx, db)
	if err != nil {
		return s, err
	}
	s.Dialect = i.Dialect().Name
	rules := i.Dialect().Inspector.Reflection
	s.Reflection = rules
	i = i.In(o.Schema)
	if s.Tables, err = i.Select(gild.TableFilter{Kinds: schema.RelationAny, Match: o.Takes}).Info(ctx); err != nil {
		return s, err
	}
	if rules != nil && rules.LeaveOut != nil {
		all := slices.Clone(s.Tables)
		s.Tables = slices.DeleteFunc(s.Tables, func(t schema.TableInfo) bool { return rules.LeaveOut(&t, all) })
	}
	for n := range s.Tables {
		s.Tables[n].Indexes = slices.DeleteFunc(s.Tables[n].Indexes, func(x schema.IndexInfo) bool { return x.Inherited })
	}
	sequences, err := i.Sequences(ctx)
	if err != nil {
		return s, err
	}
	for _, q := range sequences {
		if q.OwnerColumn == "" && !q.Identity {
			if rules != nil {
				q.Counter = counterOf(rules.Sequence(schema.NewMetaData(), &q))
			}
			s.Sequences = append(s.Sequences, q)
		}
	}
	if s.Domains, err = i.Domains(ctx); err != nil {
		return s, err
	}
	s.Enums, err = i.Enums(ctx)
	return s, err
}

// counterOf is how a sequence counts where that is not as usual.
func counterOf(s *expr.Sequence) schema.Counter {
	n := func(p *int64) int64 {
		if p == nil {
			return 0
		}
		return *p
	}
	return schema.Counter{Start: n(s.Start), Increment: n(s.Increment), Min: n(s.Min), Max: n(s.Max), Cache: n(s.Cache), Cycle: s.Cycle}
}
