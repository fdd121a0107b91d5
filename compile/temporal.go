package compile

import (
	"fmt"

	"github.com/gildsql/gild/expr"
)

// TemporalStyle is how a database gives rows as they were.
type TemporalStyle int

// The styles: not at all, FOR SYSTEM_TIME with and without CONTAINED IN, the flashback of Oracle.
const (
	TemporalNone TemporalStyle = iota
	TemporalSystemTime
	TemporalContained
	TemporalFlashback
)

// versions writes a table whose rows are taken as they were.
func (c *Compiler) versions(v *expr.Versions) {
	switch of := v.Of().(type) {
	case *expr.Invalid:
		c.Fail(of.Err)
		return
	case *expr.Subquery, *expr.CTE, *expr.Join, *expr.ValuesTable, *expr.TableFunc, *expr.Sample, *expr.Versions:
		c.Fail(fmt.Errorf("versions of the rows of %s: only a table has them", names([]expr.From{of})))
		return
	}
	c.Node(v.Of())
	period, low, high := v.Period()
	switch c.rules.Query.Temporal {
	case TemporalNone:
		c.fail("there are no versions of rows by time here, only on SQL Server, on MariaDB from 10.3 on and on Oracle: select from a table of the history")
	case TemporalFlashback:
		c.flashback(period, low, high)
	default:
		c.systemTime(period, low, high)
	}
	c.asFrom(c.fromName(v))
}

// systemTime writes FOR SYSTEM_TIME.
func (c *Compiler) systemTime(period expr.Period, low, high expr.Expr) {
	c.WriteString(" FOR SYSTEM_TIME ")
	switch period {
	case expr.PeriodAsOf:
		c.WriteString("AS OF ")
		c.grouped(low)
	case expr.PeriodFromTo:
		c.span("FROM ", low, " TO ", high, "")
	case expr.PeriodBetween:
		c.span("BETWEEN ", low, " AND ", high, "")
	case expr.PeriodContainedIn:
		if c.rules.Query.Temporal != TemporalContained {
			c.fail("there is no CONTAINED IN here, only on SQL Server: use SystemTimeBetween with conditions about the columns of the period")
		}
		c.span("CONTAINED IN (", low, ", ", high, ")")
	case expr.PeriodAll:
		c.WriteString("ALL")
	default:
		c.fail("there are no system change numbers here, only on Oracle: use AsOf with a time")
	}
}

// flashback writes AS OF and VERSIONS BETWEEN.
func (c *Compiler) flashback(period expr.Period, low, high expr.Expr) {
	switch period {
	case expr.PeriodAsOf:
		c.WriteString(" AS OF TIMESTAMP ")
		c.grouped(low)
	case expr.PeriodAsOfSCN:
		c.WriteString(" AS OF SCN ")
		c.grouped(low)
	case expr.PeriodBetween:
		c.span(" VERSIONS BETWEEN TIMESTAMP ", low, " AND ", high, "")
	case expr.PeriodAll:
		c.WriteString(" VERSIONS BETWEEN TIMESTAMP MINVALUE AND MAXVALUE")
	default:
		c.fail("there is neither FROM ... TO nor CONTAINED IN here: use SystemTimeBetween")
	}
}

func (c *Compiler) span(before string, low expr.Expr, between string, high expr.Expr, behind string) {
	c.WriteString(before)
	c.grouped(low)
	c.WriteString(between)
	c.grouped(high)
	c.WriteString(behind)
}
