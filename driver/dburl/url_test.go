package dburl

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"net/url"
	"reflect"
	"strings"
	"testing"
)

func TestParseURL(t *testing.T) {
	values := func(kv ...string) url.Values {
		v := url.Values{}
		for i := 0; i < len(kv); i += 2 {
			v.Add(kv[i], kv[i+1])
		}
		return v
	}
	const noPassword = "\x00"
	tests := []struct {
		in       string
		want     URL
		password string
	}{
		{"postgresql://", URL{Dialect: "postgresql"}, noPassword},
		{"postgresql://me:pw@localhost:5432/app?sslmode=disable",
			URL{Dialect: "postgresql", User: "me", Host: "localhost", Port: 5432, Database: "app", Params: values("sslmode", "disable")}, "pw"},
		{"postgres+pgx://localhost", URL{Dialect: "postgresql", Driver: "pgx", Host: "localhost"}, noPassword},
		{"PostgreSQL+My_drv.2://h", URL{Dialect: "postgresql", Driver: "My_drv.2", Host: "h"}, noPassword},
		{"mysql://me@h", URL{Dialect: "mysql", User: "me", Host: "h"}, noPassword},
		{"mysql://me:@h:", URL{Dialect: "mysql", User: "me", Host: "h"}, ""},
		{"mysql://:pw@h", URL{Dialect: "mysql", Host: "h"}, "pw"},
		{"mariadb://u%40x%3Ay:p%40%2F%3f%25@h/d%2Fb%3F", URL{Dialect: "mariadb", User: "u@x:y", Host: "h", Database: "d/b?"}, "p@/?%"},
		{"mysql://u+v:p+w x@h/d+b c", URL{Dialect: "mysql", User: "u+v", Host: "h", Database: "d+b c"}, "p+w x"},
		{"mysql://u:p@ss:w#rd@h/d", URL{Dialect: "mysql", User: "u", Host: "h", Database: "d"}, "p@ss:w#rd"},
		{"mysql://u:p%0Aw@h", URL{Dialect: "mysql", User: "u", Host: "h"}, "p\nw"},
		{"mysql://üser:päss@höst/dä", URL{Dialect: "mysql", User: "üser", Host: "höst", Database: "dä"}, "päss"},
		{"postgresql://u@[2001:da8::90]:80/d", URL{Dialect: "postgresql", User: "u", Host: "2001:da8::90", Port: 80, Database: "d"}, noPassword},
		{"postgresql://[::1]/d?x=a@b", URL{Dialect: "postgresql", Host: "::1", Database: "d", Params: values("x", "a@b")}, noPassword},
		{"postgresql://[fe80::1%25eth0]", URL{Dialect: "postgresql", Host: "fe80::1%eth0"}, noPassword},
		{"postgresql://me@%2Fvar%2Frun/d", URL{Dialect: "postgresql", User: "me", Host: "/var/run", Database: "d"}, noPassword},
		{"postgresql:///d?host=/var/run", URL{Dialect: "postgresql", Database: "d", Params: values("host", "/var/run")}, noPassword},
		{"postgresql://h1:1,h2,[::1]:3/d", URL{Dialect: "postgresql", Host: "h1:1,h2,[::1]:3", Database: "d"}, noPassword},
		{"mssql://sa:pw@h\\inst:1433/d", URL{Dialect: "mssql", User: "sa", Host: "h\\inst", Port: 1433, Database: "d"}, "pw"},
		{"oracle://h/?service_name=x", URL{Dialect: "oracle", Host: "h", Params: values("service_name", "x")}, noPassword},
		{"mysql://h?a=1&b=x+y%26&a=2&&c&d=;e", URL{Dialect: "mysql", Host: "h",
			Params: values("a", "1", "a", "2", "b", "x y&", "c", "", "d", ";e")}, noPassword},
		{"mysql://u:p@h/d?mail=a@b", URL{Dialect: "mysql", User: "u", Host: "h", Database: "d", Params: values("mail", "a@b")}, "p"},
		{"mysql://h//d", URL{Dialect: "mysql", Host: "h", Database: "/d"}, noPassword},

		{"sqlite://", URL{Dialect: "sqlite"}, noPassword},
		{"sqlite:///", URL{Dialect: "sqlite"}, noPassword},
		{"sqlite:///:memory:", URL{Dialect: "sqlite", Database: ":memory:"}, noPassword},
		{"sqlite:///rel.db", URL{Dialect: "sqlite", Database: "rel.db"}, noPassword},
		{"sqlite:///dir/rel.db", URL{Dialect: "sqlite", Database: "dir/rel.db"}, noPassword},
		{"sqlite:////abs/me@x.db", URL{Dialect: "sqlite", Database: "/abs/me@x.db"}, noPassword},
		{"sqlite:///C:/x.db", URL{Dialect: "sqlite", Database: "C:/x.db"}, noPassword},
		{"sqlite:///C:\\x.db", URL{Dialect: "sqlite", Database: "C:\\x.db"}, noPassword},
		{"sqlite:///a#b%3Fc%25d.db?mode=ro", URL{Dialect: "sqlite", Database: "a#b?c%d.db", Params: values("mode", "ro")}, noPassword},
		{"sqlite://?mode=memory", URL{Dialect: "sqlite", Params: values("mode", "memory")}, noPassword},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			got, err := Parse(tt.in)
			if err != nil {
				t.Fatal(err)
			}
			if pw, ok := got.Password(); ok != (tt.password != noPassword) || ok && pw != tt.password {
				t.Errorf("password %q %v", pw, ok)
			}
			bare := *got
			bare.password = nil
			if tt.want.Params == nil {
				tt.want.Params = url.Values{}
			}
			if !reflect.DeepEqual(bare, tt.want) {
				t.Errorf("\n got %s\nwant %s", fields(bare), fields(tt.want))
			}
			again, err := Parse(bare.String())
			if err != nil || !reflect.DeepEqual(*again, bare) {
				t.Errorf("%s becomes %v, %v", bare.String(), again, err)
			}
		})
	}
}

// fields shows what Format hides.
func fields(u URL) string {
	type plain URL
	return fmt.Sprintf("%+v", plain(u))
}

func TestParseURLErrors(t *testing.T) {
	tests := []struct {
		in, part, want string
	}{
		{"", "", `missing "://"`},
		{"app.db", "", `missing "://"`},
		{"sqlite:app.db", "", `missing "://"`},
		{"host=localhost user=me", "", `missing "://"`},
		{"://h", "dialect", "want one of sqlite, postgresql,"},
		{"a b://h", "dialect", "want one of"},
		{"postgre://h", "", `unknown dialect "postgre": did you mean "postgresql"? known are sqlite, postgresql, mysql, mariadb, mssql, oracle`},
		{"postgresq://h", "", `did you mean "postgresql"?`},
		{"PG://h", "", `unknown dialect "pg": did you mean "postgresql"?`},
		{"sqlite3://h", "", `did you mean "sqlite"?`},
		{"mysq://h", "", `did you mean "mysql"?`},
		{"myslq://h", "", `did you mean "mysql"?`},
		{"mariab://h", "", `did you mean "mariadb"?`},
		{"sqlserver://h", "", `did you mean "mssql"?`},
		{"http://h", "", `unknown dialect "http": known are`},
		{"mysql+://h", "driver", `want a name after "+"`},
		{"mysql+a+b://h", "driver", `want a name after "+"`},
		{"mysql://h:x", "port", "1 to 65535"},
		{"mysql://h:0", "port", "1 to 65535"},
		{"mysql://h:65536", "port", "1 to 65535"},
		{"mysql://h:-1", "port", "1 to 65535"},
		{"mysql://h:+1", "port", "1 to 65535"},
		{"mysql://::1:3306", "port", "an IPv6 address needs brackets"},
		{"mysql://[::1", "host", "IPv6"},
		{"mysql://[::1]3306", "host", "IPv6"},
		{"mysql://[1.2.3.4]", "host", "IPv6"},
		{"mysql://[::1%zz]", "host", "IPv6"},
		{"mysql://a b", "host", "character"},
		{"mysql://a,b", "host", "character"},
		{"mysql://%zz", "host", "percent-encoding"},
		{"postgresql://a,b:x", "port", "1 to 65535"},
		{"sqlite://file.db", "host", "sqlite:///file.db"},
		{"sqlite://data/file.db", "host", "three slashes"},
		{"sqlite://C:/x.db", "host", "three slashes"},
		{"sqlite://me@/x.db", "host", "three slashes"},
		{"mysql://h/a\nb", "", "control character at byte 11"},
		{"mysql://h/a%0ab", "database", "control character"},
		{"mysql://u%7f@h", "user", "control character"},
		{"mysql://u:%00@h", "password", "control character"},
		{"mysql://u%@h", "user", "percent-encoding"},
		{"mysql://u:p%x@h", "password", "percent-encoding"},
		{"mysql://h/%4", "database", "percent-encoding"},
		{"mysql://h?a=%", "parameters", "percent-encoding"},
		{"mysql://h?%g0=1", "parameters", "percent-encoding"},
		{"mysql://h?a=%00", "parameters", "NUL"},
		{"mysql://u:p/w@h", "password", "ambiguous"},
		{"mysql://u:123/w@h", "password", "ambiguous"},
		{"mysql://u:p?w@h", "password", "ambiguous"},
		{"mysql://u:p@q/w@h", "password", "ambiguous"},
	}
	for _, tt := range tests {
		t.Run(tt.in, func(t *testing.T) {
			u, err := Parse(tt.in)
			var ue *Error
			if !errors.As(err, &ue) || u != nil {
				t.Fatalf("got %v, %v", u, err)
			}
			if ue.Part != tt.part || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("part %q: %v\nwant %q: %s", ue.Part, err, tt.part, tt.want)
			}
		})
	}
}

// leaky are malformed URLs, and well-formed ones that are easily misread, with
// a password.
var leaky = []string{
	"me:s3cr3t@h/d", "//me:s3cr3t@h/d", ":s3cr3t@", "postgresql:me:s3cr3t@h", "postgresql:/me:s3cr3t@h",
	"postgre://me:s3cr3t@h/d", "me:s3cr3t@h://x", "postgresql+me:s3cr3t@h://x", "+://me:s3cr3t@h",
	"postgresql://me:s3cr3t", "postgresql://me:s3cr3t/d", "postgresql://me:s3cr3t@", "postgresql://me:s3cr3t@:x",
	"postgresql://me:s3cr3t@h:x/d", "postgresql://me:s3cr3t@h:99999/d", "postgresql://me:s3cr3t@[::1/d",
	"postgresql://me:s3cr3t%@h/d", "postgresql://me:%s3cr3t@h/d", "postgresql://me:s3cr3t%zz@h", "postgresql://me%:s3cr3t@h",
	"postgresql://me:s3cr3t@h/%zz", "postgresql://me:s3cr3t@h/d?a=%zz", "postgresql://me:s3cr3t\n@h/d", "postgresql://me:s3cr3t@h /d",
	"postgresql://me:s3cr3t\x00@h", "postgresql://me:%00s3cr3t@h", "postgresql://me:s3cr3t@h,h2:x", "postgresql://h:1,me:s3cr3t@h",
	"postgresql://me:a/s3cr3t@h/d", "postgresql://me:1/s3cr3t@h/d", "postgresql://me:s3cr3t/b@h/d", "postgresql://me:s3cr3t?b@h/d",
	"postgresql://me:1?s3cr3t@h/d", "postgresql://me:a@b/s3cr3t@h", "postgresql://me:a:s3cr3t@h:b", "postgresql://me:[s3cr3t@h",
	"postgresql://[me:s3cr3t@h/d", "postgresql://[me:s3cr3t]@h:x/d", "postgresql://[s3cr3t", "postgresql://me:s3cr3t]", "postgresql://a,b:s3cr3t",
	"sqlite://me:s3cr3t@h/d", "sqlite://:s3cr3t@/d", "sqlite://me:s3cr3t", "sqlite://me:s3cr3t/d",
	"mysql://me:s3cr3t@a b", "mysql://me:s3cr3t@h?%", "mysql://me:s3cr3t@%zz", "mysql://me:s3cr3t@h:1:2",
	"unknown://me:s3cr3t@h", "post gres://me:s3cr3t@h",
}

func TestErrorsHideThePassword(t *testing.T) {
	for _, in := range leaky {
		checkSecret(t, in, "s3cr3t")
		for i := range in { // and with all kinds of damage
			checkSecret(t, in[:i], "s3cr3t")
			checkSecret(t, in[:i]+"%"+in[i:], "s3cr3t")
			checkSecret(t, in[:i]+"\x7f"+in[i:], "s3cr3t")
		}
	}
}

// checkSecret fails if the error for a URL contains the password, or if the
// URL is parsed so that the password is found, and is shown.
func checkSecret(t *testing.T, in, secret string) {
	t.Helper()
	u, err := Parse(in)
	if err != nil {
		var ue *Error
		if strings.Contains(err.Error(), secret) || !errors.As(err, &ue) {
			t.Fatalf("%q: %v", in, err)
		}
		return
	}
	if pw, _ := u.Password(); pw != secret {
		return
	}
	for verb, shown := range renderings(u) {
		if strings.Contains(shown, secret) {
			t.Fatalf("%q: %s shows %s", in, verb, shown)
		}
	}
	for _, dsn := range []func() (string, error){u.PostgresDSN, u.SQLiteDSN, u.MySQLDSN} {
		if _, err := dsn(); err != nil && strings.Contains(err.Error(), secret) {
			t.Fatalf("%q: %v", in, err)
		}
	}
}

// renderings are the ways in which a URL gets into a log by mistake.
func renderings(u *URL) map[string]string {
	type holder struct {
		Exported URL
		Pointer  *URL
		hidden   URL
		pointer  *URL
	}
	h := holder{*u, u, *u, u}
	shown := map[string]string{"String": u.String(), "GoString": u.GoString()}
	for _, verb := range []string{"%v", "%+v", "%#v", "%s", "%q", "%d", "%80v", "%w", "%p", "%t"} {
		shown["pointer "+verb] = fmt.Sprintf(verb, u)
		shown["value "+verb] = fmt.Sprintf(verb, *u)
		shown["fields "+verb] = fmt.Sprintf(verb, h.hidden)
		shown["slice "+verb] = fmt.Sprintf(verb, []*URL{u})
	}
	// Through an unexported field fmt reads the fields themselves: it shows
	// parameters, but not the password.
	bare := h
	bare.hidden.Params = nil
	bare.pointer = nil
	for _, verb := range []string{"%v", "%+v", "%#v", "%s"} {
		shown["holder "+verb] = fmt.Sprintf(verb, bare)
	}
	for name, v := range map[string]any{"json": u, "json value": *u, "json holder": h, "json map": map[string]any{"u": u}} {
		out, err := json.Marshal(v)
		shown[name] = fmt.Sprint(string(out), err)
	}
	for name, handler := range map[string]func(*bytes.Buffer) slog.Handler{
		"slog text": func(b *bytes.Buffer) slog.Handler { return slog.NewTextHandler(b, nil) },
		"slog json": func(b *bytes.Buffer) slog.Handler { return slog.NewJSONHandler(b, nil) },
	} {
		var b bytes.Buffer
		slog.New(handler(&b)).Info("open", "pointer", u, "value", *u, "holder", struct{ U *URL }{u})
		shown[name] = b.String()
	}
	return shown
}

func TestRenderings(t *testing.T) {
	u, err := Parse("postgresql+pq://me:s3cr3t@h:1/d?sslpassword=s3cr3t&sslmode=require&_pragma_key=s3cr3t&passfile=/p")
	if err != nil {
		t.Fatal(err)
	}
	const want = "postgresql+pq://me:***@h:1/d?_pragma_key=***&passfile=/p&sslmode=require&sslpassword=***"
	// With a verb that a type cannot have, fmt reads the fields itself.
	for verb, shown := range renderings(u) {
		if strings.Contains(shown, "s3cr3t") && !strings.HasSuffix(verb, "%w") && !strings.HasSuffix(verb, "%p") {
			t.Errorf("%s shows %s", verb, shown)
		}
	}
	for _, tt := range []struct{ got, want string }{
		{u.String(), want},
		{fmt.Sprint(u), want},
		{fmt.Sprint(*u), want},
		{fmt.Sprintf("%+v", u), want},
		{fmt.Sprintf("%q", u), `"` + want + `"`},
		{fmt.Sprintf("%#v", u), `dburl.URL("` + want + `")`},
		{u.LogValue().String(), want},
	} {
		if tt.got != tt.want {
			t.Errorf("\n got %s\nwant %s", tt.got, tt.want)
		}
	}
	text, err := u.MarshalText()
	if string(text) != want || err != nil {
		t.Errorf("MarshalText: %s, %v", text, err)
	}
	// An empty password is not told from another.
	if got := (URL{Dialect: "mysql"}).WithPassword("").String(); got != "mysql://:***@" {
		t.Errorf("empty password: %s", got)
	}
}

func TestWithPassword(t *testing.T) {
	u, err := Parse("mysql://me:old@h?a=1")
	if err != nil {
		t.Fatal(err)
	}
	v := u.WithPassword("new")
	v.Params.Set("a", "2")
	v.Params.Set("b", "3")
	if pw, ok := u.Password(); pw != "old" || !ok || u.Params.Encode() != "a=1" {
		t.Errorf("the original has changed: %q, %v", pw, u.Params)
	}
	if pw, _ := v.Password(); pw != "new" || v.User != "me" || v.Host != "h" {
		t.Errorf("copy: %q, %v", pw, v)
	}
}

func TestPostgresDSN(t *testing.T) {
	tests := []struct{ in, want string }{
		{"postgresql://", "postgres:///"},
		{"postgres+pgx://me@h/d", "postgres://me@h/d"},
		{"postgresql://me:p@h:1/d?sslmode=disable&a=x+y", "postgres://me:p@h:1/d?a=x%20y&sslmode=disable"},
		{"postgresql://u%40x:p%3A%2F@h/d%2Fb", "postgres://u%40x:p%3A%2F@h/d%2Fb"},
		{"postgresql://u:p+w =@h", "postgres://u:p%2Bw%20%3D@h/"},
		{"postgresql://:p@h", "postgres://:p@h/"},
		{"postgresql://[::1]:1/d", "postgres://[::1]:1/d"},
		{"postgresql://[fe80::1%25eth0]:1/d", "postgres://[fe80::1%25eth0]:1/d"},
		{"postgresql://[fe80::1%25eth0]/d", "postgres:///d?host=fe80::1%25eth0"},
		{"postgresql://me@/d?host=/var/run", "postgres://me@/d?host=/var/run"},
		{"postgresql://me@h:5433/d?host=/var/run", "postgres://me@/d?host=/var/run&port=5433"},
		{"postgresql://me@%2Fvar%2Frun:5433/d", "postgres://me@/d?host=/var/run&port=5433"},
		{"postgresql:///d?host=h1,h2&port=1,2", "postgres:///d?host=h1,h2&port=1,2"},
		{"postgresql:///d?host=h1:1&host=h2&host=[::1]:3", "postgres:///d?host=h1,h2,::1&port=1,5432,3"},
		{"postgresql:///d?host=h1&host=h2:2", "postgres:///d?host=h1,h2&port=5432,2"},
		{"postgresql:///d?host=h1&host=h2", "postgres:///d?host=h1,h2"},
		{"postgresql:///d?host=h1:1", "postgres:///d?host=h1&port=1"},
		{"postgresql:///d?host=::1", "postgres:///d?host=::1"},
		{"postgresql://h1:1,h2:2/d", "postgres:///d?host=h1,h2&port=1,2"},
		{"postgresql://h1,h2/d?port=1&port=2", "postgres:///d?host=h1,h2&port=1,2"},
		{"postgresql://h:1/d?port=2", "postgres://h/d?port=2"},
		{"postgresql://u:p@h/d?user=v&password=q&dbname=e", "postgres://h/?dbname=e&password=q&user=v"},
	}
	for _, tt := range tests {
		u, err := Parse(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		before := u.String()
		got, err := u.PostgresDSN()
		if err != nil || got != tt.want {
			t.Errorf("%s\n got %s, %v\nwant %s", tt.in, got, err, tt.want)
		}
		if u.String() != before {
			t.Errorf("%s: changed to %s", before, u)
		}
	}
}

func TestSQLiteDSN(t *testing.T) {
	tests := []struct{ in, want string }{
		{"sqlite://", ":memory:"},
		{"sqlite:///:memory:", ":memory:"},
		{"sqlite:///:memory:?cache=shared", "file::memory:?cache=shared"},
		{"sqlite://?cache=shared", "file::memory:?cache=shared"},
		{"sqlite:///rel.db", "rel.db"},
		{"sqlite:////abs/x.db", "/abs/x.db"},
		{"sqlite:///C:/x.db", "C:/x.db"},
		{"sqlite:///C:/x.db?mode=ro", "file:C:/x.db?mode=ro"},
		{"sqlite:///a b%25#.db", "a b%#.db"},
		{"sqlite:///a%3Fb%25#.db", "file:a%3Fb%25%23.db"},
		{"sqlite:///rel.db?mode=ro&_fk=1", "file:rel.db?_fk=1&mode=ro"},
		{"sqlite:///a%25b%3F#c d.db?mode=ro", "file:a%25b%3F%23c%20d.db?mode=ro"},
		{"sqlite:////abs/x.db?mode=ro", "file:///abs/x.db?mode=ro"},
		{"sqlite://///srv/x.db?mode=ro", "file:////srv/x.db?mode=ro"},
		{"sqlite:///x.db?_time=a+b%26", "file:x.db?_time=a%20b%26"},
		{"sqlite:///file:x.db", "file:x.db"},
		{"sqlite:///file:x.db?mode=ro", "file:x.db?mode=ro"},
		{"sqlite:///file:x.db%3Fmode=ro?cache=shared", "file:x.db?mode=ro&cache=shared"},
	}
	for _, tt := range tests {
		u, err := Parse(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		if got, err := u.SQLiteDSN(); err != nil || got != tt.want {
			t.Errorf("%s\n got %s, %v\nwant %s", tt.in, got, err, tt.want)
		}
	}
}

func TestMySQLDSN(t *testing.T) {
	tests := []struct{ in, want string }{
		{"mysql://", "/"},
		{"mysql:///d", "/d"},
		{"mysql://me@/d", "me@/d"},
		{"mysql://me:@h/d", "me:@tcp(h:3306)/d"},
		{"mariadb://me:p@h:1/d", "me:p@tcp(h:1)/d"},
		{"mysql://u%40x:p%40%2F:(%3F@h/d", "u@x:p@/:(?@tcp(h:3306)/d"},
		{"mysql://:p@h", ":p@tcp(h:3306)/"},
		{"mysql://[::1]:1/d", "tcp([::1]:1)/d"},
		{"mysql://[::1]/d", "tcp([::1]:3306)/d"},
		{"mysql://:1/d", "tcp(127.0.0.1:1)/d"},
		{"mysql://h/d%2Fb%3F", "tcp(h:3306)/d%2Fb%3F"},
		{"mysql://me@/d?unix_socket=/tmp/my.sock&a=1", "me@unix(/tmp/my.sock)/d?a=1"},
		{"mysql://me@/d?unix_socket=/tmp/my.sock", "me@unix(/tmp/my.sock)/d"},
		{"mysql://%2Ftmp%2Fmy.sock/d", "unix(/tmp/my.sock)/d"},
		{"mysql://h/d?loc=Europe/Berlin&charset=utf8mb4,utf8&time_zone='%2B00:00'&a=b%26 c", "tcp(h:3306)/d?a=b%26%20c&charset=utf8mb4,utf8&loc=Europe%2FBerlin&time_zone='%2B00:00'"},
	}
	for _, tt := range tests {
		u, err := Parse(tt.in)
		if err != nil {
			t.Errorf("%s: %v", tt.in, err)
			continue
		}
		before := u.String()
		if got, err := u.MySQLDSN(); err != nil || got != tt.want {
			t.Errorf("%s\n got %s, %v\nwant %s", tt.in, got, err, tt.want)
		}
		if u.String() != before {
			t.Errorf("%s: changed to %s", before, u)
		}
	}
}

func TestDSNErrors(t *testing.T) {
	postgres := func(u *URL) (string, error) { return u.PostgresDSN() }
	sqlite := func(u *URL) (string, error) { return u.SQLiteDSN() }
	mysql := func(u *URL) (string, error) { return u.MySQLDSN() }
	tests := []struct {
		u    URL
		dsn  func(*URL) (string, error)
		want string
	}{
		{URL{}, postgres, "PostgresDSN is for postgresql"},
		{URL{Dialect: "mysql"}, sqlite, "SQLiteDSN is for sqlite"},
		{URL{Dialect: "sqlite"}, mysql, "MySQLDSN is for mysql and mariadb"},
		{URL{Dialect: "postgresql", Host: "a b"}, postgres, "character"},
		{URL{Dialect: "postgresql", Host: "a,b:x"}, postgres, "port"},
		{URL{Dialect: "postgresql", Params: url.Values{"host": {"a:1", "b:2"}, "port": {"3"}}}, postgres, "contradict"},
		{URL{Dialect: "postgresql", Params: url.Values{"host": {"a:x"}}}, postgres, "port"},
		{URL{Dialect: "mysql", User: "a:b"}, mysql, "user"},
		{URL{Dialect: "mysql", Host: "/a@b"}, mysql, "host"},
		{URL{Dialect: "mysql", Params: url.Values{"unix_socket": {"x"}}}, mysql, "absolute"},
		{URL{Dialect: "mysql", Params: url.Values{"a&b": {"x"}}}, mysql, "name"},
		{URL{Dialect: "mysql", Params: url.Values{"": {"x"}}}, mysql, "name"},
		{URL{Dialect: "mysql", Params: url.Values{"strict": {"x"}}}, mysql, "strict"},
	}
	for _, tt := range tests {
		u := tt.u.WithPassword("s3cr3t")
		dsn, err := tt.dsn(u)
		var ue *Error
		if !errors.As(err, &ue) || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "s3cr3t") || dsn != "" {
			t.Errorf("%v: %q, %v; want %s", u, dsn, err, tt.want)
		}
	}
	// Without a map of parameters the methods work too.
	for _, u := range []URL{{Dialect: "postgresql", Host: "h"}, {Dialect: "postgresql", Host: "/s", Port: 1}} {
		if _, err := u.PostgresDSN(); err != nil || u.Params != nil {
			t.Error(err, u.Params)
		}
	}
	if _, err := (URL{Dialect: "mysql", Host: "h"}).MySQLDSN(); err != nil {
		t.Error(err)
	}
}
