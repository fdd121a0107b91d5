package pq

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"

	"github.com/gildsql/gild/driver/dburl"
)

// keywords are the connection parameters of lib/pq. It sends all others to the server as
// settings (search_path, statement_timeout), when it connects.
// Source: https://pkg.go.dev/github.com/lib/pq#Config
var keywords = strings.Fields(`
	application_name binary_parameters client_encoding connect_timeout datestyle dbname
	disable_prepared_binary_result fallback_application_name geqo host hostaddr krbspn krbsrvname
	load_balance_hosts max_protocol_version min_protocol_version options passfile password port service
	ssl_max_protocol_version ssl_min_protocol_version sslcert sslinline sslkey sslmode sslnegotiation
	sslrootcert sslsni target_session_attrs tz user`)

// missing are connection parameters of libpq that lib/pq does not have.
// Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
var missing = strings.Fields(`
	channel_binding gssdelegation gssencmode gsslib keepalives keepalives_count keepalives_idle
	keepalives_interval oauth_client_id oauth_client_secret oauth_issuer oauth_scope
	require_auth requirepeer requiressl scram_client_key scram_server_key sslcertmode sslcompression
	sslcrl sslcrldir sslkeylogfile sslpassword`)

// synonyms are what other drivers and tools call things.
var synonyms = map[string]string{
	"appname": "application_name", "charset": "client_encoding", "currentschema": "search_path",
	"database": "dbname", "db": "dbname", "encoding": "client_encoding", "hostname": "host", "login": "user",
	"pass": "password", "passwd": "password", "pwd": "password", "schema": "search_path",
	"server": "host", "ssl": "sslmode", "timeout": "connect_timeout", "username": "user",
}

// checkOptions refuses parameters that are no settings of a server and look like slips
// of the pen. Their values, which may be secrets, are not repeated.
func checkOptions(params url.Values) error {
	for _, name := range slices.Sorted(maps.Keys(params)) {
		if slices.Contains(keywords, name) {
			continue
		}
		if slices.Contains(missing, name) {
			return fmt.Errorf("gild: postgresql: lib/pq does not have libpq's option %q", name)
		}
		if near := meant(name); near != "" {
			return fmt.Errorf("gild: postgresql: unknown option %q: did you mean %q?", name, near)
		}
		if !isSetting(name) {
			return fmt.Errorf("gild: postgresql: unknown option %q: known are %s, and the server's settings such as search_path",
				name, strings.Join(keywords, ", "))
		}
	}
	return nil
}

// meant returns the keyword that name is probably meant to be, or "".
func meant(name string) string {
	plain := strings.NewReplacer("_", "", "-", "", " ", "").Replace(strings.ToLower(name))
	if known, ok := synonyms[plain]; ok {
		return known
	}
	if strings.Contains(name, ".") || isServerSetting(name) { // myapp.user is a setting of an extension
		return ""
	}
	for _, k := range keywords {
		if sameLetters(plain, strings.ReplaceAll(k, "_", "")) {
			return k
		}
	}
	edits := 1
	if len(name) > 5 {
		edits = 2
	}
	return dburl.Nearest(strings.ToLower(name), keywords, edits)
}

// sameLetters reports whether a and b are made of the same letters, as words with
// letters swapped are.
func sameLetters(a, b string) bool {
	x, y := []byte(a), []byte(b)
	slices.Sort(x)
	slices.Sort(y)
	return slices.Equal(x, y)
}

// serverSettings are the server's settings that could be taken for misspelt keywords.
var serverSettings = strings.Fields(`application_name client_encoding datestyle geqo port`)

// isServerSetting ignores case, as the server does.
func isServerSetting(name string) bool {
	return slices.Contains(serverSettings, strings.ToLower(name))
}

// isSetting reports whether name can be the name of a setting.
func isSetting(name string) bool {
	return name != "" && strings.TrimFunc(name, func(c rune) bool {
		return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '.'
	}) == ""
}
