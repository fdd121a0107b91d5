package orm_test

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
)

// A table for each kind of document.
type (
	CDocument struct {
		orm.Entity `gild:",abstract"`
		ID         int64             `gild:"id,pk"`
		Title      string            `gild:"title,size=20"`
		Made       time.Time         `gild:"made"`
		AuthorID   *int64            `gild:"author_id,fk=c_authors.id"`
		Author     orm.Ref[*CAuthor] `gild:""`
	}
	CInvoice struct {
		CDocument `gild:"c_invoices,concrete"`
		Amount    int64            `gild:"amount"`
		Note      *string          `gild:"note,size=20"`
		Lines     orm.Many[*CLine] `gild:"cascade=all delete-orphan"`
	}
	CLetter struct {
		CDocument `gild:"c_letters,concrete,kind=letter"`
		Note      *string `gild:"note,size=20"`   // as invoices have it
		Amount    string  `gild:"amount,size=20"` // of another type
		Urgent    bool
	}
	CLine struct {
		orm.Entity `gild:"c_lines"`
		ID         int64  `gild:"id,pk"`
		InvoiceID  int64  `gild:"fk=c_invoices.id"`
		Text       string `gild:"text,size=20"`
	}
	CAuthor struct {
		orm.Entity `gild:"c_authors"`
		ID         int64                `gild:"id,pk"`
		Name       string               `gild:"name,size=20"`
		Documents  orm.Many[*CDocument] `gild:"viewonly"`
	}
)

var concreteModels = []orm.Mapping{
	orm.Model[CDocument](), orm.Model[CInvoice](), orm.Model[CLetter](), orm.Model[CLine](), orm.Model[CAuthor](),
}

// documents fills the tables: two authors, invoices 1 and 2, letters 1 and 2.
func documents(t *testing.T, r *orm.Registry, db *live.Database) {
	t.Helper()
	day := time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)
	ok(t, r.InTx(t.Context(), db.DB, func(s *orm.Session) error {
		ann, bob := &CAuthor{Name: "Ann"}, &CAuthor{Name: "Bob"}
		note := "by hand"
		first := &CInvoice{CDocument: CDocument{Title: "first", Made: day}, Amount: 10, Note: &note}
		first.Author.Set(ann)
		first.Lines.Add(&CLine{Text: "one"}, &CLine{Text: "two"})
		second := &CInvoice{CDocument: CDocument{Title: "second", Made: day.Add(time.Hour)}, Amount: 20}
		second.Author.Set(bob)
		letter := &CLetter{CDocument: CDocument{Title: "letter", Made: day}, Amount: "two pages", Urgent: true}
		letter.Author.Set(ann)
		card := &CLetter{CDocument: CDocument{Title: "card", Made: day}, Note: &note}
		s.Add(ann, bob, first, second, letter, card)
		return nil
	}))
}

// documentsAs are those of documents, with their types and keys.
func documentsAs(list []*CDocument) string {
	var out []string
	for _, d := range list {
		out = append(out, fmt.Sprintf("%s:%T:%d", d.Title, orm.Concrete(d), d.ID))
	}
	return strings.ReplaceAll(strings.Join(out, " "), "*orm_test.C", "")
}

func TestConcreteTables(t *testing.T) {
	eachWith(t, concreteModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		documents(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		d := orm.From[CDocument]()

		all, err := orm.Select(d).OrderBy(orm.C(&d.Title)).All(ctx, s)
		ok(t, err)
		if got := documentsAs(all); got != "card:Letter:2 first:Invoice:1 letter:Letter:1 second:Invoice:2" {
			t.Errorf("all documents: %s", got)
		}
		first := orm.Concrete(all[1]).(*CInvoice)
		if first.Amount != 10 || first.Note == nil || *first.Note != "by hand" || !first.Made.Equal(time.Date(2024, 2, 29, 12, 30, 0, 0, time.UTC)) {
			t.Errorf("the first invoice: %+v", first)
		}
		if letter := orm.Concrete(all[2]).(*CLetter); letter.Amount != "two pages" || !letter.Urgent || letter.Note != nil {
			t.Errorf("the letter: %+v", letter)
		}

		// One object for each row, two for one key of two tables.
		one, err := orm.Get[CInvoice](ctx, s, 1)
		ok(t, err)
		if one != first {
			t.Error("Get of an invoice returned another object than the query for all documents")
		}
		again, err := orm.Select(d).Where(orm.C(&d.Title).Eq("letter")).One(ctx, s)
		ok(t, err)
		if again != all[2] {
			t.Error("a second query returned another object")
		}
	})
}

func TestConcreteQueries(t *testing.T) {
	eachWith(t, concreteModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		documents(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		d := orm.From[CDocument]()
		query := func(want string, q *orm.Query[CDocument]) {
			t.Helper()
			found, err := q.All(ctx, s)
			ok(t, err)
			if got := documentsAs(found); got != want {
				t.Errorf("%s\nwant %s", got, want)
			}
		}
		ordered := orm.Select(d).OrderBy(orm.C(&d.Title))

		i, l := orm.From[CInvoice](), orm.From[CLetter]()
		query("letter:Letter:1 second:Invoice:2", ordered.Inline(i, l).Where(expr.Or(orm.C(&i.Amount).Gt(10), orm.C(&l.Urgent).Eq(true))))
		query("letter:Letter:1", ordered.Inline(l).Where(orm.C(&l.Amount).Like("two%")))
		query("first:Invoice:1 letter:Letter:1", ordered.Where(orm.HasWhere(&d.Author, func(a *CAuthor) expr.Expr { return orm.C(&a.Name).Eq("Ann") })))

		a := orm.From[CAuthor]()
		query("second:Invoice:2", ordered.Join(&d.Author, a).Where(orm.C(&a.Name).Eq("Bob")))
		other := orm.From[CDocument]()
		query("card:Letter:2 letter:Letter:1", ordered.JoinOn(other, expr.And(orm.C(&other.Made).EqExpr(orm.C(&d.Made)), orm.C(&other.Title).Eq("first"))).
			Where(orm.C(&d.Title).Ne("first")))
		query("first:Invoice:1 letter:Letter:1", orm.Select(d).Limit(2).After(nil))

		var pages []string
		for page, err := range orm.Select(d).Batches(ctx, s, 1) {
			ok(t, err)
			pages = append(pages, documentsAs(page))
		}
		if got := strings.Join(pages, " "); got != "first:Invoice:1 letter:Letter:1 second:Invoice:2 card:Letter:2" {
			t.Errorf("one by one: %s", got)
		}

		stmt, err := orm.Select(d).Where(orm.C(&d.Title).Eq("card")).Statement(r)
		ok(t, err)
		query("card:Letter:2", orm.Select(d).FromStatement(stmt))
		_, err = orm.Select(d).FromStatement(expr.Text("SELECT id, title, made, author_id FROM c_invoices")).All(ctx, s)
		if err == nil || !strings.Contains(err.Error(), "kind") {
			t.Errorf("rows that do not say of which type they are: %v", err)
		}
		query("letter:Letter:1", orm.Select(d).Where(orm.C(&d.ID).InSelect(orm.Select(l).Where(orm.C(&l.Urgent).Eq(true)).AsQuery(orm.C(&l.ID))), orm.C(&d.Title).Like("l%")))

		n, err := orm.Select(d).Where(orm.C(&d.Title).Ne("card")).Count(ctx, s)
		ok(t, err)
		if n != 3 {
			t.Errorf("%d documents are counted, not 3", n)
		}
		firstOf, err := orm.Select(d).First(ctx, s)
		ok(t, err)
		if documentsAs([]*CDocument{firstOf}) != "first:Invoice:1" {
			t.Errorf("the first: %s", documentsAs([]*CDocument{firstOf}))
		}
		type row struct {
			Title string
			N     int64
		}
		rows, err := orm.Rows[row](ctx, s, ordered.GroupBy(orm.C(&d.Title)).Where(orm.C(&d.ID).Eq(1)), orm.C(&d.Title), expr.CountAll().As("n"))
		ok(t, err)
		if fmt.Sprint(rows) != "[{first 1} {letter 1}]" {
			t.Errorf("rows: %v", rows)
		}
	})
}

func TestConcreteLoads(t *testing.T) {
	eachWith(t, concreteModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		documents(t, r, db)
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		d, i, a := orm.From[CDocument](), orm.From[CInvoice](), orm.From[CAuthor]()

		for _, load := range []orm.Load{orm.SelectIn(&d.Author), orm.Joined(&d.Author)} {
			s := r.NewSession(db.DB)
			found, err := orm.Select(d).OrderBy(orm.C(&d.Title)).With(load, orm.OfType(i, orm.SelectIn(&i.Lines))).All(ctx, s)
			ok(t, err)
			author, err := found[2].Author.Get()
			ok(t, err)
			if author == nil || author.Name != "Ann" {
				t.Errorf("the author of the letter: %v", author)
			}
			if author, err := found[0].Author.Get(); author != nil || err != nil {
				t.Errorf("the author of the card: %v, %v", author, err)
			}
			lines, err := orm.Concrete(found[1]).(*CInvoice).Lines.All()
			ok(t, err)
			if len(lines) != 2 {
				t.Errorf("%d lines, not 2", len(lines))
			}
			s.Close()
		}

		authors, err := orm.Select(a).OrderBy(orm.C(&a.ID)).With(orm.SelectIn(&a.Documents)).All(ctx, s)
		ok(t, err)
		of, err := authors[0].Documents.All()
		ok(t, err)
		if got := documentsAs(of); got != "first:Invoice:1 letter:Letter:1" {
			t.Errorf("documents of Ann: %s", got)
		}
		for _, load := range []orm.Load{orm.Joined(&a.Documents), orm.SelectIn(&a.Documents).Limit(1)} {
			s := r.NewSession(db.DB)
			authors, err := orm.Select(a).OrderBy(orm.C(&a.ID)).With(load).All(ctx, s)
			ok(t, err)
			of, err := authors[1].Documents.All()
			ok(t, err)
			if got := documentsAs(of); got != "second:Invoice:2" {
				t.Errorf("documents of Bob: %s", got)
			}
			s.Close()
		}
		found, err := orm.Select(a).Where(orm.HasWhere(&a.Documents, func(d *CDocument) expr.Expr { return orm.C(&d.Title).Eq("letter") })).All(ctx, s)
		ok(t, err)
		if len(found) != 1 || found[0].Name != "Ann" {
			t.Errorf("authors of the letter: %v", found)
		}
		joined, err := orm.Select(a).Join(&a.Documents, d).Where(orm.C(&d.Title).Eq("second")).All(ctx, s)
		ok(t, err)
		if len(joined) != 1 || joined[0].Name != "Bob" {
			t.Errorf("authors of the second invoice: %v", joined)
		}
	})
}

// A base with rows of its own, in a table that two sub-types share; a sub-type with a table of its own, of which
// another one has a table beside that, and another one all in its own.
type (
	CStaff  interface{ Label() string }
	CPerson struct {
		orm.Entity `gild:"cp_people,kind=person"`
		ID         int64                `gild:"id,pk"`
		Kind       string               `gild:"kind,size=20,discriminator"`
		Name       string               `gild:"name,size=20"`
		Memo       orm.Deferred[string] `gild:"memo,size=20"`
		Version    int64                `gild:"version,version"`
		Loud       string               `gild:"-"`
	}
	CGuest struct {
		CPerson `gild:"kind=guest"`
		Room    *int64
	}
	CMember struct {
		CPerson `gild:"cp_members,concrete,kind=member"`
		Since   int64
	}
	CPatron struct {
		CMember `gild:"cp_patrons,kind=patron"`
		Gift    int64
	}
	CBot struct {
		CMember `gild:"cp_bots,concrete,kind=bot"`
		Owner   string `gild:"owner,size=20"`
	}
	CParty struct {
		orm.Entity `gild:"cp_parties"`
		ID         int64 `gild:"id,pk"`
		HostID     int64 `gild:"fk=cp_people.id"`
		Host       orm.Ref[*CPerson]
	}
)

func (p *CPerson) Label() string { return p.Name }

var personModels = []orm.Mapping{
	orm.Model[CPerson](orm.ExprField(func(p *CPerson, _ *schema.MetaData) (*string, expr.Expr) {
		return &p.Loud, expr.Upper(orm.C(&p.Name))
	})),
	orm.Model[CGuest](), orm.Model[CMember](), orm.Model[CPatron](), orm.Model[CBot](), orm.Model[CParty](),
}

// people fills the tables.
func people(t *testing.T, r *orm.Registry, db *live.Database) {
	t.Helper()
	room := int64(7)
	ok(t, r.InTx(t.Context(), db.DB, func(s *orm.Session) error {
		s.Add(&CPerson{Name: "ann"}, &CGuest{CPerson{Name: "bob"}, &room}, &CMember{CPerson: CPerson{Name: "cid"}, Since: 3},
			&CPatron{CMember{CPerson: CPerson{Name: "dan"}, Since: 4}, 100}, &CBot{CMember{CPerson: CPerson{Name: "eve"}, Since: 5}, "cid"})
		return nil
	}))
}

// labels are those of people, with their types and keys.
func labels[E CStaff](list []E) string {
	var out []string
	for _, p := range list {
		out = append(out, fmt.Sprintf("%s:%T", p.Label(), orm.Concrete(p)))
	}
	return strings.ReplaceAll(strings.Join(out, " "), "*orm_test.C", "")
}

func TestConcreteMixed(t *testing.T) {
	eachWith(t, personModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		people(t, r, db)
		wantRows(t, db, "SELECT id, name, since, kind FROM cp_members ORDER BY id", "1,cid,3,member 2,dan,4,patron")
		wantRows(t, db, "SELECT id, gift FROM cp_patrons", "2,100")
		wantRows(t, db, "SELECT id, name, since, owner FROM cp_bots", "1,eve,5,cid")
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		p, m := orm.From[CPerson](), orm.From[CMember]()

		all, err := orm.As[CStaff](orm.Select(p).OrderBy(orm.C(&p.Name))).All(ctx, s)
		ok(t, err)
		if got := labels(all); got != "ann:Person bob:Guest cid:Member dan:Patron eve:Bot" {
			t.Fatalf("all: %s", got)
		}
		if g := all[1].(*CGuest); g.Room == nil || *g.Room != 7 || g.Loud != "BOB" {
			t.Errorf("the guest: %+v", g)
		}
		if d := all[3].(*CPatron); d.Since != 4 || d.Gift != 100 || d.Loud != "DAN" || d.Version != 1 {
			t.Errorf("the patron: %+v", d)
		}
		if e := all[4].(*CBot); e.Since != 5 || e.Owner != "cid" {
			t.Errorf("the bot: %+v", e)
		}
		members, err := orm.Select(m).OrderBy(orm.C(&m.Name)).All(ctx, s)
		ok(t, err)
		if got := labels(members); got != "cid:Member dan:Patron eve:Bot" {
			t.Errorf("members: %s", got)
		}
		if orm.Concrete(members[2]) != any(all[4]) {
			t.Error("a query for members returned another bot than one for people")
		}
		alone, err := orm.Select(p).BaseOnly().OrderBy(orm.C(&p.Name)).All(ctx, s)
		ok(t, err)
		if got := labels(alone); got != "ann:Person bob:Guest" {
			t.Errorf("of the base's own table: %s", got)
		}

		// What has been found is written where its rows are.
		db.Log.Take()
		all[3].(*CPatron).Name, all[3].(*CPatron).Gift, all[4].(*CBot).Since = "Dan", 101, 6
		s.Delete(all[2])
		ok(t, s.Commit(ctx))
		wantRows(t, db, "SELECT id, name, version FROM cp_members", "2,Dan,2")
		wantRows(t, db, "SELECT id, gift FROM cp_patrons", "2,101")
		wantRows(t, db, "SELECT id, since, version FROM cp_bots", "1,6,2")

		// A foreign key leads to the base's own rows.
		host := all[0].(*CPerson)
		party := &CParty{}
		party.Host.Set(host)
		s.Add(party)
		ok(t, s.Commit(ctx))
		wantRows(t, db, "SELECT host_id FROM cp_parties", fmt.Sprint(host.ID))
	})
}

func TestConcreteMixedQueries(t *testing.T) {
	eachWith(t, personModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		people(t, r, db)
		ctx := t.Context()
		p, g, d, b := orm.From[CPerson](), orm.From[CGuest](), orm.From[CPatron](), orm.From[CBot]()
		query := func(want string, q *orm.Query[CPerson], options ...orm.SessionOption) {
			t.Helper()
			s := r.NewSession(db.DB, options...)
			defer s.Close()
			found, err := q.OrderBy(orm.C(&p.Name)).All(ctx, s)
			ok(t, err)
			if got := labels(found); got != want {
				t.Errorf("%s\nwant %s", got, want)
			}
		}
		query("bob:Guest dan:Patron eve:Bot", orm.Select(p).Inline(g, d, b).Where(expr.Or(
			orm.N(&g.Room).Eq(7), orm.C(&d.Gift).Eq(100), orm.C(&b.Owner).Eq("cid"))))
		query("ann:Person", orm.Select(p).Where(orm.C(&p.Loud).Eq("ANN")))
		query("dan:Patron", orm.Select(p).Where(orm.C(&p.Name).Eq("dan")).With(orm.LoadOnly(&p.Name)))

		// Conditions of sessions on the base, on a sub-type and on one that shares a table.
		query("ann:Person bob:Guest dan:Patron eve:Bot", orm.Select(p), orm.Only(func(p *CPerson) expr.Expr { return orm.C(&p.Name).Ne("cid") }))
		query("ann:Person bob:Guest eve:Bot", orm.Select(p), orm.Only(func(m *CMember) expr.Expr { return orm.C(&m.Since).Gt(4) }))
		query("ann:Person bob:Guest cid:Member dan:Patron", orm.Select(p), orm.Only(func(b *CBot) expr.Expr { return orm.C(&b.Owner).Eq("me") }))
		query("ann:Person cid:Member dan:Patron eve:Bot", orm.Select(p), orm.Only(func(g *CGuest) expr.Expr { return orm.N(&g.Room).Eq(8) }))
		query("ann:Person bob:Guest cid:Member eve:Bot", orm.Select(p), orm.Only(func(d *CPatron) expr.Expr { return orm.C(&d.Gift).Gt(100) }))

		s := r.NewSession(db.DB)
		defer s.Close()
		found, err := orm.Select(p).Where(orm.C(&p.Name).Eq("eve")).With(orm.LoadOnly(&p.Version)).One(ctx, s)
		ok(t, err)
		if bot := orm.Concrete(found).(*CBot); bot.Name != "" || bot.Owner != "cid" || fmt.Sprint(s.Unread(bot)) != "[Name Memo]" {
			t.Errorf("read of the bot: %+v, unread %v", bot, s.Unread(bot))
		}
		found, err = orm.Select(p).Where(orm.C(&p.Name).Eq("eve")).With(orm.Undefer(&p.Memo)).One(ctx, s)
		ok(t, err)
		if memo, err := found.Memo.Get(); memo != "" || err != nil || found.Name != "eve" {
			t.Errorf("the bot: %q, %v, %q", memo, err, found.Name)
		}
		ok(t, s.Refresh(ctx, found))
		apart, err := orm.As[CStaff](orm.Select(p).NoTrack().OrderBy(orm.C(&p.Name).Desc())).All(ctx, s)
		ok(t, err)
		if got := labels(apart); got != "eve:Bot dan:Patron cid:Member bob:Guest ann:Person" {
			t.Errorf("objects of no session: %s", got)
		}
	})
}

func TestConcreteMistakes(t *testing.T) {
	type Root struct {
		orm.Entity `gild:",abstract"`
		ID         int64 `gild:"id,pk"`
		Name       string
	}
	type Lonely struct {
		orm.Entity `gild:",abstract"`
		ID         int64 `gild:"id,pk"`
	}
	type Between struct {
		Root `gild:",abstract,concrete"`
	}
	type Shared struct {
		Root `gild:"kind=shared"`
	}
	type Nameless struct {
		Root `gild:",concrete"`
	}
	type Hiding struct {
		Root `gild:"hiding,concrete"`
		Name int64
	}
	type Good struct {
		Root `gild:"good,concrete"`
	}
	type Twin struct {
		Root `gild:"twin,concrete,kind=good"`
	}
	type ToRoot struct {
		orm.Entity `gild:"to_root"`
		ID         int64 `gild:"id,pk"`
		RootID     int64 `gild:"fk=good.id"`
		Root       orm.Ref[*Root]
	}
	type OfRoot struct {
		orm.Entity `gild:"of_root"`
		ID         int64 `gild:"id,pk"`
		Roots      orm.Many[*Root]
	}
	type Same struct {
		Root `gild:"good,concrete,kind=same"`
	}
	type OtherCase struct {
		Root `gild:"other_case,concrete,kind=GOOD"`
	}
	type Beside struct {
		Root `gild:"beside,concrete,inline"`
	}
	type Bare struct {
		Root `gild:",abstract"`
	}
	type OfUnmapped struct {
		Bare `gild:"of_unmapped,concrete"`
	}
	type Tabled struct {
		orm.Entity `gild:"tabled,abstract"`
		ID         int64 `gild:"id,pk"`
	}
	type OfTabled struct {
		Tabled `gild:"of_tabled,concrete"`
	}
	type OtherKey struct {
		Root `gild:"other_key,concrete"`
		More int64 `gild:"more,pk"`
	}
	root, good := orm.Model[Root](), orm.Model[Good]()
	for want, models := range map[string][]orm.Mapping{
		"Lonely is abstract and has no table: there must be sub-types":               {orm.Model[Lonely]()},
		"Between is abstract and has no table: there must be sub-types":              {root, orm.Model[Between]()},
		"Root, which it embeds, has no table: tag it with a table of the type's own": {root, good, orm.Model[Shared]()},
		"Nameless: tag the embedded orm_test.Root with the table's name":             {root, good, orm.Model[Nameless]()},
		"field Name of orm_test.Root is hidden by another one":                       {root, good, orm.Model[Hiding]()},
		`rows of orm_test.Good and of orm_test.Twin are called "good"`:               {root, good, orm.Model[Twin]()},
		"Root has no table, and no foreign key can lead to rows of several":          {root, good, orm.Model[ToRoot]()},
		"Root has concrete sub-types, whose rows are in several tables: tag the":     {root, good, orm.Model[OfRoot]()},
		`Same: table "good" is that of orm_test.Good already`:                        {root, good, orm.Model[Same]()},
		`rows of orm_test.Good and of orm_test.OtherCase are called "GOOD"`:          {root, good, orm.Model[OtherCase]()},
		"Beside: inline and passive are for a table beside that of orm_test.Root":    {root, good, orm.Model[Beside]()},
		"has no table: tag it concrete too, `gild:\",abstract,concrete\"`":           {root, good, orm.Model[Bare]()},
		"OfUnmapped: the embedded orm_test.Bare is tagged as its base, and is not":   {root, good, orm.Model[OfUnmapped]()},
		`has no rows, and no table "tabled": leave that out of the tag`:              {orm.Model[Tabled](), orm.Model[OfTabled]()},
		"OtherKey: the key is not that of orm_test.Root":                             {root, good, orm.Model[OtherKey]()},
		"Items are for a table, which the type has not":                              {orm.Model[Root](orm.Items(schema.NewIndex("i", "name"))), good},
	} {
		if err := orm.NewRegistry(nil, models...).Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v\nwant %s", err, want)
		}
	}
}

func TestConcreteWrites(t *testing.T) {
	eachWith(t, concreteModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		documents(t, r, db)
		ctx := t.Context()
		d := orm.From[CDocument]()
		s := r.NewSession(db.DB)
		defer s.Close()
		for what, err := range map[string]error{
			"to change rows": second(orm.Update(d).Set(orm.Assign(&d.Title, "x")).Where(orm.C(&d.ID).Eq(1)).Run(ctx, s)),
			"to delete rows": second(orm.Delete(d).Where(orm.C(&d.ID).Eq(1)).Run(ctx, s)),
			"by keys":        orm.UpdateByKey(ctx, s, d, []CDocument{{ID: 1, Title: "x"}}, &d.Title),
			"to lock rows":   second(orm.Select(d).ForUpdate().All(ctx, s)),
			"to lock one":    second(orm.GetForUpdate[CDocument](ctx, s, 1)),
		} {
			if err == nil || !strings.Contains(err.Error(), "CDocument has concrete sub-types") {
				t.Errorf("%s: %v", what, err)
			}
		}
		if _, err := orm.Select(d).BaseOnly().All(ctx, s); err == nil || !strings.Contains(err.Error(), "which has no table") {
			t.Errorf("BaseOnly: %v", err)
		}
		if _, err := orm.Get[CDocument](ctx, s, 1); err == nil || !strings.Contains(err.Error(), "CInvoice and orm_test.CLetter both have it") {
			t.Errorf("Get of a key that two tables have: %v", err)
		}
		if _, err := orm.Get[CDocument](ctx, s, 9); !errors.Is(err, sql.ErrNoRows) {
			t.Errorf("Get of a key that no table has: %v", err)
		}
		l := orm.From[CLetter]()
		_, err := orm.Delete(l).Where(orm.C(&l.ID).Eq(1)).Run(ctx, s)
		ok(t, err)
		found, err := orm.Get[CDocument](ctx, s, 1)
		ok(t, err)
		if documentsAs([]*CDocument{found}) != "first:Invoice:1" {
			t.Errorf("Get of a key that one table has: %s", documentsAs([]*CDocument{found}))
		}
		s.Add(&CDocument{Title: "x"})
		if err := s.Flush(ctx); err == nil || !strings.Contains(err.Error(), "CDocument is abstract") {
			t.Errorf("a document of no type: %v", err)
		}
	})
}

// second is the error of a result.
func second[T any](_ T, err error) error { return err }

func TestConcreteListeners(t *testing.T) {
	eachWith(t, concreteModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		documents(t, r, db)
		s := r.NewSession(db.DB)
		defer s.Close()
		var told []string
		s.Listen(orm.Loaded(func(_ *orm.Session, d *CDocument) error {
			told = append(told, "loaded "+d.Title)
			return nil
		}))
		s.Listen(orm.BeforeUpdate(func(_ context.Context, _ *orm.Session, d *CDocument) error {
			told = append(told, "update "+d.Title)
			return nil
		}))
		d := orm.From[CDocument]()
		found, err := orm.Select(d).Where(orm.C(&d.Title).Eq("letter")).One(t.Context(), s)
		ok(t, err)
		found.Title = "post"
		ok(t, s.Commit(t.Context()))
		if got := strings.Join(told, ", "); got != "loaded letter, update post" {
			t.Error(got)
		}
	})
}

// Columns of all kinds come back from a union as from their table, whichever SELECT is its first.
type (
	CThing struct {
		orm.Entity `gild:",abstract"`
		ID         int64 `gild:"id,pk"`
	}
	CBare struct {
		CThing `gild:"c_bare,concrete"`
	}
	CFull struct {
		CThing `gild:"c_full,concrete"`
		Yes    bool
		Part   float64
		Small  int16
		Bytes  []byte
		At     time.Time
		Day    time.Time `gild:"day,type=date"`
		Maybe  *time.Time
		Price  CPrice            `gild:"price,type=numeric,precision=10,scale=2"`
		Doc    map[string]string `gild:"doc,type=json"`
		Text   string            `gild:"body,size=500"`
		Span   time.Duration
	}
	CPrice string
	CLast  struct {
		CThing `gild:"c_last,concrete"`
	}
)

func TestConcreteTypes(t *testing.T) {
	at := time.Date(2024, 2, 29, 23, 59, 58, 123456000, time.UTC)
	for name, models := range map[string][]orm.Mapping{
		"first": {orm.Model[CThing](), orm.Model[CFull](), orm.Model[CBare](), orm.Model[CLast]()},
		"last":  {orm.Model[CThing](), orm.Model[CBare](), orm.Model[CLast](), orm.Model[CFull]()},
	} {
		t.Run(name, func(t *testing.T) {
			eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
				full := func() *CFull {
					return &CFull{
						Yes: true, Part: 0.1, Small: -3, Bytes: []byte{0, 255}, At: at, Day: at.Truncate(24 * time.Hour), Maybe: &at, Price: "12.30",
						Doc: map[string]string{"a": "b"}, Text: "long", Span: 90 * time.Minute,
					}
				}
				ok(t, r.InTx(t.Context(), db.DB, func(s *orm.Session) error {
					s.Add(full(), &CBare{})
					return nil
				}))
				s, direct := r.NewSession(db.DB), r.NewSession(db.DB)
				defer s.Close()
				defer direct.Close()
				th := orm.From[CThing]()
				all, err := orm.Select(th).All(t.Context(), s)
				ok(t, err)
				want, err := orm.Get[CFull](t.Context(), direct, 1)
				ok(t, err)
				for _, thing := range all {
					if got, is := orm.Concrete(thing).(*CFull); is {
						got.Entity, want.Entity = orm.Entity{}, orm.Entity{}
						if fmt.Sprintf("%+v", *got.Maybe) != fmt.Sprintf("%+v", *want.Maybe) {
							t.Errorf("%v, not %v", *got.Maybe, *want.Maybe)
						}
						got.Maybe, want.Maybe = nil, nil
						if fmt.Sprintf("%+v", got) != fmt.Sprintf("%+v", want) {
							t.Errorf("by the union\n%+v\nby its table\n%+v", got, want)
						}
					}
				}
				if len(all) != 2 {
					t.Errorf("%d things, not 2", len(all))
				}
			})
		})
	}
}
