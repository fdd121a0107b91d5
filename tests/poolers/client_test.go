package poolers

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"sync"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

// A client does what programs do, with numbers that no other client has, so that it knows the answer of another.
type client struct {
	db   *sql.DB
	who  int64
	last int64
}

func (c *client) number() int64 {
	c.last++
	return c.who*1_000_000 + c.last
}

// rush runs all clients at once on db, several thousand statements in all, and looks at what they leave behind.
func rush(t *testing.T, db *sql.DB) {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	var all sync.WaitGroup
	for who := range clients {
		c := &client{db: db, who: int64(who + 1)}
		all.Go(func() {
			for range rounds {
				if err := c.round(ctx); err != nil {
					t.Errorf("client %d: %v", c.who, err)
					return
				}
			}
		})
	}
	all.Wait()
	if t.Failed() {
		return
	}
	// Each round leaves the same rows.
	if got := one[int](t, db, "select count(*) from echoes"); got != clients*rounds*6 {
		t.Errorf("%d echoes, want %d", got, clients*rounds*6)
	}
	if got := one[int](t, db, "select count(*) from sounds where n % 2 = 0"); got != clients*rounds {
		t.Errorf("%d sounds, want %d", got, clients*rounds)
	}
}

// round runs each kind of work once.
func (c *client) round(ctx context.Context) error {
	for _, work := range []struct {
		name string
		run  func(context.Context) error
	}{
		{"point queries", c.points},
		{"insert with RETURNING", c.returning},
		{"named parameters", c.named},
		{"transaction", c.transaction},
		{"violation", c.violation},
		{"expressions", c.expressions},
		{"prepared in a transaction", c.prepared},
		{"ORM", c.objects},
	} {
		if err := work.run(ctx); err != nil {
			return fmt.Errorf("%s: %w", work.name, err)
		}
	}
	return nil
}

// same is the error of a wrong answer.
func same[T comparable](what string, got, want T) error {
	if got != want {
		return fmt.Errorf("%s is %v, want %v", what, got, want)
	}
	return nil
}

// points runs texts of several shapes, so that statements of different clients would meet under one name.
func (c *client) points(ctx context.Context) error {
	for shape := range 4 {
		n, note := c.number(), fmt.Sprint("note of ", c.who)
		query := fmt.Sprintf("select $1::bigint + %d, $2::text", shape)
		var gotN int64
		var gotNote string
		if err := c.db.QueryRowContext(ctx, query, n, note).Scan(&gotN, &gotNote); err != nil {
			return err
		}
		if err := errors.Join(same("the number", gotN, n+int64(shape)), same("the note", gotNote, note)); err != nil {
			return err
		}
	}
	return nil
}

func (c *client) returning(ctx context.Context) error {
	n := c.number()
	var got, who int64
	err := c.db.QueryRowContext(ctx, "insert into echoes (n, who, note) values ($1, $2, $3) returning n, who", n, c.who, "returned").Scan(&got, &who)
	if err != nil {
		return err
	}
	return errors.Join(same("the number", got, n), same("the client", who, c.who))
}

func (c *client) named(ctx context.Context) error {
	n := c.number()
	_, err := c.db.ExecContext(ctx, "insert into echoes (n, who, note) values (:n, :who, :note)",
		sql.Named("who", c.who), sql.Named("note", "named"), sql.Named("n", n))
	if err != nil {
		return err
	}
	var got int64
	err = c.db.QueryRowContext(ctx, "select n from echoes where n in (:ns) and who = :who",
		sql.Named("ns", []int64{n, -n}), sql.Named("who", c.who)).Scan(&got)
	return errors.Join(err, same("the number", got, n))
}

// transaction leaves one row and rolls one back. It stays on one connection of the server.
func (c *client) transaction(ctx context.Context) error {
	kept, undone := c.number(), c.number()
	undo := errors.New("undo")
	insert := func(n int64, result error) error {
		return gild.Tx(ctx, c.db, nil, func(ctx context.Context, tx *sql.Tx) error {
			var pids [2]int
			for i := range pids {
				if err := tx.QueryRowContext(ctx, "select pg_backend_pid() where $1::bigint > 0", n).Scan(&pids[i]); err != nil {
					return err
				}
				if _, err := tx.ExecContext(ctx, "insert into echoes (n, who, note) values ($1, $2, 'tx') on conflict do nothing", n, c.who); err != nil {
					return err
				}
			}
			return errors.Join(same("the connection of the server", pids[1], pids[0]), result)
		})
	}
	if err := insert(kept, nil); err != nil {
		return err
	}
	if err := insert(undone, undo); !errors.Is(err, undo) {
		return fmt.Errorf("the rollback returns %w", err)
	}
	got, err := gild.All[int64](ctx, c.db, expr.Select(Echoes.N).Where(Echoes.N.In(kept, undone)))
	if err == nil && !slices.Equal(got, []int64{kept}) {
		err = fmt.Errorf("the numbers are %v, want %d alone", got, kept)
	}
	return err
}

// violation gets an error of the server, which must leave nothing behind for the next client.
func (c *client) violation(ctx context.Context) error {
	n := c.number()
	insert := expr.Insert(Echoes).Values(Echoes.N.Set(n), Echoes.Who.Set(c.who), Echoes.Note.Set("twice"))
	if _, err := gild.Exec(ctx, c.db, insert); err != nil {
		return err
	}
	if _, err := gild.Exec(ctx, c.db, insert); !gild.Is(err, gild.ErrUnique) {
		return fmt.Errorf("the second row gives %w, want ErrUnique", err)
	}
	return nil
}

func (c *client) expressions(ctx context.Context) error {
	n := c.number()
	insert := expr.Insert(Echoes).Values(Echoes.N.Set(n), Echoes.Who.Set(c.who), Echoes.Note.Set("a")).Returning(Echoes.N)
	got, err := gild.One[int64](ctx, c.db, insert)
	if err = errors.Join(err, same("the number", got, n)); err != nil {
		return err
	}
	note := fmt.Sprint("note ", n)
	if _, err := gild.Exec(ctx, c.db, expr.Update(Echoes).Set(Echoes.Note.Set(note)).Where(Echoes.N.Eq(n))); err != nil {
		return err
	}
	byNumber := expr.Select(Echoes.Note).Where(Echoes.N.EqExpr(expr.Param[int64]("n")))
	notes, err := gild.All[string](ctx, c.db, byNumber, sql.Named("n", n))
	if err == nil && !slices.Equal(notes, []string{note}) {
		err = fmt.Errorf("the notes are %q, want %q", notes, note)
	}
	if err != nil {
		return err
	}
	mine := expr.Select(Echoes.Who).Where(Echoes.Who.Eq(c.who))
	for who, err := range gild.Iter[int64](ctx, c.db, mine) {
		if err = errors.Join(err, same("the client", who, c.who)); err != nil {
			return err
		}
	}
	return nil
}

// prepared prepares a statement of the program's own, which a pooler allows for the time of a transaction.
func (c *client) prepared(ctx context.Context) error {
	n := c.number()
	return gild.Tx(ctx, c.db, nil, func(ctx context.Context, tx *sql.Tx) error {
		stmt, err := tx.PrepareContext(ctx, "insert into echoes (n, who, note) values ($1, $2, 'prepared') returning n")
		if err != nil {
			return err
		}
		var got int64
		err = stmt.QueryRowContext(ctx, n, c.who).Scan(&got)
		return errors.Join(err, same("the number", got, n), stmt.Close())
	})
}

// objects adds a sound with its tones, and changes it in a second unit of work: its number is even then.
func (c *client) objects(ctx context.Context) error {
	n := c.number()*2 + 1
	sound := &Sound{N: n}
	err := models.InTx(ctx, c.db, func(s *orm.Session) error {
		sound.Tones.Add(&Tone{Pitch: n}, &Tone{Pitch: n + 1})
		s.Add(sound)
		return nil
	})
	if err != nil {
		return err
	}
	return models.InTx(ctx, c.db, func(s *orm.Session) error {
		probe := orm.From[Sound]()
		found, err := orm.Select(probe).Where(orm.C(&probe.N).Eq(n)).With(orm.SelectIn(&probe.Tones)).All(ctx, s)
		if err != nil {
			return err
		}
		if err := same("the count of sounds", len(found), 1); err != nil {
			return err
		}
		tones, err := found[0].Tones.All()
		if err = errors.Join(err, same("the count of tones", len(tones), 2), same("the id", found[0].ID, sound.ID)); err != nil {
			return err
		}
		found[0].N++
		return same("the sum of the pitches", tones[0].Pitch+tones[1].Pitch, 2*n+1)
	})
}

// preparedOn counts what the connections of the server behind db keep prepared. It takes as many transactions
// at once as there are connections, so that it meets each of them.
func preparedOn(t *testing.T, db *sql.DB, connections int) (count int, pids []int) {
	t.Helper()
	for range connections {
		tx, err := db.BeginTx(t.Context(), nil)
		check(t, err)
		defer func() { check(t, tx.Rollback()) }()
		count += one[int](t, tx, kept)
		pids = append(pids, one[int](t, tx, pid))
	}
	slices.Sort(pids)
	return count, slices.Compact(pids)
}
