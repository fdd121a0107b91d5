package wrap_test

import (
	"context"
	"database/sql"
	sqldriver "database/sql/driver"
	"testing"
	"time"

	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/pooling"
)

// Connections that the pool follows have more interfaces than the driver's. The driver must
// not notice, nor the program.
func TestInterfacesOfPooledConnections(t *testing.T) {
	drivers := map[string]*fakeDB{
		"nothing": {}, "modern": {conn: modern},
		"converting": {conn: modern, stmt: func(s *fakeStmt) sqldriver.Stmt { return converts{s} }},
	}
	for name, conn := range poolInterfaces {
		drivers["pool interfaces "+name] = &fakeDB{conn: conn}
	}
	for name, d := range drivers {
		t.Run(name, func(t *testing.T) {
			run := func(open func(*fakeDB) *sql.DB) []string {
				fake := &fakeDB{conn: d.conn, stmt: d.stmt, rows: []sqldriver.Value{"a", []byte("b"), nil, int64(7)}}
				return driverProgram(t, fake, open(fake))
			}
			want := run(func(f *fakeDB) *sql.DB { return f.bare(t) })
			for setting, config := range map[string]pooling.Config{
				"track": {Track: true}, "limit": {MaxOpen: 10, CheckoutTimeout: time.Minute},
			} {
				compare(t, setting, run(func(f *fakeDB) *sql.DB {
					return f.wrapped(t, driver.WithPool(config), driver.WithPreparedStatements(-1), passThrough())
				}), want)
			}
		})
	}
}

// A transaction that its context has ended does not leave its connection to a waiting caller,
// either, if the driver could not reset it.
func TestHandedOverConnectionIsDiscarded(t *testing.T) {
	for name, conn := range poolInterfaces {
		t.Run(name, func(t *testing.T) {
			fake := &fakeDB{conn: conn}
			k := driver.NewConnector(fake, driver.WithPool(pooling.Config{MaxOpen: 1, CheckoutTimeout: time.Minute}))
			db := opened(t, k)
			check(t, db.Ping())
			taken, err := k.Connect(context.Background()) // the idle one, as a new lease
			check(t, err)
			ctx, cancel := context.WithCancel(context.Background())
			tx, err := taken.(sqldriver.ConnBeginTx).BeginTx(ctx, sqldriver.TxOptions{})
			check(t, err)
			cancel()
			check(t, tx.Rollback())
			want := name == "both"
			if got := taken.(sqldriver.Validator).IsValid(); got != want {
				t.Errorf("kept %t, want %t", got, want)
			}
		})
	}
}
