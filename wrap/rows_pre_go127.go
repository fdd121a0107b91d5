//go:build !go1.27

package wrap

import "database/sql/driver"

// withColumnScanner returns wrapped rows as they are: database/sql knows no
// driver.RowsColumnScanner before Go 1.27.
func withColumnScanner(wrapped, _ driver.Rows) driver.Rows { return wrapped }

// withDestinations returns rows as they are: before Go 1.27 what Scan is given is not known.
func withDestinations(r *typedRows) driver.Rows { return r }

func (s *shield) beneathChain(rows driver.Rows) driver.Rows     { return rows }
func (s *shield) stmtBeneathChain(stmt driver.Stmt) driver.Stmt { return stmt }
func (c *conn) aboveChain(rows driver.Rows) driver.Rows         { return rows }
