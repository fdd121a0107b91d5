package main

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/orm"
	"github.com/gildsql/gild/schema"
)

// The tables, with columns whose Go types the compiler checks.
var (
	meta = schema.NewMetaData()

	Packages = schema.Define[struct {
		schema.Table `gild:"std_packages"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Path         expr.Col[string] `gild:"path,size=200,unique"`
		Name         expr.Col[string] `gild:"name,size=100"`
		Synopsis     expr.Null[string]
		Starred      expr.Col[bool]
	}](meta)

	Files = schema.Define[struct {
		schema.Table `gild:"std_files"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		PackageID    expr.Col[int64]  `gild:"package_id,fk=std_packages.id,index"`
		Name         expr.Col[string] `gild:"name,size=200"`
		Kind         expr.Col[string] `gild:"kind,size=10"`
		Size         expr.Col[int64]
	}](meta)

	Imports = schema.Define[struct {
		schema.Table `gild:"std_imports"`
		PackageID    expr.Col[int64] `gild:"package_id,pk,fk=std_packages.id"`
		ImportedID   expr.Col[int64] `gild:"imported_id,pk,fk=std_packages.id,index"`
	}](meta)
)

// The same tables as plain structs for the ORM.

type Package struct {
	orm.Entity `gild:"std_packages"`
	ID         int64 `gild:"id,pk"`
	Path       string
	Name       string
	Synopsis   *string // NULL where a package has none
	Starred    bool
	Files      orm.Many[*File] `gild:"cascade=delete-orphan"`
}

type File struct {
	orm.Entity `gild:"std_files"`
	ID         int64 `gild:"id,pk"`
	PackageID  int64
	Name       string
	Kind       string
	Size       int64
}

var models = orm.NewRegistry(meta, orm.Model[Package](), orm.Model[File]())
