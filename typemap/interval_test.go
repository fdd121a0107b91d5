package typemap_test

import (
	"testing"
	"time"

	"github.com/gildsql/gild/typemap"
)

func TestParseInterval(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"1 day 02:00:00.5":           26*time.Hour + 500*time.Millisecond,
		"-1 days -00:00:01":          -24*time.Hour - time.Second,
		"-1 days +02:00:00":          -22 * time.Hour,
		"00:01:30":                   90 * time.Second,
		"90000000000":                90 * time.Second,
		"1970-01-02 00:00:00.000000": 24 * time.Hour,
		"1969-12-31 23:59:59":        -time.Second,
	} {
		if got, err := typemap.ParseInterval(text); err != nil || got != want {
			t.Errorf("%s: got %v, %v, want %v", text, got, err, want)
		}
	}
	for _, text := range []string{"", "1 mon", "1 year 2 mons 1 day", "day", "1 day x", "200000 days", "99999999:00:00", "1:2", "0001-01-01 00:00:00"} {
		if got, err := typemap.ParseInterval(text); err == nil {
			t.Errorf("%q: got %v, want an error", text, got)
		}
	}
}
