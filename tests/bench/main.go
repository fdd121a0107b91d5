// Bench compares ways of talking to a database from Go: database/sql over a bare driver, the
// same program through gild, and gild's own layers. It prints the time of each as a ratio to
// the bare driver, with allocations, on SQLite and on PostgreSQL. See README.md.
//
//	go run . [-rounds 15] [-url postgresql://...] [-only name,...] [-ops name,...] [-md]
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"
)

// options are what the command line says.
type options struct {
	rounds   int
	slice    time.Duration
	url      string
	markdown bool
	impls    []Implementation
	ops      []operation
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, w io.Writer) error {
	o, err := parse(args)
	if err != nil {
		return err
	}
	err = onSQLite(func(db Database) error { return o.measure(ctx, db, w) })
	if err != nil {
		return fmt.Errorf("SQLite: %w", err)
	}
	err = onPostgres(ctx, o.url, w, func(db Database) error { return o.measure(ctx, db, w) })
	if err != nil {
		return fmt.Errorf("PostgreSQL: %w", err)
	}
	o.legend(w)
	return nil
}

// legend says what the names in the tables stand for.
func (o *options) legend(w io.Writer) {
	fmt.Fprintln(w)
	for _, impl := range o.impls {
		if o.markdown {
			fmt.Fprintf(w, "* %s: %s\n", impl.Name, impl.About)
		} else {
			fmt.Fprintf(w, "%-17s %s\n", impl.Name, impl.About)
		}
	}
}

// measure compares the implementations on one database and prints the tables.
func (o *options) measure(ctx context.Context, db Database, w io.Writer) error {
	if err := db.fill(ctx); err != nil {
		return err
	}
	version, err := db.serverVersion(ctx)
	if err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%s %s, %s: %d rounds of %v%s\n", db.Name, version, db.build(), o.rounds, o.slice, load())
	comparisons, err := compare(ctx, db, o.impls, o.ops, o.rounds, o.slice)
	if err != nil {
		return err
	}
	for _, c := range comparisons {
		t := c.table(db.Name)
		if o.markdown {
			t.markdown(w)
		} else {
			t.text(w)
		}
	}
	if after := load(); after != "" {
		fmt.Fprintf(w, "\nat the end%s\n", after)
	}
	return nil
}

func parse(args []string) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.IntVar(&o.rounds, "rounds", 15, "how many times everything is measured")
	flags.DurationVar(&o.slice, "time", 50*time.Millisecond, "how long one measurement takes, about")
	flags.StringVar(&o.url, "url", "", "`URL` of the PostgreSQL database, in which a schema is made and dropped")
	flags.BoolVar(&o.markdown, "md", false, "print Markdown")
	only := flags.String("only", "", "measure the implementations with these `names`, and bare")
	ops := flags.String("ops", "", "measure the operations with these `names`")
	_ = flags.Parse(args) // which exits on an error
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unknown argument %q", flags.Arg(0))
	}
	if o.rounds < 1 {
		return nil, fmt.Errorf("-rounds %d: want at least one", o.rounds)
	}
	all := implementations()
	var err error
	if o.impls, err = choose("implementation", *only, all, implementationName); err != nil {
		return nil, err
	}
	if o.impls[0].Name != all[0].Name {
		o.impls = append(all[:1:1], o.impls...)
	}
	o.ops, err = choose("operation", *ops, operations, operationName)
	return o, err
}

// choose returns those of all that a list names, in their own order; all for an empty list.
func choose[T any](what, list string, all []T, name func(T) string) ([]T, error) {
	if list == "" {
		return all, nil
	}
	wanted := strings.Split(list, ",")
	var chosen []T
	var known []string
	for _, x := range all {
		known = append(known, name(x))
		if slices.Contains(wanted, name(x)) {
			chosen = append(chosen, x)
		}
	}
	for _, n := range wanted {
		if !slices.Contains(known, n) {
			return nil, fmt.Errorf("unknown %s %q: known are %s", what, n, strings.Join(known, ", "))
		}
	}
	return chosen, nil
}

func implementationName(i Implementation) string { return i.Name }
func operationName(o operation) string           { return o.name }
