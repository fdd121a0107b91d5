package dialect_test

import (
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/sqlite"
)

func TestParseVersion(t *testing.T) {
	for text, want := range map[string]dialect.Version{
		"15.4 (Debian 15.4-1.pgdg120+1)": {Major: 15, Minor: 4},
		"17beta1":                        {Major: 17},
		"3.40.1":                         {Major: 3, Minor: 40, Patch: 1},
		" 8.0.36-0ubuntu0.22.04.1 ":      {Major: 8, Patch: 36},
		"10.11.6-MariaDB-1":              {Major: 10, Minor: 11, Patch: 6},
		"12":                             {Major: 12},
		"1.2.3.4":                        {Major: 1, Minor: 2, Patch: 3},
	} {
		if got, err := dialect.ParseVersion(text); got != want || err != nil {
			t.Errorf("%q: %s, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "PostgreSQL 15", ".", "1..2", "15.", "-1", "99999999999999999999"} {
		if got, err := dialect.ParseVersion(text); err == nil {
			t.Errorf("%q: %s", text, got)
		}
	}
}

func TestVersionBefore(t *testing.T) {
	for _, tt := range []struct {
		v            dialect.Version
		major, minor int
		want         bool
	}{
		{dialect.Version{Major: 3, Minor: 34}, 3, 35, true},
		{dialect.Version{Major: 3, Minor: 35}, 3, 35, false},
		{dialect.Version{Major: 2, Minor: 99}, 3, 35, true},
		{dialect.Version{Major: 4}, 3, 35, false},
		{dialect.Version{}, 3, 35, false}, // the newest
	} {
		if got := tt.v.Before(tt.major, tt.minor); got != tt.want {
			t.Errorf("%s before %d.%d: %v", tt.v, tt.major, tt.minor, got)
		}
	}
}

func TestVersions(t *testing.T) {
	old := sqlite.Dialect.Rules(dialect.Version{Major: 3, Minor: 31})
	if old.DML.Returning != compile.ReturningNone || old.Query.MaxBinds != 999 {
		t.Errorf("%+v", old.Query)
	}
	latest := sqlite.Dialect.Rules(dialect.Version{})
	if latest.DML.Returning == compile.ReturningNone || latest.Query.MaxBinds != 32766 {
		t.Errorf("%+v", latest.Query)
	}
}
