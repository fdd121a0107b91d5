package dburl

import (
	"fmt"
	"io"
	"log/slog"
	"maps"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Password returns the password, and whether the URL has one; it may be empty.
func (u URL) Password() (string, bool) {
	if u.password == nil {
		return "", false
	}
	return *u.password, true
}

// WithPassword returns a copy of u with another password. The copy shares
// nothing with u.
func (u URL) WithPassword(password string) *URL {
	u.password = &password
	params := make(url.Values, len(u.Params))
	for key, values := range u.Params {
		params[key] = slices.Clone(values)
	}
	u.Params = params
	return &u
}

// String returns the URL in canonical form, with parameters sorted by name and
// with "***" for the password, whatever it is, and for parameters that are
// secrets. Without any of these Parse makes the same URL of it.
func (u URL) String() string {
	var b strings.Builder
	b.WriteString(u.Dialect)
	if u.Driver != "" {
		b.WriteString("+" + u.Driver)
	}
	b.WriteString("://")
	b.WriteString(escape(u.User, ""))
	if u.password != nil {
		b.WriteString(":***")
	}
	if u.User != "" || u.password != nil {
		b.WriteString("@")
	}
	b.WriteString(u.hostport())
	if u.Database != "" {
		b.WriteString("/" + escape(u.Database, "/:"))
	}
	if len(u.Params) > 0 {
		b.WriteString("?" + encodeQuery(u.Params, mask))
	}
	return b.String()
}

// hostport returns host:port as it is written in a URL.
func (u URL) hostport() string {
	var host string
	switch {
	case strings.Contains(u.Host, ","): // a list is encoded already
		host = escape(u.Host, ",:[]%")
	case strings.Contains(u.Host, ":"):
		host = "[" + escape(u.Host, ":") + "]"
	default:
		host = escape(u.Host, "\\")
	}
	if u.Port != 0 {
		host += ":" + strconv.Itoa(u.Port)
	}
	return host
}

// secrets are what the names of parameters with secrets contain, in lower
// case and without underscores.
var secrets = []string{"password", "passwd", "passphrase", "pwd", "secret", "token", "authpass", "pragmakey", "sslkey"}

// mask hides the values of parameters that are secrets.
func mask(key, value string) string {
	key = strings.ReplaceAll(strings.ToLower(key), "_", "")
	if key == "pass" || slices.ContainsFunc(secrets, func(s string) bool { return strings.Contains(key, s) }) {
		return "***"
	}
	return escape(value, "/:,")
}

// encodeQuery encodes parameters, sorted by name, with value for their values.
// A space becomes %20, which every reader understands, unlike a plus sign.
func encodeQuery(params url.Values, value func(key, value string) string) string {
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(params)) {
		for _, v := range params[key] {
			pairs = append(pairs, escape(key, "/:,")+"="+value(key, v))
		}
	}
	return strings.Join(pairs, "&")
}

// escape percent-encodes everything but letters, digits, -._~ and the bytes
// in keep.
func escape(s, keep string) string {
	const hex = "0123456789ABCDEF"
	var b strings.Builder
	b.Grow(len(s))
	for i := range len(s) {
		c := s[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9',
			strings.IndexByte("-._~", c) >= 0, strings.IndexByte(keep, c) >= 0:
			b.WriteByte(c)
		default:
			b.Write([]byte{'%', hex[c>>4], hex[c&15]})
		}
	}
	return b.String()
}

// GoString returns what %#v prints: the URL without its password.
func (u URL) GoString() string { return fmt.Sprintf("dburl.URL(%q)", u.String()) }

// Format implements [fmt.Formatter], so that no verb shows the fields, whose
// parameters may hold secrets.
func (u URL) Format(f fmt.State, verb rune) {
	if verb == 'v' && f.Flag('#') {
		_, _ = io.WriteString(f, u.GoString())
		return
	}
	_, _ = fmt.Fprintf(f, fmt.FormatString(f, verb), u.String())
}

// LogValue implements [slog.LogValuer] with the URL without its password.
func (u URL) LogValue() slog.Value { return slog.StringValue(u.String()) }

// MarshalText implements [encoding.TextMarshaler], for JSON too, with the URL
// without its password. There is no UnmarshalText: a URL that was marshalled
// has lost its password.
func (u URL) MarshalText() ([]byte, error) { return []byte(u.String()), nil }
