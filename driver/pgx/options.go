package pgx

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/driver/dburl"
)

// options are the connection parameters of pgx. It sends all others to the server as
// settings (search_path, statement_timeout), when it connects.
// Sources: https://pkg.go.dev/github.com/jackc/pgx/v5#ParseConfig,
// https://pkg.go.dev/github.com/jackc/pgx/v5/pgconn#ParseConfig
var options = dburl.PostgresOptions(strings.Fields(`
	application_name channel_binding client_encoding connect_timeout datestyle dbname
	default_query_exec_mode description_cache_capacity host krbspn krbsrvname max_protocol_version
	min_protocol_version options passfile password port require_auth service servicefile sslcert sslcertmode
	sslkey sslmode sslnegotiation sslpassword sslrootcert sslsni statement_cache_capacity
	target_session_attrs user`), refuse)

// missing are connection parameters of libpq that pgx does not have.
// Source: https://www.postgresql.org/docs/current/libpq-connect.html#LIBPQ-PARAMKEYWORDS
var missing = strings.Fields(`
	fallback_application_name gssdelegation gssencmode gsslib hostaddr keepalives keepalives_count
	keepalives_idle keepalives_interval load_balance_hosts oauth_client_id oauth_client_secret oauth_issuer
	oauth_scope requirepeer requiressl scram_client_key scram_server_key ssl_max_protocol_version
	ssl_min_protocol_version sslcompression sslcrl sslcrldir sslkeylogfile`)

func refuse(name string) string {
	switch {
	case strings.HasPrefix(name, "pool_"):
		return fmt.Sprintf("option %q is of pgxpool, whose pool is not used here: set the pool of database/sql, as with gild.WithPool", name)
	case slices.Contains(missing, name):
		return fmt.Sprintf("pgx does not have libpq's option %q", name)
	}
	return ""
}
