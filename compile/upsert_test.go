package compile_test

import (
	"testing"

	"github.com/gildsql/gild/expr"
)

// TestUpsertWithoutKey: MERGE compares the key that is to be inserted, so that there has to be one; ON
// CONFLICT and ON DUPLICATE KEY UPDATE look at what the database puts in.
func TestUpsertWithoutKey(t *testing.T) {
	row := expr.Insert(authors).Values(authors.Name.Set("Ann"))
	const start = "INSERT INTO authors (name) VALUES (?) "
	checkSix(t, []written{
		{"key", row.Upsert(authors.ID).DoUpdateAll(), each{
			"":      start + "ON CONFLICT (id) DO UPDATE SET name = excluded.name",
			"mysql": start + "AS new ON DUPLICATE KEY UPDATE name = new.name", "mariadb": start + "ON DUPLICATE KEY UPDATE name = VALUES(name)",
			"mssql":  `error:INSERT: an upsert is MERGE here, which knows no value of "id": give the INSERT one`,
			"oracle": `error:INSERT: an upsert is MERGE here, which knows no value of "id": give the INSERT one`,
		}},
		{"another column", row.Upsert(authors.Name).DoUpdate(authors.Age.SetExpr(expr.Excluded(authors.Age))), each{
			"":      start + "ON CONFLICT (name) DO UPDATE SET age = excluded.age",
			"mysql": start + "AS new ON DUPLICATE KEY UPDATE age = new.age", "mariadb": start + "ON DUPLICATE KEY UPDATE age = VALUES(age)",
			"mssql":  `error:INSERT: an upsert is MERGE here, which knows no value of "age"`,
			"oracle": `error:INSERT: an upsert is MERGE here, which knows no value of "age"`,
		}},
	})
}
