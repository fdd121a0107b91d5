package sqltext

import "testing"

func TestAppend(t *testing.T) {
	for text, want := range map[string]string{
		"select 1":             "select 1 /*c*/",
		"select 1;":            "select 1 /*c*/;",
		"select 1 -- one":      "select 1 /*c*/ -- one",
		"select 1 /* a */ ; ":  "select 1 /*c*/ /* a */ ; ",
		"select ';--'":         "select ';--' /*c*/",
		"select 'open":         "select 'open",
		"":                     "",
		"-- nothing":           "-- nothing",
		"begin; select 2; -- ": "begin; select 2 /*c*/; -- ",
	} {
		if got := Append(text, "/*c*/", Flavor{}); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}
