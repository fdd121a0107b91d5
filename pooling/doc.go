// Package pooling adds to database/sql's connection pool what it does not do itself: it
// checks, recycles, invalidates and resets connections, lets callers wait in order and no
// longer than they want, finds those who keep connections, and counts it all (Config, Pool).
// It works through the driver's side of the pool, by what a connection answers when it is
// made, given out (ResetSession), given back (IsValid) and closed. It is no pool of its own:
// idle connections are database/sql's, and sql.DB.Stats stays true.
//
// Beside that there are connectors to put under a pool: Rotating for credentials that change
// and Failover for several hosts. Router, over several *sql.DBs, sends reads to replicas.
//
// Member, Dial and the methods of Pool that mention them are for package wrap, which makes
// the connections.
package pooling
