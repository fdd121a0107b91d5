package typemap

import "strings"

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

// Owners returns the dialects of the databases that have a type by its name in SQL, which sizes and the like may
// follow: nil for one that any database may have.
func Owners(name string) []string {
	if i := strings.IndexAny(name, " ("); i >= 0 {
		name = name[:i]
	}
	return owners[strings.ToUpper(name)]
}
