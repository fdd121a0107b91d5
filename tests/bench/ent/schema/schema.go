// Package schema tells ent of the benchmark's tables.
package schema

import (
	"entgo.io/ent"
	"entgo.io/ent/dialect/entsql"
	"entgo.io/ent/schema"
	"entgo.io/ent/schema/edge"
	"entgo.io/ent/schema/field"
)

// Item is a row of items.
type Item struct{ ent.Schema }

// Annotations name the table.
func (Item) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "items"}}
}

// Fields are the columns.
func (Item) Fields() []ent.Field {
	return []ent.Field{
		field.Int64("id"), field.String("name"), field.String("email"), field.String("city"), field.Bool("active"),
		field.Float("score"), field.Time("created"), field.String("nick").Optional().Nillable(),
	}
}

// Parent is a row of parents.
type Parent struct{ ent.Schema }

// Annotations name the table.
func (Parent) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "parents"}}
}

// Fields are the columns.
func (Parent) Fields() []ent.Field {
	return []ent.Field{field.Int64("id"), field.String("name"), field.Float("score"), field.Time("created")}
}

// Edges lead to the children.
func (Parent) Edges() []ent.Edge { return []ent.Edge{edge.To("children", Child.Type)} }

// Child is a row of children.
type Child struct{ ent.Schema }

// Annotations name the table.
func (Child) Annotations() []schema.Annotation {
	return []schema.Annotation{entsql.Annotation{Table: "children"}}
}

// Fields are the columns.
func (Child) Fields() []ent.Field {
	return []ent.Field{field.Int64("id"), field.Int64("parent_id"), field.String("title"), field.Int64("qty"), field.Bool("done")}
}

// Edges lead to the parent.
func (Child) Edges() []ent.Edge {
	return []ent.Edge{edge.From("parent", Parent.Type).Ref("children").Field("parent_id").Unique().Required()}
}
