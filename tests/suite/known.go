package suite

import (
	"flag"
	"regexp"
	"strings"
	"testing"
)

// known are a wrapper's known differences, and which of them have been met.
type known struct {
	differences []Difference
	patterns    []*regexp.Regexp
	met         []bool
}

func newKnown(differences []Difference) *known {
	k := &known{differences: differences, met: make([]bool, len(differences))}
	for _, d := range differences {
		k.patterns = append(k.patterns, regexp.MustCompile(d.Tests))
	}
	return k
}

// judge fails the test for a difference that is not known.
func (k *known) judge(t *testing.T, difference string) {
	t.Helper()
	if difference == "" {
		return
	}
	_, name, _ := strings.Cut(t.Name(), "/")
	for i, p := range k.patterns {
		if p.MatchString(name) {
			k.met[i] = true
			return
		}
	}
	t.Error(difference)
}

// report fails the test for each known difference that there is no longer.
func (k *known) report(t *testing.T) {
	if strings.Contains(flag.Lookup("test.run").Value.String(), "/") {
		return // only some of the subtests have been run
	}
	for i, d := range k.differences {
		if !k.met[i] {
			t.Errorf("the known difference in %s is not there any more: %s", d.Tests, d.Reason)
		}
	}
}
