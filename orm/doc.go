// Package orm maps plain Go structs onto tables and keeps the objects of a program and
// the rows of a database in step: a registry of mapped types, sessions with an identity
// map and a unit of work, typed queries, and explicit loading of relationships.
//
//	type User struct {
//		orm.Entity `gild:"users"`
//		ID     int64  `gild:"id,pk"`
//		Name   string `gild:"name,size=50"`
//		Nick   *string                     // a pointer: NULL is allowed
//		Orders orm.Many[*Order]
//	}
//
//	models := orm.NewRegistry(meta, orm.Model[User](), orm.Model[Order]())
//	err := models.InTx(ctx, db, func(s *orm.Session) error {
//		u := orm.From[User]()
//		users, err := orm.Select(u).Where(orm.C(&u.Name).Like("e%")).With(orm.SelectIn(&u.Orders)).All(ctx, s)
//		...
//		users[0].Name = "Edward" // found by the flush
//		return nil               // flush and commit
//	})
//
// Fields are read and written as in any struct. A session compares them with what it
// loaded when it flushes, and sends what has changed. Nothing is loaded behind the
// program's back: a relationship that has not been loaded says so.
//
// The package is a user of the statement channel like any other: it knows no database
// and no driver.
//
// Its files are named by chapter: map_ (structs onto tables), rel_ (relationships), inherit_
// (hierarchies), session_, flush_, load_, query_, change_ (changes by conditions), event_.
package orm
