// Package gildtest is for the tests of programs that use a database through database/sql, with
// whatever library on top.
//
//	log := gildtest.NewLog()
//	db := gildtest.Open(t, "sqlite://", gild.WithEvents(log.Events()))
//	...
//	log.Expect(t, "SELECT * FROM users WHERE id = ?", "UPDATE users SET name = ? WHERE id = ?")
//
// Open closes the database at the end of the test, and fails the test if it has left rows or
// transactions open. With InTx the whole test is one transaction, which is rolled back at its
// end. With Recorded it needs no database, once what one has answered is in a file.
package gildtest
