package mssql

import (
	"strconv"
	"strings"

	"github.com/gildsql/gild/dialect"
)

// sqlError is what the error of go-mssqldb has as methods.
type sqlError interface {
	SQLErrorNumber() int32
	SQLErrorMessage() string
}

// Describe explains an error of github.com/microsoft/go-mssqldb: its class, number and what it
// names. It returns nil for any other error. It is safe for concurrent use. The names are only
// in the message, so they are missing if the server speaks another language than English.
// Source: https://learn.microsoft.com/sql/relational-databases/errors-events/database-engine-events-and-errors
func Describe(err error) *dialect.Error {
	found, ok := dialect.FindError(err, func(err error) bool {
		_, ok := err.(sqlError)
		return ok
	}).(sqlError)
	if !ok {
		return dialect.DescribeNetwork(err)
	}
	number, message := found.SQLErrorNumber(), found.SQLErrorMessage()
	e := &dialect.Error{Class: classOf(number, message), Code: strconv.Itoa(int(number)), Err: err}
	readNames(e, number, message)
	return e
}

const conflict = 547 // a foreign key, from either side, or a check constraint

func classOf(number int32, message string) dialect.ErrorClass {
	// One number stands for both; only the message tells them apart.
	if number == conflict && strings.Contains(message, " CHECK constraint ") {
		return dialect.ErrorCheck
	}
	return numbers[number]
}

var numbers = byNumber(map[dialect.ErrorClass][]int32{
	dialect.ErrorUnique:     {2601, 2627},
	dialect.ErrorForeignKey: {conflict},
	dialect.ErrorNotNull:    {515},
	dialect.ErrorSerialization: {
		3960, 3961, // snapshot isolation
		41301, 41302, 41305, 41325, // tables in memory
	},
	dialect.ErrorDeadlock: {1205},
	dialect.ErrorLock:     {1222},
	dialect.ErrorData: {
		220, 241, 242, 244, 245, 248, 295, 512, 2628, 8114, 8115, 8134, 8152,
	},
	dialect.ErrorSyntax:    {102, 105, 156, 170, 209, 319},
	dialect.ErrorUndefined: {207, 208, 911, 2812, 3701, 4121, 4902},
	dialect.ErrorDuplicate: {1801, 1913, 2705, 2714},
	dialect.ErrorPermission: {
		229, 230, 262, 297, 300, 916,
	},
	dialect.ErrorReadOnly: {3906},
	dialect.ErrorAuth:     {4060, 18452, 18456, 18486, 18487, 18488},
	dialect.ErrorResources: {
		701, 1105, 1204, 9002, 10928, 10929, 40501,
	},
	dialect.ErrorAborted: {3930, 3998},
	dialect.ErrorDisconnect: {
		64, 233, 10053, 10054, 10060, 40197, 40613,
	},
	dialect.ErrorStalePlan: {8179}, // could not find prepared statement
})

func byNumber(classes map[dialect.ErrorClass][]int32) map[int32]dialect.ErrorClass {
	m := make(map[int32]dialect.ErrorClass)
	for class, numbers := range classes {
		for _, n := range numbers {
			m[n] = class
		}
	}
	return m
}
