package orm_test

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

type Stamps struct {
	Created time.Time `gild:"created,default=CURRENT_TIMESTAMP,omitzero"`
}

type Person struct {
	orm.Entity `gild:"people"`
	ID         int64   `gild:"id,pk"`
	Name       string  `gild:"name,size=50"`
	Nick       *string // NULL is allowed
	Home       Address `gild:"embed=home_"`
	Stamps
	Note string `gild:"-"` // not of the table
}

type Address struct {
	Street string
	City   string
}

func Example_mapping() {
	people := orm.NewRegistry(nil, orm.Model[Person]())
	db := open(people)
	defer db.Close()

	ed := &Person{Name: "Ed", Home: Address{City: "Cairo"}}
	err := people.InTx(ctx, db, func(s *orm.Session) error {
		s.Add(ed)
		return nil
	})
	fmt.Println(ed.ID, ed.Created.IsZero(), err)
	// Output:
	// INSERT INTO people (name, nick, home_street, home_city) VALUES (?, ?, ?, ?) RETURNING id, created
	// 1 false <nil>
}

type Wrong struct {
	orm.Entity `gild:"wrong"`
	ID         int64 `gild:"id,pk,sise=5"`
}

type Trip struct {
	orm.Entity `gild:"trips"`
	ID         int64          `gild:"id,pk"`
	Towns      []string       `gild:"towns,type=json"`
	Notes      map[string]any `gild:"notes,type=json"`
}

func Example_mappingInPlace() {
	trips := orm.NewRegistry(nil, orm.Model[Trip]())
	db := open(trips)
	defer db.Close()
	s := trips.NewSession(db)
	defer s.Close()

	trip := &Trip{Towns: []string{"Dakar"}, Notes: map[string]any{"days": []any{1, 2}}}
	s.Add(trip)
	check(s.Commit(ctx))

	trip.Notes["days"].([]any)[1] = 3
	check(s.Commit(ctx))

	trip.Towns = []string{"Dakar"} // as it was
	check(s.Commit(ctx))
	// Output:
	// INSERT INTO trips (towns, notes) VALUES (?, ?)
	// UPDATE trips SET notes=? WHERE trips.id = ?
}

func Example_mappingMistakes() {
	r := orm.NewRegistry(nil, orm.Model[Wrong]())

	mistake, _, _ := strings.Cut(r.Err().Error(), " `")
	fmt.Println(mistake)
	// Output:
	// gild: orm_test.Wrong.ID: unknown option "sise" in tag
}

type Cents int64

type Book struct {
	orm.Entity `gild:"books"`
	ID         int64 `gild:"id,pk"`
	Title      string
	Price      Cents
	Sold       int64
	Text       orm.Deferred[string]
	Reviews    int64 `gild:"-"`
}

// Earned is one definition for objects and for SQL.
func (b *Book) Earned() expr.X[Cents] {
	return orm.C(&b.Price).MulExpr(expr.Typed[Cents](orm.C(&b.Sold)))
}

type Review struct {
	orm.Entity `gild:"reviews"`
	ID         int64 `gild:"id,pk"`
	BookID     int64 `gild:"fk=books.id"`
}

var books = orm.NewRegistry(nil,
	orm.Preset[Cents]("check=price >= 0", typemap.BigInt()),
	orm.Model[Book](
		orm.ExprField(func(b *Book, tables *schema.MetaData) (*int64, expr.Expr) {
			r := tables.Table("reviews")
			return &b.Reviews, expr.ScalarOf[int64](expr.Select(expr.Count(r.C("id"))).Where(r.C("book_id").Eq(orm.C(&b.ID))))
		}),
		orm.Validate(func(b *Book) error {
			if b.Title == "" {
				return errors.New("a book has a title")
			}
			return nil
		})),
	orm.Model[Review]())

func Example_mappingFields() {
	db := open(books)
	defer db.Close()
	err := books.InTx(ctx, db, func(s *orm.Session) error {
		book := &Book{Title: "Go", Price: 30, Sold: 4}
		book.Text.Set("It was a dark and stormy night")
		s.Add(book)
		return nil
	})
	check(err)

	s := books.NewSession(db)
	defer s.Close()
	b := orm.From[Book]()
	book, err := orm.Select(b).Where(b.Earned().Gt(100)).One(ctx, s)
	check(err)
	earned, err := orm.Eval(book.Earned())
	fmt.Println(book.Reviews, earned, err)

	_, err = book.Text.Get()
	fmt.Println(err)
	text, err := book.Text.Load(ctx)
	fmt.Println(text, err)

	book.Title = ""
	fmt.Println(s.Commit(ctx))
	// Output:
	// INSERT INTO books (title, price, sold, text) VALUES (?, ?, ?, ?)
	// SELECT books.id, books.title, books.price, books.sold, (SELECT count(reviews.id) AS count_1 FROM reviews WHERE reviews.book_id = books.id) AS reviews FROM books WHERE books.price * books.sold > ? LIMIT ? OFFSET ?
	// 0 120 <nil>
	// gild: the field is not loaded: load it with Load or with a loading option of the query
	// SELECT books.text FROM books WHERE books.id = ?
	// It was a dark and stormy night <nil>
	// gild: orm_test.Book with key [1]: a book has a title
}

func Example_mappingInspection() {
	for _, t := range shops.Types() {
		fmt.Println(t.Type.Name(), t.Table.Name(), len(t.Fields), len(t.Relationships))
	}
	db := open(shops)
	defer db.Close()
	s := shops.NewSession(db)
	defer s.Close()
	shop := &Shop{Name: "corner"}
	s.Add(shop)
	check(s.Flush(ctx))
	shop.Name = "market"
	changes, err := s.Changes(shop)
	fmt.Println(changes[0].Field, changes[0].Old, changes[0].New, err)
	// Output:
	// Shop shops 2 1
	// Order orders 2 2
	// Label labels 2 0
	// INSERT INTO shops (name) VALUES (?)
	// Name corner market <nil>
}
