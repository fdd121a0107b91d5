package wrap

import (
	"context"
	"fmt"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqltext"
)

// Info tells an interceptor about the call it sees. It is not to be changed.
type Info struct {
	// System is the database's name in telemetry (db.system.name), empty if not known.
	System string
	// Server names the database that is talked to.
	Server Server
	// Statement is the statement of the expression language that is run, nil for text.
	Statement expr.Statement

	operation  string
	collection string
	compiled   bool // operation and collection are known
	bound      bool // all values travel apart from the text
	lexis      sqltext.Flavor
	shield     *shield          // of the connection, nil outside of calls
	watcher    Watcher          // of the connector, may be nil
	dialect    *dialect.Dialect // may be nil
}

// zeroVersion stands for a server whose version is not known yet: the newest.
var zeroVersion dialect.Version

type infoKey struct{}

// InfoFrom returns what gild knows about the call that ctx was given with. It is never
// nil; outside of an interceptor it is empty.
func InfoFrom(ctx context.Context) *Info {
	if info := infoFrom(ctx); info != nil {
		return info
	}
	return &Info{}
}

func infoFrom(ctx context.Context) *Info {
	info, _ := ctx.Value(infoKey{}).(*Info)
	return info
}

// Prepared reports whether the statement was found among those that gild keeps prepared
// on the connection. It is known once the call to the driver has returned, and until the
// interceptor itself returns.
func (i *Info) Prepared() bool { return i.shield != nil && i.shield.hit }

// Summary returns the operation (SELECT, INSERT) and the table that query is about:
// known when a statement of the expression language is compiled, read from the text for
// others. Either may be empty.
func (i *Info) Summary(query string) (operation, collection string) {
	if i.compiled {
		return i.operation, i.collection
	}
	s := sqltext.Summarize(query, i.lexis)
	return s.Operation, s.Collection
}

// newInfo returns what holds for all calls of a connector.
func newInfo(config Config) Info {
	info := Info{Server: config.Server}
	if config.Dialect != nil {
		info.System, info.dialect = config.Dialect.System, config.Dialect
		if rules, err := rulesOf(config.Dialect, zeroVersion); err == nil {
			info.lexis = rules.Query.Lexis
		}
	}
	return info
}

// rulesOf returns the rules of a server's version. A dialect without any fails here, at
// the first statement: text needs none.
func rulesOf(d *dialect.Dialect, v dialect.Version) (*compile.Rules, error) {
	if d.Rules != nil {
		if rules := d.Rules(v); rules != nil {
			return rules, nil
		}
	}
	return nil, fmt.Errorf("gild: the dialect %q has no Rules: its statements cannot be compiled", d.Name)
}

// withInfo tells interceptors, if there are any, about the database.
func (c *conn) withInfo(ctx context.Context) context.Context {
	if !c.chained {
		return ctx
	}
	return context.WithValue(ctx, infoKey{}, &c.info)
}

// withInfo is that of a connection, for one that is not made yet.
func (k *Connector) withInfo(ctx context.Context) context.Context {
	if len(k.config.Interceptors) == 0 {
		return ctx
	}
	return context.WithValue(ctx, infoKey{}, &k.info)
}

// withCompiled tells interceptors about a statement of the expression language.
func (c *conn) withCompiled(ctx context.Context, o order) context.Context {
	info := c.infoOf(o)
	return context.WithValue(ctx, infoKey{}, &info)
}

func (c *conn) infoOf(o order) Info {
	info, compiled := c.info, o.compiled
	info.Statement = o.stmt
	info.operation, info.collection = compiled.Operation, compiled.Collection
	info.compiled = compiled.Operation != ""
	info.bound = info.compiled && !compiled.Text // which may have literals
	return info
}
