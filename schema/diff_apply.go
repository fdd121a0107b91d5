package schema

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/typemap"
)

// ApplyOption changes what Difference.Apply does.
type ApplyOption func(a *application)

// AllowLoss lets operations run that lose something: see Operation.Loses.
func AllowLoss() ApplyOption { return func(a *application) { a.lossy = true } }

// LossError says that operations would lose something, and that none was run.
type LossError struct{ Operations []*Operation }

// Error names what would be lost and the way out.
func (e *LossError) Error() string {
	lost := make([]string, len(e.Operations))
	for i, o := range e.Operations {
		lost[i] = o.Loses
	}
	return fmt.Sprintf("gild: nothing is changed, as it would lose %s: say so with schema.AllowLoss", strings.Join(lost, "; "))
}

// application is one run of Apply.
type application struct {
	*Difference
	lossy bool
	can   Abilities
	db    Execer
}

// Apply runs the operations. It fails with a *LossError before the first one if something would be lost,
// unless AllowLoss is given.
//
// Where the database can roll DDL back and db can begin a transaction, it is all or nothing; labels that an
// enum of PostgreSQL gets come before, since they cannot be used in the transaction that adds them, and indexes that it
// is to create concurrently behind. On
// SQLite, a table that ALTER TABLE cannot change is created anew and its rows are copied, with foreign keys not
// held meanwhile and checked before the end; triggers are created again, and it fails, and changes
// nothing, if one of them or a view would no longer run. For that db must not be a *sql.Tx.
func (d *Difference) Apply(ctx context.Context, db Execer, options ...ApplyOption) error {
	if isNil(db) {
		return errors.New("gild: the database is nil: open one with gild.Open")
	}
	a := application{Difference: d, can: d.canon.Abilities(), db: db}
	for _, o := range options {
		o(&a)
	}
	lossy := &LossError{}
	for _, o := range d.Operations {
		if o.Destructive() {
			lossy.Operations = append(lossy.Operations, o)
		}
	}
	if len(lossy.Operations) > 0 && !a.lossy {
		return lossy
	}
	if _, err := d.Statements(); err != nil {
		return err
	}
	before, inside, behind := a.split()
	for _, o := range before {
		if err := a.run(ctx, db, o); err != nil {
			return err
		}
	}
	if slices.ContainsFunc(inside, (*Operation).rebuilds) {
		return a.rebuild(ctx, inside)
	}
	if err := a.atOnce(ctx, db, inside); err != nil {
		return err
	}
	return a.runAll(ctx, db, behind)
}

// split tells the operations that come before and behind the transaction from those in it.
func (a *application) split() (before, inside, behind []*Operation) {
	for _, o := range a.Operations {
		switch {
		case o.Object == ObjectEnum && o.addsLabels():
			before = append(before, o)
		case o.concurrent():
			behind = append(behind, o)
		default:
			inside = append(inside, o)
		}
	}
	return before, inside, behind
}

// concurrent reports whether the operation creates or drops an index while the table is written, which is no part of a
// transaction.
func (o *Operation) concurrent() bool {
	i, ok := either(o.after, o.before).(*Index)
	return ok && (o.Creates() || o.Drops()) && i.Options.Get(o.can.Dialect, "concurrently") == true
}

// rebuilds reports whether a new table takes the place of an old one, which is also the way in which rows that refer to
// the old one might be lost.
func (o *Operation) rebuilds() bool {
	return o.can.Rebuild != nil && o.Object == ObjectTable && !o.Creates()
}

type beginner interface {
	BeginTx(ctx context.Context, opts *sql.TxOptions) (*sql.Tx, error)
}

// atOnce runs operations in one transaction, if there can be one.
func (a *application) atOnce(ctx context.Context, db Execer, ops []*Operation) error {
	b, ok := db.(beginner)
	if !ok || !a.can.Transactional {
		return a.runAll(ctx, db, ops)
	}
	tx, err := b.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if err := a.runAll(ctx, tx, ops); err != nil {
		return err
	}
	return tx.Commit()
}

func (a *application) runAll(ctx context.Context, db Execer, ops []*Operation) error {
	for _, o := range ops {
		if err := a.run(ctx, db, o); err != nil {
			return err
		}
	}
	return nil
}

func (a *application) run(ctx context.Context, db Execer, o *Operation) error {
	stmts, err := o.Statements()
	if err != nil {
		return err
	}
	for _, s := range stmts {
		if _, err := db.ExecContext(ctx, "", s); err != nil {
			return fault.Errorf("%s: %w", o, err)
		}
	}
	return nil
}

// rebuild runs operations with new tables in the place of old ones on one connection, on which foreign keys are
// not held meanwhile.
func (a *application) rebuild(ctx context.Context, ops []*Operation) (err error) {
	words := a.can.Rebuild
	conn := a.db
	if pool, ok := a.db.(interface {
		Conn(ctx context.Context) (*sql.Conn, error)
	}); ok {
		c, err := pool.Conn(ctx)
		if err != nil {
			return err
		}
		defer c.Close()
		conn = c
	}
	held, err := read[int](ctx, conn, words.State)
	if err != nil {
		return err
	}
	if _, ok := conn.(beginner); !ok {
		return errors.New("gild: a table that is created anew needs foreign keys not to be held, which a transaction cannot change: give Apply the *sql.DB or a *sql.Conn")
	}
	if len(held) > 0 && held[0] == 1 {
		if _, err := conn.ExecContext(ctx, words.Suspend); err != nil {
			return err
		}
		defer func() {
			if _, e := conn.ExecContext(context.WithoutCancel(ctx), words.Resume); err == nil {
				err = e
			}
		}()
	}
	return a.inPlace(ctx, conn.(beginner), ops)
}

// inPlace runs operations in one transaction, and sees to it that nothing but what they say is
// different behind them.
func (a *application) inPlace(ctx context.Context, conn beginner, ops []*Operation) error {
	words := a.can.Rebuild
	tx, err := conn.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, words.Begin); err != nil {
		return err
	}
	// The setting is the connection's, not the transaction's.
	defer conn.(Execer).ExecContext(context.WithoutCancel(ctx), words.End)
	broken, err := read[violation](ctx, tx, words.Check)
	if err != nil {
		return err
	}
	usable, err := a.usable(ctx, tx)
	if err != nil {
		return err
	}
	for _, o := range ops {
		if err := a.step(ctx, tx, o); err != nil {
			return err
		}
	}
	after, err := read[violation](ctx, tx, words.Check)
	switch {
	case err != nil:
		return err
	case len(after) > len(broken):
		last := after[len(after)-1]
		return fmt.Errorf("gild: nothing is changed: %d rows would refer to rows that are not there, the last of table %q to table %q",
			len(after)-len(broken), last.Table, last.Parent)
	}
	if err := a.verify(ctx, tx, usable); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, words.End); err != nil {
		return err
	}
	return tx.Commit()
}

// violation is a row that violates a foreign key.
type violation struct{ Table, Parent string }

// trigger is a trigger of a table that is created anew.
type trigger struct{ Name, SQL string }

func (a *application) step(ctx context.Context, tx *sql.Tx, o *Operation) error {
	if !o.rebuilds() || o.Drops() {
		return a.run(ctx, tx, o)
	}
	t := o.after.(*Table)
	triggers, err := read[trigger](ctx, tx, a.can.Rebuild.Triggers(a.can.in(t.schema), t))
	if err != nil {
		return err
	}
	for _, c := range o.before.(*Table).columns {
		for _, g := range triggers {
			if t.Column(c.name) == nil && mentions(strings.ToLower(g.SQL), strings.ToLower(c.name)) {
				return fmt.Errorf("gild: nothing is changed: trigger %q of table %q mentions column %q, which goes: change or drop it first", g.Name, t.FullName(), c.name)
			}
		}
	}
	if err := a.run(ctx, tx, o); err != nil {
		return err
	}
	for _, g := range triggers {
		if _, err := tx.ExecContext(ctx, a.can.Rebuild.Again(a.can.in(t.schema), g.SQL)); err != nil {
			return fault.Errorf("nothing is changed: trigger %q of table %q cannot be created again: %w", g.Name, t.FullName(), err)
		}
	}
	return nil
}

// usable are the views that can be read and the tables to which rows can be written, as far as their triggers
// are concerned, each by a word for what it is and its name.
func (a *application) usable(ctx context.Context, tx *sql.Tx) (map[[2]string]bool, error) {
	found := map[[2]string]bool{}
	err := a.each(ctx, tx, a.from, func(key [2]string, err error) error {
		was, known := found[key]
		found[key] = err == nil && (was || !known)
		return nil
	})
	return found, err
}

// each tries the views that there are, and the tables of m.
func (a *application) each(ctx context.Context, tx *sql.Tx, m *MetaData, tell func(key [2]string, err error) error) error {
	for _, schema := range m.Schemas() {
		in := a.can.in(schema)
		views, err := read[string](ctx, tx, a.can.Rebuild.Views(in))
		if err != nil {
			return err
		}
		for _, v := range views {
			_, err := tx.ExecContext(ctx, a.can.Rebuild.Reads(in, v))
			if err := tell([2]string{"view", fullName(in, v)}, err); err != nil {
				return err
			}
		}
	}
	for _, t := range m.Tables() {
		for _, sql := range a.can.Rebuild.Writes(a.can.in(t.schema), t) {
			_, err := tx.ExecContext(ctx, sql)
			if err := tell([2]string{"trigger of table", t.FullName()}, err); err != nil {
				return err
			}
		}
	}
	return nil
}

// verify fails if views or triggers that ran before do so no longer.
func (a *application) verify(ctx context.Context, tx *sql.Tx, usable map[[2]string]bool) error {
	return a.each(ctx, tx, a.to, func(key [2]string, err error) error {
		if err == nil || !usable[key] {
			return nil
		}
		return fault.Errorf("nothing is changed: a %s %q would no longer run: change or drop it first: %w", key[0], key[1], err)
	})
}

// read returns the rows of a query.
func read[T any](ctx context.Context, db Execer, query string) ([]T, error) {
	var rows typemap.Slice[T]
	if _, err := db.ExecContext(ctx, "", expr.Text(query), &rows); err != nil {
		return nil, err
	}
	return rows.Rows(), nil
}
