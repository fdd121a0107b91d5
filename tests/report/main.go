// Command report reads what go test -json writes and prints what a person wants to know: a line for each
// package, in full what failed, and at the end what was skipped and why. Its last line reads
//
//	12 passed, 0 failed, 3 skipped
//
// where subtests count as tests. It exits with status 1 if anything failed.
//
//	go test -json ./... | go run ./tests/report
package main

import (
	"fmt"
	"io"
	"os"
)

func main() {
	failed, err := run(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "report:", err)
	}
	if failed || err != nil {
		os.Exit(1)
	}
}

// run reports on the events of in, and whether a test or a package failed.
func run(in io.Reader, out io.Writer) (failed bool, err error) {
	r := newReport(out)
	if err := r.read(in); err != nil {
		return false, err
	}
	return r.failed > 0, r.summary()
}
