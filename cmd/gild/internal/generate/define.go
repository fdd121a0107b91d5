package generate

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// dialectOption writes an option of the database.
func (g *generator) dialectOption(name, value string) string {
	return fmt.Sprintf("schema.DialectOption(%q, %q, %s)", g.dialect, name, value)
}

// items are the parts of a table's definition that struct tags have no place for.
func (g *generator) items(t *table) []string {
	var items []string
	for _, f := range t.fields {
		if options := g.columnOptions(t, f); len(options) > 0 {
			items = append(items, call("schema.Amend", append([]string{strconv.Quote(f.Name)}, options...)...))
		}
	}
	if t.view {
		return append(g.inSchema(t), items...)
	}
	if key := t.PrimaryKey; key != nil && (g.keyName(t) != "" || key.Deferrable || !slices.Equal(key.Columns, t.keyColumns())) {
		named := *key
		named.Name = g.keyName(t)
		items = append(items, g.key("schema.NewPrimaryKey", &named))
	}
	for i := range t.Uniques {
		items = append(items, g.key("schema.NewUnique", &t.Uniques[i]))
	}
	for i := range t.ForeignKeys {
		items = append(items, g.foreignKey(t, &t.ForeignKeys[i])...)
	}
	for _, c := range t.Checks {
		if c.Column == "" {
			items = append(items, check("schema.NewCheck", &c))
		}
	}
	for _, e := range t.Exclusions {
		items = append(items, exclusion(&e))
	}
	for i := range t.Indexes {
		if t.Indexes[i].Constraint == "" {
			items = append(items, g.index(&t.Indexes[i]))
		}
	}
	return append(append(g.inSchema(t), items...), g.tableOptions(t)...)
}

func (g *generator) inSchema(t *table) []string {
	if t.Name.Schema == "" {
		return nil
	}
	return []string{fmt.Sprintf("schema.InSchema(%q)", t.Name.Schema)}
}

// call writes a call.
func call(name string, args ...string) string { return name + "(" + strings.Join(args, ", ") + ")" }

func quoted(names []string) []string {
	out := make([]string, len(names))
	for i, n := range names {
		out[i] = strconv.Quote(n)
	}
	return out
}

func stringsOf(names []string) string {
	return "[]string{" + strings.Join(quoted(names), ", ") + "}"
}

// keyName is the name of the primary key, empty where the database would give the same.
// Source: https://www.postgresql.org/docs/current/sql-createtable.html
func (g *generator) keyName(t *table) string {
	if name := t.PrimaryKey.Name; name != "PRIMARY" && !(g.dialect == "postgresql" && name == t.Name.Name+"_pkey") {
		return name
	}
	return ""
}

// keyColumns are the columns of the primary key, in the order of the table.
func (t *table) keyColumns() []string {
	var key []string
	for _, c := range t.Columns {
		if t.inKey(c.Name) {
			key = append(key, c.Name)
		}
	}
	return key
}

func (t *table) inKey(column string) bool {
	return t.PrimaryKey != nil && slices.Contains(t.PrimaryKey.Columns, column)
}

// constraintOptions are what constraints of all kinds have.
func constraintOptions(name string, timing schema.Timing, notValid bool, comment string) []string {
	var options []string
	if name != "" {
		options = append(options, fmt.Sprintf("schema.Named(%q)", name))
	}
	if timing.Deferrable {
		options = append(options, "schema.Deferrable()")
	}
	if timing.Deferred {
		options = append(options, "schema.InitiallyDeferred()")
	}
	if notValid {
		options = append(options, "schema.NotValid()")
	}
	if comment != "" {
		options = append(options, fmt.Sprintf("schema.Comment(%q)", comment))
	}
	return options
}

// with writes the options of something behind it.
func with(made string, options []string) string {
	if len(options) == 0 {
		return made
	}
	return made + ".With(" + strings.Join(options, ", ") + ")"
}

func (g *generator) key(constructor string, k *schema.KeyInfo) string {
	options := constraintOptions(k.Name, k.Timing, false, k.Comment)
	if k.NullsNotDistinct {
		options = append(options, g.dialectOption("nulls_not_distinct", "true"))
	}
	if len(k.Include) > 0 {
		options = append(options, g.dialectOption("include", stringsOf(k.Include)))
	}
	return with(call(constructor, quoted(k.Columns)...), options)
}

// actions are the constants of what happens to rows that refer to others.
var actions = map[schema.Action]string{
	schema.Cascade: "schema.Cascade", schema.SetNull: "schema.SetNull", schema.Restrict: "schema.Restrict", "SET DEFAULT": "schema.SetDefault",
}

func (g *generator) foreignKey(t *table, fk *schema.ForeignKeyInfo) []string {
	target := g.target(fk)
	if target == nil {
		t.left = append(t.left, fmt.Sprintf("the foreign key of %s to %s, which is not generated", strings.Join(fk.Columns, ", "), fk.Target))
		return nil
	}
	args := []string{stringsOf(fk.Columns), strconv.Quote(target.FullName()), stringsOf(fk.RefColumns)}
	if action := actions[fk.OnDelete]; action != "" {
		args = append(args, call("schema.OnDelete", append([]string{action}, quoted(fk.OnDeleteColumns)...)...))
	}
	if action := actions[fk.OnUpdate]; action != "" {
		args = append(args, call("schema.OnKeyUpdate", action))
	}
	if fk.Match != "" {
		args = append(args, fmt.Sprintf("schema.Match(%q)", fk.Match))
	}
	return []string{call("schema.NewForeignKey", append(args, constraintOptions(fk.Name, fk.Timing, fk.NotValid, fk.Comment)...)...)}
}

// check writes a check of a table, or of a column.
func check(how string, c *schema.CheckInfo) string {
	return call(how, append([]string{strconv.Quote(c.SQL)}, constraintOptions(c.Name, schema.Timing{}, c.NotValid, c.Comment)...)...)
}

// exclusion writes an exclusion constraint by the text that the database tells of it.
func exclusion(e *schema.ExclusionInfo) string {
	return with(call("schema.NewExcludeSQL", strconv.Quote(e.SQL)), constraintOptions(e.Name, e.Timing, false, e.Comment))
}

// columnOptions are the options of a column that its tag has no place for.
func (g *generator) columnOptions(t *table, f field) []string {
	var options []string
	if typ := f.wanted(); typ != f.tagged() {
		options = append(options, fmt.Sprintf("schema.OfType(%#v)", typ))
	}
	if t.view {
		return options
	}
	switch {
	case f.Identity != nil:
		options = append(options, identity(f.Identity))
	case f.Computed != nil:
		how := "schema.Virtual"
		if f.Computed.Stored {
			how = "schema.Stored"
		}
		options = append(options, fmt.Sprintf("schema.ComputedSQL(%q, %s)", f.Computed.SQL, how))
		if !f.Nullable {
			options = append(options, "schema.NotNull()")
		}
	case f.NumbersItself():
		if g.dialect != "sqlite" && (!t.numbered() || !f.Type.IsInteger()) { // SQLite does so by the type
			options = append(options, "schema.AutoIncrement()")
		}
	case t.numbered() && t.inKey(f.Name) && f.Default == "":
		options = append(options, "schema.NoAutoIncrement()")
	}
	for _, c := range t.Checks {
		if c.Column == f.Name {
			options = append(options, check("schema.CheckColumn", &c))
		}
	}
	if sql := f.defaultSQL(); sql != "" {
		options = append(options, fmt.Sprintf("schema.DefaultSQL(%q)", sql))
	}
	if f.OnUpdate != "" {
		options = append(options, "schema.FetchedOnUpdate()")
	}
	if f.Comment != "" {
		options = append(options, fmt.Sprintf("schema.Comment(%q)", f.Comment))
	}
	return options
}

// defaultSQL is the server default, with what MySQL has behind it for an UPDATE.
func (f *field) defaultSQL() string {
	switch {
	case f.NumbersItself() || f.Computed != nil || f.Identity != nil:
		return ""
	case f.OnUpdate == "":
		return f.Default
	case f.Default == "":
		return "NULL ON UPDATE " + f.OnUpdate
	}
	return f.Default + " ON UPDATE " + f.OnUpdate
}

// numbered reports whether gild takes it that the database numbers the primary key: see
// schema.Table.AutoIncrement.
func (t *table) numbered() bool {
	if t.PrimaryKey == nil || len(t.PrimaryKey.Columns) != 1 {
		return false
	}
	key := t.PrimaryKey.Columns[0]
	for _, fk := range t.ForeignKeys {
		if slices.Contains(fk.Columns, key) {
			return false
		}
	}
	return t.Column(key).Type.IsInteger()
}

// identity writes how an identity column counts, where it does not count from 1 on.
func identity(i *schema.IdentityInfo) string {
	name := "schema.IdentityByDefault"
	if i.Always {
		name = "schema.IdentityAlways"
	}
	counter := counterMethods(i.Counter)
	if counter == "" {
		return name + "()"
	}
	return call(name, `expr.NewSequence("")`+counter)
}

// counterMethods writes how a sequence counts, where it is not from 1 on.
func counterMethods(c schema.Counter) string {
	text := ""
	if c.Start != 0 && c.Start != 1 {
		text += fmt.Sprintf(".StartWith(%d)", c.Start)
	}
	if c.Increment != 0 && c.Increment != 1 {
		text += fmt.Sprintf(".IncrementBy(%d)", c.Increment)
	}
	if usual := c.Max == 1<<63-1 || c.Max == 1<<31-1 || c.Max == 1<<15-1 || c.Max == 0; !usual || c.Min > 1 {
		text += fmt.Sprintf(".Between(%d, %d)", c.Min, c.Max)
	}
	if c.Cache > 1 {
		text += fmt.Sprintf(".CacheSize(%d)", c.Cache)
	}
	if c.Cycle {
		text += ".Cycling()"
	}
	return text
}

// wanted is the type of the column.
func (f *field) wanted() typemap.Type {
	if f.Collation != "" && f.Type.Collation() == "" && f.Type.IsText() && len(f.Type.Labels()) == 0 {
		return f.Type.Collate(f.Collation)
	}
	return f.Type
}

// tableOptions are the options of the whole table.
func (g *generator) tableOptions(t *table) []string {
	var items []string
	if t.Comment != "" {
		items = append(items, fmt.Sprintf("schema.Comment(%q)", t.Comment))
	}
	if slices.ContainsFunc(t.Columns, func(c schema.ColumnInfo) bool { return c.Options["autoincrement"] != "" }) {
		items = append(items, g.dialectOption("autoincrement", "true"))
	}
	for _, name := range slices.Sorted(maps.Keys(t.Options)) {
		value := t.Options[name]
		switch {
		case g.dialect == "postgresql" && name == "with":
			items = append(items, g.dialectOption(name, parameters(value)))
		case g.dialect == "postgresql" && name == "partition_of":
			items = append(items, fmt.Sprintf("schema.Option{Dialect: %q, Name: %q, Value: []string{%q, %q}, After: []string{%q}}", g.dialect, name, value, t.Options["partition_bound"], value))
		case value == "" || g.dialect == "postgresql" && !slices.Contains([]string{"tablespace", "partition_by", "using"}, name):
		case g.dialect != "sqlite":
			items = append(items, g.dialectOption(name, strconv.Quote(value)))
		case name == "without_rowid":
			items = append(items, g.dialectOption("with_rowid", "false"))
		case name == "using":
			items = append(items, g.dialectOption("virtual", strconv.Quote(value)))
		case name == "strict":
			items = append(items, g.dialectOption(name, "true"))
		}
	}
	return items
}

// parameters writes storage parameters, which the database tells as "name=value, name=value".
func parameters(text string) string {
	var list []string
	for p := range strings.SplitSeq(text, ", ") {
		name, value, given := strings.Cut(p, "=")
		if given {
			value = strconv.Quote(value)
		} else {
			value = "nil"
		}
		list = append(list, fmt.Sprintf("%q: %s", name, value))
	}
	return "map[string]any{" + strings.Join(list, ", ") + "}"
}
