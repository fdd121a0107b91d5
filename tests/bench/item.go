package main

import (
	"database/sql"
	"fmt"
	"time"

	"github.com/gildsql/gild/orm"
)

// Item is a row of the table items. Every implementation reads into it and writes from it,
// so that none is spared work that the others do.
type Item struct {
	orm.Entity `gild:"items"`
	ID         int64 `gild:"id,pk" bun:"id,pk,autoincrement"`
	Name       string
	Email      string
	City       string
	Active     bool
	Score      float64
	Created    time.Time
	Nick       sql.NullString
}

// A Listed gives the rows that an implementation has read, to be checked. It is not measured: some read
// into objects of their own.
type Listed func() []Item

func listed(items []Item, err error) (Listed, error) { return func() []Item { return items }, err }

const (
	itemColumns = "id, name, email, city, active, score, created, nick"

	// itemRows is how many rows the table has, with the ids from 1 on. Rows that are
	// inserted have greater ids.
	itemRows = 10_000

	// listRows is how many of them are read by a list.
	listRows = 1_000

	// noItem is an id that no row has.
	noItem = int64(-1)
)

var (
	cities = []string{"Amsterdam", "Berlin", "Cairo", "Dakar", "Edinburgh", "Fortaleza", "Gothenburg"}
	epoch  = time.Date(2024, 1, 2, 3, 4, 5, 123456000, time.UTC) // PostgreSQL keeps microseconds
)

// itemOf returns the row that the table holds under an id. Every third has no nick.
func itemOf(id int64) Item {
	return Item{
		ID:      id,
		Name:    fmt.Sprintf("name-%07d", id),
		Email:   fmt.Sprintf("user%d@example.com", id),
		City:    cities[id%int64(len(cities))],
		Active:  id%2 == 0,
		Score:   float64(id) * 1.25,
		Created: epoch.Add(time.Duration(id) * time.Minute),
		Nick:    sql.NullString{String: fmt.Sprintf("nick%d", id), Valid: id%3 != 0},
	}.canonical()
}

// canonical returns an equal row that can be compared with ==.
func (it Item) canonical() Item {
	it.Entity = orm.Entity{} // the state that a session gives it
	it.Created = it.Created.UTC()
	if !it.Nick.Valid {
		it.Nick.String = ""
	}
	return it
}
