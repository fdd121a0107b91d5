package dburl_test

import (
	"fmt"

	"github.com/gildsql/gild/driver/dburl"
)

func ExampleParse() {
	u, err := dburl.Parse("postgresql+pgx://me:top%2Fsecret@db.example.com:5432/app?sslmode=require")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(u.Dialect, u.Driver, u.User, u.Host, u.Port, u.Database)
	fmt.Println(u)
	// Output:
	// postgresql pgx me db.example.com 5432 app
	// postgresql+pgx://me:***@db.example.com:5432/app?sslmode=require
}

func ExampleParse_mistakes() {
	for _, s := range []string{"postgre://localhost/app", "sqlite://app.db"} {
		_, err := dburl.Parse(s)
		fmt.Println(err)
	}
	// Output:
	// gild: database URL: unknown dialect "postgre": did you mean "postgresql"? known are sqlite, postgresql, mysql, mariadb, mssql, oracle
	// gild: database URL: host: SQLite has none: a relative path needs three slashes (sqlite:///app.db), an absolute one four (sqlite:////path/to/app.db)
}

func ExampleURL_SQLiteDSN() {
	u, err := dburl.Parse("sqlite:////var/lib/100%25.db?mode=ro&_fk=1")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(u.SQLiteDSN())
	// Output: file:///var/lib/100%25.db?_fk=1&mode=ro <nil>
}

func ExampleURL_MySQLDSN() {
	u, err := dburl.Parse("mysql://me:secret@localhost/app?parseTime=true")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(u.MySQLDSN())
	// Output: me:secret@tcp(localhost:3306)/app?parseTime=true <nil>
}
