package generate

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

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
	if key := t.PrimaryKey; key != nil {
		named := *key
		named.Name = g.keyName(t)
		if options := g.keyOptions(&named); options != nil || !slices.Equal(key.Columns, t.keyColumns()) {
			items = append(items, with(call("schema.NewPrimaryKey", quoted(key.Columns)...), options))
		}
	}
	for i := range t.Uniques {
		if k := &t.Uniques[i]; t.hasUnique(k) {
			items = append(items, with(call("schema.NewUnique", quoted(k.Columns)...), g.keyOptions(k)))
		}
	}
	for i := range t.ForeignKeys {
		items = append(items, g.foreignKey(t, &t.ForeignKeys[i])...)
	}
	for _, c := range t.Checks {
		if c.Column == "" && !c.Inherited {
			items = append(items, g.check("schema.NewCheck", &c))
		}
	}
	for _, e := range t.Exclusions {
		items = append(items, exclusion(&e))
	}
	for i := range t.Indexes {
		if t.defined.Index(t.Indexes[i].Name) != nil {
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

// keyName is the name of the primary key, empty where the database would give the same and no comment needs it.
// Source: https://www.postgresql.org/docs/current/sql-createtable.html
func (g *generator) keyName(t *table) string {
	usual := g.dialect == "postgresql" && t.PrimaryKey.Name == t.Name.Name+"_pkey" && t.PrimaryKey.Comment == ""
	if name := t.PrimaryKey.Name; name != "PRIMARY" && !usual {
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

func (g *generator) keyOptions(k *schema.KeyInfo) []string {
	options := constraintOptions(k.Name, k.Timing, false, k.Comment)
	if g.rules.KeyOptions != nil {
		options = append(options, written(g, g.rules.KeyOptions(k))...)
	}
	return options
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
func (g *generator) check(how string, c *schema.CheckInfo) string {
	args := append([]string{strconv.Quote(c.SQL)}, constraintOptions(c.Name, schema.Timing{}, c.NotValid, c.Comment)...)
	if g.rules.CheckOptions != nil {
		args = append(args, written(g, g.rules.CheckOptions(c))...)
	}
	return call(how, args...)
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
	if f.Inherited && t.Options["partition_of"] == "" { // a partition has all columns of its table anyway
		options = append(options, "schema.Inherited()")
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
			options = append(options, g.check("schema.CheckColumn", &c))
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
	if g.rules.ColumnOptions != nil {
		options = append(options, written(g, g.rules.ColumnOptions(f.ColumnInfo))...)
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
	if g.rules.TableItems != nil {
		items = append(items, written(g, g.rules.TableItems(t.TableInfo))...)
	}
	if by := t.Options["partition_by"]; by != "" && t.defined.Options().Get(g.rules.Dialect, "partition_by") == nil {
		t.left = append(t.left, "its partitions by "+by)
	}
	return items
}
