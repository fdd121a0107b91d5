// Bench compares ways of talking to a database from Go: database/sql over a bare driver, the
// same program through gild, gild's own layers, and other toolkits. It prints the time of each
// as a ratio to the bare driver, with allocations and round trips. See README.md.
//
//	go run . [-rounds 15] [-db name,...] [-only name,...] [-ops name,...] [-md] [-table middleware]
package main

import (
	"context"
	"errors"
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
	mysql    string
	markdown bool
	closing  bool // print the table of the middleware, nothing else
	building bool // print the table of builders, nothing else
	profile  string
	places   []place
	impls    []Implementation
	ops      []operation
}

// A result is what was measured on one database.
type result struct {
	db          Database
	comparisons []*comparison
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM, syscall.SIGPIPE) // which would leave schemas behind
	defer stop()
	if err := run(ctx, os.Args[1:], os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string, w io.Writer) (err error) {
	o, err := parse(args)
	if err != nil {
		return err
	}
	stop, err := profiled(o.profile)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, stop()) }()
	if o.building {
		return o.printBuilding(w)
	}
	var results []result
	for _, p := range o.places {
		err := p.on(ctx, o, w, func(db Database) error {
			r, err := o.measure(ctx, db, w)
			results = append(results, r)
			return err
		})
		if err != nil {
			return fmt.Errorf("%s: %w", p.name, err)
		}
	}
	if o.closing {
		closingTable(results).markdown(w)
		return nil
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
			fmt.Fprintf(w, "%-24s %s\n", impl.Name, impl.About)
		}
	}
}

// measure compares the implementations on one database and prints the tables.
func (o *options) measure(ctx context.Context, db Database, w io.Writer) (result, error) {
	if err := db.fill(ctx); err != nil {
		return result{}, err
	}
	version, err := db.serverVersion(ctx)
	if err != nil {
		return result{}, err
	}
	fmt.Fprintf(w, "\n%s %s, %s: %d rounds of %v%s\n", db.Name, version, db.build(), o.rounds, o.slice, load())
	comparisons, err := compare(ctx, db, o.impls, o.ops, o.rounds, o.slice)
	if err != nil {
		return result{}, err
	}
	if !o.closing {
		o.report(db, comparisons, w)
	}
	if after := load(); after != "" {
		fmt.Fprintf(w, "\nat the end%s\n", after)
	}
	return result{db, comparisons}, nil
}

func (o *options) report(db Database, comparisons []*comparison, w io.Writer) {
	for _, c := range comparisons {
		t := c.table(db.Name)
		if o.markdown {
			t.markdown(w)
		} else {
			t.text(w)
		}
	}
}

func parse(args []string) (*options, error) {
	o := &options{}
	flags := flag.NewFlagSet("bench", flag.ExitOnError)
	flags.IntVar(&o.rounds, "rounds", 15, "how many times everything is measured")
	flags.DurationVar(&o.slice, "time", 50*time.Millisecond, "how long one measurement takes, about")
	flags.StringVar(&o.url, "url", "", "`URL` of the PostgreSQL database, in which a schema is made and dropped")
	flags.StringVar(&o.mysql, "mysql", "", "`DSN` of the MariaDB server, on which a database is made and dropped")
	flags.BoolVar(&o.markdown, "md", false, "print Markdown")
	flags.StringVar(&o.profile, "cpuprofile", "", "write a CPU profile to a `file`, with labels for what is measured")
	table := flags.String("table", "", "print one `table` only: middleware, as Markdown, or building")
	dbs := flags.String("db", "", "measure on the databases with these `names`, or all")
	only := flags.String("only", "", "measure the implementations with these `names`, and bare, or all")
	ops := flags.String("ops", "", "measure the operations with these `names`, or all")
	_ = flags.Parse(args) // which exits on an error
	if flags.NArg() > 0 {
		return nil, fmt.Errorf("unknown argument %q", flags.Arg(0))
	}
	if o.rounds < 1 {
		return nil, fmt.Errorf("-rounds %d: want at least one", o.rounds)
	}
	if *table != "" && *dbs+*only+*ops != "" {
		return nil, errors.New("-table says itself what is measured: leave out -db, -only and -ops")
	}
	switch *table {
	case "":
		return o, o.choose(*dbs, *only, *ops)
	case "middleware":
		o.closing = true
		return o, o.choose(closingPlaces, closingImplementations(), closingOperations())
	case "building":
		o.building = true
		return o, nil
	}
	return nil, fmt.Errorf("-table %s: known are middleware and building", *table)
}

// choose sets what is measured by the lists of the command line.
func (o *options) choose(dbs, only, ops string) (err error) {
	if o.places, err = choose("database", dbs, places, places[:2], placeName); err != nil {
		return err
	}
	all := implementations()
	if o.impls, err = choose("implementation", only, all, own(), implementationName); err != nil {
		return err
	}
	if o.impls[0].Name != all[0].Name {
		o.impls = append(all[:1:1], o.impls...)
	}
	o.ops, err = choose("operation", ops, operations, usual, operationName)
	return err
}

// choose returns those of all that a list names, in their own order; usual for an empty list,
// all for "all".
func choose[T any](what, list string, all, usual []T, name func(T) string) ([]T, error) {
	switch list {
	case "":
		return usual, nil
	case "all":
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
func placeName(p place) string                   { return p.name }
func operationName(o operation) string           { return o.name }
