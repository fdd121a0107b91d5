package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/structtag"
	"github.com/gildsql/gild/typemap"
)

// checkSizes finds options that the type or the other options leave without effect.
func checkSizes(typ typemap.Type, tag structtag.Tag) error {
	switch {
	case typ.Kind == typemap.KindUnknown: // reported already
	case tag.Has("size") && typ.Kind != typemap.KindString && typ.Kind != typemap.KindBinary:
		return fmt.Errorf("option size is for strings and bytes, not for the type %s", typ.Kind)
	case (tag.Has("precision") || tag.Has("scale")) && typ.Kind != typemap.KindNumeric:
		return fmt.Errorf("options precision and scale are for the type numeric, not for %s", typ.Kind)
	case tag.Has("scale") && typ.Scale > typ.Precision:
		return fmt.Errorf("option scale=%d needs a precision that is no smaller, not %d", typ.Scale, typ.Precision)
	case tag.Has("precision") && typ.Scale > typ.Precision:
		return fmt.Errorf("option precision=%d needs to be no smaller than the scale of the type, %d", typ.Precision, typ.Scale)
	}
	return nil
}

// besides are the options that are of no use without another one.
var besides = [][2]string{
	{"ondelete", "fk=table.column"}, {"onupdate", "fk=table.column"}, {"deferrable", "fk=table.column"},
	{"stored", "computed=SQL"}, {"virtual", "computed=SQL"},
}

// checkTag finds options that the others leave without effect, and values that there are not.
func checkTag(tag structtag.Tag) error {
	var errs []error
	for _, b := range besides {
		other, _, _ := strings.Cut(b[1], "=")
		if tag.Has(b[0]) && !tag.Has(other) {
			errs = append(errs, fmt.Errorf("option %s is of no use without %s", b[0], b[1]))
		}
	}
	if tag.Has("stored") && tag.Has("virtual") {
		errs = append(errs, errors.New("options stored and virtual: it can be one of them"))
	}
	for key, known := range map[string][]string{"identity": {"", "always", "by default"}, "autoincrement": {"", "no"}} {
		if value, given := tag.Get(key); given && !slices.Contains(known, value) {
			errs = append(errs, fmt.Errorf("option %[1]s=%[2]s: known are %[1]s and %[1]s=%[3]s", key, value, strings.Join(known[1:], ", "+key+"=")))
		}
	}
	return errors.Join(errs...)
}

// tableFromTag are the options in the tag of the embedded Table.
func tableFromTag(tag structtag.Tag) []TableItem {
	var items []TableItem
	for _, o := range tag.Options {
		switch o.Key {
		case "schema":
			items = append(items, InSchema(structtag.Unquoted(o.Value)))
		case "comment":
			items = append(items, Comment(structtag.Unquoted(o.Value)))
		case "temporary":
			items = append(items, Temporary())
		}
	}
	return items
}

func optionsFromTag(tag structtag.Tag) []ColumnOption {
	var options []ColumnOption
	for _, o := range tag.Options {
		if option := optionFromTag(tag, o); option != nil {
			options = append(options, option)
		}
	}
	return options
}

// optionFromTag is one of a tag's options, nil for those that go with another one.
func optionFromTag(tag structtag.Tag, o structtag.Option) ColumnOption {
	switch o.Key {
	case "pk":
		return PrimaryKey()
	case "null":
		return Nullable()
	case "unique":
		return columnOption(func(c *Column) { c.unique, c.uniqueName = true, structtag.Unquoted(o.Value) })
	case "index":
		return columnOption(func(c *Column) { c.index, c.indexName = true, structtag.Unquoted(o.Value) })
	case "default":
		return DefaultSQL(o.Value)
	case "fk":
		return References(o.Value, keyFromTag(tag)...)
	case "comment":
		return Comment(structtag.Unquoted(o.Value))
	case "check":
		return CheckColumn(o.Value)
	case "identity":
		return identity(o.Value == "always", nil)
	case "computed":
		return ComputedSQL(o.Value, persistenceOf(tag))
	case "sequence":
		schema, name, qualified := cutLast(o.Value, ".")
		if !qualified {
			schema, name = "", o.Value
		}
		return Default(expr.NextValue(expr.NewSequence(name).In(schema)))
	case "autoincrement":
		if o.Value == "no" {
			return NoAutoIncrement()
		}
		return AutoIncrement()
	}
	return nil
}

func keyFromTag(tag structtag.Tag) []ForeignKeyOption {
	action, _ := tag.Get("ondelete")
	options := []ForeignKeyOption{OnDelete(Action(action))}
	if action, given := tag.Get("onupdate"); given {
		options = append(options, OnKeyUpdate(Action(action)))
	}
	if tag.Has("deferrable") {
		options = append(options, Deferrable())
	}
	return options
}

func persistenceOf(tag structtag.Tag) Persistence {
	switch {
	case tag.Has("stored"):
		return Stored
	case tag.Has("virtual"):
		return Virtual
	}
	return PersistenceAuto
}
