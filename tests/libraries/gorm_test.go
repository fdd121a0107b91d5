package libraries

import (
	"database/sql"
	"errors"
	"testing"

	"gorm.io/driver/mysql"
	"gorm.io/driver/postgres"
	"gorm.io/driver/sqlite"
	"gorm.io/gorm"
	"gorm.io/gorm/logger"

	"github.com/gildsql/gild/tests/servers"
)

type gormPerson struct {
	ID   int64
	Name string `gorm:"size:50;uniqueIndex;not null"`
}

// gormDialector takes a database that the program has opened. For PostgreSQL it says which
// driver that is: of one without a name gorm takes for granted that it is pgx, and sends
// pgx's own options among the arguments.
func gormDialector(d database, db *sql.DB) gorm.Dialector {
	switch d.kind {
	case "sqlite3":
		return sqlite.New(sqlite.Config{Conn: db})
	case "mysql":
		return mysql.New(mysql.Config{Conn: db})
	}
	return postgres.New(postgres.Config{Conn: db, DriverName: d.driver})
}

func TestGorm(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		db, err := gorm.Open(gormDialector(d, d.open(t)), &gorm.Config{Logger: logger.Discard})
		check(t, err)
		useGorm(t, db)
		plain, err := db.DB()
		check(t, err)
		understands(t, plain)

		err = db.Create(&gormPerson{Name: "ann"}).Error
		duplicate(t, err)

		// gorm's own way of asking looks at the driver's error by its type.
		db, err = gorm.Open(gormDialector(d, plain), &gorm.Config{Logger: logger.Discard, TranslateError: true})
		check(t, err)
		if err := db.Create(&gormPerson{Name: "ann"}).Error; !errors.Is(err, gorm.ErrDuplicatedKey) {
			t.Fatalf("got %v, want gorm's ErrDuplicatedKey", err)
		}
	})
}

// TestGormPgx names no driver, and so gild hands pgx's own options on.
func TestGormPgx(t *testing.T) {
	plain := database{driver: "pgx+gild", dsn: servers.Postgres(t)}.open(t)
	db, err := gorm.Open(postgres.New(postgres.Config{Conn: plain}), &gorm.Config{Logger: logger.Discard})
	check(t, err)
	useGorm(t, db)
}

// TestGormDriverName has gorm open the database.
func TestGormDriverName(t *testing.T) {
	each(t, func(t *testing.T, d database) {
		var dialector gorm.Dialector
		switch d.kind {
		case "sqlite3":
			dialector = sqlite.New(sqlite.Config{DriverName: d.driver, DSN: d.dsn})
		case "mysql":
			dialector = mysql.New(mysql.Config{DriverName: d.driver, DSN: d.dsn})
		default:
			dialector = postgres.New(postgres.Config{DriverName: d.driver, DSN: d.dsn})
		}
		db, err := gorm.Open(dialector, &gorm.Config{Logger: logger.Discard, PrepareStmt: true})
		check(t, err)
		plain, err := db.DB()
		check(t, err)
		defer plain.Close()
		useGorm(t, db)
	})
}

func useGorm(t *testing.T, db *gorm.DB) {
	check(t, db.AutoMigrate(&gormPerson{}))
	check(t, db.AutoMigrate(&gormPerson{})) // asks what there is
	people := []gormPerson{{Name: "ann"}, {Name: "bob"}}
	check(t, db.Create(&people).Error)
	if people[1].ID == 0 {
		t.Fatal("the new row has no number")
	}
	for range 3 {
		var bob gormPerson
		check(t, db.Where("name IN ?", []string{"bob", "dan"}).First(&bob).Error)
		equal(t, bob, people[1])
	}
	changed := errors.New("changed my mind")
	err := db.Transaction(func(tx *gorm.DB) error {
		check(t, tx.Model(&people[0]).Update("name", "eve").Error)
		return changed
	})
	equal(t, err, changed)
	var n int64
	check(t, db.Model(&gormPerson{}).Where("name = @name", sql.Named("name", "ann")).Count(&n).Error)
	equal(t, n, 1)
}
