package gild

import (
	"context"
	"crypto/rand"
	"database/sql"
	"errors"
	"fmt"

	"github.com/gildsql/gild/internal/fault"
	"github.com/gildsql/gild/schema"
)

// viewForm is what was read of a view.
func viewForm(info *schema.TableInfo) schema.ViewForm {
	form := schema.ViewForm{SQL: info.Definition}
	for _, c := range info.Columns {
		form.Columns = append(form.Columns, fmt.Sprintf("%s %s %s", c.Name, c.SQLType, c.Collation))
	}
	return form
}

// word finds out how the database would keep the views of meta that it has already, by creating them under
// other names for a moment.
func (r *reflector) word(ctx context.Context, db DB, meta *schema.MetaData, can schema.Abilities) error {
	if can.KeepsViews {
		return nil
	}
	w := wording{reflector: r, can: can, name: "_gild_" + rand.Text()[:12]}
	for _, v := range meta.Views() {
		if !v.Temporary && r.live(v) {
			w.views = append(w.views, v)
		}
	}
	if len(w.views) == 0 {
		return nil
	}
	if can.Transactional {
		return w.inTransaction(ctx, db)
	}
	return w.aside(ctx, db)
}

// live reports whether a view of the same kind was read.
func (r *reflector) live(v *schema.View) bool {
	for read := range r.forms {
		if read.FullName() == v.FullName() && read.Materialized == v.Materialized {
			return true
		}
	}
	return false
}

// wording creates views for a moment, to read what the database keeps of them.
type wording struct {
	*reflector
	can   schema.Abilities
	name  string // of the views, before a number
	views []*schema.View
	made  []*schema.View // by the number, nil for those that could not be created
}

// errUndone ends a transaction that is not to change anything.
var errUndone = errors.New("gild: to be rolled back")

// inTransaction creates temporary views in a transaction that is rolled back.
func (w *wording) inTransaction(ctx context.Context, db DB) error {
	err := Tx(ctx, db, nil, func(ctx context.Context, tx *sql.Tx) error {
		for n, v := range w.views {
			err := Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error { return w.create(ctx, tx, n, v) })
			if err := w.tell(v, err); err != nil {
				return err
			}
		}
		if err := w.read(ctx, tx); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		return nil
	}
	return err
}

// aside creates views and drops them, where a transaction cannot undo that.
func (w *wording) aside(ctx context.Context, db DB) (err error) {
	if _, ok := db.(*sql.Tx); ok {
		return fmt.Errorf("gild: view %q cannot be compared within a transaction, which the database would end: give Diff the *sql.DB or a *sql.Conn, or leave views out by Kinds", w.views[0].FullName())
	}
	defer func() {
		for _, v := range w.made {
			if v == nil {
				continue
			}
			_, failed := Exec(context.WithoutCancel(ctx), db, &schema.DropView{View: v})
			err = errors.Join(err, failed)
		}
	}()
	for n, v := range w.views {
		if err := w.tell(v, w.create(ctx, db, n, v)); err != nil {
			return err
		}
	}
	return w.read(ctx, db)
}

// create creates a view with the query of v under the name of its number.
func (w *wording) create(ctx context.Context, db DB, n int, v *schema.View) error {
	other := *v
	other.Name = fmt.Sprintf("%s_%d", w.name, n)
	if other.Materialized { // what a table has is nothing for the view
		other.Materialized, other.Options = false, nil
	}
	if w.can.Transactional {
		other.Schema, other.Temporary = w.can.TempSchema, true
	}
	_, err := Exec(ctx, db, &schema.CreateView{View: &other})
	made := &other
	if err != nil {
		made = nil
	}
	w.made = append(w.made, made)
	return err
}

// refusals are the classes of errors that say nothing about a query.
var refusals = []error{
	ErrPermission, ErrReadOnly, ErrAuth, ErrDisconnect, ErrCanceled, ErrLock, ErrDeadlock, ErrSerialization, ErrResources, ErrAborted,
}

// tell returns the error of a view that says nothing about its query. One that the query has is none: it reads
// what is not there yet.
func (w *wording) tell(v *schema.View, err error) error {
	e := ErrorOf(err)
	refused := e == nil
	for _, class := range refusals {
		refused = refused || e.Is(class)
	}
	if err == nil || !refused {
		return nil
	}
	return fault.Errorf("view %q cannot be compared, as it cannot be created under another name for a moment (leave views out by ReflectOptions.Kinds): %w", v.FullName(), err)
}

// read reads what the database keeps of the views that were created.
func (w *wording) read(ctx context.Context, db DB) error {
	numbers, names := map[schema.Name]int{}, map[string][]string{} // by schema
	for n, v := range w.made {
		if v != nil {
			in := w.called.in(v.Schema)
			if w.can.Transactional { // temporary ones are found without it
				in = ""
			}
			numbers[schema.Name{Schema: in, Name: v.Name}] = n
			names[in] = append(names[in], v.Name)
		}
	}
	insp, err := Inspect(ctx, db)
	if err != nil {
		return err
	}
	for in, list := range names {
		found, err := insp.In(in).Select(TableFilter{Kinds: schema.RelationView, Scope: ScopeAny, Names: list}).Info(ctx)
		if err != nil {
			return err
		}
		for i := range found {
			w.forms[w.views[numbers[found[i].Name]]] = viewForm(&found[i])
		}
	}
	return nil
}
