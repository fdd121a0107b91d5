// Company keeps people of several kinds, in one table or in one for each kind, and asks for them in the ways that a
// hierarchy of types can be asked for.
//
//	go run ./examples/company -tables single                          # SQLite, in memory
//	go run ./examples/company -url postgresql://me@localhost/test     # on PostgreSQL
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"log"
	"os"

	"github.com/gildsql/gild"
	_ "github.com/gildsql/gild/driver/pq"      // postgresql:// URLs
	_ "github.com/gildsql/gild/driver/sqlite3" // sqlite:// URLs
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
)

func main() {
	tables := flag.String("tables", "joined", "single for one table, joined for one for each kind")
	url := flag.String("url", "sqlite://", "database `URL`: the tables of companies and people are made there")
	flag.Parse()
	if err := run(context.Background(), os.Stdout, *url, *tables); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, out io.Writer, url, tables string) error {
	r, err := newRegistry(tables)
	if err != nil {
		return err
	}
	db, err := gild.Open(url)
	if err != nil {
		return err
	}
	defer db.Close()
	if err := r.MetaData().CreateAll(ctx, db); err != nil {
		return err
	}
	for _, step := range []func(context.Context, io.Writer, *orm.Session) error{found, report, promote, engineers} {
		err := r.InTx(ctx, db, func(s *orm.Session) error { return step(ctx, out, s) })
		if err != nil {
			return err
		}
	}
	return nil
}

// found founds the company.
func found(_ context.Context, _ io.Writer, s *orm.Session) error {
	c := &Company{Name: "company1"}
	c.Staff.Add(
		&Manager{Person: Person{Name: "mr krabs"}, Rank: "senior"},
		&Engineer{Person: Person{Name: "spongebob"}, Status: "active", Language: "go"},
		&Person{Name: "joesmith"},
		&Engineer{Person: Person{Name: "patrick"}, Status: "on leave", Language: "sql"})
	s.Add(c)
	return nil
}

// report prints who works for each company.
func report(ctx context.Context, out io.Writer, s *orm.Session) error {
	c := orm.From[Company]()
	companies, err := orm.Select(c).With(orm.SelectIn(&c.Staff)).All(ctx, s)
	if err != nil {
		return err
	}
	for _, c := range companies {
		for one := range c.Staff.Each() {
			fmt.Fprintf(out, "%s has the %s\n", c.Name, one)
		}
	}
	return nil
}

// promote changes objects that the base is asked for: those of which one of two kinds has something.
func promote(ctx context.Context, out io.Writer, s *orm.Session) error {
	p, e, m := orm.From[Person](), orm.From[Engineer](), orm.From[Manager]()
	some, err := orm.As[Staff](orm.Select(p).Inline(e, m).
		Where(expr.Or(orm.C(&e.Language).Eq("sql"), orm.C(&m.Rank).Eq("senior"))).
		OrderBy(orm.C(&p.ID))).All(ctx, s)
	if err != nil {
		return err
	}
	for _, one := range some {
		switch one := one.(type) {
		case *Engineer:
			one.Status = "back from leave"
		case *Manager:
			one.Rank, one.Name = "retired", "eugene h. krabs"
		}
		fmt.Fprintf(out, "now: %s\n", one)
	}
	return nil
}

// engineers prints which companies have an engineer who is back, and dismisses the managers.
func engineers(ctx context.Context, out io.Writer, s *orm.Session) error {
	c := orm.From[Company]()
	isBack := func(e *Engineer) expr.Expr { return orm.C(&e.Status).Like("back%") }
	companies, err := orm.Select(c).Where(orm.HasWhere(&c.Staff, isBack)).All(ctx, s)
	if err != nil {
		return err
	}
	for _, c := range companies {
		fmt.Fprintf(out, "%s has an engineer who is back\n", c.Name)
	}
	n, err := orm.Delete(orm.From[Manager]()).All().Run(ctx, s)
	if err != nil {
		return err
	}
	left, err := orm.Select(orm.From[Person]()).Count(ctx, s)
	fmt.Fprintf(out, "%d dismissed, %d left\n", n, left)
	return err
}
