package orm_test

import (
	"database/sql"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

type ModelParent struct {
	orm.Entity `gild:"mp"`
	ID         int64 `gild:"id,pk"`
	Name       string
	BossID     *int64                `gild:"boss_id,fk=mp.id"`
	Boss       orm.Ref[*ModelParent] `gild:"back=Staff"`
	Staff      orm.Many[*ModelParent]
	Children   orm.Many[*ModelChild] `gild:"cascade=all,back=Parent"`
	Tags       orm.Set[*ModelTag]    `gild:"through=mp_mt,back=Parents"`
	Nick       orm.Opt[string]       `gild:"nick"`
	Bio        orm.Deferred[string]
	Version    int64                        `gild:"version,version"`
	Notes      orm.Dict[string, *ModelNote] `gild:"back=Owner,cascade=all delete-orphan"`
	Logs       orm.WriteOnly[*ModelLog]     `gild:"back=Owner"`
}

// ModelNote stands in a Dict, under its title.
type ModelNote struct {
	orm.Entity `gild:"mn"`
	ID         int64 `gild:"id,pk"`
	OwnerID    int64 `gild:"owner_id,fk=mp.id"`
	Title      string
	Owner      orm.Ref[*ModelParent]
}

func (n *ModelNote) DictKey() string { return n.Title }

// ModelLog is in a collection that is never loaded.
type ModelLog struct {
	orm.Entity `gild:"ml"`
	ID         int64  `gild:"id,pk"`
	OwnerID    *int64 `gild:"owner_id,fk=mp.id,ondelete=SET NULL"`
	Owner      orm.Ref[*ModelParent]
}

type ModelChild struct {
	orm.Entity `gild:"mc"`
	ID         int64 `gild:"id,pk"`
	Data       string
	ParentID   *int64 `gild:"parent_id,fk=mp.id"`
	Parent     orm.Ref[*ModelParent]
}

type ModelTag struct {
	orm.Entity `gild:"mt"`
	ID         int64                  `gild:"id,pk"`
	Parents    orm.Many[*ModelParent] `gild:"through=mp_mt"`
}

// world is what the database and the session should hold.
type world struct {
	parents  []*ModelParent
	children []*ModelChild
	tags     []*ModelTag
	name     map[*ModelParent]string
	boss     map[*ModelParent]*ModelParent
	data     map[*ModelChild]string
	parent   map[*ModelChild]*ModelParent
	links    map[[2]any]bool
	nick     map[*ModelParent]string // NULL without one
	bio      map[*ModelParent]string
	notes    []*ModelNote
	logs     []*ModelLog
	title    map[*ModelNote]string
	owner    map[any]*ModelParent // of notes and logs
}

func newWorld() *world {
	return &world{name: map[*ModelParent]string{}, boss: map[*ModelParent]*ModelParent{}, data: map[*ModelChild]string{}, parent: map[*ModelChild]*ModelParent{}, links: map[[2]any]bool{},
		nick: map[*ModelParent]string{}, bio: map[*ModelParent]string{}, title: map[*ModelNote]string{}, owner: map[any]*ModelParent{}}
}

func (w *world) clone() *world {
	c := newWorld()
	c.parents, c.children, c.tags = slices.Clone(w.parents), slices.Clone(w.children), slices.Clone(w.tags)
	c.notes, c.logs = slices.Clone(w.notes), slices.Clone(w.logs)
	maps.Copy(c.name, w.name)
	maps.Copy(c.boss, w.boss)
	maps.Copy(c.data, w.data)
	maps.Copy(c.parent, w.parent)
	maps.Copy(c.links, w.links)
	maps.Copy(c.nick, w.nick)
	maps.Copy(c.bio, w.bio)
	maps.Copy(c.title, w.title)
	maps.Copy(c.owner, w.owner)
	return c
}

// play is one random sequence of operations.
type play struct {
	t     *testing.T
	r     *orm.Registry
	db    *live.Database
	s     *orm.Session
	rnd   *rand.Rand
	now   *world
	saved []*world // of the transaction, then of each savepoint
	sps   []*orm.Savepoint
	log   []string
}

func (p *play) fail(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf("%s\nafter\n%s", fmt.Sprintf(format, args...), strings.Join(p.log, "\n"))
}

func (p *play) ok(what string, err error) {
	p.t.Helper()
	if err != nil {
		p.fail("%s: %v", what, err)
	}
}

func pick[T any](p *play, list []T) (v T, ok bool) {
	if len(list) == 0 {
		return v, false
	}
	return list[p.rnd.IntN(len(list))], true
}

func (p *play) step() {
	n := p.rnd.IntN(24)
	a, hasParent := pick(p, p.now.parents)
	c, hasChild := pick(p, p.now.children)
	tag, hasTag := pick(p, p.now.tags)
	label := fmt.Sprintf("v%d", p.rnd.IntN(1000))
	p.log = append(p.log, fmt.Sprintf("%d %s", n, label))
	switch {
	case n == 0:
		x := &ModelParent{Name: label}
		p.s.Add(x)
		p.now.parents, p.now.name[x] = append(p.now.parents, x), label
	case n == 1 || n == 2:
		x := &ModelChild{Data: label}
		if hasParent && n == 1 {
			a.Children.Add(x)
		} else if hasParent {
			x.Parent.Set(a)
			p.s.Add(x)
		} else {
			p.s.Add(x)
			a = nil
		}
		p.now.children, p.now.data[x], p.now.parent[x] = append(p.now.children, x), label, a
	case n == 3:
		x := &ModelTag{}
		p.s.Add(x)
		p.now.tags = append(p.now.tags, x)
	case n == 4 && hasParent:
		a.Name, p.now.name[a] = label, label
	case n == 5 && hasChild:
		c.Data, p.now.data[c] = label, label
	case n == 6 && hasChild && hasParent:
		a.Children.Add(c)
		p.now.parent[c] = a
	case n == 7 && hasChild:
		if p.rnd.IntN(3) == 0 || !hasParent {
			a = nil
			p.ok("flush", p.s.Flush(p.t.Context())) // as below
		}
		c.Parent.Set(a)
		p.now.parent[c] = a
	case n == 8 && hasChild && p.now.parent[c] != nil:
		p.ok("flush", p.s.Flush(p.t.Context())) // a new one would leave with its collection
		p.now.parent[c].Children.Remove(c)
		p.now.parent[c] = nil
	case n == 9 && hasParent && hasTag:
		p.link(a, tag)
	case n == 10 && hasParent:
		b, _ := pick(p, p.now.parents)
		for x := b; x != nil; x = p.now.boss[x] {
			if x == a {
				return // a circle
			}
		}
		a.Boss.Set(b)
		p.now.boss[a] = b
	case n == 11:
		p.remove(a, c, tag, hasParent, hasChild, hasTag)
	case n == 12:
		p.ok("flush", p.s.Flush(p.t.Context()))
		p.check("flush")
	case n == 13 && len(p.sps) < 3:
		sp, err := p.s.Savepoint(p.t.Context())
		p.ok("savepoint", err)
		p.sps, p.saved = append(p.sps, sp), append(p.saved, p.now.clone())
	case n == 14 && len(p.sps) > 0:
		last := len(p.sps) - 1
		if p.rnd.IntN(2) == 0 {
			p.ok("release", p.sps[last].Release(p.t.Context()))
		} else {
			p.ok("rollback to savepoint", p.sps[last].Rollback())
			p.now = p.saved[last+1]
		}
		p.sps, p.saved = p.sps[:last], p.saved[:last+1]
		p.check("savepoint's end")
	case n == 15:
		p.ok("commit", p.s.Commit(p.t.Context()))
		p.sps, p.saved = nil, []*world{p.now.clone()}
		p.check("commit")
	case n >= 17:
		p.fields(n, a, hasParent, label)
	case n == 16 && p.rnd.IntN(2) == 0:
		p.ok("rollback", p.s.Rollback())
		p.now = p.saved[0]
		p.sps, p.saved = nil, []*world{p.now.clone()}
		p.check("rollback")
	}
}

// fields is about fields of other kinds, and collections by key and without loading.
func (p *play) fields(n int, a *ModelParent, hasParent bool, label string) {
	note, hasNote := pick(p, p.now.notes)
	entry, hasEntry := pick(p, p.now.logs)
	key := fmt.Sprintf("k%d", p.rnd.IntN(4))
	switch {
	case n == 17 && hasParent:
		a.Nick, p.now.nick[a] = orm.Some(label), label
	case n == 18 && hasParent:
		if a.Nick = orm.Null[string](); p.rnd.IntN(4) > 0 {
			a.Bio.Set(label)
			p.now.bio[a] = label
		}
		delete(p.now.nick, a)
	case n == 19 && hasParent && a.Notes.Loaded():
		x := &ModelNote{Title: key}
		p.forget(a, key)
		a.Notes.Put(x)
		p.now.notes, p.now.title[x], p.now.owner[x] = append(p.now.notes, x), key, a
	case n == 20 && hasParent && a.Notes.Loaded():
		p.ok("delete a note", a.Notes.Delete(key))
		p.forget(a, key)
	case n == 21 && hasNote:
		for _, other := range p.now.notes {
			if p.now.owner[other] == p.now.owner[note] && p.now.title[other] == key {
				return
			}
		}
		note.Title, p.now.title[note] = key, key
	case n == 22 && hasParent:
		x := &ModelLog{}
		a.Logs.Add(x)
		p.now.logs, p.now.owner[x] = append(p.now.logs, x), a
	case n == 23 && hasEntry && p.now.owner[entry] != nil:
		p.ok("flush", p.s.Flush(p.t.Context())) // a new one would leave with its collection
		p.now.owner[entry].Logs.Remove(entry)
		p.now.owner[entry] = nil
	}
}

// forget takes what stands under a key out of the notes of a parent.
func (p *play) forget(a *ModelParent, key string) {
	p.now.notes = slices.DeleteFunc(p.now.notes, func(x *ModelNote) bool { return p.now.owner[x] == a && p.now.title[x] == key })
}

func (p *play) link(a *ModelParent, tag *ModelTag) {
	key := [2]any{a, tag}
	switch {
	case !p.now.links[key] && p.rnd.IntN(2) == 0:
		a.Tags.Add(tag)
		p.now.links[key] = true
	case !p.now.links[key]:
		tag.Parents.Add(a)
		p.now.links[key] = true
	case p.rnd.IntN(2) == 0:
		a.Tags.Remove(tag)
		delete(p.now.links, key)
	default:
		tag.Parents.Remove(a)
		delete(p.now.links, key)
	}
}

// remove deletes one object, with what that means for the others.
func (p *play) remove(a *ModelParent, c *ModelChild, tag *ModelTag, hasParent, hasChild, hasTag bool) {
	p.ok("flush", p.s.Flush(p.t.Context())) // so that what is deleted has a row
	unlink := func(end any) {
		for k := range p.now.links {
			if k[0] == end || k[1] == end {
				delete(p.now.links, k)
			}
		}
	}
	switch n := p.rnd.IntN(3); {
	case n == 0 && hasParent:
		p.s.Delete(a)
		unlink(a)
		p.now.parents = slices.DeleteFunc(p.now.parents, func(x *ModelParent) bool { return x == a })
		p.now.children = slices.DeleteFunc(p.now.children, func(x *ModelChild) bool { return p.now.parent[x] == a })
		for _, x := range p.now.parents {
			if p.now.boss[x] == a {
				p.now.boss[x] = nil
			}
		}
		p.now.notes = slices.DeleteFunc(p.now.notes, func(x *ModelNote) bool { return p.now.owner[x] == a })
		for _, x := range p.now.logs {
			if p.now.owner[x] == a {
				p.now.owner[x] = nil // by the database
			}
		}
	case n == 1 && hasChild:
		p.s.Delete(c)
		p.now.children = slices.DeleteFunc(p.now.children, func(x *ModelChild) bool { return x == c })
	case n == 2 && hasTag:
		p.s.Delete(tag)
		unlink(tag)
		p.now.tags = slices.DeleteFunc(p.now.tags, func(x *ModelTag) bool { return x == tag })
	}
	p.ok("flush", p.s.Flush(p.t.Context()))
	p.check("delete")
}

// check compares the rows and the objects with what should be.
func (p *play) check(when string) {
	p.t.Helper()
	var want []string
	text := func(id int64) string {
		if id == 0 {
			return "NULL"
		}
		return fmt.Sprint(id)
	}
	idOf := func(x *ModelParent) int64 {
		if x == nil {
			return 0
		}
		return x.ID
	}
	for _, x := range p.now.parents {
		nick, isNamed := p.now.nick[x]
		if !isNamed {
			nick = "NULL"
		}
		want = append(want, fmt.Sprintf("p%d %s %s %s %s %d", x.ID, p.now.name[x], text(idOf(p.now.boss[x])), nick, p.now.bio[x], x.Version))
		if bio, err := x.Bio.Get(); err != nil || bio != p.now.bio[x] {
			p.fail("%s: parent %d has the text %q, not %q, %v", when, x.ID, bio, p.now.bio[x], err)
		}
		if all, err := x.Notes.All(); err == nil {
			for _, n := range p.now.notes {
				if (all[p.now.title[n]] == n) != (p.now.owner[n] == x) {
					p.fail("%s: whether note %d is in the notes of %d", when, n.ID, x.ID)
				}
			}
		}
		if x.Name != p.now.name[x] || !p.s.Contains(x) {
			p.fail("%s: parent %d has the name %q, not %q; in the session: %v", when, x.ID, x.Name, p.now.name[x], p.s.Contains(x))
		}
		if list, err := x.Children.All(); err == nil {
			for _, c := range p.now.children {
				if slices.Contains(list, c) != (p.now.parent[c] == x) {
					p.fail("%s: whether child %d is in the collection of %d: %v", when, c.ID, x.ID, slices.Contains(list, c))
				}
			}
		}
	}
	for _, x := range p.now.children {
		want = append(want, fmt.Sprintf("c%d %s %s", x.ID, p.now.data[x], text(idOf(p.now.parent[x]))))
		if got, err := x.Parent.Get(); x.Data != p.now.data[x] || err == nil && got != p.now.parent[x] {
			p.fail("%s: child %d has %q of parent %v, not %q of %v", when, x.ID, x.Data, idOf(got), p.now.data[x], idOf(p.now.parent[x]))
		}
	}
	for _, x := range p.now.tags {
		want = append(want, fmt.Sprintf("t%d", x.ID))
	}
	for _, x := range p.now.notes {
		want = append(want, fmt.Sprintf("n%d %s %d", x.ID, p.now.title[x], idOf(p.now.owner[x])))
	}
	for _, x := range p.now.logs {
		want = append(want, fmt.Sprintf("e%d %s", x.ID, text(idOf(p.now.owner[x]))))
	}
	for k := range p.now.links {
		want = append(want, fmt.Sprintf("l%d %d", k[0].(*ModelParent).ID, k[1].(*ModelTag).ID))
	}
	slices.Sort(want)
	if got := p.rows(); !slices.Equal(got, want) {
		p.fail("%s: the rows are\n%s\nnot\n%s", when, strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

// rows are those of all tables, each with a letter for its table.
func (p *play) rows() []string {
	var out []string
	for table, columns := range map[string]string{
		"p": "id, name, boss_id, nick, bio, version from mp", "n": "id, title, owner_id from mn", "e": "id, owner_id from ml",
		"c": "id, data, parent_id from mc", "t": "id from mt", "l": "model_parent_id, model_tag_id from mp_mt",
	} {
		out = append(out, p.rowsOf(table, "select "+columns)...)
	}
	slices.Sort(out)
	return out
}

func (p *play) rowsOf(table, query string) (out []string) {
	rows, err := p.s.QueryContext(p.t.Context(), query)
	p.ok("rows", err)
	defer rows.Close()
	columns, err := rows.Columns()
	p.ok("columns", err)
	values, places := make([]sql.NullString, len(columns)), make([]any, len(columns))
	for i := range values {
		places[i] = &values[i]
	}
	for rows.Next() {
		p.ok("scan", rows.Scan(places...))
		line := table
		for i, v := range values {
			if !v.Valid {
				v.String = "NULL"
			}
			if i > 0 {
				line += " "
			}
			line += v.String
		}
		out = append(out, line)
	}
	p.ok("rows", rows.Err())
	return out
}

// TestModel plays random sequences of operations and compares the database and the objects
// with a simple model after each flush. The number in a failure is the seed.
func TestModel(t *testing.T) {
	models := []orm.Mapping{orm.Model[ModelParent](), orm.Model[ModelChild](), orm.Model[ModelTag](), orm.Model[ModelNote](), orm.Model[ModelLog](), orm.Preset[string]("size=50")}
	plays := func(t *testing.T, db *live.Database, sequences, steps int) {
		r := create(t, db, models)
		if testing.Short() {
			sequences /= 20
		}
		for seed := range sequences {
			for _, stmt := range []string{
				"delete from mp_mt", "delete from mc", "delete from mn", "delete from ml",
				"update mp set boss_id = null", "delete from mp", "delete from mt", // MariaDB looks at each row that it deletes
			} {
				_, err := db.ExecContext(t.Context(), stmt)
				ok(t, err)
			}
			p := &play{t: t, r: r, db: db, s: r.NewSession(db.DB), rnd: rand.New(rand.NewPCG(uint64(seed), 1)), now: newWorld(), log: []string{fmt.Sprintf("seed %d", seed)}}
			p.saved = []*world{newWorld()}
			for range steps {
				p.step()
			}
			p.ok("commit", p.s.Commit(t.Context()))
			p.check("the last commit")
			p.ok("close", p.s.Close())
			db.Log.Take()
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		db, err := gild.Open("sqlite://") // in memory: no disk to wait for
		ok(t, err)
		defer db.Close()
		plays(t, &live.Database{DB: db, Log: &live.Log{}}, 10000, 20)
	})
	t.Run("postgresql", func(t *testing.T) { plays(t, live.Postgres(t), 500, 20) })
	t.Run("mariadb", func(t *testing.T) { plays(t, live.MySQL(t), 200, 20) })
}
