package wrap

import "database/sql/driver"

// maxLent is for how many arguments a connection keeps the memory.
const maxLent = 1024

// lent returns memory for arguments that nobody keeps behind their call. It is the call's until it is given
// back, so that one within another has its own.
func (c *conn) lent(lend bool) []driver.NamedValue {
	if !lend {
		return nil
	}
	list := c.args
	c.args = nil
	return list
}

// giveBack takes the memory of arguments back. Those of a call that has failed may be part of its error.
func (c *conn) giveBack(list []driver.NamedValue) {
	if cap(list) > maxLent {
		return
	}
	clear(list)
	c.args = list[:0]
}
