package compile

import "github.com/gildsql/gild/typemap"

// reuse finds the slots that have the value of another, sent as the same type, and reports
// whether there are any. One without a type may stand beside columns of several types, for which
// the server takes no single parameter; a key into a document is told its type by the operator,
// and has to be one parameter if the part is to be grouped by. It works in first, and returns
// that: by bind, the slot that has it first, counted from 1.
func reuse(slots []slot, first []int) (memory []int, found bool) {
	var named map[string]int
	for i := range slots {
		s := &slots[i]
		if s.many || s.inline || s.fixed != nil || s.own != nil || s.out || s.assigned || s.form == nil && s.typ.Kind == typemap.KindUnknown {
			continue
		}
		before := 0
		if s.param != "" {
			if before = named[s.param]; before == 0 {
				if named == nil {
					named = map[string]int{}
				}
				named[s.param] = i + 1
			}
		} else if s.bind >= 0 {
			for len(first) <= s.bind {
				first = append(first, 0)
			}
			if before = first[s.bind]; before == 0 {
				first[s.bind] = i + 1
			}
		}
		if before > 0 && slots[before-1].typ == s.typ && (slots[before-1].form != nil) == (s.form != nil) {
			s.repeats, found = before, true
		}
	}
	return first, found
}
