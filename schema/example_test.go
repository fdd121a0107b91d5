package schema_test

import (
	"fmt"

	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

func ExampleDefine() {
	meta := schema.NewMetaData()
	Teams := schema.Define[struct {
		schema.Table `gild:"teams"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Name         expr.Col[string] `gild:"name,size=50,unique"`
		Motto        expr.Null[string]
		LeaderID     expr.Null[int64] `gild:"leader_id,fk=teams.id,ondelete=SET NULL"`
	}](meta)
	if err := meta.Err(); err != nil {
		fmt.Println(err)
	}
	text, _, _ := postgres.Dialect.SQL(&schema.CreateTable{Table: &Teams.Table})
	fmt.Println(text)
	text, args, _ := postgres.Dialect.SQL(expr.Select(Teams.Name).Where(Teams.LeaderID.Eq(7)))
	fmt.Println(text, args)
	// Output:
	// CREATE TABLE teams (
	// 	id BIGSERIAL NOT NULL,
	// 	name VARCHAR(50) NOT NULL,
	// 	motto VARCHAR,
	// 	leader_id BIGINT,
	// 	PRIMARY KEY (id),
	// 	UNIQUE (name),
	// 	FOREIGN KEY(leader_id) REFERENCES teams (id) ON DELETE SET NULL
	// )
	// SELECT teams.name FROM teams WHERE teams.leader_id = $1 [7]
}

// A table that is only known at run time has columns without Go types.
func ExampleNewTable() {
	meta := schema.NewMetaData()
	points := schema.NewTable(meta, "points",
		schema.NewColumn("x", typemap.Double(), schema.PrimaryKey()),
		schema.NewColumn("y", typemap.Double(), schema.PrimaryKey()),
		schema.NewColumn("label", typemap.String(20), schema.Nullable()),
		schema.NewIndex("", "label"),
	)
	text, args, _ := postgres.Dialect.SQL(expr.Select(points).Where(points.C("x").Gt(0.5), points.C("label").Ne(nil)))
	fmt.Println(text, args)
	text, _, _ = postgres.Dialect.SQL(&schema.CreateIndex{Index: points.Indexes()[0]})
	fmt.Println(text)
	// Output:
	// SELECT points.x, points.y, points.label FROM points WHERE points.x > $1 AND points.label IS NOT NULL [0.5]
	// CREATE INDEX ix_points_label ON points (label)
}

// Mistakes in a definition are collected, to be found at start-up or in a test.
func ExampleMetaData_Err() {
	meta := schema.NewMetaData()
	schema.NewTable(meta, "books",
		schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()),
		schema.NewColumn("author_id", typemap.BigInt(), schema.References("authors.id")),
		schema.NewIndex("", "titel"),
	)
	fmt.Println(meta.Err())
	// Output:
	// gild: table "books": index names column "titel", which the table does not have
	// gild: table "books": foreign key of author_id refers to table "authors", which is not in the MetaData
}

func ExampleMetaData_Sorted() {
	meta := schema.NewMetaData()
	id := func() *schema.Column { return schema.NewColumn("id", typemap.BigInt(), schema.PrimaryKey()) }
	schema.NewTable(meta, "lines", id(), schema.NewColumn("order_id", typemap.BigInt(), schema.References("orders.id")))
	schema.NewTable(meta, "orders", id())
	tables, err := meta.Sorted()
	for _, t := range tables {
		fmt.Println(t.Name())
	}
	fmt.Println(err)
	// Output:
	// orders
	// lines
	// <nil>
}
