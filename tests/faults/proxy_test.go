package faults

import (
	"cmp"
	"math/rand/v2"
	"net"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	mysqldriver "github.com/go-sql-driver/mysql"
)

// A proxy stands before a server and cuts each connection after some bytes, counted in both directions.
type proxy struct {
	net.Listener
	server string
	whole  atomic.Bool // from now on connections are left alone
	deaf   atomic.Bool // the server's next answer is swallowed, and its connection cut
	cuts   atomic.Int64
	done   sync.WaitGroup

	mu   sync.Mutex // protects following field
	seed *rand.Rand
}

// newProxy starts a proxy before the server of h, which ends with the test.
func newProxy(t *testing.T, h *house, seed uint64) *proxy {
	t.Helper()
	server, _ := h.address(t, "")
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p := &proxy{Listener: l, server: server, seed: rand.New(rand.NewPCG(seed, 0))}
	p.done.Go(p.serve)
	t.Cleanup(func() {
		_ = l.Close()
		p.done.Wait()
	})
	return p
}

// address returns where the server of h is, and the data source name of h at another address.
func (h *house) address(t *testing.T, other string) (server, dsn string) {
	t.Helper()
	if h.name == "mysql" {
		config, err := mysqldriver.ParseDSN(h.dsn)
		if err != nil {
			t.Fatal(err)
		}
		if server = config.Addr; config.Net != "tcp" {
			t.Fatalf("GILD_TEST_MYSQL is on %s: this test needs it on TCP", config.Net)
		}
		config.Addr = other
		return server, config.FormatDSN()
	}
	u, err := url.Parse(h.dsn)
	if err != nil {
		t.Fatal(err)
	}
	server, u.Host = net.JoinHostPort(u.Hostname(), cmp.Or(u.Port(), "5432")), other
	return server, u.String()
}

func (p *proxy) serve() {
	for {
		client, err := p.Accept()
		if err != nil {
			return // closed
		}
		server, err := net.Dial("tcp", p.server)
		if err != nil {
			_ = client.Close()
			continue
		}
		p.done.Go(func() { p.carry(client.(*net.TCPConn), server.(*net.TCPConn)) })
	}
}

// carry carries bytes until they are used up or one side has closed.
func (p *proxy) carry(client, server *net.TCPConn) {
	left, reset := p.draw()
	var both sync.WaitGroup
	var once sync.Once
	cut := func() {
		once.Do(func() {
			if reset {
				_ = client.SetLinger(0)
			}
			_ = client.Close()
			_ = server.Close()
		})
	}
	pump := func(to, from net.Conn) {
		defer cut()
		buf := make([]byte, 4096)
		for {
			n, err := from.Read(buf)
			if err != nil {
				return
			}
			if from == net.Conn(server) && p.deaf.CompareAndSwap(true, false) {
				return
			}
			rest := left.Add(-int64(n))
			if rest < 0 {
				n = max(0, n+int(rest))
			}
			if _, err := to.Write(buf[:n]); err != nil {
				return
			}
			if rest < 0 {
				p.cuts.Add(1)
				return
			}
		}
	}
	both.Go(func() { pump(server, client) })
	both.Go(func() { pump(client, server) })
	both.Wait()
}

// draw returns how many bytes a connection may carry, and whether its end is a reset.
func (p *proxy) draw() (left *atomic.Int64, reset bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	left = new(atomic.Int64)
	left.Store(1 << 40)
	if !p.whole.Load() {
		left.Store(p.seed.Int64N(4500))
	}
	return left, p.seed.IntN(2) == 0
}
