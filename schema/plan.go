package schema

import (
	"fmt"
	"slices"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// Abilities are what of a schema a database can create, and how. Each dialect has them.
type Abilities struct {
	Dialect           string
	OptionsOf         string // another dialect whose options hold here, too, empty for none
	Enums             bool   // types with a name that are enums
	Domains           bool
	Sequences         bool
	Comments          bool     // by statements of their own
	ConstraintComment bool     // of constraints
	ViewComments      bool     // of views, among the Comments
	ObjectComments    bool     // of indexes, sequences and enums, among the Comments
	ColumnComments    bool     // columns and tables have comments, however they are said
	ColumnChecks      bool     // checks beside a column are part of it, if they have no names
	RestrictIsNone    bool     // ON DELETE RESTRICT is what is done anyway
	KeyIndexes        bool     // a foreign key makes an index of its own name where there is none
	UniqueIndexes     bool     // a unique constraint is nothing but an index
	KeepsViews        bool     // the query of a view is kept as it was written
	ReplacesViews     bool     // a view can take the place of another one: CREATE OR REPLACE VIEW
	NumbersKeys       bool     // a column is numbered while it is part of a key, and not before
	ViewsHold         bool     // what a view reads can neither go nor get another type, and the columns of a view stay as they are
	NamesParts        bool     // constraints without a name are called by table, columns and kind
	RenamesParts      bool     // constraints and indexes can be given other names
	Rebuild           *Rebuild // how tables are changed by new ones in their place, nil where ALTER TABLE does so
	Alter             bool     // ALTER TABLE adds and drops constraints
	TableIfNotExists  bool
	IndexIfNotExists  bool
	Materialized      bool   // views that keep their rows
	Transactional     bool   // DDL can be rolled back
	TempSchema        string // in which temporary views are, empty for none
	EmptyTables       bool   // a table may be without columns
	MaxName           int    // the longest name, in bytes; 0 for no limit
	// Settings are the options of a table that an ALTER TABLE changes, by the names that the database has for them
	// and in one form; nil where options are not compared one by one. TextSettings are those among them that texts take
	// over from their table, in the order in which they are set: one alone would bring what is usual for the others.
	Settings     func(o Options) map[string]string
	TextSettings []string
	// PartOptions returns what options say of a constraint, its own and those of its columns, in one form; nil where they are
	// its own, as they are given.
	PartOptions func(c Constraint) map[string]any
	// PartOf returns the name of the table that one with options is a part of, whose columns are its own; empty for a
	// table that is part of none. It is nil where there are no such tables.
	PartOf func(o Options) string
	// Virtual returns what makes a table with options, and its columns, empty for a table as others are. It is nil
	// where there are no such tables.
	Virtual func(o Options) string
	// InSchema tells what the database calls a schema, nil where schemas have their own names.
	InSchema func(schema string) string
}

// optionsIn are the options that are for databases of the kind.
func (a *Abilities) optionsIn(o Options) map[string]any {
	all := map[string]any{}
	for _, dialect := range []string{a.OptionsOf, a.Dialect} {
		for name, value := range o.Of(dialect) {
			all[name] = value
		}
	}
	return all
}

// in is what the database calls a schema.
func (a *Abilities) in(schema string) string {
	if a.InSchema == nil {
		return schema
	}
	return a.InSchema(schema)
}

// Rebuild are the statements around a new table in the place of an old one, as SQL text, by which no row that
// refers to the old one goes with it.
type Rebuild struct {
	// State tells whether foreign keys are held, by the number 1; Suspend and Resume turn that off and on,
	// which is of no effect in a transaction.
	State, Suspend, Resume string
	// Begin and End stand around the steps of one transaction.
	Begin, End string
	// Check has a row for each row that violates a foreign key.
	Check string
	// Triggers is the query for the names and texts of the triggers of a table, Again creates one anew, Views is
	// the query for the names of views. in is the schema, by the database's name for it.
	Triggers func(in string, t *Table) string
	Again    func(in, text string) string
	Views    func(in string) string
	// Writes are statements that change nothing and fail if a trigger of the table cannot run, Reads one that
	// fails if a view cannot be read.
	Writes func(in string, t *Table) []string
	Reads  func(in, view string) string
	// Numbers keeps how far the numbers of %(from)s went for %(to)s, which stand between quotes.
	Numbers func(in string) []string
}

// CreateStatements returns the statements that create all of the MetaData on a database that has
// nothing of it: types, sequences, tables with their indexes and comments, foreign keys that make a
// circle, views. It fails for mistakes in definitions, and for circles that cannot be broken.
func (m *MetaData) CreateStatements(a Abilities) ([]expr.Statement, error) {
	p, err := m.plan(a, nil)
	if err != nil {
		return nil, err
	}
	p.create()
	return p.statements(), nil
}

// DropStatements returns the statements that drop all of the MetaData, the other way round. It
// fails for a foreign key of a circle that has no name by which it could be dropped.
func (m *MetaData) DropStatements(a Abilities) ([]expr.Statement, error) {
	p, err := m.plan(a, nil)
	if err != nil {
		return nil, err
	}
	if err := p.drop(); err != nil {
		return nil, err
	}
	return p.statements(), nil
}

// A planner puts the statements of CreateAll and DropAll together.
type planner struct {
	meta    *MetaData
	can     Abilities
	exists  func(kind, schema, name string) bool // nil: not to be asked
	only    []*Table                             // nil for all
	tables  []*Table                             // sorted
	late    []*ForeignKey
	steps   []step
	outside []step // what cannot be part of a transaction
}

// A step is a statement, or the hooks of a moment.
type step struct {
	stmt       expr.Statement
	what, name string
	table      *Table // whose hooks are run, if there is no statement
	when       Moment
}

func (m *MetaData) plan(a Abilities, only []*Table) (*planner, error) {
	if err := m.Err(); err != nil {
		return nil, err
	}
	for _, v := range m.Views() {
		if err := v.Err(); err != nil {
			return nil, err
		}
	}
	tables := only
	if tables == nil {
		tables = m.Tables()
	}
	for _, t := range tables {
		if len(t.columns) == 0 && a.virtual(t) == "" && !a.EmptyTables {
			return nil, fmt.Errorf("gild: table %q has no columns", t.FullName())
		}
	}
	p := &planner{meta: m, can: a, only: only}
	var err error
	if p.tables, p.late, err = SortTablesAndConstraints(tables); err != nil {
		return nil, err
	}
	if !a.Alter {
		p.late = nil
	}
	return p, nil
}

func (p *planner) add(stmt expr.Statement, what, name string) {
	p.steps = append(p.steps, step{stmt: stmt, what: what, name: name})
}

func (p *planner) hook(t *Table, when Moment) {
	if len(t.hooks[when]) > 0 {
		p.steps = append(p.steps, step{table: t, when: when})
	}
}

func (p *planner) statements() []expr.Statement {
	var list []expr.Statement
	for _, s := range append(slices.Clip(p.steps), p.outside...) {
		if s.stmt != nil {
			list = append(list, s.stmt)
		}
	}
	return list
}

// missing and present tell whether something is to be created, or to be dropped.
func (p *planner) missing(kind, schema, name string) bool {
	return p.exists == nil || !p.exists(kind, schema, name)
}

func (p *planner) present(kind, schema, name string) bool {
	return p.exists == nil || p.exists(kind, schema, name)
}

func (p *planner) create() {
	p.createTypes()
	for _, t := range p.tables {
		p.createTable(t)
	}
	for _, fk := range p.late {
		if fk.On(p.can.Dialect) && p.missing("table", fk.table.schema, fk.table.name) {
			p.add(&AddConstraint{Constraint: fk}, "add "+describe(fk)+" of table", fk.table.name)
			p.constraintComment(fk)
		}
	}
	if p.only == nil {
		for _, v := range p.sortedViews() {
			p.createView(v)
		}
	}
}

// enums are the types with a name that the tables need: all of the MetaData's if all tables are.
func (p *planner) enums() []typemap.Type {
	if p.only == nil {
		return p.meta.Enums(p.can.Dialect)
	}
	some := NewMetaData()
	some.domains, some.tables = p.meta.domains, p.only
	return some.Enums(p.can.Dialect)
}

func (p *planner) createTypes() {
	if p.can.Enums {
		for _, e := range p.enums() {
			if schema, name, _ := e.EnumName(); p.missing("type", schema, name) {
				p.add(&CreateEnum{Type: e}, "create type", name)
				p.objectComment(p.meta.enumComment(e), "type", name)
			}
		}
	}
	if p.can.Domains {
		for _, d := range p.meta.sortedDomains() {
			if p.missing("type", d.Schema, d.Name) {
				p.add(&CreateDomain{Domain: d}, "create domain", d.Name)
				for _, s := range domainComments(d) {
					p.add(s, "set a comment of domain", d.Name)
				}
			}
		}
	}
	if p.can.Sequences && p.only == nil {
		for _, s := range p.meta.Sequences() {
			if p.missing("sequence", s.Schema, s.Name) {
				p.add(&CreateSequence{Sequence: s}, "create sequence", s.Name)
				p.objectComment(s, "sequence", s.Name)
			}
		}
	}
}

// createTableAlone creates a table that is not there, without hooks.
func (p *planner) createTableAlone(t *Table) {
	p.add(&CreateTable{Table: t, Without: p.late, Inline: !p.can.Alter}, "create table", t.FullName())
	for _, i := range t.indexes {
		if i.IsOn(p.can.Dialect) {
			for _, s := range indexStatements(i, &p.can) {
				p.add(s, "create index", i.Name)
			}
		}
	}
	p.comments(t)
}

func (p *planner) createTable(t *Table) {
	if p.missing("table", t.schema, t.name) {
		p.hook(t, BeforeCreate)
		p.add(&CreateTable{
			Table: t, IfNotExists: p.exists != nil && p.can.TableIfNotExists, Without: p.late, Inline: !p.can.Alter,
		}, "create table", t.FullName())
		defer p.hook(t, AfterCreate)
		defer p.comments(t)
	}
	for _, i := range t.indexes {
		if !i.IsOn(p.can.Dialect) || !p.missing("index", t.schema, i.Name) {
			continue
		}
		steps := &p.steps
		if i.Options.Get(p.can.Dialect, "concurrently") == true {
			steps = &p.outside
		}
		for _, s := range indexStatements(i, &p.can) {
			if create, ok := s.(*CreateIndex); ok {
				create.IfNotExists = p.exists != nil && p.can.IndexIfNotExists
			}
			*steps = append(*steps, step{stmt: s, what: "create index", name: i.Name})
		}
	}
}

// objectComment sets the comment of what is no part of a table.
func (p *planner) objectComment(on Commented, what, name string) {
	for _, s := range commentsOf(on, &p.can) {
		p.add(s, "set the comment of "+what, name)
	}
}

func (p *planner) comments(t *Table) {
	if !p.can.Comments {
		return
	}
	if t.comment != "" {
		p.add(&SetComment{On: t}, "set the comment of table", t.FullName())
	}
	for _, c := range t.columns {
		if c.Comment != "" && !c.System {
			p.add(&SetComment{On: c}, "set the comment of column", t.FullName()+"."+c.name)
		}
	}
	for _, c := range t.constraints {
		if fk, ok := c.(*ForeignKey); !ok || !slices.Contains(p.late, fk) {
			p.constraintComment(c)
		}
	}
}

func (p *planner) constraintComment(c Constraint) {
	if base := c.Base(); base.Comment != "" && p.can.ConstraintComment && base.Name != "" && base.On(p.can.Dialect) {
		p.add(&SetComment{On: c}, "set the comment of", describe(c))
	}
}

func (p *planner) createView(v *View) {
	if !p.missing("view", v.Schema, v.Name) {
		return
	}
	for _, s := range viewStatements(v, &p.can) {
		p.add(s, "create view", v.FullName())
	}
}

// sortedViews are the views, each behind those that it reads.
func (p *planner) sortedViews() []*View {
	var sorted []*View
	todo := p.meta.Views()
	for len(todo) > 0 {
		waits := func(v *View) bool {
			return slices.ContainsFunc(todo, func(other *View) bool {
				return other != v && slices.Contains(v.after, other.table)
			})
		}
		i := slices.IndexFunc(todo, func(v *View) bool { return !waits(v) })
		i = max(i, 0) // a query cannot read a view that is defined later, so that there is one
		sorted = append(sorted, todo[i])
		todo = slices.Delete(todo, i, i+1)
	}
	return sorted
}

func (p *planner) drop() error {
	if p.only == nil {
		for _, v := range slices.Backward(p.sortedViews()) {
			if p.present("view", v.Schema, v.Name) {
				p.add(&DropView{View: v, IfExists: p.exists != nil && p.can.TableIfNotExists}, "drop view", v.FullName())
			}
		}
	}
	for _, fk := range p.late {
		if !fk.On(p.can.Dialect) || !p.present("table", fk.table.schema, fk.table.name) {
			continue
		}
		if fk.Name == "" {
			return fmt.Errorf("gild: table %q: %s is part of a circle and has no name by which it could be dropped: give it one with Named, or the MetaData a NamingConvention",
				fk.table.FullName(), describe(fk))
		}
		p.add(&DropConstraint{Constraint: fk}, "drop "+describe(fk)+" of table", fk.table.name)
	}
	for _, t := range slices.Backward(p.tables) {
		if p.present("table", t.schema, t.name) && !p.goesWith(t) {
			p.hook(t, BeforeDrop)
			p.add(&DropTable{Table: t, IfExists: p.exists != nil && p.can.TableIfNotExists}, "drop table", t.FullName())
			p.hook(t, AfterDrop)
		}
	}
	if p.only == nil {
		p.dropTypes()
	}
	return nil
}

// goesWith reports whether a table is dropped with the one that it is a part of, which what refers to that one goes before.
func (p *planner) goesWith(t *Table) bool {
	name := p.can.partOf(t)
	if name == "" {
		return false
	}
	whole := t.Other(name)
	return whole != nil && slices.Contains(p.tables, whole) && p.present("table", whole.schema, whole.name)
}

func (p *planner) dropTypes() {
	if p.can.Sequences {
		for _, s := range p.meta.Sequences() {
			if p.present("sequence", s.Schema, s.Name) {
				p.add(&DropSequence{Sequence: s}, "drop sequence", s.Name)
			}
		}
	}
	if p.can.Domains {
		for _, d := range slices.Backward(p.meta.sortedDomains()) {
			if p.present("type", d.Schema, d.Name) {
				p.add(&DropDomain{Domain: d}, "drop domain", d.Name)
			}
		}
	}
	if p.can.Enums {
		for _, e := range p.enums() {
			if schema, name, _ := e.EnumName(); p.present("type", schema, name) {
				p.add(&DropEnum{Type: e}, "drop type", name)
			}
		}
	}
}
