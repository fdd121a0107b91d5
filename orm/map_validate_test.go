package orm_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

var errNoTitle = errors.New("a note has a title")

func TestValidators(t *testing.T) {
	var seen []string
	models := append([]orm.Mapping{
		orm.Model[Item](orm.Validate(func(i *Item) error {
			seen = append(seen, "item")
			if i.Notes.Len() > 2 {
				return errors.New("three notes are too many")
			}
			return nil
		})),
		orm.Model[Note](orm.Validate(func(n *Note) error {
			n.Title = strings.TrimSpace(n.Title) // it may put things right
			return nil
		}), orm.Validate(func(n *Note) error {
			seen = append(seen, "note "+n.Title)
			if n.Title == "" {
				return errNoTitle
			}
			return nil
		})),
	}, itemModels[2:]...)
	eachWith(t, models, func(t *testing.T, r *orm.Registry, db *live.Database) {
		ctx := t.Context()
		s := r.NewSession(db.DB)
		defer s.Close()
		item, note := &Item{}, &Note{Title: " a "}
		item.Notes.Put(note, &Note{}, &Note{Title: " "})
		s.Add(item)
		err := s.Flush(ctx)
		for _, want := range []string{"a new orm_test.Item: three notes", "a new orm_test.Note: a note has a title"} {
			if err == nil || !errors.Is(err, errNoTitle) || !strings.Contains(err.Error(), want) || strings.Count(err.Error(), "has a title") != 2 {
				t.Errorf("%v does not say %s", err, want)
			}
		}
		wantSent(t, db) // and what is amiss can be put right
		ok(t, item.Notes.Replace(note))
		ok(t, s.Commit(ctx))
		wantRows(t, db, "select title from notes", "a")
		seen = nil
		ok(t, s.Flush(ctx))
		if len(seen) > 0 {
			t.Errorf("nothing has changed, but %q were asked", seen)
		}
		moved := &Item{}
		s.Add(moved)
		note.Item.Set(moved) // changes both, by the other side
		ok(t, s.Flush(ctx))
		if strings.Join(seen, ", ") != "item, note a, item" {
			t.Errorf("%q", seen)
		}
		note.Title = ""
		if _, err := orm.Select(orm.From[Item]()).All(ctx, s); !errors.Is(err, errNoTitle) || !strings.Contains(err.Error(), "Note with key [1]") {
			t.Error(err)
		}
		s.Delete(note) // which nobody has to approve
		ok(t, s.Flush(ctx))
	})
	err := orm.NewRegistry(nil, orm.Model[Note](orm.Validate(func(*Item) error { return nil }), orm.Validate[Note](nil))).Err()
	if err == nil || strings.Count(err.Error(), "is given to orm_test.Note, or has no function") != 2 {
		t.Error(err)
	}
}
