package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"strings"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/cmd/gild/internal/generate"
)

const generateUsage = `usage: gild generate -url URL -out DIR [flags]

Generates a package of Go from a database: a file for each table, with the typed table and the
struct that the ORM maps onto it. Files that gild has generated before are overwritten.

`

// globs is a flag that can be given several times, and takes lists with commas between.
type globs []string

func (g *globs) String() string { return strings.Join(*g, ",") }

func (g *globs) Set(text string) error {
	*g = append(*g, strings.Split(text, ",")...)
	return nil
}

// request is what the command line asks for.
type request struct {
	url, out, config string
	options          generate.Options
}

func runGenerate(ctx context.Context, args []string, out, errs io.Writer) int {
	req, err := parseGenerate(args, errs)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err != nil:
		return 2
	}
	count, err := req.run(ctx)
	if err != nil {
		fmt.Fprintf(errs, "gild generate: %s\n", strings.TrimPrefix(err.Error(), "gild: "))
		return 1
	}
	fmt.Fprintf(out, "%s: %d files\n", req.out, count)
	return 0
}

// parseGenerate reads the command line. What is wrong with it is written to errs.
func parseGenerate(args []string, errs io.Writer) (*request, error) {
	var req request
	var o generate.Options
	flags := flag.NewFlagSet("gild generate", flag.ContinueOnError)
	flags.SetOutput(errs)
	flags.Usage = func() {
		fmt.Fprint(errs, generateUsage)
		flags.PrintDefaults()
	}
	flags.StringVar(&req.url, "url", "", "the database, such as sqlite:///app.db or postgresql://me@localhost/app")
	flags.StringVar(&req.out, "out", "", "the directory of the package")
	flags.StringVar(&req.config, "config", "", "a file of JSON with names and types (docs/generate.md)")
	flags.StringVar(&o.Package, "package", "", "the name of the package (default models)")
	flags.StringVar(&o.Schema, "schema", "", "the schema to read instead of the default one")
	flags.Var((*globs)(&o.Include), "include", "globs of tables and views, with commas between (default all)")
	flags.Var((*globs)(&o.Exclude), "exclude", "globs of tables and views that are left out")
	if err := flags.Parse(args); err != nil {
		return nil, err
	}
	mistake := ""
	switch {
	case flags.NArg() > 0:
		mistake = fmt.Sprintf("unexpected argument %q", flags.Arg(0))
	case req.url == "":
		mistake = "-url is missing"
	case req.out == "":
		mistake = "-out is missing"
	}
	if mistake != "" {
		fmt.Fprintf(errs, "gild generate: %s\n", mistake)
		flags.Usage()
		return nil, errors.New(mistake)
	}
	req.options = o
	return &req, nil
}

// run generates the package and returns the number of its files.
func (req *request) run(ctx context.Context) (int, error) {
	o := req.options
	if req.config != "" {
		fromFile, err := generate.ReadOptions(req.config)
		if err != nil {
			return 0, err
		}
		o = merged(fromFile, o)
	}
	if err := o.Check(); err != nil {
		return 0, err
	}
	db, err := gild.Open(req.url)
	if err != nil {
		return 0, err
	}
	defer db.Close()
	source, err := generate.Read(ctx, db, o)
	if err != nil {
		return 0, err
	}
	files, err := generate.Generate(source, o)
	if err != nil {
		return 0, err
	}
	return len(files), generate.Write(req.out, files)
}

// merged returns the options of a file, with those of flags in their place.
func merged(o, flags generate.Options) generate.Options {
	if flags.Package != "" {
		o.Package = flags.Package
	}
	if flags.Schema != "" {
		o.Schema = flags.Schema
	}
	if flags.Include != nil {
		o.Include = flags.Include
	}
	if flags.Exclude != nil {
		o.Exclude = flags.Exclude
	}
	return o
}
