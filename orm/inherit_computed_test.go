package orm_test

import (
	"testing"

	"github.com/gildsql/gild"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/tests/live"
)

// Loans are of the kind that the database computes from what is in their rows.
type (
	GLoan struct {
		orm.Entity `gild:"g_loans,kind=small"`
		ID         int64  `gild:"id,pk"`
		Kind       string `gild:"kind,discriminator,generated"`
		Amount     int64
	}
	GLargeLoan struct {
		GLoan   `gild:"kind=large"`
		Signed  *string `gild:"signed,size=20"`
		Clauses orm.Many[*GClause]
	}
	GClause struct {
		orm.Entity `gild:"g_clauses"`
		ID         int64 `gild:"id,pk"`
		LoanID     int64 `gild:"fk=g_loans.id"`
	}
)

// TestComputedKind: a discriminator may be an expression: a column that the database computes. It is read, and never
// written.
func TestComputedKind(t *testing.T) {
	ctx := t.Context()
	for name, open := range map[string]func(testing.TB, ...gild.Option) *live.Database{"sqlite": live.SQLite, "postgresql": live.Postgres, "mariadb": live.MySQL} {
		t.Run(name, func(t *testing.T) {
			db := open(t)
			r := orm.NewRegistry(nil, orm.Preset[string]("size=20"), orm.Model[GLoan](), orm.Model[GLargeLoan](), orm.Model[GClause]())
			ok(t, r.Err())
			id := map[string]string{"sqlite": "INTEGER PRIMARY KEY", "postgresql": "BIGSERIAL PRIMARY KEY", "mariadb": "BIGINT AUTO_INCREMENT PRIMARY KEY"}[name]
			for _, text := range []string{
				"CREATE TABLE g_loans (id " + id + ", amount BIGINT NOT NULL, signed VARCHAR(20), kind VARCHAR(5) GENERATED ALWAYS AS (CASE WHEN amount > 1000 THEN 'large' ELSE 'small' END) STORED)",
				"CREATE TABLE g_clauses (id " + id + ", loan_id BIGINT NOT NULL REFERENCES g_loans (id))",
			} {
				_, err := db.Exec(text)
				ok(t, err)
			}
			signed := "today"
			ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
				large := &GLargeLoan{GLoan: GLoan{Amount: 5000}, Signed: &signed}
				large.Clauses.Add(&GClause{})
				s.Add(&GLoan{Amount: 10}, large)
				return nil
			}))
			ok(t, r.InTx(ctx, db, func(s *orm.Session) error {
				loans, err := orm.Select(orm.From[GLoan]()).All(ctx, s)
				if err != nil {
					return err
				}
				if len(loans) != 2 || loans[0].Kind != "small" || loans[1].Kind != "large" {
					t.Errorf("%v", loans)
				}
				l := orm.From[GLargeLoan]()
				large, err := orm.Select(l).With(orm.SelectIn(&l.Clauses)).All(ctx, s)
				if err != nil {
					return err
				}
				if len(large) != 1 || *large[0].Signed != signed || large[0].Clauses.Len() != 1 {
					t.Errorf("%v", large)
				}
				large[0].Amount = 6000
				return nil
			}))
			if n, err := gild.One[int](ctx, db, expr.Text("SELECT count(*) FROM g_loans WHERE amount = 6000 AND kind = 'large'")); n != 1 || err != nil {
				t.Error(n, err)
			}
		})
	}
}
