package dburl

import (
	"cmp"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// PostgresDSN returns the URL in the form that github.com/lib/pq and
// github.com/jackc/pgx take, postgres://user:password@host:port/database?params.
// It contains the password.
//
// A Unix socket's directory or several hosts are passed on as the parameters
// host and port. They come from Host, or as in SQLAlchemy from the parameters
// host=/path, host=h1,h2&port=p1,p2 or host=h1:p1&host=h2:p2; parameters win
// over the parts of the URL. It returns a [*Error] if these contradict each
// other or if u is of another dialect.
func (u URL) PostgresDSN() (string, error) {
	if err := u.wantDialect("PostgresDSN", "postgresql"); err != nil {
		return "", err
	}
	params := maps.Clone(u.Params)
	if params == nil {
		params = url.Values{}
	}
	netloc, err := u.postgresHosts(params)
	if err != nil {
		return "", err
	}
	dsn := "postgres://"
	if u.User != "" && !params.Has("user") {
		dsn += escape(u.User, "")
	}
	if u.password != nil && !params.Has("password") {
		dsn += ":" + escape(*u.password, "")
	}
	if !strings.HasSuffix(dsn, "/") {
		dsn += "@"
	}
	dsn += netloc + "/"
	if !params.Has("dbname") {
		dsn += escape(u.Database, "")
	}
	if len(params) > 0 {
		dsn += "?" + encodeQuery(params, func(_, v string) string { return escape(v, "/:,") })
	}
	if _, err := url.Parse(dsn); err != nil { // only with a Host that did not come from Parse
		return "", problem("host", "it has a character that no host has")
	}
	return dsn, nil
}

// postgresHosts returns the host:port of a DSN, or moves hosts that cannot
// stand there to the parameters host and port and returns "".
func (u URL) postgresHosts(params url.Values) (string, error) {
	var list, ports []string
	var err error
	switch given := params["host"]; {
	case len(given) > 1 || len(given) == 1 && !params.Has("port") && isHostPort(given[0]):
		if params.Has("port") {
			return "", problem("parameters", "several host=name:port and a port contradict each other; want host=h1,h2&port=p1,p2")
		}
		list, ports, err = splitList(given)
	case len(given) == 1:
		list = given
	case strings.Contains(u.Host, ","):
		list, ports, err = splitList(strings.Split(u.Host, ","))
	case strings.HasPrefix(u.Host, "/"):
		list = []string{u.Host}
	case strings.Contains(u.Host, ":") && u.Port == 0: // lib/pq leaves the brackets on without a port
		list = []string{u.Host}
	default:
		if params.Has("port") {
			u.Port = 0
		}
		return u.hostport(), nil
	}
	if err != nil {
		return "", err
	}
	params["host"] = []string{strings.Join(list, ",")}
	switch {
	case params.Has("port"):
		params["port"] = []string{strings.Join(params["port"], ",")}
	case strings.Join(ports, "") != "":
		for i, port := range ports {
			ports[i] = cmp.Or(port, "5432") // lib/pq rejects a list that starts with an empty one
		}
		params["port"] = []string{strings.Join(ports, ",")}
	case u.Port != 0:
		params["port"] = []string{strconv.Itoa(u.Port)}
	}
	return "", nil
}

// isHostPort reports whether s is one host with a port, rather than a
// host's address, a list or a socket.
func isHostPort(s string) bool {
	return strings.Count(s, ":") == 1 && !strings.ContainsAny(s, "/,")
}

// SQLiteDSN returns the URL in the form that github.com/mattn/go-sqlite3
// takes: ":memory:", a path, or a file: URI where there are parameters or the
// path would be misread otherwise. A Database that is a file: URI already is
// kept as it is. It returns a [*Error] if u is of another dialect.
func (u URL) SQLiteDSN() (string, error) {
	if err := u.wantDialect("SQLiteDSN", "sqlite"); err != nil {
		return "", err
	}
	path := u.Database
	if path == "" {
		path = ":memory:"
	}
	uri := strings.HasPrefix(path, "file:")
	if len(u.Params) == 0 && (uri || !strings.Contains(path, "?")) {
		return path, nil
	}
	if !uri {
		path = escape(path, "/:")
		if strings.HasPrefix(path, "/") {
			path = "//" + path // an empty authority; //a would be the authority a
		}
		path = "file:" + path
	}
	if len(u.Params) == 0 {
		return path, nil
	}
	separator := "?"
	if strings.Contains(path, "?") {
		separator = "&"
	}
	return path + separator + encodeQuery(u.Params, func(_, v string) string { return escape(v, "/:,") }), nil
}

// MySQLDSN returns the URL in the form that github.com/go-sql-driver/mysql
// takes, user:password@tcp(host:port)/database?params, for MySQL and MariaDB.
// It contains the password. The port is 3306 if the URL has none. A Unix
// socket's path comes from Host or from the parameter unix_socket.
//
// It returns a [*Error] if u is of another dialect or if that form, which
// has no escaping for user, address and parameter names, cannot express u.
func (u URL) MySQLDSN() (string, error) {
	if err := u.wantDialect("MySQLDSN", "mysql", "mariadb"); err != nil {
		return "", err
	}
	if strings.Contains(u.User, ":") {
		return "", problem("user", `go-sql-driver/mysql cannot take a user with a ":"`)
	}
	params := maps.Clone(u.Params)
	address, err := u.mysqlAddress(params)
	if err != nil {
		return "", err
	}
	if err := checkMySQLParams(params); err != nil {
		return "", err
	}
	dsn := u.User
	if u.password != nil {
		dsn += ":" + *u.password
	}
	if dsn != "" {
		dsn += "@"
	}
	dsn += address + "/" + url.PathEscape(u.Database)
	if len(params) > 0 {
		dsn += "?" + mysqlQuery(params)
	}
	return dsn, nil
}

// mysqlAddress returns tcp(host:port) or unix(path), and takes the path from
// the parameters.
func (u URL) mysqlAddress(params url.Values) (string, error) {
	host, port := u.Host, u.Port
	if params.Has("unix_socket") {
		host = params.Get("unix_socket")
		delete(params, "unix_socket")
		if !strings.HasPrefix(host, "/") {
			return "", problem("parameters", "unix_socket: want an absolute path")
		}
	}
	if strings.ContainsAny(host, "@()") {
		return "", problem("host", `go-sql-driver/mysql cannot take an address with "@" or parentheses`)
	}
	switch {
	case strings.HasPrefix(host, "/"):
		return "unix(" + host + ")", nil
	case host == "" && port == 0:
		return "", nil
	case host == "":
		host = "127.0.0.1" // the driver's default
	}
	if port == 0 {
		port = 3306
	}
	return "tcp(" + net.JoinHostPort(host, strconv.Itoa(port)) + ")", nil
}

// checkMySQLParams checks the names of parameters.
func checkMySQLParams(params url.Values) error {
	for key := range params {
		if key == "" || strings.ContainsAny(key, "&=/") {
			return problem("parameters", `go-sql-driver/mysql cannot take a name that is empty or has one of "&=/"`)
		}
		if key == "strict" {
			return problem("parameters", "strict: go-sql-driver/mysql has removed it, and panics; use sql_mode")
		}
	}
	return nil
}

// mysqlQuery encodes parameters for go-sql-driver/mysql. It decodes the
// values of some parameters only, so as little as possible is encoded: the
// commas of charset must stay, and a slash must not, because the last one in
// the DSN is before the database.
func mysqlQuery(params url.Values) string {
	encode := strings.NewReplacer("%", "%25", "&", "%26", "+", "%2B", "/", "%2F", " ", "%20")
	var pairs []string
	for _, key := range slices.Sorted(maps.Keys(params)) {
		for _, v := range params[key] {
			pairs = append(pairs, key+"="+encode.Replace(v))
		}
	}
	return strings.Join(pairs, "&")
}

// wantDialect returns an error unless u is of one of the dialects.
func (u URL) wantDialect(method string, dialects ...string) error {
	if slices.Contains(dialects, u.Dialect) {
		return nil
	}
	return problem("dialect", "%s is for %s", method, strings.Join(dialects, " and "))
}
