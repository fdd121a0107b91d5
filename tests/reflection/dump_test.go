package reflection

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/gildsql/gild/typemap"
)

// dump writes a value in one line, without what is empty and with types by their names in the
// database.
func (db database) dump(v any) string {
	var b strings.Builder
	db.write(&b, reflect.ValueOf(v))
	return b.String()
}

func (db database) write(b *strings.Builder, v reflect.Value) {
	switch v.Kind() {
	case reflect.Invalid:
		b.WriteString("nil")
	case reflect.Pointer, reflect.Interface:
		db.write(b, v.Elem())
	case reflect.Struct:
		db.writeStruct(b, v)
	case reflect.Slice:
		b.WriteString("[")
		for i := range v.Len() {
			if i > 0 {
				b.WriteString(" ")
			}
			db.write(b, v.Index(i))
		}
		b.WriteString("]")
	case reflect.Map:
		var keys []string
		for _, k := range v.MapKeys() {
			keys = append(keys, fmt.Sprintf("%v:%q", k, fmt.Sprint(v.MapIndex(k))))
		}
		slices.Sort(keys)
		b.WriteString(strings.Join(keys, " "))
	case reflect.String:
		fmt.Fprintf(b, "%q", v.String())
	default:
		fmt.Fprint(b, v.Interface())
	}
}

func (db database) writeStruct(b *strings.Builder, v reflect.Value) {
	if t, ok := v.Interface().(typemap.Type); ok {
		name, err := db.Dialect.TypeName(t)
		if err != nil {
			name = t.String()
		}
		b.WriteString(name + "/" + t.Kind.String())
		return
	}
	b.WriteString("{")
	first := true
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if v.Field(i).IsZero() || v.Field(i).Kind() == reflect.Slice && v.Field(i).Len() == 0 {
			continue
		}
		if !first {
			b.WriteString(" ")
		}
		first = false
		if f.Name != "Type" {
			b.WriteString(f.Name + ":")
		}
		db.write(b, v.Field(i))
	}
	b.WriteString("}")
}

// dumps compares a value with the lines that it is to be written as, without their indent.
func (db database) dumps(t testing.TB, what string, got any, want string) {
	t.Helper()
	lines := []string{}
	if v := reflect.ValueOf(got); v.Kind() == reflect.Slice {
		for i := range v.Len() {
			lines = append(lines, db.dump(v.Index(i).Interface()))
		}
	} else {
		lines = append(lines, db.dump(got))
	}
	wanted := strings.Fields(strings.TrimSpace(want))
	if strings.Join(strings.Fields(strings.Join(lines, "\n")), " ") != strings.Join(wanted, " ") {
		t.Errorf("%s:\n got %s\nwant %s", what, strings.Join(lines, "\n     "), strings.TrimSpace(want))
	}
}
