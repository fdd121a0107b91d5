package golden

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

var meta = schema.NewMetaData()

var users = schema.Define[struct {
	schema.Table `gild:"users"`
	ID           expr.Col[int64]   `gild:"id,pk"`
	Name         expr.Col[string]  `gild:"name,size=50"`
	Fullname     expr.Null[string] `gild:"fullname,size=100"`
	Age          expr.Null[int64]  `gild:"age"`
	Active       expr.Col[bool]    `gild:"active"`
}](meta)

var addresses = schema.Define[struct {
	schema.Table `gild:"addresses"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	UserID       expr.Col[int64]  `gild:"user_id,fk=users.id"`
	Email        expr.Col[string] `gild:"email,size=100,unique"`
}](meta)

// nodes are a tree.
var nodes = schema.Define[struct {
	schema.Table `gild:"nodes"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	ParentID     expr.Null[int64] `gild:"parent_id,fk=nodes.id"`
	Name         expr.Col[string] `gild:"name,size=40"`
}](meta)

// items have numbers of several kinds.
var items = schema.Define[struct {
	schema.Table `gild:"items"`
	ID           expr.Col[int64]   `gild:"id,pk"`
	Count        expr.Col[int64]   `gild:"amount"`
	Weight       expr.Col[float64] `gild:"weight"`
	Flags        expr.Null[int64]  `gild:"flags"`
}](meta)

var docs = schema.NewTable(meta, "docs",
	schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
	schema.NewColumn("doc", typemap.JSON(), schema.Nullable()),
)

// mixed has names that need quotes.
var mixed = schema.NewTable(meta, "Mixed Case",
	schema.NewColumn("Id", typemap.BigInt(), schema.PrimaryKey()),
	schema.NewColumn("select", typemap.String(20)),
	schema.NewColumn("50%", typemap.String(20), schema.Nullable()),
)

// tickets are written to. Their columns have defaults.
var tickets = schema.Define[struct {
	schema.Table `gild:"tickets"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	Title        expr.Col[string] `gild:"title,size=40"`
	Status       expr.Col[string] `gild:"status,size=20"`
	Code         expr.Col[string] `gild:"code,size=20"`
	Changes      expr.Col[int64]  `gild:"changes"`
}](meta,
	schema.Amend("status", schema.Default("new")),
	schema.Amend("code", schema.Default(expr.Lower(expr.Val("ABC")))),
	schema.Amend("changes", schema.Default(0), schema.OnUpdate(expr.Raw[int64]("changes + 1"))))

var metaPostgres = schema.NewMetaData()

// things have the types that PostgreSQL alone has.
var things = schema.NewTable(metaPostgres, "things",
	schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
	schema.NewColumn("tags", typemap.ArrayOf(typemap.Text())),
	schema.NewColumn("numbers", typemap.ArrayOf(typemap.BigInt())),
	schema.NewColumn("doc", typemap.Spelled(typemap.KindJSON, "JSONB")),
)

// contents are the rows of the tables.
var contents = []expr.Statement{
	expr.Insert(users).
		Values(users.ID.Set(1), users.Name.Set("ed"), users.Fullname.Set("Ed Jones"), users.Age.Set(30), users.Active.Set(true)).
		Values(users.ID.Set(2), users.Name.Set("wendy"), users.Fullname.Set("Wendy_100%"), users.Age.Set(25), users.Active.Set(false)).
		Values(users.ID.Set(3), users.Name.Set("mary"), users.Fullname.SetNull(), users.Age.SetNull(), users.Active.Set(true)).
		Values(users.ID.Set(4), users.Name.Set("Fred"), users.Fullname.Set("Fred Wood"), users.Age.Set(40), users.Active.Set(true)),
	expr.Insert(addresses).
		Values(addresses.ID.Set(1), addresses.UserID.Set(1), addresses.Email.Set("ed@home")).
		Values(addresses.ID.Set(2), addresses.UserID.Set(1), addresses.Email.Set("ed@work")).
		Values(addresses.ID.Set(3), addresses.UserID.Set(2), addresses.Email.Set("wendy@home")),
	expr.Insert(nodes).
		Values(nodes.ID.Set(1), nodes.ParentID.SetNull(), nodes.Name.Set("root")).
		Values(nodes.ID.Set(2), nodes.ParentID.Set(1), nodes.Name.Set("left")).
		Values(nodes.ID.Set(3), nodes.ParentID.Set(1), nodes.Name.Set("right")).
		Values(nodes.ID.Set(4), nodes.ParentID.Set(2), nodes.Name.Set("leaf")),
	expr.Insert(items).
		Values(items.ID.Set(1), items.Count.Set(7), items.Weight.Set(2.5), items.Flags.Set(6)).
		Values(items.ID.Set(2), items.Count.Set(-7), items.Weight.Set(-0.5), items.Flags.SetNull()),
	expr.Insert(docs).
		Values(docs.C("id").Set(1), docs.C("doc").Set(map[string]any{
			"color": "red", "size": 3, "price": 9.5, "new": true, "none": nil, "tags": []any{"a", "b"}, "dims": map[string]any{"w": 1, "h": 2}, "odd \"key\"": "q"})).
		Values(docs.C("id").Set(2), docs.C("doc").Set(map[string]any{"color": "it's", "size": -1, "new": false})),
	expr.Insert(mixed).Values(mixed.C("Id").Set(1), mixed.C("select").Set("s"), mixed.C("50%").Set("half")),
}

var contentsPostgres = []expr.Statement{
	expr.Insert(things).
		Values(things.C("id").Set(1), things.C("tags").Set([]string{"a", "b"}), things.C("numbers").Set([]int64{1, 2, 3}), things.C("doc").Set(map[string]any{"a": 1, "b": []any{"x", "y"}})).
		Values(things.C("id").Set(2), things.C("tags").Set([]string{}), things.C("numbers").Set([]int64{2}), things.C("doc").Set(map[string]any{"c": nil})),
}

// notOn names servers that are not asked, with the reason.
func notOn(reason string, databases ...string) map[string]string {
	all := map[string]string{}
	for _, d := range databases {
		all[d] = reason
	}
	return all
}
