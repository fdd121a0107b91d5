package generate

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/schema"
)

// written writes options as schema.Reflection makes them, whatever dialect they are of.
func written[O any](g *generator, options []O) []string {
	var texts []string
	for _, o := range options {
		option, ok := any(o).(schema.Option)
		if !ok {
			g.errs = append(g.errs, fmt.Errorf("there is no Go for the option %T", o))
			continue
		}
		texts = append(texts, g.option(option))
	}
	return texts
}

func (g *generator) option(o schema.Option) string {
	value, err := literal(o.Value)
	if err != nil {
		g.errs = append(g.errs, fmt.Errorf("option %s of %s: %w", o.Name, o.Dialect, err))
	}
	if o.After != nil {
		return fmt.Sprintf("schema.Option{Dialect: %q, Name: %q, Value: %s, After: %s}", o.Dialect, o.Name, value, stringsOf(o.After))
	}
	return fmt.Sprintf("schema.DialectOption(%q, %q, %s)", o.Dialect, o.Name, value)
}

// literal writes the value of an option.
func literal(value any) (string, error) {
	switch v := value.(type) {
	case nil:
		return "nil", nil
	case string:
		return strconv.Quote(v), nil
	case bool, int, int64, float64, []string, map[string]int, map[string]string:
		return fmt.Sprintf("%#v", v), nil
	case map[string]any:
		var list []string
		var errs []error
		for _, name := range sorted(v) {
			text, err := literal(v[name])
			list, errs = append(list, fmt.Sprintf("%q: %s", name, text)), append(errs, err)
		}
		return "map[string]any{" + strings.Join(list, ", ") + "}", errors.Join(errs...)
	}
	return "nil", fmt.Errorf("there is no Go for a value of %T", value)
}

// define is the table as schema.Reflection defines it, which tells what of it is created as what.
func (g *generator) define(info *schema.TableInfo) *schema.Table {
	return g.rules.Define(schema.NewMetaData(), info)
}

// hasUnique reports whether a unique constraint is defined as one: one with more to it than columns is an index.
func (t *table) hasUnique(k *schema.KeyInfo) bool {
	return slices.ContainsFunc(t.defined.Uniques(), func(u *schema.Unique) bool { return u.Name == k.Name && slices.Equal(u.Columns, k.Columns) })
}
