package dburl

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/gildsql/gild/internal/spelling"
)

// Options are the parameters that a driver knows, for drivers that send all others to the
// server as its settings, where a slip of the pen would be lost or fail late.
type Options struct {
	Dialect string   // the database, for errors
	Known   []string // as the driver spells them
	// Refuse returns why a parameter is not to be had, in words that follow the driver's
	// name, or "". It may be nil.
	Refuse func(name string) string
	// Synonyms are what other drivers and tools call things, in lower case without
	// underscores.
	Synonyms map[string]string
	// Settings are settings of the server that look like misspelt parameters, in lower case.
	Settings []string
	// Example is a setting of the server, for errors.
	Example string
}

// Check refuses parameters that are no settings of a server or look like slips of the pen.
// Its errors do not repeat their values, which may be secrets.
func (o Options) Check(params url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if slices.Contains(o.Known, name) {
			continue
		}
		if o.Refuse != nil {
			if why := o.Refuse(name); why != "" {
				return fmt.Errorf("gild: %s: %s", o.Dialect, why)
			}
		}
		if near := o.meant(name); near != "" {
			return fmt.Errorf("gild: %s: unknown option %q: did you mean %q?", o.Dialect, name, near)
		}
		if !isSetting(name) {
			return fmt.Errorf("gild: %s: unknown option %q: known are %s, and the server's settings such as %s",
				o.Dialect, name, strings.Join(o.Known, ", "), o.Example)
		}
	}
	return nil
}

// meant returns the parameter that name is probably meant to be, or "".
func (o Options) meant(name string) string {
	lower := strings.ToLower(name)
	plain := strings.NewReplacer("_", "", "-", "", " ", "").Replace(lower)
	if slices.Contains(o.Settings, lower) {
		return ""
	}
	if known, ok := o.Synonyms[plain]; ok {
		return known
	}
	if strings.Contains(name, ".") { // myapp.user is a setting of an extension
		return ""
	}
	var lowered []string
	for _, k := range o.Known {
		if sameLetters(plain, strings.ReplaceAll(strings.ToLower(k), "_", "")) {
			return k
		}
		lowered = append(lowered, strings.ToLower(k))
	}
	edits := 1
	if len(name) > 5 {
		edits = 2
	}
	near := slices.Index(lowered, spelling.Nearest(lower, lowered, edits))
	if near < 0 {
		return ""
	}
	return o.Known[near]
}

// sameLetters reports whether a and b are made of the same letters, as words with
// letters swapped are.
func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// isSetting reports whether name can be the name of a setting.
func isSetting(name string) bool {
	return name != "" && strings.TrimFunc(name, func(c rune) bool {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '.'
	}) == ""
}
