package compile

import (
	"reflect"
	"slices"
	"sync/atomic"

	"github.com/gildsql/gild/expr"
)

// recent finds what was compiled of a statement that is run again and again, without looking
// at its structure. Each statement has one place, which the next one at that place takes. It
// is safe for concurrent use.
type recent struct {
	places [64]struct {
		seen  atomic.Uintptr // the statement that was here last, whether it is kept or not
		found atomic.Pointer[known]
	}
}

// known is a statement that has been run before.
type known struct {
	stmt     expr.Statement
	compiled *Compiled
	binds    []*expr.Bind
}

// place returns the number of a statement's place, -1 for one that is no pointer.
func (r *recent) place(stmt expr.Statement) (place int, address uintptr) {
	v := reflect.ValueOf(stmt)
	if v.Kind() != reflect.Pointer {
		return -1, 0
	}
	address = v.Pointer()
	return int(address >> 4 * 0x9E3779B1 >> 16 % uintptr(len(r.places))), address
}

// find returns what is known of stmt, nil if it has no place.
func (r *recent) find(stmt expr.Statement) *known {
	i, _ := r.place(stmt)
	if i < 0 {
		return nil
	}
	if k := r.places[i].found.Load(); k != nil && k.stmt == stmt {
		return k
	}
	return nil
}

// note keeps what was compiled of stmt if it was here before: most statements are built
// anew each time and never come again.
func (r *recent) note(stmt expr.Statement, compiled *Compiled, binds []*expr.Bind) {
	i, address := r.place(stmt)
	if i < 0 || r.places[i].seen.Swap(address) != address {
		return
	}
	r.places[i].found.Store(&known{stmt, compiled, slices.Clone(binds)})
}
