// Tenants keeps the projects of several customers in the same tables. What a session is for is said in
// one place, scope: it sees the rows of its tenant that are not deleted, gives new rows its tenant,
// marks rows in place of deleting them, and writes down who has changed what. The rest of the program
// knows nothing of it, and can forget nothing.
//
//	go run ./examples/tenants                                         # SQLite, in memory
//	go run ./examples/tenants -url postgresql://me@localhost/test     # or mariadb://...
//
// The file output.txt is what it prints.
package main

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"

	"github.com/gildsql/gild/examples/internal/show"
	"github.com/gildsql/gild/orm"
)

func main() { show.Main(run) }

func run(ctx context.Context, out io.Writer, url string) error {
	db, err := show.Open(ctx, out, url, models.MetaData())
	if err != nil {
		return err
	}
	defer db.Close()
	for _, step := range []struct {
		who  user
		what func(context.Context, io.Writer, *orm.Session) error
	}{
		{user{"ann", 1}, plan}, {user{"bob", 2}, plan}, {user{"ann", 1}, work}, {user{"bob", 2}, look},
	} {
		fmt.Fprintf(out, "== %s, of tenant %d\n", step.who.Name, step.who.Tenant)
		work := func(s *orm.Session) error { return step.what(ctx, out, s) }
		if err := models.InTx(ctx, db, work, scope(step.who)...); err != nil {
			return err
		}
	}
	fmt.Fprintln(out, "== the operator, whose session has no scope")
	return models.InTx(ctx, db, func(s *orm.Session) error { return audit(ctx, out, s) })
}

// plan makes a project with tasks. Nobody says whose they are.
func plan(_ context.Context, _ io.Writer, s *orm.Session) error {
	p := &Project{Name: "move"}
	p.Tasks.Add(&Task{Title: "pack"}, &Task{Title: "drive"}, &Task{Title: "unpack"})
	s.Add(p)
	return nil
}

// work changes a task, deletes another, and looks at what is left.
func work(ctx context.Context, out io.Writer, s *orm.Session) error {
	t := orm.From[Task]()
	tasks, err := orm.Select(t).OrderBy(orm.C(&t.ID)).All(ctx, s)
	if err != nil {
		return err
	}
	tasks[0].Title = "pack it all"
	s.Delete(tasks[1])
	if err := s.Flush(ctx); err != nil {
		return err
	}
	return list(ctx, out, s)
}

// look finds nothing of others, however it asks.
func look(ctx context.Context, out io.Writer, s *orm.Session) error {
	if err := list(ctx, out, s); err != nil {
		return err
	}
	_, err := orm.Get[Task](ctx, s, 1)
	fmt.Fprintln(out, "the first task of ann is not there:", errors.Is(err, sql.ErrNoRows))
	t := orm.From[Task]()
	n, err := orm.Update(t).Set(orm.Assign(&t.Done, true)).All().Run(ctx, s)
	fmt.Fprintln(out, n, "tasks are done, of all that there are")
	return err
}

func list(ctx context.Context, out io.Writer, s *orm.Session) error {
	p := orm.From[Project]()
	projects, err := orm.Select(p).With(orm.SelectIn(&p.Tasks)).All(ctx, s)
	if err != nil {
		return err
	}
	for _, p := range projects {
		for t := range p.Tasks.Each() {
			fmt.Fprintf(out, "%s: %s\n", p.Name, t.Title)
		}
	}
	return nil
}

// audit prints what has been written down.
func audit(ctx context.Context, out io.Writer, s *orm.Session) error {
	e := orm.From[Entry]()
	entries, err := orm.Select(e).OrderBy(orm.C(&e.ID)).All(ctx, s)
	for _, e := range entries {
		fmt.Fprintln(out, e.TenantID, e.By, e.What, e.Type, e.Row)
	}
	return err
}
