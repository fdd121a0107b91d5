package orm_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Nodes of several kinds, with keys that the program gives, versions, and foreign keys between sub-types.
type (
	FNode struct {
		orm.Entity `gild:"f_nodes,kind=node"`
		Code       string           `gild:"code,pk,size=20"`
		Kind       int64            `gild:"kind,discriminator"`
		Version    int64            `gild:"version,version"`
		Name       *string          `gild:"name,size=20,unique"`
		ParentCode *string          `gild:"parent_code,size=20,fk=f_nodes.code"`
		Parent     orm.Ref[*FNode]  `gild:"back=Children"`
		Children   orm.Many[*FNode] `gild:"cascade=all"`
	}
	FFolder struct {
		FNode `gild:"f_folders,kind=2"`
		Size  int64
		Files orm.Many[*FFile] `gild:"back=Folder"`
	}
	FFile struct {
		FNode      `gild:"f_files,kind=3"`
		Text       orm.Deferred[string] `gild:"text,size=20"`
		FolderCode *string              `gild:"folder_code,size=20,fk=f_folders.code"`
		Folder     orm.Ref[*FFolder]    `gild:"via=folder_code"`
		NextCode   *string              `gild:"next_code,size=20,fk=f_files.code"`
		Next       orm.Ref[*FFile]      `gild:"via=next_code,post-update"`
	}
)

func flushModels() []orm.Mapping {
	return []orm.Mapping{orm.Model[FFile](), orm.Model[FFolder](), orm.Model[FNode](orm.Tag("Entity", "f_nodes,kind=1"))}
}

func fnode(code string) FNode { return FNode{Code: code} }

// TestJoinedFlushOrder: rows of sub-types refer to each other, to the base, and in circles.
func TestJoinedFlushOrder(t *testing.T) {
	eachWith(t, flushModels(), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		file, other, folder, top := &FFile{FNode: fnode("a")}, &FFile{FNode: fnode("b")}, &FFolder{FNode: fnode("c"), Size: 3}, &FNode{Code: "d"}
		file.Text.Set("text")
		file.Folder.Set(folder)
		file.Next.Set(other)
		other.Next.Set(file)
		folder.Parent.Set(top)
		s.Add(folder)
		file.Parent.Set(&folder.FNode)
		if got, err := file.Parent.Get(); err != nil || got != &folder.FNode {
			t.Errorf("%v %v", got, err)
		}
		s.Add(file, other)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select code, kind, version, parent_code from f_nodes order by code", "a,3,1,c b,3,1,NULL c,2,1,d d,1,1,NULL")
		wantRows(t, db, "select code, text, folder_code, next_code from f_files order by code", "a,text,c,b b,,NULL,a")
		if parent, err := file.Parent.Get(); err != nil || orm.Concrete(parent) != any(folder) || !folder.Children.Contains(&file.FNode) {
			t.Errorf("%v %v", parent, err)
		}

		db.Log.Take()
		folder.Size++ // in another table than the version
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select version from f_nodes where code = 'c'", "2")
		db.Log.Take()
		ok(t, s.Commit(ctx))
		wantSent(t, db)

		stale := r.NewSession(db)
		defer stale.Close()
		same, err := orm.Get[FFolder](ctx, stale, "c")
		ok(t, err)
		ok(t, stale.Commit(ctx))
		folder.Size++
		ok(t, s.Commit(ctx))
		same.Size = 77
		var conflict *orm.StaleError
		if err := stale.Flush(ctx); !errors.As(err, &conflict) {
			t.Errorf("got %v", err)
		}
		ok(t, stale.Rollback())

		fresh := r.NewSession(db)
		defer fresh.Close()
		found, err := orm.Get[FFile](ctx, fresh, "a")
		ok(t, err)
		text, err := found.Text.Load(ctx)
		ok(t, err)
		files, err := found.Folder.Load(ctx)
		ok(t, err)
		if text != "text" || files.Size != 5 {
			t.Errorf("%s %+v", text, files)
		}
		ok(t, fresh.Commit(ctx))

		other.Next.Set(nil)
		s.Delete(top) // with all below
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select code from f_nodes", "b")
		wantRows(t, db, "select code, next_code from f_files", "b,NULL")
		wantRows(t, db, "select code from f_folders", "")
	})
}

// TestJoinedKeys: keys that change, rows that another object takes over, and unique values that do.
func TestJoinedKeys(t *testing.T) {
	eachWith(t, flushModels(), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		folder := &FFolder{FNode: FNode{Code: "a", Name: new("one")}, Size: 3}
		s.Add(folder)
		ok(t, s.Commit(ctx))
		if !strings.HasPrefix(db.URL, "sqlite") { // which leaves foreign keys alone unless told otherwise
			folder.Code, folder.Size = "z", 4
			ok(t, s.Commit(ctx))
			wantRows(t, db, "select code, size from f_folders", "z,4")
			same, err := orm.Get[FNode](ctx, s, "z")
			ok(t, err)
			if orm.Concrete(same) != any(folder) {
				t.Errorf("%v", same)
			}
		}
		s.Delete(folder) // the same row, of the same type
		again := &FFolder{FNode: FNode{Code: folder.Code, Name: new("one")}, Size: 9}
		s.Add(again)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select size from f_folders", "9")
		wantRows(t, db, "select kind, name from f_nodes", "2,one")

		s.Delete(again) // the same row, of another type
		file := &FFile{FNode: FNode{Code: again.Code, Name: new("two")}}
		s.Add(file)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select kind, name from f_nodes", "3,two")
		wantRows(t, db, "select count(*) from f_folders", "0")

		s.Delete(file) // the same unique value
		s.Add(&FFolder{FNode: FNode{Code: "n", Name: new("two")}})
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select code, kind, name from f_nodes", "n,2,two")
		wantRows(t, db, "select count(*) from f_files", "0")
	})
}

// TestJoinedByConditions: UPDATE and DELETE by conditions, and by keys, of rows in several tables.
func TestJoinedByConditions(t *testing.T) {
	eachWith(t, flushModels(), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		big, small, file := &FFolder{FNode: fnode("a"), Size: 9}, &FFolder{FNode: fnode("b"), Size: 1}, &FFile{FNode: fnode("c")}
		s.Add(big, small, file)
		ok(t, s.Commit(ctx))
		d, n := orm.From[FFolder](), orm.From[FNode]()
		rows, err := orm.Update(d).Set(orm.AssignExpr(&d.Size, orm.C(&d.Size).Add(1)), orm.Assign(&d.Name, new("big"))).
			Where(orm.C(&d.Size).Gt(5), orm.C(&d.Code).Ne("x")).Run(ctx, s)
		ok(t, err)
		if rows != 1 || big.Size != 10 || *big.Name != "big" || big.Version != 2 || small.Size != 1 {
			t.Errorf("%d rows: %+v %+v", rows, big, small)
		}
		rows, err = orm.Update(n).Set(orm.Assign(&n.Name, new("file"))).Where(orm.C(&n.Code).Eq("c")).Run(ctx, s)
		ok(t, err)
		if rows != 1 || *file.Name != "file" {
			t.Errorf("%d rows: %+v", rows, file)
		}
		if _, err := orm.Update(n).Set(orm.Assign(&n.Kind, 3)).All().Run(ctx, s); err == nil || !strings.Contains(err.Error(), "of which type") {
			t.Errorf("another kind: %v", err)
		}
		ok(t, orm.UpdateByKey(ctx, s, d, []FFolder{{FNode: FNode{Code: "a", Version: 2}, Size: 20}}, &d.Size))
		if big.Size != 20 || big.Version != 3 {
			t.Errorf("%+v", big)
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select n.code, name, version, size from f_nodes n left join f_folders d on d.code = n.code order by n.code", "a,big,3,20 b,NULL,1,1 c,file,2,NULL")

		rows, err = orm.Delete(d).Where(orm.C(&d.Size).Lt(5)).Run(ctx, s)
		ok(t, err)
		if rows != 1 || s.StatusOf(small) != orm.Deleted || s.StatusOf(big) != orm.Persistent {
			t.Errorf("%d rows: %s %s", rows, s.StatusOf(small), s.StatusOf(big))
		}
		rows, err = orm.Delete(n).Where(orm.C(&n.Code).In("a", "c")).Run(ctx, s)
		ok(t, err)
		if rows != 2 || s.StatusOf(file) != orm.Deleted {
			t.Errorf("%d rows: %s", rows, s.StatusOf(file))
		}
		ok(t, s.Commit(ctx))
		for _, table := range []string{"f_nodes", "f_folders", "f_files"} {
			wantRows(t, db, "select count(*) from "+table, "0")
		}
	})
}

// TestHierarchyListeners: what is said about the base holds for sub-types: validators, events and conditions.
func TestHierarchyListeners(t *testing.T) {
	var seen []string
	note := func(what string, code string) { seen = append(seen, what+" "+code) }
	models := []orm.Mapping{
		orm.Model[FNode](orm.Tag("Entity", "f_nodes,kind=1"), orm.Validate(func(n *FNode) error { note("validate", n.Code); return nil })),
		orm.Model[FFolder](orm.Validate(func(d *FFolder) error { note("validate folder", d.Code); return nil })), orm.Model[FFile](),
	}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db, orm.WithEvents(
			orm.BeforeInsert(func(_ context.Context, _ *orm.Session, n *FNode) error { note("insert", n.Code); return nil }),
			orm.AfterInsert(func(_ context.Context, _ *orm.Session, d *FFolder) error { note("inserted", d.Code); return nil }),
			orm.BeforeUpdate(func(_ context.Context, _ *orm.Session, d *FFolder) error { d.Size += 100; return nil }),
			orm.AfterUpdate(func(_ context.Context, _ *orm.Session, n *FNode) error { note("updated", n.Code); return nil }),
			orm.BeforeDelete(func(_ context.Context, _ *orm.Session, n *FNode) error { note("delete", n.Code); return nil }),
			orm.AfterDelete(func(_ context.Context, _ *orm.Session, n *FNode) error { note("deleted", n.Code); return nil }),
		), orm.Only(func(n *FNode) expr.Expr { return orm.C(&n.Code).Ne("hidden") }))
		defer s.Close()
		want := func(list ...string) {
			t.Helper()
			if !slices.Equal(seen, list) {
				t.Errorf("got %q, want %q", seen, list)
			}
			seen = nil
		}
		seen = nil
		folder, hidden := &FFolder{FNode: fnode("a")}, &FFolder{FNode: fnode("hidden")}
		s.Add(folder, hidden)
		ok(t, s.Commit(ctx))
		want("validate a", "validate folder a", "validate hidden", "validate folder hidden", "insert a", "insert hidden", "inserted a", "inserted hidden")
		folder.Name = new("x")
		ok(t, s.Commit(ctx))
		want("validate a", "validate folder a", "updated a")
		wantRows(t, db, "select size from f_folders where code = 'a'", "100")
		d := orm.From[FFolder]()
		found, err := orm.Select(d).All(ctx, s)
		ok(t, err)
		if len(found) != 1 || found[0] != folder {
			t.Errorf("%d found", len(found))
		}
		s.Delete(folder)
		ok(t, s.Commit(ctx))
		want("delete a", "deleted a")
	})
}

// TestLoadedWhole: objects are told to have been loaded when they are whole.
func TestLoadedWhole(t *testing.T) {
	eachWith(t, flushModels(), func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(&FFolder{FNode: fnode("a"), Size: 7}); return nil }))
		var sizes []int64
		s := r.NewSession(db, orm.WithEvents(orm.Loaded(func(_ *orm.Session, d *FFolder) error { sizes = append(sizes, d.Size); return nil })))
		defer s.Close()
		n := orm.From[FNode]()
		_, err := orm.Select(n).All(ctx, s)
		ok(t, err)
		_, err = orm.Select(n).NoTrack().All(ctx, s)
		ok(t, err)
		if fmt.Sprint(sizes) != "[7 7]" {
			t.Errorf("got %v", sizes)
		}
	})
}
