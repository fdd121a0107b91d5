package sqlite

import "github.com/gildsql/gild/dialect"

// transactions: SQLite isolates transactions completely, whatever level is asked for, and has no read-only
// ones, only read-only connections.
// Source: https://www.sqlite.org/isolation.html, https://www.sqlite.org/lang_transaction.html
var transactions = dialect.Transactions{ReadOnlyIgnored: true, Autocommit: true}
