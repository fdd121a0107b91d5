package generate

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Write puts files into a directory, which it makes if there is none. Files of Go that gild has
// generated before are overwritten, and go if nothing takes their place. A directory with Go of another
// origin is left alone, with an error.
func Write(dir string, files []File) error {
	old, err := generated(dir)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return err
	}
	for _, f := range files {
		if err := os.WriteFile(filepath.Join(dir, f.Name), f.Text, 0o666); err != nil {
			return err
		}
		delete(old, f.Name)
	}
	var errs []error
	for _, name := range sorted(old) {
		errs = append(errs, os.Remove(filepath.Join(dir, name)))
	}
	return errors.Join(errs...)
}

// generated returns the files in a directory that gild has generated. It fails if there are others of
// Go, but for tests.
func generated(dir string) (map[string]bool, error) {
	entries, err := os.ReadDir(dir)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	ours := map[string]bool{}
	for _, e := range entries {
		name := e.Name()
		if e.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			continue
		}
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			return nil, err
		}
		if !bytes.HasPrefix(text, []byte(Header+"\n")) {
			return nil, fmt.Errorf("%s: gild has not generated this file: give a directory of its own with -out", filepath.Join(dir, name))
		}
		ours[name] = true
	}
	return ours, nil
}
