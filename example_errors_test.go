package gild_test

import (
	"context"
	"errors"
	"fmt"

	"github.com/gildsql/gild"
)

// Is understands the errors of every driver, and so of plain text.
func ExampleIs() {
	db := openLibrary(context.Background())
	defer db.Close()

	_, err := db.Exec("INSERT INTO books (id, title) VALUES (1, 'Persuasion')")
	switch {
	case gild.Is(err, gild.ErrUnique):
		fmt.Println("there is a book with this number already")
	case err != nil:
		fmt.Println(err)
	}
	// Output:
	// there is a book with this number already
}

// ErrorOf tells what the database names.
func ExampleErrorOf() {
	db := openLibrary(context.Background())
	defer db.Close()

	_, err := db.Exec("INSERT INTO books (title) VALUES (NULL)")
	if e := gild.ErrorOf(err); e != nil {
		fmt.Println(errors.Is(e, gild.ErrNotNull), e.Code, e.Table, e.Column)
		fmt.Println(e)
	}
	// Output:
	// true 1299 books title
	// gild: NOT NULL constraint failed: books.title
}
