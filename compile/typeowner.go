package compile

import (
	"fmt"
	"slices"
	"strings"
)

// owners are the databases that have the types of these names. What the SQL standard has, what most
// databases know and what programs may have made is not among them.
var owners = func() map[string][]string {
	all := make(map[string][]string)
	for _, of := range []struct{ databases, names string }{
		{"postgresql", "HSTORE TSVECTOR TSQUERY INET CIDR MACADDR MACADDR8 JSONB BYTEA BIGSERIAL SMALLSERIAL OID REGCLASS REGPROC REGTYPE " +
			"REGCONFIG CITEXT LTREE PG_LSN TIMESTAMPTZ TIMETZ INT4RANGE INT8RANGE NUMRANGE TSRANGE TSTZRANGE DATERANGE " +
			"INT4MULTIRANGE INT8MULTIRANGE NUMMULTIRANGE TSMULTIRANGE TSTZMULTIRANGE DATEMULTIRANGE"},
		{"postgresql mssql", "MONEY XML"},
		{"mysql mariadb", "ENUM SET MEDIUMINT YEAR TINYTEXT MEDIUMTEXT LONGTEXT TINYBLOB MEDIUMBLOB LONGBLOB"},
		{"mysql mariadb mssql", "TINYINT"},
		{"mariadb", "INET4 INET6"},
		{"mssql", "DATETIME2 DATETIMEOFFSET SMALLDATETIME SMALLMONEY SQL_VARIANT UNIQUEIDENTIFIER ROWVERSION NTEXT IMAGE HIERARCHYID"},
		{"oracle", "NUMBER VARCHAR2 NVARCHAR2 RAW BFILE BINARY_DOUBLE BINARY_FLOAT UROWID XMLTYPE"},
	} {
		for name := range strings.FieldsSeq(of.names) {
			all[name] = strings.Fields(of.databases)
		}
	}
	return all
}()

// strict are the databases that refuse types of other ones. SQLite takes any name for a type, and what
// a dialect of another package takes is not known here.
var strict = []string{"postgresql", "mysql", "mariadb", "mssql", "oracle"}

// foreign returns an error for the name of a type that only other databases have. Sizes and the like may
// follow the name.
func (r *Rules) foreign(name string) error {
	word := name
	if i := strings.IndexAny(name, " ("); i >= 0 {
		word = name[:i]
	}
	databases := owners[strings.ToUpper(word)]
	if len(databases) == 0 || slices.Contains(databases, r.Dialect) || !slices.Contains(strict, r.Dialect) {
		return nil
	}
	return fmt.Errorf("the type %s is one of %s: give another type here with Variant(%q, ...)", word, strings.Join(databases, ", "), r.Dialect)
}
