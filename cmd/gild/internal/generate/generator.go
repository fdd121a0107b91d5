package generate

import (
	"cmp"
	"errors"
	"maps"
	"slices"
	"strings"

	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

// Source is what Go is generated from: what a database told of itself.
type Source struct {
	Dialect   string // the name of its dialect
	Tables    []schema.TableInfo
	Sequences []schema.SequenceInfo // those that belong to no column
	Domains   []schema.DomainInfo
	Enums     []schema.EnumInfo
	// Reflection makes definitions of what its database told. Without one, there is nothing but what all databases have.
	Reflection *schema.Reflection
}

// ErrNoTables says that there is nothing to generate Go for.
var ErrNoTables = errors.New("there are no tables to generate Go for")

// Generate returns the files of a package, the same on every run.
func Generate(s Source, o Options) ([]File, error) {
	if err := o.Check(); err != nil {
		return nil, err
	}
	g := &generator{source: s, options: o, dialect: s.Dialect, grammar: newGrammar(o.Plurals), byName: map[schema.Name]*table{},
		top: scope{"Meta": true, "Registry": true, "Views": true}, enums: map[string]*enum{}, rules: cmp.Or(s.Reflection, &schema.Reflection{Dialect: s.Dialect})}
	infos := slices.Clone(s.Tables)
	slices.SortFunc(infos, func(a, b schema.TableInfo) int { return strings.Compare(a.Name.String(), b.Name.String()) })
	if len(infos) == 0 {
		return nil, ErrNoTables
	}
	if err := o.unknown(infos); err != nil {
		return nil, err
	}
	if err := g.read(infos); err != nil {
		return nil, err
	}
	g.relate()
	files, err := g.files()
	if err := errors.Join(append(g.errs, err)...); err != nil {
		return nil, err
	}
	return files, nil
}

// generator knows the names of everything.
type generator struct {
	source  Source
	options Options
	dialect string
	grammar grammar
	tables  []*table
	byName  map[schema.Name]*table
	top     scope
	enums   map[string]*enum // by what tells them apart
	rules   *schema.Reflection
	errs    []error
}

// table is a table or view with its Go names.
type table struct {
	*schema.TableInfo
	defined   *schema.Table
	options   TableOptions
	row       string // the struct for rows
	variable  string // the typed table
	file      string
	view      bool
	link      bool // it only joins two others
	fields    []field
	taken     scope // of fields
	relations []relation
	left      []string // what could not be written, in words
}

// entity reports whether the ORM maps the table.
func (t *table) entity() bool { return !t.view && !t.link && t.PrimaryKey != nil }

// field is a column with its Go name and type.
type field struct {
	*schema.ColumnInfo
	goName string
	goType
}

// enum is a Go type for a fixed set of texts.
type enum struct {
	goName string
	of     string // what it is of, in words
	labels []string
	values []string // the constants
}

func (g *generator) read(infos []schema.TableInfo) error {
	files := scope{"gild": true, "enums": true}
	for i := range infos {
		info := &infos[i]
		t := &table{TableInfo: info, defined: g.define(info), options: g.options.Tables[info.Name.Name],
			view: info.Kind&(schema.RelationView|schema.RelationMaterializedView) != 0, file: files.take(fileName(info.Name.Name))}
		g.tables, g.byName[info.Name] = append(g.tables, t), t
		for _, name := range []string{t.options.Type, t.options.Var} {
			g.top[name] = true
		}
	}
	for _, t := range g.tables {
		one := exported(g.grammar.singular(t.Name.Name))
		t.row = cmp.Or(t.options.Type, one)
		if t.options.Type == "" {
			t.row = g.top.take(one, one+"Row")
		}
	}
	for _, t := range g.tables {
		many := exported(g.grammar.plural(t.Name.Name))
		t.variable = t.options.Var
		if t.variable == "" {
			t.variable = g.top.take(many, many+"Table")
		}
	}
	for _, t := range g.tables {
		if err := g.readFields(t); err != nil {
			return err
		}
	}
	for _, t := range g.tables {
		t.link = g.isLink(t)
	}
	return nil
}

// reserved are names that fields cannot have: those of what is embedded, and of methods that
// schema.Define keeps free.
var reserved = set("Entity Table Columns Fields Fixed FromName Unwrap")

func (g *generator) readFields(t *table) error {
	t.taken = maps.Clone(reserved)
	for _, c := range t.options.Columns {
		if c.Field != "" {
			t.taken[c.Field] = true
		}
	}
	for i := range t.Columns {
		c := &t.Columns[i]
		if c.Name == "" { // which SQLite allows
			t.left = append(t.left, "a column without a name")
			continue
		}
		f := field{ColumnInfo: c, goName: t.options.Columns[c.Name].Field}
		if f.goName == "" {
			name := exported(c.Name)
			f.goName = t.taken.take(name, name+"Column")
		}
		var err error
		if f.goType, err = g.typeOf(t.Name.Name, c); err != nil {
			return err
		}
		if _, own := g.options.ownType(t.Name.Name, c); !own && len(c.Type.Labels()) > 0 && c.Type.Kind == typemap.KindString {
			f.text = g.enum(t, f).goName
		}
		t.fields = append(t.fields, f)
	}
	return nil
}

// enum returns the Go type for the enum of a column: one for each type of the database that has a
// name, else the column's own.
func (g *generator) enum(t *table, f field) *enum {
	schemaName, name, _ := f.Type.EnumName()
	key, of := schemaName+"."+name, "the type "+name
	if name == "" {
		key, name, of = t.Name.String()+"."+f.Name, t.row+"_"+f.goName, "the column "+f.Name+" of "+t.Name.Name
	}
	if known := g.enums[key]; known != nil {
		return known
	}
	made := exported(name)
	e := &enum{goName: g.top.take(made, made+"Enum"), of: of, labels: f.Type.Labels()}
	for _, label := range e.labels {
		word := ""
		for _, part := range words(label) {
			word += goWord(part)
		}
		e.values = append(e.values, g.top.take(e.goName+cmp.Or(word, "X")))
	}
	g.enums[key] = e
	return e
}

func sorted[K cmp.Ordered, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }
