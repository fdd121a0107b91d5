package gild_test

import (
	"context"
	"database/sql"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"github.com/gildsql/gild"
)

// Transfers between accounts, serializable and many at once: no money is made or lost, and what
// Tx has reported as done is done exactly once.
func TestTxBank(t *testing.T) {
	const clerks, transfers, accounts = 16, 12, 4
	ctx := context.Background()
	db := openPostgres(t)
	db.SetMaxOpenConns(clerks)
	mustExec(t, db, "create table accounts (id int primary key, balance int not null)")
	mustExec(t, db, "create table ledger (transfer text not null, source int not null, target int not null, amount int not null)")
	mustExec(t, db, fmt.Sprintf("insert into accounts select id, 1000 from generate_series(1, %d) as id", accounts))

	opts := &gild.TxOptions{Isolation: sql.LevelSerializable, MaxAttempts: 50, Backoff: func(n int) time.Duration {
		return rand.N(time.Duration(min(n, 10)) * time.Millisecond)
	}}
	var mu sync.Mutex // protects done, hooked and attempts
	done, hooked, attempts := map[string]bool{}, map[string]int{}, 0
	var wg sync.WaitGroup
	for clerk := range clerks {
		random := rand.New(rand.NewPCG(1, uint64(clerk)))
		wg.Go(func() {
			for n := range transfers {
				name := fmt.Sprintf("%d/%d", clerk, n)
				source := 1 + random.IntN(accounts)
				target := 1 + (source+random.IntN(accounts-1))%accounts
				err := gild.Tx(ctx, db, opts, func(ctx context.Context, tx *sql.Tx) error {
					mu.Lock()
					attempts++
					mu.Unlock()
					return transfer(ctx, tx, name, source, target, 1+random.IntN(50), func() {
						mu.Lock()
						defer mu.Unlock()
						hooked[name]++
					})
				})
				mu.Lock()
				done[name] = err == nil
				mu.Unlock()
				if err != nil && !gild.Retryable(err) {
					t.Errorf("transfer %s: %v", name, err)
				}
			}
		})
	}
	wg.Wait()

	if sum := scan[int](t, db, "select sum(balance) from accounts"); sum != accounts*1000 {
		t.Errorf("the accounts have %d, want %d", sum, accounts*1000)
	}
	wrong := scan[int](t, db, `select count(*) from accounts a where balance <> 1000
		+ coalesce((select sum(amount) from ledger where target = a.id), 0)
		- coalesce((select sum(amount) from ledger where source = a.id), 0)`)
	if wrong != 0 {
		t.Errorf("%d accounts are not what the ledger says", wrong)
	}
	succeeded := 0
	for name, ok := range done {
		want := 0
		if ok {
			want, succeeded = 1, succeeded+1
		}
		if n := scan[int](t, db, "select count(*) from ledger where transfer = '"+name+"'"); n != want || hooked[name] != want {
			t.Errorf("transfer %s: done %d times, reported %d times, want %d", name, n, hooked[name], want)
		}
	}
	t.Logf("%d transfers done of %d, in %d attempts", succeeded, len(done), attempts)
	if attempts == len(done) {
		t.Error("no transfer was run again: the test has tested nothing")
	}
}

// transfer changes the account with the lower number first, so that nobody has to wait for
// PostgreSQL to find a deadlock.
func transfer(ctx context.Context, tx *sql.Tx, name string, source, target, amount int, committed func()) error {
	if err := gild.AfterCommit(ctx, func(context.Context) { committed() }); err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "insert into ledger values ($1, $2, $3, $4)", name, source, target, amount); err != nil {
		return err
	}
	if source > target {
		source, target, amount = target, source, -amount
	}
	if err := change(ctx, tx, source, -amount); err != nil {
		return err
	}
	return gild.Tx(ctx, tx, nil, func(ctx context.Context, tx *sql.Tx) error {
		return change(ctx, tx, target, amount)
	})
}

// change reads and writes an account, which is right only if nothing comes between.
func change(ctx context.Context, tx *sql.Tx, account, amount int) error {
	var balance int
	err := tx.QueryRowContext(ctx, "select balance from accounts where id = $1", account).Scan(&balance)
	if err != nil {
		return err
	}
	_, err = tx.ExecContext(ctx, "update accounts set balance = $1 where id = $2", balance+amount, account)
	return err
}
