package fakedriver

import (
	"maps"
	"slices"
	"strings"
)

// ConnFeatures is a set of the optional interfaces of a connection.
type ConnFeatures uint

// The optional interfaces of a connection. The first eight and the last two are the groups of which all
// sets exist.
const (
	Execer ConnFeatures = 1 << iota // from before contexts
	ExecerContext
	Queryer // from before contexts
	QueryerContext
	ConnBeginTx
	SessionResetter
	Validator
	Pinger
	ConnPrepareContext
	ConnChecker // driver.NamedValueChecker

	// AllConn are all of them, Modern those that most drivers have today.
	AllConn = 1<<iota - 1
	Modern  = AllConn &^ (Execer | Queryer | ConnChecker)
)

// StmtFeatures is a set of the optional interfaces of a statement.
type StmtFeatures uint

// The optional interfaces of a statement.
const (
	StmtExecContext StmtFeatures = 1 << iota
	StmtQueryContext
	StmtChecker // driver.NamedValueChecker
	ColumnConverter

	AllStmt = 1<<iota - 1 // all of them
)

// RowsFeatures is a set of the optional interfaces of rows.
type RowsFeatures uint

// The optional interfaces of rows.
const (
	NextResultSet RowsFeatures = 1 << iota
	ScanType
	DatabaseTypeName
	Length
	Nullable
	PrecisionScale
	ColumnScanner // from Go 1.27 on

	AllRows = ColumnScanner - 1 // all of them but ColumnScanner
)

var (
	connNames = []string{
		"Execer", "ExecerContext", "Queryer", "QueryerContext", "ConnBeginTx", "SessionResetter", "Validator",
		"Pinger", "ConnPrepareContext", "NamedValueChecker",
	}
	stmtNames = []string{"StmtExecContext", "StmtQueryContext", "NamedValueChecker", "ColumnConverter"}
	rowsNames = []string{
		"NextResultSet", "ScanType", "DatabaseTypeName", "Length", "Nullable", "PrecisionScale", "ColumnScanner",
	}
)

// String names the interfaces, joined by "+".
func (f ConnFeatures) String() string { return names(uint(f), connNames) }

// String names the interfaces, joined by "+".
func (f StmtFeatures) String() string { return names(uint(f), stmtNames) }

// String names the interfaces, joined by "+".
func (f RowsFeatures) String() string { return names(uint(f), rowsNames) }

func names(set uint, all []string) string {
	var in []string
	for i, name := range all {
		if set&(1<<i) != 0 {
			in = append(in, name)
		}
	}
	if in == nil {
		return "none"
	}
	return strings.Join(in, "+")
}

// ConnSets returns the sets that connections can have, in ascending order.
func ConnSets() []ConnFeatures {
	return slices.Sorted(maps.Keys(conns))
}

// StmtSets returns all sets of a statement.
func StmtSets() []StmtFeatures { return slices.Sorted(maps.Keys(stmts)) }

// RowsSets returns all sets of rows that this release of Go knows.
func RowsSets() []RowsFeatures { return slices.Sorted(maps.Keys(rowsTypes)) }

var conns = merged(connsExec, connsPool, connsPrepare)

func merged[K comparable, V any](parts ...map[K]V) map[K]V {
	all := map[K]V{}
	for _, p := range parts {
		maps.Copy(all, p)
	}
	return all
}
