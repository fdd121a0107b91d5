package golden

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
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
