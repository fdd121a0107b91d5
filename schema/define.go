package schema

import (
	"errors"
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/typemap"
)

// typedColumn is a field that Define fills: a pointer to an expr.Col or expr.Null.
type typedColumn interface {
	SetColumn(c *expr.Column)
	GoType() reflect.Type
	Nullable() bool
}

// columnOptions are the tag options of a column.
var columnOptions = []string{
	"pk", "size", "precision", "scale", "type", "null", "unique", "index", "fk", "ondelete", "default",
	"comment", "check", "identity", "computed", "stored", "virtual", "sequence", "onupdate", "deferrable", "collate", "autoincrement",
}

// tableOptions are the tag options of a table.
var tableOptions = []string{"schema", "comment", "temporary"}

// tableMethods are the methods of the embedded Table by which statements take the struct
// for a table: a field of that name hides the method.
var tableMethods = []string{"Columns", "Fields", "Fixed", "FromName", "Unwrap"}

var (
	tableType       = reflect.TypeFor[Table]()
	typedColumnType = reflect.TypeFor[typedColumn]()
)

// Define defines a table by a struct that embeds Table, tagged with the table's name,
// and has a field of type expr.Col or expr.Null for each column:
//
//	var Users = schema.Define[struct {
//		schema.Table `gild:"users"`
//		ID   expr.Col[int64]   `gild:"id,pk"`
//		Name expr.Col[string]  `gild:"name,size=50"`
//		Nick expr.Null[string]
//	}](meta)
//
// A column is named by its tag, else by its field in snake case. Its options are
//
//	pk, null                     part of the primary key; NULL is allowed
//	size=N, precision=N, scale=N of text and bytes; of decimals
//	type=KIND, collate=NAME      a typemap.Kind such as text, date or json; a collation
//	unique, index                by itself, or as a part of the one with that NAME: unique=NAME, index=NAME
//	fk=TABLE.COLUMN              a foreign key, with ondelete=ACTION, onupdate=ACTION and deferrable
//	default=SQL, check=SQL       of the database, in SQL
//	computed=SQL                 by the database, with stored or virtual
//	identity                     numbered by the database, also identity=always and identity=by default
//	sequence=NAME                its default is the next number of a sequence
//	autoincrement                the database numbers it, autoincrement=no keeps it from that
//	comment=TEXT                 kept by the database
//
// Those of the table are schema=NAME, comment=TEXT and temporary. Commas within parentheses and single
// quotes do not end a value; a name or a comment may stand in single quotes. What has no place in a tag
// comes behind: other constraints and indexes, and Amend for columns. Mistakes are kept in the table:
// see Table.Err.
//
// No field is called Columns, Fields, Fixed, FromName or Unwrap: it would hide the method of Table
// that statements need. Such a column has a field of another name and its own in the tag.
func Define[S any](meta *MetaData, more ...TableItem) *S {
	s := new(S)
	d := definer{typ: reflect.TypeFor[S]()}
	if d.typ.Kind() == reflect.Struct {
		d.fields(reflect.ValueOf(s).Elem())
	}
	if d.table == nil { // nowhere to keep the mistake but in a table of its own
		d.table = &Table{}
		d.name = d.typ.String()
		d.fail(errors.New("the struct must embed schema.Table, tagged with the table's name"))
	}
	items := d.items
	for _, c := range d.columns {
		items = append(items, c.definition)
	}
	d.table.define(meta, d.name, append(items, more...))
	for _, err := range d.errs {
		d.table.fail(err)
	}
	for _, c := range d.columns {
		c.field.SetColumn(c.definition.Column)
	}
	return s
}

// definer reads a struct given to Define.
type definer struct {
	typ     reflect.Type
	table   *Table
	name    string
	columns []definedColumn
	items   []TableItem // in the tag of the table
	errs    []error
}

type definedColumn struct {
	field      typedColumn
	definition *Column
}

func (d *definer) fail(err error) { d.errs = append(d.errs, err) }

func (d *definer) fields(v reflect.Value) {
	for i := range d.typ.NumField() {
		f := d.typ.Field(i)
		if slices.Contains(tableMethods, f.Name) {
			d.fail(fmt.Errorf("field %[1]s hides the method %[1]s, without which the struct is no table: rename the field and give the column's name in its tag: `gild:\"%[2]s\"`",
				f.Name, structtag.Snake(f.Name)))
		}
		switch {
		case f.Type == tableType && f.Anonymous:
			d.embedded(f, v.Field(i).Addr().Interface().(*Table))
		case f.IsExported():
			d.field(f, v.Field(i))
		case reflect.PointerTo(f.Type).Implements(typedColumnType):
			d.fail(fmt.Errorf("field %s is a column, but not exported: it cannot be filled", f.Name))
		}
	}
}

func (d *definer) embedded(f reflect.StructField, t *Table) {
	d.table = t
	tag, err := structtag.Parse(d.typ, f, tableOptions)
	if err != nil {
		d.fail(err)
	}
	d.items = tableFromTag(tag)
	d.name = tag.Name
	if tag.Name == "" {
		d.fail(fmt.Errorf("%s: tag the embedded schema.Table with the table's name: `gild:\"users\"`", d.typ))
	}
}

func (d *definer) field(f reflect.StructField, v reflect.Value) {
	tag, err := structtag.Parse(d.typ, f, columnOptions)
	if err != nil {
		d.fail(err)
	}
	if tag.Skip {
		return
	}
	col, ok := v.Addr().Interface().(typedColumn)
	if !ok {
		d.fail(fmt.Errorf("field %s is a %s: columns are expr.Col[T] or expr.Null[T]", f.Name, f.Type))
		return
	}
	definition, err := columnFromTag(tag.NameOr(f.Name), col.GoType(), tag)
	if err != nil {
		d.fail(fmt.Errorf("field %s: %w", f.Name, err))
	}
	definition.Nullable = definition.Nullable || col.Nullable()
	d.columns = append(d.columns, definedColumn{col, definition})
}

// ColumnOf defines a column for the values of field f of struct type owner, by the same
// tag that Define reads; NULL is allowed where the field can hold it. It serves packages
// that map plain structs; own are the options of theirs that a tag may have besides. With a
// mistake in an option, the column is returned beside the error.
func ColumnOf(owner reflect.Type, f reflect.StructField, own ...string) (*Column, error) {
	tag, err := structtag.Parse(owner, f, slices.Concat(columnOptions, own))
	c, tagErr := columnFromTag(tag.NameOr(f.Name), f.Type, tag)
	return c, errors.Join(err, tagErr)
}

// columnFromTag defines a column for values of the Go type goType. A Go type without a
// natural SQL type needs the option type=.
func columnFromTag(name string, goType reflect.Type, tag structtag.Tag) (*Column, error) {
	typ, null, ok := typemap.TypeOf(goType)
	var errs []error
	if name, given := tag.Get("type"); given {
		kind, known := typemap.ParseKind(name)
		if !known {
			errs = append(errs, fmt.Errorf("unknown type %q: known are %s", name, strings.Join(typemap.KindNames(), ", ")))
		}
		typ = typ.OfKind(kind)
	} else if !ok {
		errs = append(errs, fmt.Errorf("the Go type %s has no SQL type of its own: name one with the option type=, such as type=json", goType))
	}
	size := func(key string, bits int, own uint64) uint64 {
		text, given := tag.Get(key)
		if !given {
			return own
		}
		n, err := strconv.ParseUint(text, 10, bits)
		if err != nil {
			errs = append(errs, fmt.Errorf("option %s=%s is not a whole number", key, text))
		}
		return n
	}
	typ.Length = uint32(size("size", 32, uint64(typ.Length)))
	typ.Precision = uint16(size("precision", 16, uint64(typ.Precision)))
	typ.Scale = uint16(size("scale", 16, uint64(typ.Scale)))
	if name, given := tag.Get("collate"); given {
		if !typ.IsText() {
			errs = append(errs, fmt.Errorf("option collate is for text, not for the type %s", typ.Kind))
		}
		typ = typ.Collate(structtag.Unquoted(name))
	}
	errs = append(errs, checkSizes(typ, tag), checkTag(tag))
	c := NewColumn(name, typ, optionsFromTag(tag)...)
	c.Nullable = c.Nullable || null
	return c, errors.Join(errs...)
}

// As returns the table that a struct made by Define stands for under another name, as
// a struct of the same type with the columns of the alias.
//
// A struct that is no table comes back zero: its use is an error when a statement is
// compiled.
func As[S any](table *S, name string) *S {
	aliased := new(S)
	if table == nil || reflect.TypeFor[S]().Kind() != reflect.Struct {
		return aliased
	}
	from, v := reflect.ValueOf(table).Elem(), reflect.ValueOf(aliased).Elem()
	var alias *expr.Alias
	for i := range v.NumField() {
		if f := v.Type().Field(i); f.Anonymous && f.Type == tableType {
			t := from.Field(i).Addr().Interface().(*Table)
			alias = expr.As(t, name)
			*v.Field(i).Addr().Interface().(*Table) = Table{name: t.name, meta: t.meta, errs: t.errs, alias: alias}
		}
	}
	if alias == nil {
		return aliased
	}
	setColumns(from, v, func(name string) *expr.Column { return expr.ColumnNamed(alias, name) })
	return aliased
}
