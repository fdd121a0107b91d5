package orm_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Stamped has, besides its number, a value that the database gives.
type Stamped struct {
	orm.Entity `gild:"stamped"`
	ID         int64 `gild:"id,pk"`
	Name       string
	Twice      string `gild:"twice,generated"`
}

// TestNumbersOutOfOrder: where numbers neither grow nor shrink from row to row, the rows themselves tell
// whose they are; other values that come back with them go to the same objects. Rows that are all alike
// may have either number; where nothing tells, it is an error and nothing is stored.
func TestNumbersOutOfOrder(t *testing.T) {
	db := live.Postgres(t)
	ctx := t.Context()
	for _, text := range []string{"create sequence s maxvalue 20 cycle", "select setval('s', 17)",
		"create table stamped (id bigint primary key default nextval('s'), name text, twice text generated always as (name || name) stored)"} {
		_, err := db.ExecContext(ctx, text)
		ok(t, err)
	}
	r := orm.NewRegistry(nil, orm.Model[Stamped]())
	for _, n := range []int{7, 18} { // by VALUES, and by lists
		var all []*Stamped
		db.Log.Take()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			for i := range n {
				st := &Stamped{Name: fmt.Sprintf("n%d", i)}
				all = append(all, st)
				s.Add(st)
			}
			return nil
		}))
		looked := false
		for _, text := range db.Log.Take() {
			looked = looked || strings.Contains(text, "FROM stamped")
		}
		if !looked {
			t.Errorf("%d rows: their numbers are in order: the test reaches nothing", n)
		}
		for _, st := range all {
			var name string
			ok(t, db.QueryRowContext(ctx, fmt.Sprintf("select name from stamped where id = %d", st.ID)).Scan(&name))
			if name != st.Name || st.Twice != st.Name+st.Name {
				t.Errorf("%d rows: %q has the number of %q, and %q", n, st.Name, name, st.Twice)
			}
		}
		_, err := db.ExecContext(ctx, "delete from stamped")
		ok(t, err)
	}
	for _, text := range []string{ // a trigger that gives rows the values of others, and numbers of its own
		"create function mix() returns trigger as $$ begin new.name := 'x' || new.name; return new; end $$ language plpgsql",
		"create trigger mixes before insert on stamped for each row execute function mix()", "select setval('s', 17)"} {
		_, err := db.ExecContext(ctx, text)
		ok(t, err)
	}
	err := r.InTx(ctx, db.DB, func(s *orm.Session) error {
		for i := range 7 {
			s.Add(&Stamped{Name: fmt.Sprint(i)})
		}
		return nil
	})
	if err == nil || !strings.Contains(err.Error(), "cannot be told which row is whose") {
		t.Error(err)
	}
	wantRows(t, db, "select count(*) from stamped", "0")
}
