package dburl

import (
	"net/url"
	"reflect"
	"strings"
	"testing"
)

// FuzzParse checks that whatever stands around a password, no error shows
// it, and that a URL which was parsed does not show it either.
func FuzzParse(f *testing.F) {
	const secret = "s3cr3t"
	f.Add("", "")
	f.Add("postgresql://me", "h:1/d?a=b&c=%20")
	f.Add("postgresql+pgx://", "h1:1,h2:2,[::1]:3/d")
	f.Add("sqlite:///", "[::1]:x")
	f.Add("postgres://h,", "\x96")
	for _, in := range leaky {
		if before, after, ok := strings.Cut(in, ":"+secret+"@"); ok {
			f.Add(before, after)
		}
	}
	f.Fuzz(func(t *testing.T, before, after string) {
		if strings.Contains(before+after, secret) {
			return
		}
		checkSecret(t, before+":"+secret+"@"+after, secret)
		checkURL(t, before+after)
	})
}

// checkURL fails unless a URL that can be parsed comes back from its String,
// and its DSNs are what they should be.
func checkURL(t *testing.T, in string) {
	t.Helper()
	u, err := Parse(in)
	if err != nil {
		return
	}
	u.password = nil
	if !strings.Contains(u.String(), "***") {
		again, err := Parse(u.String())
		if err != nil || !reflect.DeepEqual(again, u) {
			t.Fatalf("%q: %s becomes %v, %v", in, u, again, err)
		}
	}
	if dsn, err := u.PostgresDSN(); err == nil {
		back, err := url.Parse(dsn)
		if err != nil {
			t.Fatalf("%q: %v", in, err)
		}
		if name := strings.TrimPrefix(back.Path, "/"); name != u.Database && !u.Params.Has("dbname") {
			t.Fatalf("%q: %s has the database %q", in, dsn, name)
		}
		if name := back.User.Username(); name != u.User && !u.Params.Has("user") {
			t.Fatalf("%q: %s has the user %q", in, dsn, name)
		}
	}
	if dsn, err := u.SQLiteDSN(); err == nil && dsn == "" {
		t.Fatalf("%q: empty DSN", in)
	}
	if dsn, err := u.MySQLDSN(); err == nil && !strings.Contains(dsn, "/") {
		t.Fatalf("%q: %s has no slash", in, dsn)
	}
}
