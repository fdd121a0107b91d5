// Package suite proves that a wrapper around a database/sql driver is transparent: whatever a program does
// on the wrapped driver, it gets what the bare one gives.
//
// It also proves dialects: Dialect uses a database behind gild as programs do, and knows what is right of types,
// DDL, reflection and differences.
//
// Run compares a real driver with its wrapped self: it runs the same steps on both and compares complete
// transcripts, that is values with their Go types, column types, errors with type, text and sentinels, and
// the pool's numbers. Checklist does so with a driver that can be any driver (package fakedriver), where the
// calls that reach the driver are compared too; it needs nothing but the wrapper.
//
//	func TestMyDriver(t *testing.T) {
//		suite.Run(t, suite.Subject{
//			Name:    "my driver",
//			Bare:    func(t testing.TB) *sql.DB { return open(t, real) },
//			Wrapped: func(t testing.TB) *sql.DB { return open(t, wrapped(real)) },
//		})
//	}
package suite
