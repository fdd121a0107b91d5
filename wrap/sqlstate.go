package wrap

// sqlStateClass returns what the class of a SQLSTATE means, its first two characters,
// empty if that is not known.
func sqlStateClass(state string) string {
	if len(state) != 5 {
		return ""
	}
	return sqlStateClasses[state[:2]]
}

// Sources: ISO/IEC 9075-2, table of SQLSTATE class codes;
// https://www.postgresql.org/docs/current/errcodes-appendix.html
var sqlStateClasses = map[string]string{
	"08": "connection exception",
	"0A": "feature not supported",
	"0B": "invalid transaction initiation",
	"20": "case not found",
	"21": "cardinality violation",
	"22": "data exception",
	"23": "integrity constraint violation",
	"24": "invalid cursor state",
	"25": "invalid transaction state",
	"26": "invalid SQL statement name",
	"27": "triggered data change violation",
	"28": "invalid authorization specification",
	"2B": "dependent privilege descriptors still exist",
	"2D": "invalid transaction termination",
	"34": "invalid cursor name",
	"38": "external routine exception",
	"39": "external routine invocation exception",
	"3B": "savepoint exception",
	"3D": "invalid catalog name",
	"3F": "invalid schema name",
	"40": "transaction rollback",
	"42": "syntax error or access rule violation",
	"44": "WITH CHECK OPTION violation",
	"53": "insufficient resources",
	"54": "program limit exceeded",
	"55": "object not in prerequisite state",
	"57": "operator intervention",
	"58": "system error",
	"HV": "foreign data wrapper error",
	"P0": "PL/pgSQL error",
	"XX": "internal error",
}
