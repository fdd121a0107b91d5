package dialect_test

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
)

var meta = schema.NewMetaData()

var Users = schema.Define[struct {
	schema.Table `gild:"users"`
	ID           expr.Col[int64]   `gild:"id,pk"`
	Name         expr.Col[string]  `gild:"name,size=50"`
	Fullname     expr.Null[string] `gild:"fullname,size=100"`
	Age          expr.Null[int64]  `gild:"age,type=integer"`
	Active       expr.Col[bool]
}](meta)

var Addresses = schema.Define[struct {
	schema.Table `gild:"addresses"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	UserID       expr.Col[int64]  `gild:"user_id,fk=users.id"`
	Email        expr.Col[string] `gild:"email,size=100"`
}](meta)

var Nodes = schema.Define[struct {
	schema.Table `gild:"nodes"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	ParentID     expr.Null[int64] `gild:"parent_id,fk=nodes.id,index"`
	Name         expr.Col[string] `gild:"name,size=40"`
}](meta)

var Orders = schema.Define[struct {
	schema.Table `gild:"orders"`
	ID           expr.Col[int64]    `gild:"id,pk"`
	UserID       expr.Null[int64]   `gild:"user_id,fk=users.id,ondelete=SET NULL"`
	Status       expr.Col[string]   `gild:"status,size=20,default='new'"`
	Total        expr.Null[float64] `gild:"total,type=numeric,precision=12,scale=2"`
}](meta)

var Lines = schema.Define[struct {
	schema.Table `gild:"order_lines"`
	OrderID      expr.Col[int64] `gild:"order_id,pk,fk=orders.id,ondelete=CASCADE"`
	LineNo       expr.Col[int32] `gild:"line_no,pk"`
	Qty          expr.Col[int32]
}](meta)

var Shipments = schema.NewTable(meta, "shipments",
	schema.NewColumn("id", bigint, schema.PrimaryKey()),
	schema.NewColumn("order_id", bigint),
	schema.NewColumn("line_no", integer),
	schema.NewForeignKey([]string{"order_id", "line_no"}, "order_lines", []string{"order_id", "line_no"}),
)

// Transfers refers to users twice.
var Transfers = schema.NewTable(meta, "transfers",
	schema.NewColumn("id", bigint, schema.PrimaryKey()),
	schema.NewColumn("from_user", bigint, schema.References("users.id")),
	schema.NewColumn("to_user", bigint, schema.References("users.id")),
)

var Tags = schema.Define[struct {
	schema.Table `gild:"tags"`
	ID           expr.Col[int64]  `gild:"id,pk"`
	Label        expr.Col[string] `gild:"label,size=30,unique"`
}](meta)

var Mixed = schema.NewTable(meta, "Mixed Case",
	schema.NewColumn("Id", bigint, schema.PrimaryKey()),
	schema.NewColumn("select", text),
	schema.NewColumn(`say "hi"`, text),
	schema.NewColumn("lower", text, schema.Nullable()),
)

// rows fills the tables for the statements that are run.
var rows = []expr.Statement{
	expr.Insert(Users).
		Values(Users.ID.Set(1), Users.Name.Set("ed"), Users.Fullname.Set("Ed Jones"), Users.Age.Set(30), Users.Active.Set(true)).
		Values(Users.ID.Set(2), Users.Name.Set("wendy"), Users.Fullname.Set("Wendy Woo"), Users.Age.Set(25), Users.Active.Set(false)).
		Values(Users.ID.Set(3), Users.Name.Set("mary"), Users.Fullname.SetNull(), Users.Age.SetNull(), Users.Active.Set(true)),
	expr.Insert(Addresses).
		Values(Addresses.ID.Set(1), Addresses.UserID.Set(1), Addresses.Email.Set("ed@home")).
		Values(Addresses.ID.Set(2), Addresses.UserID.Set(1), Addresses.Email.Set("ed@work")).
		Values(Addresses.ID.Set(3), Addresses.UserID.Set(2), Addresses.Email.Set("w@home")),
	expr.Insert(Nodes).
		Values(Nodes.ID.Set(1), Nodes.ParentID.SetNull(), Nodes.Name.Set("root")).
		Values(Nodes.ID.Set(2), Nodes.ParentID.Set(1), Nodes.Name.Set("a")).
		Values(Nodes.ID.Set(3), Nodes.ParentID.Set(1), Nodes.Name.Set("b")).
		Values(Nodes.ID.Set(4), Nodes.ParentID.Set(2), Nodes.Name.Set("c")),
	expr.Insert(Orders).
		Values(Orders.ID.Set(1), Orders.UserID.Set(1), Orders.Status.Set("paid"), Orders.Total.Set(10.5)).
		Values(Orders.ID.Set(2), Orders.UserID.Set(1), Orders.Status.Set("new"), Orders.Total.SetNull()).
		Values(Orders.ID.Set(3), Orders.UserID.Set(2), Orders.Status.Set("paid"), Orders.Total.Set(3)),
	expr.Insert(Lines).
		Values(Lines.OrderID.Set(1), Lines.LineNo.Set(1), Lines.Qty.Set(5)).
		Values(Lines.OrderID.Set(1), Lines.LineNo.Set(2), Lines.Qty.Set(1)).
		Values(Lines.OrderID.Set(3), Lines.LineNo.Set(1), Lines.Qty.Set(2)),
	expr.Insert(Shipments).Values(Shipments.C("id").Set(1), Shipments.C("order_id").Set(1), Shipments.C("line_no").Set(2)),
	expr.Insert(Transfers).Values(Transfers.C("id").Set(1), Transfers.C("from_user").Set(1), Transfers.C("to_user").Set(2)),
	expr.Insert(Tags).Values(Tags.ID.Set(1), Tags.Label.Set("red")).Values(Tags.ID.Set(2), Tags.Label.Set("blue")),
	expr.Insert(Mixed).Values(Mixed.C("Id").Set(1), Mixed.C("select").Set("s"), Mixed.C(`say "hi"`).Set("hello")),
}
