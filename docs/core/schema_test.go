package core_test

import (
	"fmt"
	"time"

	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// create prints the statements that create all of meta on a database that has nothing of it.
func create(meta *schema.MetaData, d *dialect.Dialect) {
	statements, err := meta.CreateStatements(d.Rules(dialect.Version{}).Abilities())
	if err != nil {
		fmt.Println(err)
	}
	for _, stmt := range statements {
		text, _, err := d.SQL(stmt)
		if err != nil {
			fmt.Println(err)
		}
		fmt.Println(text)
	}
}

func Example_schemaTable() {
	meta := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
	Accounts := schema.Define[struct {
		schema.Table `gild:"accounts"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Email        expr.Col[string] `gild:"email,size=80"`
		Balance      expr.Col[int]
		Opened       expr.Col[time.Time]
	}](meta,
		schema.Amend("opened", schema.ServerDefault(expr.CurrentTimestamp())),
		schema.Amend("balance", schema.Comment("in cents")),
		schema.Comment("who owes what"))
	Accounts.Add(
		schema.NewUnique("email"),
		schema.NewCheckExpr(Accounts.Balance.Ge(0), schema.Named("balance")),
		schema.NewIndex("").On(expr.Lower(Accounts.Email)),
		schema.NewIndex("ix_rich", "balance").For(Accounts.Balance.Gt(1000)).With(schema.OnlyOn("postgresql", "sqlite")),
	)

	create(meta, postgres.Dialect)
	// Output:
	// CREATE TABLE accounts (
	// 	id BIGSERIAL NOT NULL,
	// 	email VARCHAR(80) NOT NULL,
	// 	balance BIGINT NOT NULL,
	// 	opened TIMESTAMP WITH TIME ZONE DEFAULT CURRENT_TIMESTAMP NOT NULL,
	// 	CONSTRAINT pk_accounts PRIMARY KEY (id),
	// 	CONSTRAINT uq_accounts_email UNIQUE (email),
	// 	CONSTRAINT ck_accounts_balance CHECK (balance >= 0)
	// )
	// CREATE INDEX ix_accounts_email ON accounts (lower(email))
	// CREATE INDEX ix_rich ON accounts (balance) WHERE balance > 1000
	// COMMENT ON TABLE accounts IS 'who owes what'
	// COMMENT ON COLUMN accounts.balance IS 'in cents'
}

func Example_schemaByHand() {
	meta := schema.NewMetaData(schema.DefaultSchema("shop"))
	schema.NewTable(meta, "orders",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey(), schema.IdentityAlways(expr.NewSequence("").StartWith(100))))
	schema.NewTable(meta, "lines",
		schema.NewColumn("order_id", typemap.Type{}, schema.References("orders.id", schema.OnDelete(schema.Cascade))),
		schema.NewColumn("no", typemap.Integer()),
		schema.NewColumn("price", typemap.Integer()),
		schema.NewColumn("qty", typemap.Integer(), schema.ServerDefault(1)),
		schema.NewColumn("total", typemap.Integer(), schema.ComputedSQL("price * qty", schema.Stored)),
		schema.NewPrimaryKey("order_id", "no").With(schema.Named("pk_lines")),
		postgres.With(map[string]any{"fillfactor": 70}),
	)

	create(meta, postgres.Dialect)
	// Output:
	// CREATE TABLE shop.orders (
	// 	id BIGINT GENERATED ALWAYS AS IDENTITY (START WITH 100),
	// 	PRIMARY KEY (id)
	// )
	// CREATE TABLE shop.lines (
	// 	order_id BIGINT NOT NULL,
	// 	no INTEGER NOT NULL,
	// 	price INTEGER NOT NULL,
	// 	qty INTEGER DEFAULT 1 NOT NULL,
	// 	total INTEGER GENERATED ALWAYS AS (price * qty) STORED,
	// 	CONSTRAINT pk_lines PRIMARY KEY (order_id, no),
	// 	FOREIGN KEY(order_id) REFERENCES shop.orders (id) ON DELETE CASCADE
	// )
	//  WITH (fillfactor = 70)
}

func Example_schemaCircle() {
	meta := schema.NewMetaData(schema.NamingConvention(schema.Recommended))
	mood := typemap.Enum("mood", "sad", "happy")
	schema.NewTable(meta, "people",
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("mood", mood),
		schema.NewColumn("team_id", typemap.Type{}, schema.References("teams.id"), schema.Nullable()))
	schema.NewTable(meta, "teams",
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("boss_id", typemap.Type{}, schema.References("people.id", schema.UseAlter()), schema.Nullable()))

	create(meta, postgres.Dialect)
	// Output:
	// CREATE TYPE mood AS ENUM ('sad', 'happy')
	// CREATE TABLE teams (
	// 	id SERIAL NOT NULL,
	// 	boss_id INTEGER,
	// 	CONSTRAINT pk_teams PRIMARY KEY (id)
	// )
	// CREATE TABLE people (
	// 	id SERIAL NOT NULL,
	// 	mood mood NOT NULL,
	// 	team_id INTEGER,
	// 	CONSTRAINT pk_people PRIMARY KEY (id),
	// 	CONSTRAINT fk_people_team_id_teams FOREIGN KEY(team_id) REFERENCES teams (id)
	// )
	// ALTER TABLE teams ADD CONSTRAINT fk_teams_boss_id_people FOREIGN KEY(boss_id) REFERENCES people (id)
}

func Example_schemaView() {
	meta := schema.NewMetaData()
	adults := schema.NewView(meta, "adults", expr.Select(Users.ID, Users.Name).Where(Users.Age.Ge(18)))

	create(meta, sqlite.Dialect)
	show(expr.Select(adults.C("name")))
	show(&schema.CreateTableAs{Name: "names", Query: expr.Select(Users.Name), Temporary: true})
	// Output:
	// CREATE VIEW adults AS SELECT users.id, users.name FROM users WHERE users.age >= 18
	// SELECT adults.name FROM adults
	// CREATE TEMPORARY TABLE names AS SELECT users.name FROM users
}

func Example_schemaAlter() {
	meta := schema.NewMetaData()
	users := schema.NewTable(meta, "users",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("nick", typemap.String(20), schema.Nullable()))

	for _, stmt := range []expr.Statement{
		&schema.AddColumn{Column: users.Column("nick")},
		&schema.RenameColumn{Table: users, From: "nick", To: "alias"},
		&schema.DropColumn{Table: users, Column: "alias"},
		schema.DDL("CREATE INDEX by_nick ON %(fullname)s (nick)").For(users),
	} {
		show(stmt)
	}
	// Output:
	// ALTER TABLE users ADD COLUMN nick VARCHAR(20)
	// ALTER TABLE users RENAME COLUMN nick TO alias
	// ALTER TABLE users DROP COLUMN alias
	// CREATE INDEX by_nick ON users (nick)
}

func Example_schemaCopy() {
	meta := schema.NewMetaData()
	teams := schema.NewTable(meta, "teams", schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()))
	players := schema.NewTable(meta, "players",
		schema.NewColumn("id", typemap.Integer(), schema.PrimaryKey()),
		schema.NewColumn("team_id", typemap.Type{}, schema.References("teams.id"), schema.Indexed()))

	tenant := schema.NewMetaData(schema.DefaultSchema("tenant"))
	teams.CopyTo(tenant)
	players.CopyTo(tenant, schema.CopyName("members"))

	create(tenant, postgres.Dialect)
	// Output:
	// CREATE TABLE tenant.teams (
	// 	id SERIAL NOT NULL,
	// 	PRIMARY KEY (id)
	// )
	// CREATE TABLE tenant.members (
	// 	id SERIAL NOT NULL,
	// 	team_id INTEGER NOT NULL,
	// 	PRIMARY KEY (id),
	// 	FOREIGN KEY(team_id) REFERENCES tenant.teams (id)
	// )
	// CREATE INDEX ix_tenant_members_team_id ON tenant.members (team_id)
}
