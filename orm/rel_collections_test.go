package orm_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type Item struct {
	orm.Entity `gild:"items"`
	ID         int64                   `gild:"id,pk"`
	Notes      orm.Dict[string, *Note] `gild:"back=Item,cascade=all delete-orphan"`
	Events     orm.WriteOnly[*Event]   `gild:"back=Item"`
	Likes      orm.WriteOnly[*Fan]     `gild:"through=item_fans"`
	Links      orm.Many[*ItemTag]      `gild:"cascade=all delete-orphan,back=Item,order=label"`
}

// Tags is a view of Links.
func (i *Item) Tags() orm.Proxy[*ItemTag, *Tag] {
	return orm.ProxyOf(&i.Links, func(l *ItemTag) (*Tag, error) { return l.Tag.Get() }, func(t *Tag) *ItemTag {
		l := &ItemTag{Label: t.Name}
		l.Tag.Set(t)
		return l
	})
}

// Names is a view of what is behind Links.
func (i *Item) Names() orm.Proxy[*ItemTag, string] {
	return orm.ProxyOf(&i.Links, func(l *ItemTag) (string, error) {
		tag, err := l.Tag.Get()
		if err != nil || tag == nil {
			return "", err
		}
		return tag.Name, nil
	}, func(name string) *ItemTag { return nil })
}

// Titles is a view of Notes: how long each title is, with the number of the item.
func (i *Item) Titles() orm.DictProxy[string, *Note, int64] {
	return orm.DictProxyOf(&i.Notes, func(n *Note) (int64, error) {
		item, err := n.Item.Get()
		if err != nil {
			return 0, err
		}
		return item.ID*100 + int64(len(n.Title)), nil
	}, func(title string, _ int64) *Note { return &Note{Title: title} }, nil)
}

// Labels is another view of Links, of texts.
func (i *Item) Labels() orm.Proxy[*ItemTag, string] {
	return orm.ProxyOf(&i.Links, func(l *ItemTag) (string, error) { return l.Label, nil }, func(label string) *ItemTag {
		l := &ItemTag{Label: label}
		l.Tag.Set(&Tag{Name: label})
		return l
	})
}

type Note struct {
	orm.Entity `gild:"notes"`
	ID         int64 `gild:"id,pk"`
	ItemID     int64 `gild:"fk=items.id"`
	Title      string
	Item       orm.Ref[*Item] `gild:"back=Notes" json:"-"`
}

func (n *Note) DictKey() string { return n.Title }

type Event struct {
	orm.Entity `gild:"events"`
	ID         int64  `gild:"id,pk"`
	ItemID     *int64 `gild:"fk=items.id"`
	Kind       string
	Item       orm.Ref[*Item] `gild:"back=Events"`
}

type Fan struct {
	orm.Entity `gild:"fans"`
	ID         int64 `gild:"id,pk"`
	Name       string
}

type Tag struct {
	orm.Entity `gild:"tags"`
	ID         int64 `gild:"id,pk"`
	Name       string
}

type ItemTag struct {
	orm.Entity `gild:"item_tags"`
	ItemID     int64 `gild:"item_id,pk,fk=items.id"`
	TagID      int64 `gild:"tag_id,pk,fk=tags.id"`
	Label      string
	Item       orm.Ref[*Item] `gild:"back=Links"`
	Tag        orm.Ref[*Tag]
}

var itemModels = []orm.Mapping{orm.Model[Item](), orm.Model[Note](), orm.Model[Event](), orm.Model[Fan](), orm.Model[Tag](), orm.Model[ItemTag]()}

func TestDict(t *testing.T) {
	eachWith(t, itemModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		item := &Item{}
		a, b := &Note{Title: "a"}, &Note{Title: "b"}
		item.Notes.Put(a, b, &Note{Title: "gone"}, &Note{Title: "c"})
		item.Notes.Put(&Note{Title: "gone"}) // in its place
		ok(t, item.Notes.Delete("gone"))
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(item); return nil }))
		wantRows(t, db, "select title from notes order by id", "a b c")

		s := r.NewSession(db.DB)
		defer s.Close()
		item, err := orm.Get[Item](ctx, s, 1)
		ok(t, err)
		if _, err := item.Notes.Get("a"); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
		item.Notes.Put(&Note{Title: "d"}) // without loading
		all, err := item.Notes.Load(ctx)
		ok(t, err)
		if len(all) != 4 || all["d"].Title != "d" || item.Notes.Len() != 4 || !item.Notes.Contains(all["a"]) {
			t.Errorf("%v", all)
		}
		all["a"].Title = "A" // found under the new key at once
		if found, err := item.Notes.Get("A"); err != nil || found != all["a"] {
			t.Error(found, err)
		}
		if found, err := item.Notes.Get("a"); err != nil || found != nil {
			t.Error(found, err)
		}
		replacement := &Note{Title: "b"}
		item.Notes.Put(replacement)
		if owner, err := replacement.Item.Get(); owner != item || err != nil {
			t.Error(owner, err)
		}
		db.Log.Take()
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE notes SET title=A WHERE notes.id = 1", "INSERT notes (item_id, title) [1 b]", "DELETE notes WHERE notes.id = 2")
		var keys []string
		for key := range item.Notes.Each() {
			keys = append(keys, key)
		}
		if strings.Join(keys, " ") != "A c d b" {
			t.Errorf("the order is %v", keys)
		}
		all["c"].Title = "A"
		var twice *orm.DuplicateKeyError
		if _, err := item.Notes.All(); !errors.As(err, &twice) || twice.Key != "A" || !strings.Contains(err.Error(), "Item.Notes") {
			t.Error(err)
		}
		ok(t, s.Rollback())
	})
}

func TestDictAsJSON(t *testing.T) {
	item := &Item{}
	ok(t, json.Unmarshal([]byte(`{"Notes":{"y":{"Title":"y"},"x":{"Title":"x"}}}`), item))
	text, err := json.Marshal(&item.Notes)
	if err != nil || string(text) != `{"x":{"ID":0,"ItemID":0,"Title":"x"},"y":{"ID":0,"ItemID":0,"Title":"y"}}` {
		t.Errorf("%s, %v", text, err)
	}
}

func TestWriteOnly(t *testing.T) {
	eachWith(t, itemModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		item := &Item{}
		first := &Event{Kind: "a"}
		item.Events.Add(first, &Event{Kind: "b"})
		item.Likes.Add(&Fan{Name: "f"}, &Fan{Name: "g"})
		s.Add(item)
		ok(t, s.Commit(ctx))
		db.Log.Take()

		item.Events.Add(&Event{Kind: "c"})
		item.Events.Remove(first)
		moved := &Event{Kind: "d"}
		moved.Item.Set(item)
		s.Add(moved)
		ok(t, s.Flush(ctx))
		wantSent(t, db, "UPDATE events SET item_id=NULL WHERE events.id = 1", "INSERT events (item_id, kind) [1 c] [1 d]")

		e, f := orm.From[Event](), orm.From[Fan]()
		events, err := orm.Select(e).Where(orm.WithParent(&item.Events), orm.C(&e.Kind).Gt("b")).OrderBy(orm.C(&e.Kind)).All(ctx, s)
		if err != nil || len(events) != 2 || events[0].Kind != "c" {
			t.Error(events, err)
		}
		fans, err := orm.Select(f).Where(orm.WithParent(&item.Likes)).All(ctx, s)
		if err != nil || len(fans) != 2 {
			t.Error(fans, err)
		}
		i := orm.From[Item]()
		if _, err := orm.Select(i).With(orm.SelectIn(&i.Events)).All(ctx, s); err == nil || !strings.Contains(err.Error(), "Item.Events: a WriteOnly is never loaded") {
			t.Error(err)
		}
		copied, err := orm.Merge(ctx, s, &Item{ID: 1})
		if err != nil || copied != item {
			t.Error(copied, err)
		}
		text, err := json.Marshal(&item.Events)
		if err != nil || string(text) != "null" {
			t.Errorf("%s, %v", text, err)
		}
		ok(t, s.Commit(ctx))
		db.Log.Take()
		item.Likes.Remove(fans[0])
		ok(t, s.Flush(ctx))
		wantSent(t, db, "DELETE item_fans WHERE item_fans.item_id = 1 AND item_fans.fan_id = 1")
	})
}

// A condition by WithParent is that of the owner as the query finds it: with the key that the flush
// before it has given.
func TestWithParent(t *testing.T) {
	eachWith(t, itemModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		item, n := &Item{}, orm.From[Note]()
		note := &Note{Title: "a"}
		item.Notes.Put(note)
		s.Add(item, &Item{})
		q := orm.Select(n).Where(orm.WithParent(&item.Notes))
		db.Log.Take()
		found, err := q.One(ctx, s)
		if err != nil || found != note {
			t.Error(found, err)
		}
		i := orm.From[Item]()
		if owner, err := orm.Select(i).Where(orm.WithParent(&note.Item)).One(ctx, s); err != nil || owner != item {
			t.Error(owner, err)
		}
		sent := db.Log.Take()
		if !strings.Contains(sent[len(sent)-1], "WHERE items.id = ") || strings.Contains(sent[len(sent)-1], "notes") {
			t.Errorf("%q", sent)
		}
		if _, err := orm.Select(n).Where(orm.WithParent(&i.Notes)).All(ctx, s); !errors.Is(err, orm.ErrDetached) {
			t.Error(err)
		}
		if _, err := orm.Select(orm.From[Event]()).Where(orm.WithParent(&(&Item{}).Events)).All(ctx, s); !errors.Is(err, orm.ErrDetached) {
			t.Error(err)
		}
	})
}

func TestAssociationProxy(t *testing.T) {
	eachWith(t, itemModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		red, blue := &Tag{Name: "red"}, &Tag{Name: "blue"}
		item := &Item{}
		item.Tags().Add(red, blue)
		item.Labels().Add("green")
		if labels, err := item.Labels().All(); err != nil || strings.Join(labels, " ") != "red blue green" {
			t.Error(labels, err)
		}
		ok(t, r.InTx(ctx, db, func(s *orm.Session) error { s.Add(item); return nil }))
		wantRows(t, db, "select item_id, t.name from item_tags join tags t on t.id = tag_id order by t.name", "1,blue 1,green 1,red")

		s := r.NewSession(db.DB)
		defer s.Close()
		item, err := orm.Get[Item](ctx, s, 1)
		ok(t, err)
		if err := item.Labels().Remove("red"); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
		labels, err := item.Labels().Load(ctx)
		if err != nil || strings.Join(labels, " ") != "blue green red" || !item.Labels().Contains("red") || item.Labels().Contains("x") {
			t.Error(labels, err)
		}
		if _, err := item.Tags().All(); !errors.Is(err, orm.ErrNotLoaded) { // what is behind the links
			t.Error(err)
		}
		tg := orm.From[Tag]()
		tags, err := orm.Select(tg).All(ctx, s)
		ok(t, err)
		if known, err := item.Tags().All(); err != nil || len(known) != 3 || !item.Tags().Contains(tags[0]) {
			t.Error(known, err)
		}
		db.Log.Take()
		ok(t, item.Labels().Replace("green", "white"))
		ok(t, item.Labels().Remove("nothing"))
		ok(t, s.Flush(ctx))
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select t.name from item_tags join tags t on t.id = tag_id order by t.name", "green white")
		wantRows(t, db, "select count(*) from tags", "4")
	})
}

// What is behind the elements is loaded with them, for all at once.
func TestProxiesLoadBehind(t *testing.T) {
	eachWith(t, itemModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error {
			item := &Item{}
			item.Labels().Add("red", "blue", "green")
			s.Add(item)
			return nil
		}))
		s := r.NewSession(db.DB)
		defer s.Close()
		item, err := orm.Get[Item](ctx, s, 1)
		ok(t, err)
		db.Log.Take()
		names, err := item.Names().Load(ctx)
		if err != nil || strings.Join(names, " ") != "blue green red" {
			t.Error(names, err)
		}
		if sent := operations(db); sent != "SELECT item_tags, SELECT tags" {
			t.Errorf("sent %s", sent)
		}
		if _, err := item.Names().Load(ctx); err != nil || operations(db) != "" {
			t.Errorf("loaded again: %v", err)
		}
		odd := orm.ProxyOf(&item.Links, func(*ItemTag) (string, error) { return "", orm.ErrNotLoaded }, nil)
		if _, err := odd.Load(ctx); !errors.Is(err, orm.ErrNotLoaded) {
			t.Errorf("what cannot be loaded: %v", err)
		}
		if titles, err := (&Item{}).Titles().All(); err != nil || len(titles) != 0 {
			t.Error(titles, err)
		}
	})
}

func TestDictProxy(t *testing.T) {
	eachWith(t, itemModels, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		item := &Item{}
		item.Notes.Put(&Note{Title: "a"}, &Note{Title: "bb"})
		ok(t, r.InTx(ctx, db.DB, func(s *orm.Session) error { s.Add(item); return nil }))
		s := r.NewSession(db.DB)
		defer s.Close()
		item, err := orm.Get[Item](ctx, s, 1)
		ok(t, err)
		if err := item.Titles().Set("c", 1); !errors.Is(err, orm.ErrNotLoaded) {
			t.Error(err)
		}
		titles, err := item.Titles().Load(ctx)
		if err != nil || len(titles) != 2 || titles["bb"] != 102 {
			t.Error(titles, err)
		}
		ok(t, item.Titles().Set("ccc", 103))
		ok(t, item.Titles().Set("bb", 102)) // as it is
		ok(t, item.Titles().Delete("a"))
		if _, found, err := item.Titles().Get("a"); found || err != nil {
			t.Error(found, err)
		}
		if v, found, err := item.Titles().Get("ccc"); !found || err != nil || v != 103 {
			t.Error(v, found, err)
		}
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, title from notes order by title", "2,bb 3,ccc")
		ok(t, item.Titles().Set("bb", 7)) // by another element
		assigned := orm.DictProxyOf(&item.Notes, func(n *Note) (string, error) { return n.Title, nil }, nil, func(n *Note, title string) { n.Title = title })
		ok(t, assigned.Set("ccc", "dddd"))
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select id, title from notes order by title", "4,bb 3,dddd")
	})
}

type Playlist struct {
	orm.Entity `gild:"playlists"`
	ID         int64             `gild:"id,pk"`
	Tracks     orm.Many[*Track]  `gild:"back=List,position=place from 1"`
	Chapters   orm.Many[*Marker] `gild:"position=place,cascade=all delete-orphan"`
}

type Track struct {
	orm.Entity `gild:"tracks"`
	ID         int64  `gild:"id,pk"`
	ListID     *int64 `gild:"list_id,fk=playlists.id"`
	Title      string `gild:"title,size=20"`
	Place      *int
	List       orm.Ref[*Playlist]
}

type Marker struct {
	orm.Entity `gild:"markers"`
	ID         int64 `gild:"id,pk"`
	ListID     int64 `gild:"list_id,fk=playlists.id"`
	Place      int32
}

// Elements of an ordered list know their places, and only those that move are written.
func TestOrderedLists(t *testing.T) {
	eachWith(t, []orm.Mapping{orm.Model[Playlist](), orm.Model[Track](), orm.Model[Marker]()}, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		want := func(rows string) {
			t.Helper()
			wantRows(t, db, "select list_id, title, place from tracks order by list_id, place, id", rows)
		}
		updates := func() int { return strings.Count(operations(db), "UPDATE tracks") }
		tracks := func(titles ...string) (list []*Track) {
			for _, title := range titles {
				list = append(list, &Track{Title: title})
			}
			return list
		}
		a, b := &Playlist{}, &Playlist{}
		a.Tracks.Add(tracks("x", "y", "z")...)
		ok(t, a.Tracks.Insert(0, tracks("first")...)) // of an object that no session has seen
		a.Chapters.Add(&Marker{}, &Marker{})
		s.Add(a, b)
		ok(t, s.Commit(ctx))
		want("1,first,1 1,x,2 1,y,3 1,z,4")
		wantRows(t, db, "select place from markers order by id", "0 1")

		list, err := a.Tracks.All()
		ok(t, err)
		ok(t, a.Tracks.Insert(2, tracks("new")...))
		db.Log.Take()
		ok(t, s.Commit(ctx))
		if n := updates(); n != 2 {
			t.Errorf("an insertion updates %d rows", n)
		}
		want("1,first,1 1,x,2 1,new,3 1,y,4 1,z,5")
		ok(t, a.Tracks.Insert(1, list[0])) // first and x
		ok(t, s.Commit(ctx))
		if n := updates(); n != 2 {
			t.Errorf("a move updates %d rows", n)
		}
		want("1,x,1 1,first,2 1,new,3 1,y,4 1,z,5")
		ok(t, a.Tracks.SortFunc(func(x, y *Track) int { return strings.Compare(x.Title, y.Title) }))
		ok(t, s.Commit(ctx))
		want("1,first,1 1,new,2 1,x,3 1,y,4 1,z,5")
		ok(t, a.Tracks.SortFunc(func(x, y *Track) int { return strings.Compare(x.Title, y.Title) }))
		ok(t, s.Commit(ctx))
		if n := updates(); n > 4 || operations(db) != "" {
			t.Error("a list that is sorted already is written")
		}

		a.Tracks.Remove(list[0])
		list[1].List.Set(b) // x, from the other side
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select list_id, title, place from tracks where list_id is not null order by list_id, place", "1,new,1 1,y,2 1,z,3 2,x,1")
		wantRows(t, db, "select title, place from tracks where list_id is null", "first,NULL")

		other := r.NewSession(db.DB) // which has not loaded the list
		defer other.Close()
		a, err = orm.Get[Playlist](ctx, other, a.ID)
		ok(t, err)
		a.Tracks.Add(tracks("last")...)
		if err := a.Tracks.Insert(0, list[0]); !errors.Is(err, orm.ErrNotLoaded) {
			t.Errorf("Insert into what is not loaded: %v", err)
		}
		ok(t, other.Commit(ctx))
		wantRows(t, db, "select title, place from tracks where list_id = 1 order by place", "new,1 y,2 z,3 last,4")
		loaded, err := a.Tracks.All()
		ok(t, err)
		slices.Reverse(loaded)
		ok(t, a.Tracks.Replace(loaded...))
		ok(t, other.Rollback())
		again, err := a.Tracks.Load(ctx)
		ok(t, err)
		if again[0].Title != "new" || *again[0].Place != 1 || len(again) != 4 {
			t.Errorf("after a rollback: %v", again[0])
		}
		ok(t, a.Tracks.Replace(loaded[2], loaded[0]))
		ok(t, other.Commit(ctx))
		wantRows(t, db, "select title, place from tracks where list_id = 1 order by place", "y,1 last,2")
		if err := a.Tracks.Insert(9); err == nil {
			t.Error("Insert behind the end")
		}
	})
}

func TestOrderedListMistakes(t *testing.T) {
	for tag, want := range map[string]string{
		"position=nothing":           "no field for column",
		"position=title":             "is an integer",
		"position=place from x":      "is a number",
		"position=place,order=title": "is the order already",
		"position=place,viewonly":    "writes the rows",
	} {
		r := orm.NewRegistry(nil, orm.Model[Playlist](orm.Tag("Tracks", tag)), orm.Model[Track](orm.Tag("List", "")), orm.Model[Marker]())
		if err := r.Err(); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v", tag, err)
		}
	}
}
