package expr

// Period is which versions of rows a table gives.
type Period int

// The periods: the rows as they were at a time, or at a system change number of Oracle; the versions
// that were current at some time from low to high, without or with high; those that began and ended
// between the two; all there are.
const (
	PeriodAsOf Period = iota
	PeriodAsOfSCN
	PeriodFromTo
	PeriodBetween
	PeriodContainedIn
	PeriodAll
)

// Versions is a table whose rows are taken as they were. SQL Server has it for temporal tables, MariaDB
// from 10.3 on for tables with system versioning, Oracle by flashback.
//
// Sources: https://learn.microsoft.com/sql/relational-databases/tables/temporal-tables,
// https://mariadb.com/kb/en/system-versioned-tables/,
// https://docs.oracle.com/en/database/oracle/oracle-database/21/sqlrf/SELECT.html
type Versions struct {
	FromBase
	of        From
	name      string
	period    Period
	low, high Expr // nil for none
	columns   []*Column
}

// AsOf is table as it was at a time, a value or an expression. It has the name of an alias, if that is
// what it is of, else one that the compiler makes:
//
//	then := expr.AsOf(Prices, time.Now().AddDate(0, -1, 0))
//	expr.Select(then.C("amount")).Where(then.C("item").Eq("tea"))
func AsOf(table From, at any) *Versions { return versions(table, PeriodAsOf, bindValue(at), nil) }

// AsOfSCN is table as it was at a system change number: Oracle has them.
func AsOfSCN(table From, scn any) *Versions {
	return versions(table, PeriodAsOfSCN, bindValue(scn), nil)
}

// SystemTimeFromTo is table with all versions of rows that were current at some time from low on and
// before high. Oracle does not have it.
func SystemTimeFromTo(table From, low, high any) *Versions {
	return versions(table, PeriodFromTo, bindValue(low), bindValue(high))
}

// SystemTimeBetween is table with all versions of rows that were current at some time from low to
// high, both included.
func SystemTimeBetween(table From, low, high any) *Versions {
	return versions(table, PeriodBetween, bindValue(low), bindValue(high))
}

// SystemTimeContainedIn is table with all versions of rows that began and ended from low to high: SQL
// Server has it.
func SystemTimeContainedIn(table From, low, high any) *Versions {
	return versions(table, PeriodContainedIn, bindValue(low), bindValue(high))
}

// SystemTimeAll is table with all versions of its rows, the current ones included.
func SystemTimeAll(table From) *Versions { return versions(table, PeriodAll, nil, nil) }

func versions(of From, period Period, low, high Expr) *Versions {
	v := &Versions{of: CanonicalFrom(of), period: period, low: low, high: high}
	if a, ok := v.of.(*Alias); ok {
		v.of, v.name = a.of, a.name
	}
	v.rebuild()
	return v
}

// rebuild makes the columns, for a new element or one that Rewrite gave another table.
func (v *Versions) rebuild() {
	v.columns = make([]*Column, 0, len(v.of.Columns()))
	for i, c := range v.of.Columns() {
		v.columns = append(v.columns, proxyOf(v, c, i))
	}
}

// Of returns the table.
func (v *Versions) Of() From { return v.of }

// Period returns which versions are meant, with the times that it is about, nil for none.
func (v *Versions) Period() (p Period, low, high Expr) { return v.period, v.low, v.high }

// FromName returns the name, empty for one that the compiler makes.
func (v *Versions) FromName() string { return v.name }

// NameBase returns what a name is made from.
func (v *Versions) NameBase() string { return nameBase(v.of) }

// Columns returns the columns in order.
func (v *Versions) Columns() []*Column { return v.columns }

// C returns the column of that name in its dynamic form. An unknown name is an error when the
// statement is compiled.
func (v *Versions) C(name string) Col[any] { return DynamicColumn(v, name) }

// Fields declares the node.
func (v *Versions) Fields(visit Visitor) {
	visit.Kind("versions")
	visit.Word(v.name)
	visit.From(&v.of)
	visit.Number(int(v.period))
	visit.Expr(&v.low)
	visit.Expr(&v.high)
}
