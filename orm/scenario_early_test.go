package orm_test

import (
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Branch struct {
	orm.Entity `gild:"branch"`
	ID         int64               `gild:"id,pk"`
	Name       string              `gild:"name,unique"`
	UpID       *int64              `gild:"up_id,fk=branch.id"`
	Subs       orm.Many[*Branch]   `gild:"cascade=all"`
	Leaves     orm.Many[*Leaf]     `gild:"cascade=all delete-orphan,back=Branch"`
	Birds      orm.Many[*Songbird] `gild:"through=perches"`
}

type Leaf struct {
	orm.Entity `gild:"leaf"`
	ID         int64 `gild:"id,pk"`
	BranchID   int64 `gild:"branch_id,fk=branch.id"`
	Branch     orm.Ref[*Branch]
}

// Nest refers to a branch without a relationship.
type Nest struct {
	orm.Entity `gild:"nest"`
	ID         int64 `gild:"id,pk"`
	BranchID   int64 `gild:"branch_id,fk=branch.id"`
}

type Songbird struct {
	orm.Entity `gild:"songbird"`
	ID         int64 `gild:"id,pk"`
}

// A row whose unique value another one takes goes first, with all that refers to it and is deleted as well; with what
// stays, the database has to say no.
func TestScenarioUniqueOfReferredRow(t *testing.T) {
	models := []orm.Mapping{orm.Model[Branch](), orm.Model[Leaf](), orm.Model[Nest](), orm.Model[Songbird]()}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		old, sub, bird := &Branch{Name: "a"}, &Branch{Name: "sub"}, &Songbird{}
		old.Leaves.Add(&Leaf{}, &Leaf{})
		old.Subs.Add(sub)
		old.Birds.Add(bird)
		s.Add(old)
		ok(t, s.Flush(ctx))
		nest := &Nest{BranchID: old.ID}
		s.Add(nest)
		ok(t, s.Commit(ctx))
		load := func() {
			t.Helper()
			for _, b := range []*Branch{old, sub} {
				_, err := b.Subs.Load(ctx)
				ok(t, err)
				_, err = b.Leaves.Load(ctx)
				ok(t, err)
				_, err = b.Birds.Load(ctx)
				ok(t, err)
			}
			db.Log.Take()
		}

		load()
		s.Delete(old)
		s.Add(&Branch{Name: "a"})
		if err := s.Flush(ctx); !gild.Is(err, gild.ErrForeignKey) {
			t.Errorf("with a nest in it: %v", err)
		}
		ok(t, s.Rollback())

		load()
		s.Delete(old, nest)
		again := &Branch{Name: "a"}
		again.Birds.Add(bird)
		s.Add(again)
		ok(t, s.Flush(ctx))
		number := "3"
		if db.Dialect.Name == "sqlite" { // which gives numbers again
			number = "1"
		}
		wantSent(t, db,
			"DELETE perches WHERE perches.branch_id = 1 AND perches.songbird_id = 1",
			"DELETE branch WHERE branch.id = 2",
			"DELETE leaf WHERE leaf.id = 1", "DELETE leaf WHERE leaf.id = 2",
			"DELETE nest WHERE nest.id = 1",
			"DELETE branch WHERE branch.id = 1",
			"INSERT branch (name, up_id) [a NULL]",
			"INSERT perches (branch_id, songbird_id) ["+number+" 1]")
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select name from branch", "a")
	})
}

type Verse struct {
	orm.Entity `gild:"verses"`
	ID         int64             `gild:"id,pk"`
	Name       string            `gild:"name,unique"`
	Poets      orm.Many[*Versed] `gild:"through=verses_of,back=Verses"`
}

type Versed struct {
	orm.Entity `gild:"versed"`
	ID         int64            `gild:"id,pk"`
	Verses     orm.Many[*Verse] `gild:"through=verses_of"`
}

// Rows between two objects that are both deleted go before the one whose unique value another row takes, also when the
// other one does not know them.
func TestScenarioUniqueOfLinkedRow(t *testing.T) {
	models := []orm.Mapping{orm.Model[Verse](), orm.Model[Versed]()}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		poet := &Versed{}
		poet.Verses.Add(&Verse{Name: "a"}, &Verse{Name: "b"})
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(poet); return nil }))
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
			poet, err := orm.Get[Versed](ctx, s, 1)
			ok(t, err)
			verse, err := orm.Get[Verse](ctx, s, 1)
			ok(t, err)
			_, err = verse.Poets.Load(ctx)
			ok(t, err)
			s.Delete(poet, verse)
			s.Add(&Verse{Name: verse.Name})
			return nil
		}))
		wantRows(t, db, "select name from verses order by name", "a b")
		wantRows(t, db, "select count(*) from verses_of", "0")
	})
}
