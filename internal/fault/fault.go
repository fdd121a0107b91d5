// Package fault makes errors of gild, each of which says once whose it is.
package fault

import (
	"fmt"
	"slices"
	"strings"
)

const prefix = "gild: "

// Errorf is fmt.Errorf with "gild: " before the text. Errors among args, wrapped or not, do not say it once more.
func Errorf(format string, args ...any) error {
	args = slices.Clone(args)
	for i, arg := range args {
		if err, ok := arg.(error); ok {
			args[i] = within(err)
		}
	}
	return fmt.Errorf(prefix+format, args...)
}

// Text is the text of err as a part of another error of gild.
func Text(err error) string { return strings.TrimPrefix(fmt.Sprint(err), prefix) }

// inner is an error within another one.
type inner struct {
	error
	text string
}

// within returns err without its prefix, if it has that.
func within(err error) error {
	if text := Text(err); strings.HasPrefix(fmt.Sprint(err), prefix) {
		return inner{err, text}
	}
	return err
}

func (e inner) Error() string { return e.text }

func (e inner) Unwrap() error { return e.error }
