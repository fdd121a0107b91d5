package main

import (
	"context"
	"database/sql/driver"
	"net"
	"sync/atomic"
	"time"

	"github.com/lib/pq"
)

// countedDriver is lib/pq's driver with connections that count round trips.
const countedDriver = "postgres-counted"

// roundTrips is how many times a connection of countedDial has been read from after it was
// written to: how often a program has waited for the server.
var roundTrips atomic.Int64

// counted returns the same database with counted round trips, if its driver lets them be.
func (db Database) counted() (Database, bool) {
	if db.Driver != "postgres" {
		return Database{}, false
	}
	db.Driver, db.dial = countedDriver, countedDial
	return db, true
}

// tripsOf returns how many round trips one execution makes once everything is prepared, and
// false where they cannot be counted.
func tripsOf(ctx context.Context, db Database, s *subject) (float64, bool, error) {
	db, ok := db.counted()
	if !ok {
		return 0, false, nil
	}
	const warmup, executions = 5, 20
	var made int64
	err := s.opened(db, func(e *execution) error {
		for range warmup {
			if err := e.once(ctx); err != nil {
				return err
			}
		}
		before := roundTrips.Load()
		for range executions {
			if err := e.once(ctx); err != nil {
				return err
			}
		}
		made = roundTrips.Load() - before
		return nil
	})
	return float64(made) / executions, true, err
}

// countedPQ is lib/pq over counted connections.
type countedPQ struct{}

func (countedPQ) Open(dsn string) (driver.Conn, error) { return pq.DialOpen(countedDialer{}, dsn) }

// countedDialer is a pq.Dialer.
type countedDialer struct{}

func (countedDialer) Dial(network, address string) (net.Conn, error) {
	return countedDial(context.Background(), network, address)
}

func (countedDialer) DialTimeout(network, address string, timeout time.Duration) (net.Conn, error) {
	ctx, cancel := context.WithTimeout(context.Background(), timeout)
	defer cancel()
	return countedDial(ctx, network, address)
}

func countedDial(ctx context.Context, network, address string) (net.Conn, error) {
	c, err := new(net.Dialer).DialContext(ctx, network, address)
	if err != nil {
		return nil, err
	}
	return &countedConn{Conn: c}, nil
}

// A countedConn counts its round trips: writes, any number of them, and the read behind.
type countedConn struct {
	net.Conn
	wrote atomic.Bool
}

func (c *countedConn) Write(p []byte) (int, error) {
	c.wrote.Store(true)
	return c.Conn.Write(p)
}

func (c *countedConn) Read(p []byte) (int, error) {
	if c.wrote.Swap(false) {
		roundTrips.Add(1)
	}
	return c.Conn.Read(p)
}
