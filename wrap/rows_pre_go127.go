//go:build !go1.27

package wrap

import "database/sql/driver"

// withColumnScanner returns wrapped rows as they are: database/sql knows no
// driver.RowsColumnScanner before Go 1.27.
func withColumnScanner(wrapped, _ driver.Rows) driver.Rows { return wrapped }

// withDestinations returns rows as they are: before Go 1.27 what Scan is given is not known.
func withDestinations(r *typedRows) driver.Rows { return r }

// interception is what a connection knows of the interceptors around it.
type interception struct{ chained bool }

func (*interception) beneathChain(rows driver.Rows) driver.Rows     { return rows }
func (*interception) stmtBeneathChain(stmt driver.Stmt) driver.Stmt { return stmt }
func (*interception) aboveChain(rows driver.Rows) driver.Rows       { return rows }
