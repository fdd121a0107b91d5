package driver

import "github.com/gildsql/gild/wrap"

// WithEvents has functions called when something happens to connections, statements,
// transactions and errors. It may be given several times. As interceptors are, statements and
// transactions are watched behind the interceptors given before, and in front of those after.
func WithEvents(events ...wrap.Events) Option {
	return func(c *wrap.Config) { c.AddEvents(events...) }
}
