package orm_test

import (
	"strings"
	"testing"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Client struct {
	orm.Entity `gild:"clients"`
	ID         int64 `gild:"id,pk"`
	City       string
	All        orm.Many[*Office] `gild:"back=Client"`
	InBoston   orm.Many[*Office] `gild:"overlaps=All Client,order=street"`
	Nearby     orm.Many[*Office] `gild:"viewonly"` // of the same city, whosever they are
	Later      orm.Many[*Client] `gild:"viewonly"` // clients with a higher number
	Head       orm.One[*Office]  `gild:"viewonly"`
}

type Office struct {
	orm.Entity `gild:"offices"`
	ID         int64  `gild:"id,pk"`
	ClientID   *int64 `gild:"fk=clients.id"`
	City       string
	Street     string
	Client     orm.Ref[*Client]
}

var clientModels = []orm.Mapping{
	orm.Model[Client](
		orm.On(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.InBoston, expr.And(orm.C(&c.ID).EqExpr(orm.N(&o.ClientID)), orm.C(&o.City).Eq("Boston"))
		}),
		orm.On(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.Nearby, orm.C(&c.City).EqExpr(orm.C(&o.City))
		}),
		orm.On(func(c, later *Client) (orm.Relationship, expr.Expr) {
			return &c.Later, orm.C(&later.ID).GtExpr(orm.C(&c.ID))
		}),
		orm.On(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.Head, expr.And(orm.N(&o.ClientID).EqExpr(orm.C(&c.ID)), expr.Lower(orm.C(&o.Street)).EqExpr(expr.Val("main")))
		})),
	orm.Model[Office](),
}

func offices(list []*Office) string {
	var out []string
	for _, o := range list {
		out = append(out, o.City+"/"+o.Street)
	}
	return strings.Join(out, " ")
}

func TestJoinConditions(t *testing.T) {
	eachWith(t, clientModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		a, b := &Client{City: "Oslo"}, &Client{City: "Boston"}
		a.InBoston.Add(&Office{City: "Boston", Street: "y"}, &Office{City: "Boston", Street: "Main"})
		a.All.Add(&Office{City: "Oslo", Street: "z"})
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(a, b); return nil }))
		wantRows(t, db, "select client_id, street from offices order by id", "1,z 1,y 1,Main")

		s := r.NewSession(db.DB)
		defer s.Close()
		c := orm.From[Client]()
		found, err := orm.Select(c).OrderBy(orm.C(&c.ID)).
			With(orm.SelectIn(&c.InBoston), orm.SelectIn(&c.Nearby), orm.SelectIn(&c.Later), orm.SelectIn(&c.Head)).All(ctx, s)
		ok(t, err)
		wantSent(t, db, "SELECT clients ORDER BY clients.id",
			"SELECT offices WHERE offices.client_id IN (1, 2) AND offices.city = Boston ORDER BY offices.street",
			"SELECT offices JOIN clients AS client_1 ON client_1.city = offices.city WHERE client_1.id IN (1, 2) ORDER BY offices.id",
			"SELECT clients JOIN clients AS client_1 ON clients.id > client_1.id WHERE client_1.id IN (1, 2) ORDER BY clients.id",
			"SELECT offices WHERE offices.client_id IN (1, 2) AND lower(offices.street) = main ORDER BY offices.id")
		a, b = found[0], found[1]
		for want, list := range map[string]func() ([]*Office, error){
			"Boston/Main Boston/y": a.InBoston.All, "Oslo/z": a.Nearby.All, "Boston/y Boston/Main": b.Nearby.All, "": b.InBoston.All,
		} {
			if got, err := list(); err != nil || offices(got) != want {
				t.Errorf("%s, %v; want %s", offices(got), err, want)
			}
		}
		if later, err := a.Later.All(); err != nil || len(later) != 1 || later[0] != b {
			t.Error(later, err)
		}
		if head, err := a.Head.Get(); err != nil || head.Street != "Main" {
			t.Error(head, err)
		}
		o := orm.From[Office]()
		near, err := orm.Select(o).Where(orm.WithParent(&b.Nearby)).OrderBy(orm.C(&o.ID)).All(ctx, s)
		if err != nil || offices(near) != "Boston/y Boston/Main" {
			t.Error(offices(near), err)
		}
		boston, err := orm.Select(o).Where(orm.WithParent(&a.InBoston)).All(ctx, s)
		if err != nil || len(boston) != 2 {
			t.Error(offices(boston), err)
		}
		// Only the pair of columns is written, and what is for reading alone not at all.
		db.Log.Take()
		list, _ := a.InBoston.All()
		a.InBoston.Remove(list[1])
		b.Nearby.Add(list[0])
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE offices SET client_id=NULL WHERE offices.id = 2")
		ok(t, s.Flush(ctx))
		wantSent(t, db)
	})
}

func TestJoinConditionMistakes(t *testing.T) {
	on := func(fn func(c *Client, o *Office) (orm.Relationship, expr.Expr), more ...orm.MapOption) error {
		return orm.NewRegistry(nil, orm.Model[Client](append(more, clientModels0, orm.On(fn))...), orm.Model[Office]()).Err()
	}
	other := orm.From[Office]()
	for want, err := range map[string]error{
		"Client.All: On: nothing says what the flush writes": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.All, orm.C(&c.City).EqExpr(orm.C(&o.City))
		}),
		"Client.All: On: Foreign is for a field of orm_test.Office": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.All, orm.Foreign(orm.C(&c.City)).EqExpr(orm.C(&o.City))
		}),
		"Client.All: On: Foreign marks a field that is equal": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.All, orm.Foreign(orm.C(&o.City)).GtExpr(orm.C(&c.City))
		}),
		"Foreign is for fields, by C or N": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.All, orm.Foreign(expr.Val("x")).EqExpr(orm.C(&c.City))
		}),
		"Client.All: On: a field address (string) is not": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.All, orm.C(&c.City).EqExpr(orm.C(&other.City))
		}),
		"Client.All: On: the condition is nil": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) { return &c.All, nil }),
		"no relationship of its first argument": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &o.Client, orm.C(&c.City).EqExpr(orm.C(&o.City))
		}),
		"but elements are *orm_test.Client": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.Later, orm.C(&c.City).EqExpr(orm.C(&o.City))
		}),
		"two conditions are given by On": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.Nearby, orm.C(&c.City).EqExpr(orm.C(&o.City))
		}),
		"chooses a foreign key, but the condition is given": on(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
			return &c.All, orm.C(&c.ID).EqExpr(orm.N(&o.ClientID))
		}, orm.Tag("All", "via=client_id")),
		"the function is nil":                          on(nil),
		"On is about relationships of orm_test.Client": orm.NewRegistry(nil, orm.Model[Client](), orm.Model[Office](clientModels0)).Err(),
	} {
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("error %v does not say %q", err, want)
		}
	}
}

var clientModels0 = orm.On(func(c *Client, o *Office) (orm.Relationship, expr.Expr) {
	return &c.Nearby, orm.C(&c.City).EqExpr(orm.C(&o.City))
})

// Remark belongs to a post or to a photo: which, it says itself.
type Remark struct {
	orm.Entity `gild:"remarks"`
	ID         int64 `gild:"id,pk"`
	OwnerKind  string
	OwnerID    *int64
	Text       string
	Post       orm.Ref[*Post]  `gild:"back=Remarks"`
	Photo      orm.Ref[*Photo] `gild:"back=Remarks"`
}

type Post struct {
	orm.Entity `gild:"posts"`
	ID         int64             `gild:"id,pk"`
	Remarks    orm.Many[*Remark] `gild:"cascade=all delete-orphan"`
}

type Photo struct {
	orm.Entity `gild:"photos"`
	ID         int64             `gild:"id,pk"`
	Remarks    orm.Many[*Remark] `gild:"cascade=all delete-orphan"`
}

func ownedBy(r *Remark, id *int64, kind string) expr.Expr {
	return expr.And(orm.Foreign(orm.N(&r.OwnerID)).EqExpr(orm.C(id)), orm.Foreign(orm.C(&r.OwnerKind)).Eq(kind))
}

var remarkModels = []orm.Mapping{
	orm.Model[Post](orm.On(func(p *Post, r *Remark) (orm.Relationship, expr.Expr) { return &p.Remarks, ownedBy(r, &p.ID, "post") })),
	orm.Model[Photo](orm.On(func(p *Photo, r *Remark) (orm.Relationship, expr.Expr) { return &p.Remarks, ownedBy(r, &p.ID, "photo") })),
	orm.Model[Remark](
		orm.On(func(r *Remark, p *Post) (orm.Relationship, expr.Expr) { return &r.Post, ownedBy(r, &p.ID, "post") }),
		orm.On(func(r *Remark, p *Photo) (orm.Relationship, expr.Expr) { return &r.Photo, ownedBy(r, &p.ID, "photo") })),
}

// TestPolymorphicAssociation: rows of one table belong to rows of several others, by a kind and a
// number, without foreign keys. The kind is written, asked for, and respected by deletions.
func TestPolymorphicAssociation(t *testing.T) {
	eachWith(t, remarkModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		post, photo := &Post{}, &Photo{}
		post.Remarks.Add(&Remark{Text: "a"}, &Remark{Text: "b"})
		byRef := &Remark{Text: "c"}
		byRef.Photo.Set(photo)
		s.Add(byRef, post, photo) // owners go first all the same
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select owner_kind, owner_id, text from remarks order by text", "post,1,a post,1,b photo,1,c")

		fresh := r.NewSession(db.DB)
		defer fresh.Close()
		p := orm.From[Photo]()
		found, err := orm.Select(p).With(orm.SelectIn(&p.Remarks)).One(ctx, fresh)
		ok(t, err)
		list, err := found.Remarks.All()
		if err != nil || len(list) != 1 || list[0].Text != "c" {
			t.Error(list, err)
		}
		if post, err := list[0].Post.Load(ctx); post != nil || err != nil {
			t.Error("the remark of a photo has the post of the same number", post, err)
		}
		if photo, err := list[0].Photo.Load(ctx); photo != found || err != nil {
			t.Error(photo, err)
		}
		ok(t, fresh.Close())
		moved, err := post.Remarks.All()
		ok(t, err)
		photo.Remarks.Add(moved[0]) // the number stays the same
		moved[0].Post.Set(nil)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select owner_kind, owner_id, text from remarks order by text", "photo,1,a post,1,b photo,1,c")
		s.Delete(post)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select owner_kind, owner_id, text from remarks order by text", "photo,1,a photo,1,c")
	})
}
