package mysql

import "github.com/gildsql/gild/dialect"

// numbers are the errors of MySQL and MariaDB, by class. Below 4000 a number has one meaning in
// both; for those above see shared.
var numbers = byNumber(map[dialect.ErrorClass][]int64{
	dialect.ErrorUnique:     {1022, 1062, 1169, 1586, 1859},
	dialect.ErrorForeignKey: {1216, 1217, 1451, 1452, 1557, 1761, 1762},
	dialect.ErrorNotNull:    {1048, 1263, 1364},
	dialect.ErrorCheck:      {1369, 3819}, // 1369: WITH CHECK OPTION of a view
	dialect.ErrorSerialization: {
		1020, // record has changed since last read: MariaDB's innodb_snapshot_isolation
		1412, // table definition has changed, retry transaction
	},
	dialect.ErrorDeadlock: {1213, 1614, 3058},
	dialect.ErrorLock:     {1205, 3572}, // 3572: NOWAIT
	dialect.ErrorCanceled: {1317, 1969, 3024},
	dialect.ErrorData: {
		1242, // a subquery of one row has more
		1264, 1265, 1292, 1365, 1366, 1367, 1406, 1411, 1441, 1690,
		3140, 3141, 3143, // JSON
	},
	dialect.ErrorSyntax: {1052, 1055, 1064, 1065, 1111, 1136, 1149, 1222},
	dialect.ErrorUndefined: {
		1008, 1049, 1051, 1054, 1072, 1091, 1109, 1146, 1176, 1193, 1305, 1360,
	},
	dialect.ErrorDuplicate: {1007, 1050, 1060, 1061, 1304, 1359, 1826, 3822},
	dialect.ErrorPermission: {
		1044, 1142, 1143, 1227, 1370, 1419, 1449,
	},
	dialect.ErrorReadOnly: {1290, 1792, 1836},
	dialect.ErrorAuth: {
		1045, 1129, 1130, 1251, 1698, 1820, 1862,
		3118, // account locked
		3159, // secure transport required
	},
	dialect.ErrorResources: {
		1461, // ER_MAX_PREPARED_STMT_COUNT_REACHED
		1021, 1037, 1038, 1040, 1041, 1114, 1135, 1203, 1206, 1226,
	},
	dialect.ErrorDisconnect: {
		1047, // a node of Galera that is not ready, a command the server does not know
		1053, 1079, 1080, 1152, 1153, 1154, 1155, 1156, 1157, 1158, 1159, 1160, 1161, 1184, 1927,
		2006, 2013,
	},
	dialect.ErrorStalePlan: {
		1243, // unknown prepared statement
		1615, // prepared statement needs to be re-prepared
	},
})

func byNumber(classes map[dialect.ErrorClass][]int64) map[int64]dialect.ErrorClass {
	m := make(map[int64]dialect.ErrorClass)
	for class, numbers := range classes {
		for _, n := range numbers {
			m[n] = class
		}
	}
	return m
}
