package driver_test

import (
	sqldriver "database/sql/driver"
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/pooling"
	"github.com/gildsql/gild/tests/servers"
)

// The events of all WithPool and WithEvents are kept, whatever their order.
func TestEventsOfAllOptions(t *testing.T) {
	var called []string
	on := func(name string) pooling.Events {
		return pooling.Events{Checkin: func(sqldriver.Conn) { called = append(called, name) }}
	}
	db, err := gild.Open("sqlite:///"+servers.SQLite(t),
		gild.WithPool(pooling.Config{Events: []pooling.Events{on("first")}}),
		gild.WithEvents(gild.Events{Checkin: func(sqldriver.Conn) { called = append(called, "second") }}),
		gild.WithPool(pooling.Config{MaxOpen: 3, Events: []pooling.Events{on("third")}}))
	db = opened(t, db, err)
	check(t, db.Ping())
	if len(called) != 3 || called[0] != "first" || called[1] != "second" || called[2] != "third" {
		t.Errorf("called %q", called)
	}
	if n := db.Stats().MaxOpenConnections; n != 3 {
		t.Errorf("at most %d connections", n)
	}
}
