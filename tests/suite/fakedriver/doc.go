// Package fakedriver is a database/sql driver that can be any driver: it has exactly the optional interfaces
// of database/sql/driver that a test wants, answers and fails as told, and notes every call that reaches it.
//
// What a driver can do is known by the types of its connections, statements and rows alone. The tables of
// types are generated: all sets for statements and rows; for connections all sets within each group of
// related interfaces (exec and query; pool, transactions and ping; prepare and check), each with all and
// with none of the other groups, and those that today's drivers have. ConnSets lists them.
package fakedriver

//go:generate go run ../internal/combine
