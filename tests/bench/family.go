package main

import (
	"context"
	"database/sql"
	"fmt"
	"reflect"
	"strconv"
	"strings"
	"time"
)

// A Family is a parent with children, as plain data. Each implementation makes objects of its own
// from it, as a program does from what it has been given, and stores these.
type Family struct {
	ID       int64 // of the stored row, 0 for one to be stored
	Name     string
	Score    float64
	Created  time.Time
	Children []Kid
}

// A Kid is a child of a family.
type Kid struct {
	ID    int64
	Title string
	Qty   int64
	Done  bool
}

const (
	parentColumns = "id, name, score, created"
	childColumns  = "id, parent_id, title, qty, done"

	// families is how many the tables hold, and how many a unit of work stores and an eager load
	// reads; each has kidsEach children.
	families = 100
	kidsEach = 10
)

// familyRows are what the tables hold, with the ids from 1 on.
var familyRows = func() []Family {
	list := make([]Family, families)
	for i := range list {
		f := Family{ID: int64(i + 1), Name: fmt.Sprintf("parent-%d", i), Score: float64(i) * 1.5, Created: epoch.Add(time.Duration(i) * time.Hour)}
		for j := range kidsEach {
			f.Children = append(f.Children, Kid{
				ID: int64(i*kidsEach + j + 1), Title: fmt.Sprintf("child %d of %d", j, i), Qty: int64(1000 + j), Done: j%2 == 0,
			})
		}
		list[i] = f
	}
	return list
}()

// A Loaded gives what an implementation has stored or loaded as plain data, to be checked. It is not
// measured.
type Loaded func() []Family

// placeholders writes so many rows of placeholders in parentheses, numbered from 1 on where the
// database has numbers.
func (db Database) placeholders(b *strings.Builder, rows, columns int) {
	var number [20]byte
	for n := range rows * columns {
		switch {
		case n == 0:
			b.WriteByte('(')
		case n%columns == 0:
			b.WriteString("), (")
		default:
			b.WriteString(", ")
		}
		if !db.numbers {
			b.WriteByte('?')
			continue
		}
		b.WriteByte('$')
		b.Write(strconv.AppendInt(number[:0], int64(n+1), 10))
	}
	b.WriteByte(')')
}

// insertFamilies fills the tables.
func insertFamilies(ctx context.Context, bare *sql.DB, d Database) error {
	stored, err := (&plainProgram{db: bare, d: d}).unit(ctx, familyRows)
	if err != nil {
		return err
	}
	if got := stored(); !reflect.DeepEqual(got, familyRows) {
		return fmt.Errorf("the first of %d families is %+v, want %+v", len(got), got[0], familyRows[0])
	}
	return nil
}
