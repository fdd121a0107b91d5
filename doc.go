// Package gild is a SQL toolkit on top of database/sql. This package is its front door:
// Open opens a database, All, One, Iter and Exec run statements on it.
//
// A statement is a value of package expr. It knows no database and runs on any that was
// opened through gild, with a *sql.DB, a *sql.Tx or a *sql.Conn:
//
//	db, err := gild.Open("postgresql://me@localhost/app")
//	users, err := gild.All[User](ctx, db, expr.Select(Users).Where(Users.Name.Like("e%")))
//
// What gild returns is a plain *sql.DB: all that works with one keeps working.
package gild
