package faults

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gildsql/gild/tests/servers"
)

// recovery is how long the pool may take to work again, with room for a slow machine.
const recovery = 3 * time.Second

// A server that is stopped or crashes under load is an error to those who are at work, and to nobody once it is
// back. What was reported written is there, once; what was reported failed is not.
func TestRestart(t *testing.T) {
	server := servers.Throwaway(t)
	for i, b := range []backend{pqBackend, pgxBackend} {
		for _, intercepted := range []bool{false, true} {
			t.Run(fmt.Sprintf("%s-%t", b.name, intercepted), func(t *testing.T) {
				schema := fmt.Sprintf("s%d_%t", i, intercepted)
				mustExec(t, openDB(t, "postgres", server.URL()), "create schema "+schema)
				restarts(t, server, b.house(t, server.URL()+"&search_path="+schema, intercepted))
			})
		}
	}
}

func restarts(t *testing.T, server *servers.Cluster, h *house) {
	var book ledger
	stop := load(h, &book)
	t.Cleanup(stop)
	h.db.SetMaxOpenConns(16)
	h.db.SetMaxIdleConns(16)
	enough := func(since int) func() bool {
		return func() bool { return book.count(written) >= since+200 }
	}
	await(t, "there is load", enough(0))
	for _, halt := range []func(){server.Stop, server.Kill} {
		halt()
		before := book.count(failed)
		await(t, "the load notices", func() bool { return book.count(failed) > before+32 })
		server.Start()
		begun, since := time.Now(), book.count(written)
		await(t, "the pool recovers", enough(since))
		if took := time.Since(begun); took > recovery {
			t.Errorf("the pool took %v to recover", took)
		} else {
			t.Logf("recovered in %v", took)
		}
	}
	stop()
	_ = h.bare.Close() // its connection was to the first server
	h.bare = openDB(t, "postgres", h.dsn)
	book.check(t, h)
	h.well(t)
}

// load has 32 goroutines write rows until stop is called, which waits for them.
func load(h *house, book *ledger) (stop func()) {
	var ended atomic.Bool
	var workers sync.WaitGroup
	for worker := range 32 {
		workers.Go(func() {
			for i := worker; !ended.Load(); i++ {
				way, id := ways[i%len(ways)], serial.Add(1)
				ctx, cancel := context.WithTimeout(context.Background(), patience)
				f, err := way.write(h, ctx, id)
				cancel()
				if book.note(id, way.name, f, err); err != nil {
					time.Sleep(5 * time.Millisecond) // as a program would, rather than storm the server
				}
			}
		})
	}
	return func() {
		ended.Store(true)
		workers.Wait()
	}
}
