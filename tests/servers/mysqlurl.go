package servers

import (
	"net/url"
	"testing"

	driver "github.com/go-sql-driver/mysql"
)

// MySQLURL is [MySQL] with a URL, "mariadb://" whichever of the two the server is.
func MySQLURL(tb testing.TB) string {
	tb.Helper()
	config, err := driver.ParseDSN(MySQL(tb))
	if err != nil {
		tb.Fatal("servers: the data source name is not one")
	}
	u := url.URL{Scheme: "mariadb", User: url.UserPassword(config.User, config.Passwd), Host: config.Addr, Path: "/" + config.DBName}
	if config.Net == "unix" {
		u.Host, u.RawQuery = "", url.Values{"unix_socket": {config.Addr}}.Encode()
	}
	return u.String()
}
