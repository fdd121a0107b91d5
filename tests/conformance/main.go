package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
)

// settings are what the command line says.
type settings struct {
	cases, fixture, data, out string
	exec                      string
	setup                     string
	postgres                  string
}

func main() {
	var s settings
	flag.StringVar(&s.cases, "cases", "", "file of statements, one per line")
	flag.StringVar(&s.fixture, "fixture", "", "file of the tables that statements use")
	flag.StringVar(&s.data, "data", "", "file of the rows of these tables, to execute")
	flag.StringVar(&s.exec, "exec", "", "databases to execute on, such as sqlite,postgresql; without it statements are compiled")
	flag.StringVar(&s.setup, "setup", "", "directory of fixture-sqlite.sql and fixture-postgresql.sql; that of -fixture if not given")
	flag.StringVar(&s.postgres, "postgres", "", "URL of a PostgreSQL server on which a database can be made; that of the tests if not given")
	flag.StringVar(&s.out, "out", "", "file to write")
	flag.Parse()
	if err := run(s); err != nil {
		fmt.Fprintln(os.Stderr, "conformance:", err)
		os.Exit(1)
	}
}

func run(s settings) error {
	if s.cases == "" || s.fixture == "" || s.out == "" {
		return errors.New("-cases, -fixture and -out are needed")
	}
	cases, err := readCases(s.cases)
	if err != nil {
		return err
	}
	fixture, err := readFixture(s.fixture)
	if err != nil {
		return err
	}
	var records []record
	if s.exec != "" {
		records, err = executeAll(cases, fixture, s)
	} else {
		records = compileAll(cases, fixture)
	}
	if err != nil {
		return err
	}
	return write(s.out, records)
}

// compileAll compiles each case for each of its dialects.
func compileAll(cases []testCase, fixture *tables) []record {
	var records []record
	for i := range cases {
		for _, d := range cases[i].dialects() {
			records = append(records, cases[i].compiled(d, fixture))
		}
	}
	return records
}

// dialects returns those to compile for.
func (c *testCase) dialects() []string {
	if c.Dialects == nil {
		return dialectNames
	}
	return slices.DeleteFunc(slices.Clone(c.Dialects), func(d string) bool { return pinned[d] == nil })
}

func readCases(path string) ([]testCase, error) {
	var cases []testCase
	err := eachLine(path, func(line []byte) error {
		var c testCase
		if err := decode(line, &c); err != nil {
			return err
		}
		cases = append(cases, c)
		return nil
	})
	return cases, err
}

func readFixture(path string) (*tables, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, err
	}
	var def map[string]any
	if err := decode(b, &def); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return defineTables(def, nil, "", "")
}

// eachLine calls read with the lines of a file that are not empty.
func eachLine(path string, read func(line []byte) error) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 64<<20)
	for n := 1; lines.Scan(); n++ {
		if len(bytes.TrimSpace(lines.Bytes())) == 0 {
			continue
		}
		if err := read(lines.Bytes()); err != nil {
			return fmt.Errorf("%s:%d: %w", path, n, err)
		}
	}
	return lines.Err()
}

func write(path string, records []record) error {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	for _, r := range records {
		if err := enc.Encode(r); err != nil {
			return fmt.Errorf("%s on %s: %w", r.ID, r.Dialect, err)
		}
	}
	return os.WriteFile(path, b.Bytes(), 0o644)
}

func split(list string) []string {
	return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
}
