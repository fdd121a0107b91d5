// Package dburl reads database URLs in the style of SQLAlchemy and turns them into what
// the drivers take, without ever showing the password they hold.
package dburl

import (
	"fmt"
	"net/netip"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/internal/spelling"
)

// A URL is a database URL as SQLAlchemy writes them:
//
//	dialect[+driver]://user:password@host:port/database?key=value
//
// The password is not a field, so that no printing, logging or marshalling of
// a URL can show it: [URL.String], every verb of package fmt, log/slog and
// encoding/json show "***" instead. They show "***" for parameters with names
// like password or sslpassword too, but those are in Params for everyone to
// read. The only ways to the password are [URL.Password] and the DSN methods.
//
// A URL is a plain value. It is safe for concurrent use as long as nobody
// changes its fields or the map in Params.
//
// See https://docs.sqlalchemy.org/en/21/core/engines.html#database-urls.
type URL struct {
	// Dialect is one of sqlite, postgresql, mysql, mariadb, mssql and oracle.
	Dialect string
	// Driver is the name after the plus sign, empty for the dialect's default.
	Driver string
	User   string
	// Host is a name or an address; an IPv6 address has no brackets here. For
	// PostgreSQL and MySQL it may be a Unix socket's path, which starts with a
	// slash and has its slashes as %2F in a URL. For PostgreSQL it may be a
	// list, host1:port1,host2:port2.
	Host string
	// Port is 0 if the URL has none.
	Port int
	// Database is the database's name. For SQLite it is a file's path, and
	// empty or ":memory:" is a database in memory.
	Database string
	// Params are the options after the question mark, decoded but otherwise as
	// they are: what they mean is up to the driver. Parse never leaves it nil.
	Params url.Values

	// A pointer, because fmt follows no pointers in the unexported fields of a
	// struct around this one, where it cannot call Format.
	password *string
}

// A Error says what is wrong with a database URL. It never holds the
// password, nor any part of the URL that might be one written in the wrong
// place.
type Error struct {
	// Part is dialect, driver, user, password, host, port, database or
	// parameters, or empty where the URL as a whole is wrong.
	Part string
	// Problem says what is wrong and what would be right.
	Problem string
}

// Error returns the problem with the part's name.
func (e *Error) Error() string {
	if e.Part == "" {
		return "gild: database URL: " + e.Problem
	}
	return "gild: database URL: " + e.Part + ": " + e.Problem
}

func problem(part, format string, args ...any) error {
	return &Error{Part: part, Problem: fmt.Sprintf(format, args...)}
}

// Parse parses a database URL. In user, password and database, bytes that
// would end them (: / ? @ and %) are written percent-encoded; a plus sign
// stands for itself there, and for a space in parameters. An @ in the password
// may stay as it is.
//
//	postgresql://me:secret@localhost:5432/app?sslmode=disable
//	postgresql+pgx://me@/app?host=/var/run/postgresql
//	mysql://me:secret@[::1]/app
//	sqlite://                    in memory, as sqlite:///:memory:
//	sqlite:///app.db             a relative path
//	sqlite:////var/lib/app.db    an absolute path
//	sqlite:///C:/data/app.db     an absolute path on Windows
//
// The dialect's name may be in any case; postgres means postgresql. All errors
// are of type [*Error]. Some URLs are rejected although SQLAlchemy takes
// them, because a part of the password could end up in another field.
func Parse(s string) (*URL, error) {
	if i := strings.IndexFunc(s, isControl); i >= 0 {
		return nil, problem("", "control character at byte %d; in a part it is written percent-encoded", i)
	}
	scheme, rest, ok := strings.Cut(s, "://")
	if !ok {
		return nil, problem("", `missing "://"; want dialect[+driver]://user:password@host:port/database`)
	}
	u := &URL{}
	if err := u.parseScheme(scheme); err != nil {
		return nil, err
	}
	end := strings.IndexAny(rest, "/?")
	if end < 0 {
		end = len(rest)
	}
	if err := u.parseAuthority(rest[:end], rest[end:]); err != nil {
		return nil, err
	}
	path, query, _ := strings.Cut(rest[end:], "?")
	if err := decode("database", strings.TrimPrefix(path, "/"), &u.Database); err != nil {
		return nil, err
	}
	if err := u.parseParams(query); err != nil {
		return nil, err
	}
	return u, nil
}

// dialects are the canonical names, in the order in which errors list them.
var dialects = []string{"sqlite", "postgresql", "mysql", "mariadb", "mssql", "oracle"}

// synonyms are names that people try. Only postgres is accepted; the others
// are hints for errors.
var synonyms = map[string]string{
	"postgres": "postgresql", "pg": "postgresql", "pgsql": "postgresql", "psql": "postgresql",
	"pgx": "postgresql", "pq": "postgresql", "sqlite3": "sqlite", "file": "sqlite",
	"maria": "mariadb", "sqlserver": "mssql", "ora": "oracle",
}

// parseScheme sets Dialect and Driver. Errors quote only what looks like a
// name, and nothing of a URL that has its "://" in a late place.
func (u *URL) parseScheme(scheme string) error {
	name, driver, plus := strings.Cut(scheme, "+")
	if !isName(name) {
		return problem("dialect", "want one of %s before %q", strings.Join(dialects, ", "), "://")
	}
	if plus && !isName(driver) {
		return problem("driver", `want a name after "+", as in postgresql+pgx://`)
	}
	name = strings.ToLower(name)
	if name == "postgres" {
		name = "postgresql"
	}
	if !slices.Contains(dialects, name) {
		hint := ""
		if near := nearest(name); near != "" {
			hint = fmt.Sprintf("did you mean %q? ", near)
		}
		return problem("", "unknown dialect %q: %sknown are %s", name, hint, strings.Join(dialects, ", "))
	}
	u.Dialect, u.Driver = name, driver
	return nil
}

// isName reports whether s may be the name of a dialect or driver. The limit
// keeps errors short.
func isName(s string) bool {
	return s != "" && len(s) <= 64 && strings.TrimFunc(s, func(c rune) bool {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || strings.ContainsRune("_.-", c)
	}) == ""
}

// nearest returns the dialect that name is most probably meant to be, or "".
func nearest(name string) string {
	if known, ok := synonyms[name]; ok {
		return known
	}
	best := spelling.Nearest(name, append([]string{"postgres"}, dialects...), len(name)/3+1)
	if known, ok := synonyms[best]; ok {
		return known
	}
	return best
}

// parseAuthority sets what stands before the path: user, password, host and
// port. tail is the rest of the URL.
func (u *URL) parseAuthority(authority, tail string) error {
	at := strings.LastIndexByte(authority, '@') // a host cannot contain it
	hostport, userinfo := authority[at+1:], authority[:max(at, 0)]
	if err := ambiguous(authority, at, tail); err != nil {
		return err
	}
	if u.Dialect == "sqlite" && authority != "" {
		return noHost(authority)
	}
	user, password, has := strings.Cut(userinfo, ":")
	if err := decode("user", user, &u.User); err != nil {
		return err
	}
	if has {
		u.password = new(string)
		if err := decode("password", password, u.password); err != nil {
			return err
		}
	}
	if u.Dialect == "postgresql" && strings.Contains(hostport, ",") {
		u.Host = escape(hostport, ",:[]%") // stays encoded, as it has to be split again
		_, _, err := splitList(strings.Split(hostport, ","))
		return err
	}
	var err error
	u.Host, u.Port, err = splitHostPort(hostport)
	return err
}

// ambiguous returns an error for an @ after the first slash or question
// mark that may be the end of a password which contains one. Taking such a URL
// would show half of the password as a database's name.
func ambiguous(authority string, at int, tail string) error {
	path, _, _ := strings.Cut(tail, "?")
	suspect := false
	switch {
	case strings.HasPrefix(authority, "["):
	case at < 0:
		suspect = strings.Contains(authority, ":") && strings.Contains(tail, "@")
	default:
		suspect = strings.Contains(authority[:at], ":") && strings.Contains(path, "@")
	}
	if suspect {
		return problem("password", `ambiguous "@" after "/" or "?"; in a password "/" is written %%2F and "?" %%3F, and after the host "@" is written %%40`)
	}
	return nil
}

// noHost returns the error for sqlite://file.db. It repeats a host only if
// that is plainly the name of a file.
func noHost(authority string) error {
	file := "file.db"
	if isName(authority) {
		file = authority
	}
	return problem("host", "SQLite has none: a relative path needs three slashes (sqlite:///%s), an absolute one four (sqlite:////path/to/%s)", file, file)
}

// splitHostPort splits host:port, where each may be missing.
func splitHostPort(s string) (host string, port int, err error) {
	var portText string
	if v6, ok := strings.CutPrefix(s, "["); ok {
		var closed bool
		v6, portText, closed = strings.Cut(v6, "]")
		if closed {
			err = decode("host", v6, &host)
		}
		addr, bad := netip.ParseAddr(host)
		if err != nil || bad != nil || !addr.Is6() || portText != "" && portText[0] != ':' {
			return "", 0, problem("host", "want an IPv6 address between brackets, as in [::1]:5432")
		}
		portText = strings.TrimPrefix(portText, ":")
	} else {
		s, portText, _ = strings.Cut(s, ":")
		if err := decode("host", s, &host); err != nil {
			return "", 0, err
		}
		if !isHost(host) {
			return "", 0, problem("host", "it has a character that no host has")
		}
	}
	port, err = parsePort(portText)
	return host, port, err
}

// isHost reports whether s may be a host's name, an IPv4 address, an instance
// of SQL Server (host\name), or the path of a socket.
func isHost(s string) bool {
	if strings.HasPrefix(s, "/") {
		return true
	}
	return !strings.ContainsAny(s, " !\"#$%&'()*+,/:;<=>?@[]^`{|}")
}

// parsePort parses a port. What it rejects may be a password before a forgotten
// host, so it is not repeated.
func parsePort(s string) (int, error) {
	if s == "" {
		return 0, nil
	}
	n, err := strconv.ParseUint(s, 10, 16)
	if err != nil || n == 0 {
		return 0, problem("port", `want a number from 1 to 65535 and at most one ":" after the host; an IPv6 address needs brackets, and user:password an "@" after it`)
	}
	return int(n), nil
}

// splitList splits each host[:port] of a list.
func splitList(list []string) (hosts, ports []string, err error) {
	for _, s := range list {
		host, port := s, 0
		if !strings.HasPrefix(s, "/") {
			if host, port, err = splitHostPort(s); err != nil {
				return nil, nil, err
			}
		}
		hosts = append(hosts, host)
		if port == 0 {
			ports = append(ports, "")
		} else {
			ports = append(ports, strconv.Itoa(port))
		}
	}
	return hosts, ports, nil
}

// decode decodes the percent-encoding of a part into dst. The error of
// net/url is not wrapped because it quotes the part.
func decode(part, s string, dst *string) error {
	text, err := url.PathUnescape(s)
	if err != nil {
		return problem(part, `bad percent-encoding: "%%" is followed by two hexadecimal digits, and itself written %%25`)
	}
	bad := strings.ContainsFunc(text, isControl)
	if part == "password" {
		bad = strings.IndexByte(text, 0) >= 0 // anything else may be in it
	}
	if bad {
		return problem(part, "it has a control character")
	}
	*dst = text
	return nil
}

func isControl(c rune) bool { return c < ' ' || c == 0x7f }

// parseParams sets Params. Unlike net/url it takes a semicolon as it is.
func (u *URL) parseParams(query string) error {
	u.Params = url.Values{}
	for pair := range strings.SplitSeq(query, "&") {
		if pair == "" {
			continue
		}
		key, value, _ := strings.Cut(pair, "=")
		k, kerr := url.QueryUnescape(key)
		v, verr := url.QueryUnescape(value)
		if kerr != nil || verr != nil {
			return problem("parameters", `bad percent-encoding: "%%" is followed by two hexadecimal digits, and itself written %%25`)
		}
		if strings.IndexByte(k+v, 0) >= 0 {
			return problem("parameters", "they have a NUL character")
		}
		u.Params.Add(k, v)
	}
	return nil
}
