package orm

import "fmt"

// countLoad counts what is loaded for one object, where that has a limit.
func (s *Session) countLoad(rel *relation) error {
	if s.options.maxLoads < 1 {
		return nil
	}
	if s.loadsSince != s.generation {
		s.loadsOf, s.loadsSince = nil, s.generation
	}
	if s.loadsOf[rel] >= s.options.maxLoads {
		return &NPlusOneError{Relationship: fmt.Sprintf("%s.%s", rel.owner.typ, rel.name), Max: s.options.maxLoads}
	}
	if s.loadsOf == nil {
		s.loadsOf = map[*relation]int{}
	}
	s.loadsOf[rel]++
	return nil
}
