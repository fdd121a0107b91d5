package orm_test

import (
	"fmt"
	"strings"
	"time"

	"github.com/gildsql/gild/orm"
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

func Example_mappingMistakes() {
	r := orm.NewRegistry(nil, orm.Model[Wrong]())

	mistake, _, _ := strings.Cut(r.Err().Error(), " `")
	fmt.Println(mistake)
	// Output:
	// gild: orm_test.Wrong.ID: unknown option "sise" in tag
}
