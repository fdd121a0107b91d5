package gild_test

import (
	"context"
	"database/sql"
	"fmt"
	"log"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/dialect/postgres"
	_ "github.com/gildsql/gild/driver/sqlite3"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

var library = schema.NewMetaData()

// Books is a table, its columns typed.
var Books = schema.Define[struct {
	schema.Table `gild:"books"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	Title        expr.Col[string] `gild:"title,size=100"`
	Year         expr.Null[int]   `gild:"year"`
}](library)

// Book is a row of it.
type Book struct {
	ID    int64
	Title string
	Year  *int
}

// openLibrary opens a database in memory with three books.
func openLibrary(ctx context.Context) *sql.DB {
	db, err := gild.Open("sqlite://")
	if err != nil {
		log.Fatal(err)
	}
	if err := library.CreateAll(ctx, db); err != nil {
		log.Fatal(err)
	}
	insert := expr.Insert(Books).
		Values(Books.Title.Set("Emma"), Books.Year.Set(1815)).
		Values(Books.Title.Set("Ulysses"), Books.Year.Set(1922)).
		Values(Books.Title.Set("Untitled"), Books.Year.SetNull())
	if _, err := gild.Exec(ctx, db, insert); err != nil {
		log.Fatal(err)
	}
	return db
}

// What Open returns is a plain *sql.DB.
func ExampleOpen() {
	db, err := gild.Open("sqlite://")
	if err != nil {
		log.Fatal(err)
	}
	defer db.Close()
	var sum int
	err = db.QueryRow("select ? + ?", 1, 2).Scan(&sum)
	fmt.Println(sum, err)

	_, err = gild.Open("sqlite:///app.db?_foreign_key=off")
	fmt.Println(err.Error()[:75])
	// Output:
	// 3 <nil>
	// gild: sqlite: unknown option "_foreign_key": did you mean "_foreign_keys"?
}

func ExampleAll() {
	ctx := context.Background()
	db := openLibrary(ctx)
	defer db.Close()

	books, err := gild.All[Book](ctx, db, expr.Select(Books).Where(Books.Year.IsNotNull()).OrderBy(Books.Year.Desc()))
	if err != nil {
		log.Fatal(err)
	}
	for _, b := range books {
		fmt.Println(b.ID, b.Title, *b.Year)
	}
	titles, err := gild.All[string](ctx, db, expr.Select(Books.Title).Where(Books.Title.Like("U%")).OrderBy(Books.ID.Asc()))
	fmt.Println(titles, err)
	// Output:
	// 2 Ulysses 1922
	// 1 Emma 1815
	// [Ulysses Untitled] <nil>
}

func ExampleOne() {
	ctx := context.Background()
	db := openLibrary(ctx)
	defer db.Close()

	byTitle := expr.Select(Books).Where(Books.Title.EqExpr(expr.Param[string]("title")))
	book, err := gild.One[*Book](ctx, db, byTitle, sql.Named("title", "Emma"))
	fmt.Println(book.Title, *book.Year, err)

	_, err = gild.One[*Book](ctx, db, byTitle, sql.Named("title", "Middlemarch"))
	fmt.Println(err == sql.ErrNoRows)
	// Output:
	// Emma 1815 <nil>
	// true
}

func ExampleIter() {
	ctx := context.Background()
	db := openLibrary(ctx)
	defer db.Close()

	for book, err := range gild.Iter[Book](ctx, db, expr.Select(Books).OrderBy(Books.Title.Asc())) {
		if err != nil {
			log.Fatal(err)
		}
		fmt.Println(book.Title)
		if book.Title == "Ulysses" {
			break // closes the rows
		}
	}
	// Output:
	// Emma
	// Ulysses
}

func ExampleExec() {
	ctx := context.Background()
	db := openLibrary(ctx)
	defer db.Close()

	result, err := gild.Exec(ctx, db, expr.Update(Books).Set(Books.Year.Set(2024)).Where(Books.Year.IsNull()))
	if err != nil {
		log.Fatal(err)
	}
	fmt.Println(result.RowsAffected())
	// Output:
	// 1 <nil>
}

// Without running it, SQL shows what a statement is on a database.
func ExampleSQL() {
	text, args, err := gild.SQL(expr.Select(Books.Title).Where(Books.Year.Lt(1900)).Limit(5), postgres.Dialect)
	fmt.Println(text)
	fmt.Println(args, err)
	// Output:
	// SELECT books.title FROM books WHERE books.year < $1 LIMIT $2
	// [1900 5] <nil>
}

func ExampleStrict() {
	ctx := context.Background()
	db := openLibrary(ctx)
	defer db.Close()

	type titled struct{ Title string }
	books, err := gild.All[titled](ctx, db, expr.Select(Books).Where(Books.ID.Eq(1)))
	fmt.Println(books, err)
	_, err = gild.All[titled](ctx, db, expr.Select(Books), gild.Strict())
	fmt.Println(err)
	// Output:
	// [{Emma}] <nil>
	// gild: column "id" has no field in gild_test.titled
}
