package dburl

import "strings"

// PostgresOptions returns the parameters of a driver of PostgreSQL, of which libpq's are not
// all there: refuse says so of one that is missing.
func PostgresOptions(known []string, refuse func(name string) string) Options {
	return Options{
		Dialect: "postgresql", Known: known, Refuse: refuse,
		Synonyms: postgresSynonyms, Settings: postgresSettings, Example: "search_path",
	}
}

var postgresSynonyms = map[string]string{
	"appname": "application_name", "charset": "client_encoding", "currentschema": "search_path",
	"database": "dbname", "db": "dbname", "encoding": "client_encoding", "hostname": "host", "login": "user",
	"pass": "password", "passwd": "password", "pwd": "password", "schema": "search_path",
	"server": "host", "ssl": "sslmode", "timeout": "connect_timeout", "username": "user",
}

// postgresSettings ignore case, as the server does.
var postgresSettings = strings.Fields(`application_name client_encoding datestyle geqo port`)
