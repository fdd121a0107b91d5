package orm_test

import (
	"errors"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

// Items with keys of two columns, labels through tables between, a collection by key, and an expression.
type (
	KItem interface {
		comparableItem
		DictKey() string
	}
	comparableItem interface{ item() *KBase }

	KBase struct {
		orm.Entity `gild:"k_items,kind=base"`
		Shelf      int64             `gild:"shelf,pk"`
		Place      int64             `gild:"place,pk"`
		Kind       string            `gild:"kind,size=10,discriminator"`
		Name       string            `gild:"name,size=10"`
		RoomID     *int64            `gild:"room_id,fk=k_rooms.id"`
		Twice      int64             `gild:"-"`
		Labels     orm.Many[*KLabel] `gild:"through=k_labelled"`
	}
	KBook struct {
		KBase   `gild:"k_books,kind=book"`
		Pages   int64
		Double  int64             `gild:"-"`
		Genres  orm.Many[*KLabel] `gild:"through=k_genres"`
		Bookend orm.One[*KEnd]    `gild:"cascade=all delete-orphan"`
	}
	KEnd struct {
		orm.Entity `gild:"k_ends"`
		ID         int64 `gild:"id,pk"`
		Shelf      int64
		Place      int64
	}
	KLabel struct {
		orm.Entity `gild:"k_labels"`
		ID         int64            `gild:"id,pk"`
		Books      orm.Many[*KBook] `gild:"through=k_genres,back=Genres"`
	}
	KRoom struct {
		orm.Entity `gild:"k_rooms"`
		ID         int64                   `gild:"id,pk"`
		Items      orm.Dict[string, KItem] `gild:"cascade=all"`
	}
)

func (b *KBase) item() *KBase    { return b }
func (b *KBase) DictKey() string { return b.Name }

// TestHierarchiesWithMore: keys of several columns, tables between, one-to-one, collections by key, expressions, merges
// and savepoints of types in a hierarchy.
func TestHierarchiesWithMore(t *testing.T) {
	models := []orm.Mapping{
		orm.Model[KRoom](), orm.Model[KLabel](), orm.Model[KEnd](),
		orm.Model[KBase](orm.ExprField(func(b *KBase, _ *schema.MetaData) (*int64, expr.Expr) { return &b.Twice, orm.C(&b.Place).Mul(2) })),
		orm.Model[KBook](orm.ExprField(func(b *KBook, _ *schema.MetaData) (*int64, expr.Expr) {
			return &b.Double, orm.C(&b.Pages).AddExpr(orm.C(&b.Place))
		}),
			orm.On(func(b *KBook, e *KEnd) (orm.Relationship, expr.Expr) {
				return &b.Bookend, expr.And(orm.Foreign(orm.C(&e.Shelf)).EqExpr(orm.C(&b.Shelf)), orm.Foreign(orm.C(&e.Place)).EqExpr(orm.C(&b.Place)))
			})),
	}
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db)
		defer s.Close()
		room, label := &KRoom{}, &KLabel{}
		book, box := &KBook{KBase: KBase{Shelf: 1, Place: 2, Name: "book"}, Pages: 100}, &KBase{Shelf: 1, Place: 3, Name: "box"}
		book.Labels.Add(label)
		book.Genres.Add(label)
		book.Bookend.Set(&KEnd{})
		room.Items.Put(book, box)
		s.Add(room)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select i.shelf, i.place, kind, name, room_id, pages from k_items i left join k_books b on b.shelf = i.shelf and b.place = i.place order by i.place", "1,2,book,book,1,100 1,3,base,box,1,NULL")
		wantRows(t, db, "select shelf, place from k_ends", "1,2")
		wantRows(t, db, "select count(*) from k_labelled", "1")
		wantRows(t, db, "select count(*) from k_genres", "1")

		fresh := r.NewSession(db)
		defer fresh.Close()
		b, k := orm.From[KBase](), orm.From[KRoom]()
		all, err := orm.As[KItem](orm.Select(b).OrderBy(orm.C(&b.Place))).All(ctx, fresh)
		ok(t, err)
		found := all[0].(*KBook)
		if found.Pages != 100 || found.Twice != 4 || found.Double != 102 || all[1].item().Twice != 6 {
			t.Errorf("%+v %+v", found, all[1])
		}
		rooms, err := orm.Select(k).With(orm.SelectIn(&k.Items).Then(b, orm.SelectIn(&b.Labels))).All(ctx, fresh)
		ok(t, err)
		if got, err := rooms[0].Items.Get("book"); err != nil || got != KItem(found) || found.Labels.Len() != 1 {
			t.Errorf("%v %v", got, err)
		}
		genres, err := found.Genres.Load(ctx)
		ok(t, err)
		books, err := genres[0].Books.Load(ctx)
		ok(t, err)
		end, err := found.Bookend.Load(ctx)
		ok(t, err)
		if len(books) != 1 || books[0] != found || end == nil {
			t.Errorf("%v %v", books, end)
		}
		double := orm.From[KBook]()
		n, err := orm.Select(double).Where(orm.C(&double.Double).Gt(101), orm.Has(&double.Genres), orm.RelatedTo(&double.Labels, genres[0])).Count(ctx, fresh)
		ok(t, err)
		if n != 1 {
			t.Errorf("%d books", n)
		}
		l := orm.From[KLabel]()
		again := r.NewSession(db)
		defer again.Close()
		joined, err := orm.Select(l).With(orm.Joined(&l.Books)).
			Where(orm.HasWhere(&l.Books, func(b *KBook) expr.Expr { return expr.And(orm.C(&b.Pages).Eq(100), orm.C(&b.Name).Eq("book")) })).All(ctx, again)
		ok(t, err)
		pairs, err := orm.All2(ctx, again, orm.Select(l).LeftJoin(&l.Books, double).Where(orm.C(&double.Pages).Eq(100)), double)
		ok(t, err)
		inside, err := joined[0].Books.All()
		if err != nil || len(inside) != 1 || inside[0].Pages != 100 || inside[0].Double != 102 || len(pairs) != 1 || pairs[0].Second != inside[0] {
			t.Errorf("%v %v %v", inside, pairs, err)
		}
		ok(t, again.Close())
		err = fresh.InSavepoint(ctx, func() error {
			found.Pages, found.Name = 1, "x"
			fresh.Delete(all[1])
			ok(t, fresh.Flush(ctx))
			return errFault
		})
		if !errors.Is(err, errFault) || found.Pages != 100 || found.Name != "book" || fresh.StatusOf(all[1]) != orm.Persistent {
			t.Errorf("%v: %+v %s", err, found, fresh.StatusOf(all[1]))
		}
		ok(t, fresh.Commit(ctx))

		given := &KRoom{ID: 1}
		given.Items.Put(&KBook{KBase: KBase{Shelf: 1, Place: 2, Name: "other", RoomID: new(int64(1))}, Pages: 7})
		merged, err := orm.Merge(ctx, s, given)
		ok(t, err)
		ok(t, s.Commit(ctx))
		if got, err := merged.Items.Get("other"); err != nil || got != KItem(book) || book.Pages != 7 {
			t.Errorf("%v %v", got, err)
		}
		wantRows(t, db, "select name, pages from k_items i join k_books b on b.shelf = i.shelf and b.place = i.place", "other,7")
		s.Delete(book)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select count(*) from k_genres", "0")
		wantRows(t, db, "select count(*) from k_ends", "0")
		wantRows(t, db, "select name, room_id from k_items", "box,NULL")
	})
}
