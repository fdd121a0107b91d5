package suite_test

import (
	sqldriver "database/sql/driver"
	"testing"

	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/driver"
	"github.com/gildsql/gild/tests/servers"
	"github.com/gildsql/gild/tests/suite"
	"github.com/gildsql/gild/wrap"
)

func TestMain(m *testing.M) { servers.Main(m) }

// gild is gild as the suite tests it.
func gild(sameCalls bool, options ...driver.Option) suite.Wrapper {
	return suite.Wrapper{
		Driver:    func(real sqldriver.Driver) sqldriver.Driver { return driver.Wrap(real, options...) },
		Connector: func(real sqldriver.Connector) sqldriver.Connector { return driver.NewConnector(real, options...) },
		Unwrap:    unwrap,
		SameCalls: sameCalls,
		Known:     differences(sameCalls),
	}
}

// differences are gild's own. But for the first, only the driver sees them, in calls that come to nothing.
func differences(sameCalls bool) []suite.Difference {
	widened := suite.Difference{
		Tests: `^20_order_of_checkers/refused_values$`, Reason: "structs and maps become JSON where the driver would refuse them",
	}
	if !sameCalls {
		return []suite.Difference{widened}
	}
	return []suite.Difference{widened, {
		Tests: `^08_bare_ErrSkip/(Execer(Context)?|Execer\+ExecerContext|Queryer(Context)?|Queryer\+QueryerContext)` +
			`(\+(Conn|Session|Valid|Ping|Named)[^/]*)?(_skipping)?$`,
		Reason: "of a driver with only one of the exec and the query side, arguments for the other side are checked " +
			"before the text is prepared, and by the connection once more",
	}, {
		Tests:  `^24_Valuers_and_Out/misnamed,_none$`,
		Reason: "of a driver that only prepares, the name of an argument is checked before the text is prepared",
	}}
}

func unwrap(conn any) any {
	if w, ok := conn.(wrap.Conn); ok {
		return w.Unwrap()
	}
	return conn
}

var (
	prepareAll  = driver.WithTraits(wrap.Traits{Prepare: wrap.PrepareAll})
	noCache     = driver.WithPreparedStatements(-1)
	interceptor = driver.WithInterceptors(&wrap.NullInterceptor{})
)

// TestChecklist compares what reaches the driver too: nothing is prepared of gild's own accord.
func TestChecklist(t *testing.T) { suite.Checklist(t, gild(true, noCache)) }

// TestChecklistWithDialect is for what a dialect adds, which concerns statements of the expression language.
func TestChecklistWithDialect(t *testing.T) {
	w := gild(true, noCache, driver.WithDialect(sqlite.Dialect))
	w.Known = append(w.Known, suite.Difference{
		Tests: `^29_special_statements/_prepared$`, Reason: "a text without SQL prepares whatever statement will come",
	}, suite.Difference{
		Tests:  `^23_values_of_any_type/NamedValueChecker_and_`,
		Reason: "of a driver that only prepares, slices are looked at before the text is prepared",
	}, suite.Difference{
		Tests:  `^16_ErrBadConn_and_error_chains/.*_Exec_of_ExecerContext`,
		Reason: "a connection that is known to be lost is closed without asking its IsValid",
	})
	suite.Checklist(t, w)
}

// TestChecklistWithInterceptors is for the layer that interceptors need.
func TestChecklistWithInterceptors(t *testing.T) {
	w := gild(true, noCache, interceptor, interceptor)
	w.Known = append(w.Known, suite.Difference{
		Tests: `^38_results/`, Reason: "sqlmw's results, which Conn.Raw gives, have no more than driver.Result asks for",
	})
	suite.Checklist(t, w)
}

// TestChecklistWithCache compares what the program gets; what is prepared, and when, is gild's affair.
func TestChecklistWithCache(t *testing.T) { suite.Checklist(t, gild(false, prepareAll)) }

// TestChecklistWithCacheAndDialect knows in addition how the database's texts are to be read.
func TestChecklistWithCacheAndDialect(t *testing.T) {
	suite.Checklist(t, gild(false, prepareAll, driver.WithDialect(sqlite.Dialect)))
}
