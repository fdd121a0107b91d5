package pq

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/driver/dburl"
)

// options are the connection parameters of lib/pq. It sends all others to the server as
// settings (search_path, statement_timeout), when it connects.
// Source: https://pkg.go.dev/github.com/lib/pq#Config
var options = dburl.PostgresOptions(strings.Fields(`
	application_name binary_parameters client_encoding connect_timeout datestyle dbname
	disable_prepared_binary_result fallback_application_name geqo host hostaddr krbspn krbsrvname
	load_balance_hosts max_protocol_version min_protocol_version options passfile password port service
	ssl_max_protocol_version ssl_min_protocol_version sslcert sslinline sslkey sslmode sslnegotiation
	sslrootcert sslsni target_session_attrs tz user`), refuse)

// missing are connection parameters of libpq that lib/pq does not have.
// Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
var missing = strings.Fields(`
	channel_binding gssdelegation gssencmode gsslib keepalives keepalives_count keepalives_idle
	keepalives_interval oauth_client_id oauth_client_secret oauth_issuer oauth_scope
	require_auth requirepeer requiressl scram_client_key scram_server_key sslcertmode sslcompression
	sslcrl sslcrldir sslkeylogfile sslpassword`)

func refuse(name string) string {
	if !slices.Contains(missing, name) {
		return ""
	}
	return fmt.Sprintf("lib/pq does not have libpq's option %q", name)
}
