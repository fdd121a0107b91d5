package orm_test

import (
	"context"
	"reflect"
	"slices"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// Kept is embedded by types whose rows are kept as they were.
type Kept struct {
	Version int64 `gild:"version,version"`
}

func (*Kept) kept() {}

type keeping interface{ kept() }

type Contract struct {
	orm.Entity `gild:"contracts"`
	ID         int64             `gild:"id,pk"`
	Title      string            `gild:"title,size=50"`
	Clauses    orm.Many[*Clause] `gild:"cascade=all delete-orphan"`
	Kept
}

type Clause struct {
	orm.Entity `gild:"clauses"`
	ContractID int64  `gild:"contract_id,pk,fk=contracts.id"`
	Number     int    `gild:"number,pk"`
	Words      string `gild:"words,size=50"`
	Kept
}

// history keeps former rows, for each table in one of its own.
type history struct {
	r      *orm.Registry
	meta   *schema.MetaData
	former map[*schema.Table]*schema.Table
}

func newHistory(r *orm.Registry) *history {
	h := &history{r: r, meta: schema.NewMetaData(), former: map[*schema.Table]*schema.Table{}}
	for _, info := range r.Types() {
		items := []schema.TableItem{schema.NewColumn("gone", typemap.Boolean())}
		for _, c := range info.Table.Definitions() {
			items = append(items, schema.NewColumn(c.Name(), c.Type()))
		}
		h.former[info.Table] = schema.NewTable(h.meta, info.Table.Name()+"_history", items...)
	}
	return h
}

// events copy rows before they are updated or deleted.
func (h *history) events() []orm.Events {
	return []orm.Events{
		orm.BeforeUpdate(func(ctx context.Context, s *orm.Session, obj keeping) error {
			changes, err := s.Changes(obj)
			if err != nil || !slices.ContainsFunc(changes, func(c orm.Change) bool { return c.Added == nil && c.Removed == nil }) {
				return err // of which no row is updated
			}
			return h.keep(ctx, s, obj, false)
		}),
		orm.BeforeDelete(func(ctx context.Context, s *orm.Session, obj keeping) error { return h.keep(ctx, s, obj, true) }),
	}
}

func (h *history) keep(ctx context.Context, s *orm.Session, obj any, gone bool) error {
	info, err := h.r.TypeOf(obj)
	if err != nil {
		return err
	}
	former := h.former[info.Table]
	into, values := []expr.Expr{former.Column("gone").Column}, []expr.Item{expr.Val(gone)}
	for _, c := range info.Table.Definitions() {
		into, values = append(into, former.Column(c.Name()).Column), append(values, c.Column)
	}
	row := expr.Select(values...)
	for _, f := range info.Fields {
		if f.Key {
			key := reflect.ValueOf(obj).Elem().FieldByName(f.Name).Interface()
			row = row.Where(expr.ColOf[any](f.Column.Column).Eq(key))
		}
	}
	_, err = gild.Exec(ctx, s, expr.Insert(former).FromSelect(row, into...))
	return err
}

// Former rows are kept by events: a table of them for each type, with what was updated and what was deleted, by
// cascades too, and in the same transaction.
func TestHistory(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Contract](), orm.Model[Clause]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		h := newHistory(r)
		ok(t, h.meta.CreateAll(ctx, db))
		defer r.Listen(h.events()...)()
		contracts := "select id, title, version, case when gone then 'gone' else 'changed' end from contracts_history order by version"
		clauses := "select number, words, version, case when gone then 'gone' else 'changed' end from clauses_history order by number, version"
		contract := &Contract{Title: "draft"}
		contract.Clauses.Add(&Clause{Number: 1, Words: "first"}, &Clause{Number: 2, Words: "second"})
		s := r.NewSession(db.DB)
		defer s.Close()
		s.Add(contract)
		ok(t, s.Commit(ctx))
		wantRows(t, db, contracts, "")

		contract.Title = "final"
		list, err := contract.Clauses.All()
		ok(t, err)
		list[0].Words = "FIRST"
		ok(t, s.Commit(ctx))
		contract.Clauses.Remove(list[1])
		ok(t, s.Commit(ctx))
		wantRows(t, db, contracts, "1,draft,1,changed")
		wantRows(t, db, clauses, "1,first,1,changed 2,second,1,gone")
		contract.Title = "other"
		ok(t, s.Flush(ctx))
		ok(t, s.Rollback()) // and what was kept is not
		s.Delete(contract)
		ok(t, s.Commit(ctx))
		wantRows(t, db, contracts, "1,draft,1,changed 1,final,2,gone")
		wantRows(t, db, clauses, "1,first,1,changed 1,FIRST,2,gone 2,second,1,gone")
	})
}
