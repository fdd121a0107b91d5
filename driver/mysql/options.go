package mysql

import (
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/driver/dburl"
)

// known are the parameters of go-sql-driver/mysql, and unix_socket, which is part of the
// address. It sends all others to the server, as SET name=value, when it connects.
// Source: https://github.com/go-sql-driver/mysql#parameters
var known = strings.Fields(`
	allowAllFiles allowCleartextPasswords allowFallbackToPlaintext allowNativePasswords allowOldPasswords
	charset checkConnLiveness clientFoundRows collation columnsWithAlias compress connectionAttributes
	interpolateParams loc maxAllowedPacket multiStatements parseTime readTimeout rejectReadOnly
	serverPubKey strict timeTruncate timeout tls unix_socket writeTimeout`)

// elsewhere are parts of a URL that other drivers take as parameters.
var elsewhere = strings.Fields(`database db dbname host hostname passwd password port pwd user username`)

var synonyms = map[string]string{
	"conntimeout": "timeout", "connecttimeout": "timeout", "dialtimeout": "timeout", "encoding": "charset",
	"location": "loc", "multistatement": "multiStatements", "parsetime": "parseTime", "socket": "unix_socket",
	"ssl": "tls", "sslca": "tls", "sslmode": "tls", "timezone": "time_zone", "usessl": "tls",
}

// settings are variables of MySQL and MariaDB that look like misspelt parameters.
var settings = strings.Fields(`time_zone wait_timeout`)

// options returns what go-sql-driver/mysql knows, for the database that a URL names.
func options(dialect string) dburl.Options {
	return dburl.Options{
		Dialect: dialect, Known: known, Synonyms: synonyms, Settings: settings, Example: "sql_mode",
		Refuse: func(name string) string {
			if !slices.Contains(elsewhere, strings.ToLower(name)) {
				return ""
			}
			return fmt.Sprintf("%q is no option: it belongs before the question mark, as in %s://user:password@host:port/database", name, dialect)
		},
	}
}
