package typemap_test

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// Email is a program's own type.
type Email struct{ User, Host string }

// EmailType keeps addresses as text.
var EmailType = typemap.Custom(typemap.String(100),
	func(e Email) (string, error) { return e.User + "@" + e.Host, nil },
	func(s string) (Email, error) {
		user, host, ok := strings.Cut(s, "@")
		if !ok {
			return Email{}, errors.New("the text is no address")
		}
		return Email{user, host}, nil
	})

// SQLType makes EmailType that of all columns and values of Email.
func (Email) SQLType() typemap.Type { return EmailType }

func ExampleCustom() {
	fmt.Println(typemap.Encode(EmailType, Email{"ed", "example.org"}))
	var all typemap.Slice[Email]
	columns := typemap.NewColumns([]string{"email"})
	columns.Types[0] = EmailType
	_ = all.Begin(columns)
	fmt.Println(all.Row([]driver.Value{"ed@example.org"}), all.Rows())
	fmt.Println(all.Row([]driver.Value{"nobody"}))
	// Output:
	// ed@example.org <nil>
	// <nil> [{ed example.org}]
	// gild: row 2, column "email" into typemap_test.Email: the text is no address
}

func ExampleOpt() {
	var name typemap.Opt[string]
	fmt.Println(name.IsSet(), name.IsNull())
	name = typemap.OptNull[string]()
	fmt.Println(name.IsSet(), name.IsNull())
	name = typemap.OptOf("ed")
	fmt.Println(name.Get())
	// Output:
	// false false
	// true true
	// ed true
}

func ExampleDecimal() {
	price := typemap.MustDecimal("19.90")
	fmt.Println(price.Mul(typemap.DecimalOf(3)), price.Scale())
	// Output: 59.70 2
}

func ExampleRange() {
	r := typemap.RangeFrom(1, 5)
	var back typemap.Range[int]
	fmt.Println(r, back.Scan("[1,5)"), back == r)
	// Output: ["1","5") <nil> true
}
