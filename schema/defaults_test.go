package schema_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/tests/live"
	"github.com/gildsql/gild/typemap"
)

// ticket has a column for each kind of default.
type ticket struct {
	ID    int64
	Kind  string
	Code  string
	Lower string
	Seen  int64
}

// TestDefaults has gild give what INSERT and UPDATE do not.
func TestDefaults(t *testing.T) {
	live.Each(t, func(t *testing.T, db *live.Database) {
		ctx, made := context.Background(), 0
		meta := schema.NewMetaData()
		tickets := schema.NewTable(meta, "tickets",
			schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
			schema.NewColumn("kind", typemap.String(10), schema.Default("bug")),
			schema.NewColumn("code", typemap.String(10), schema.Default(func() (string, error) {
				made++
				if made == 3 {
					return "", errors.New("out of codes")
				}
				return fmt.Sprintf("T%d", made), nil
			})),
			schema.NewColumn("lower", typemap.String(10), schema.Default(expr.Lower(expr.Val("XYZ")))),
			schema.NewColumn("seen", typemap.BigInt(), schema.Default(0), schema.OnUpdate(expr.Typed[int64](expr.Raw[int64]("seen + 1")))),
		)
		if err := meta.CreateAll(ctx, db); err != nil {
			t.Fatal(err)
		}
		id, kind := tickets.C("id"), tickets.C("kind")
		insert := expr.Insert(tickets).Rows([]expr.Assignment{id.Set(1)}, []expr.Assignment{id.Set(2)})
		for _, stmt := range []expr.Statement{
			insert,
			expr.Insert(tickets).Values(id.Set(3), kind.Set("wish"), tickets.C("code").Set("own")),
			expr.Update(tickets).Set(kind.Set("old")).Where(id.Eq(2)),
			expr.Update(tickets).Set(kind.Set("older")).Where(id.Eq(2)).WithoutDefaults(),
			expr.Insert(tickets).FromSelect(expr.Select(id.Add(10)).Where(id.Eq(1)), id),
		} {
			if _, err := gild.Exec(ctx, db, stmt); err != nil {
				if made == 3 && strings.Contains(err.Error(), "out of codes") && strings.Contains(err.Error(), "code") {
					continue
				}
				t.Fatal(err)
			}
		}
		made = 20
		if _, err := gild.Exec(ctx, db, expr.Insert(tickets).FromSelect(expr.Select(id.Add(10)).Where(id.Eq(1)), id)); err != nil {
			t.Fatal(err)
		}
		rows, err := gild.All[ticket](ctx, db, expr.Select(tickets).OrderBy(id))
		if err != nil {
			t.Fatal(err)
		}
		want := "[{1 bug T1 xyz 0} {2 older T2 xyz 1} {3 wish own xyz 0} {11 bug T21 xyz 0}]"
		if got := fmt.Sprint(rows); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
		if _, err := gild.Exec(ctx, db, expr.Insert(tickets).WithoutDefaults().Values(id.Set(9))); !gild.Is(err, gild.ErrNotNull) {
			t.Errorf("without defaults: %v", err)
		}
	})
}

// TestMistakenDefaults are part of the table's mistakes.
func TestMistakenDefaults(t *testing.T) {
	for name, option := range map[string]schema.ColumnOption{
		"takes an argument":   schema.Default(func(int) int { return 0 }),
		"gives nothing":       schema.Default(func() {}),
		"no error":            schema.OnUpdate(func() (int, int) { return 0, 0 }),
		"the function is nil": schema.Default((func() int)(nil)),
	} {
		table := schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("id", typemap.BigInt(), option))
		if err := table.Err(); err == nil || !strings.Contains(err.Error(), `column "id"`) || !strings.Contains(err.Error(), "func") {
			t.Errorf("%s: %v", name, err)
		}
	}
	table := schema.NewTable(schema.NewMetaData(), "t", schema.NewColumn("id", typemap.BigInt()), schema.Amend("od", schema.Nullable()))
	if err := table.Err(); err == nil || !strings.Contains(err.Error(), `"od"`) {
		t.Errorf("Amend of an unknown column: %v", err)
	}
}

// TestAmend changes columns of a struct after its tags.
func TestAmend(t *testing.T) {
	meta := schema.NewMetaData()
	schema.NewTable(meta, "teams", schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()))
	events := schema.Define[struct {
		schema.Table `gild:"events"`
		ID           expr.Col[int64]     `gild:"id,pk"`
		At           expr.Col[time.Time] `gild:"at"`
		TeamID       expr.Col[int64]     `gild:"team_id"`
	}](meta,
		schema.Amend("at", schema.Default(time.Now), schema.Indexed()),
		schema.Amend("team_id", schema.References("teams.id"), schema.UniqueColumn()),
		schema.NewIndex("", "team_id", "at"))
	if err := meta.Err(); err != nil {
		t.Fatal(err)
	}
	if events.Column("at").InsertDefault() == nil || len(events.Indexes()) != 2 || len(events.ForeignKeys()) != 1 || len(events.Uniques()) != 1 {
		t.Errorf("%d indexes, %d foreign keys, %d unique constraints", len(events.Indexes()), len(events.ForeignKeys()), len(events.Uniques()))
	}
}
