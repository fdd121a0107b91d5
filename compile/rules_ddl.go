package compile

import (
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/internal/sqlform"
	"github.com/gildsql/gild/schema"
)

// DDLRules are the rules for CREATE, ALTER and DROP.
type DDLRules struct {
	// Abilities are what of a schema the database creates, and how. Their Dialect is filled in.
	Abilities schema.Abilities
	// Inventory writes the query for what is there.
	Inventory func(c *Compiler, s *schema.Inventory)

	// Options are the names of the dialect's options, by what they are of: table, column, index,
	// view, primary key, foreign key, unique constraint, check, exclusion constraint.
	Options map[string][]string
	// OptionsOf is another dialect whose options hold here, too, unless there is one of its own.
	OptionsOf string

	Column     ColumnRules
	Constraint ConstraintRules
	Index      IndexRules
	Alter      AlterRules

	// Temporary are the words for temporary tables, TEMPORARY without it. TemporaryNames tells that there is no such word:
	// their names begin with #.
	Temporary      string
	TemporaryNames bool
	// TableWord returns a word between CREATE and TABLE that an option stands for, empty for none.
	TableWord func(t *schema.Table) string
	// Made reports whether something else than their definitions makes the columns of a table, and writes behind the
	// table's name what that is; MadeColumn returns what a definition adds to such a column, empty for nothing. There
	// are no columns and no constraints without it.
	Made       func(c *Compiler, t *schema.Table) bool
	MadeColumn func(c *Compiler, col *schema.Column) string
	// TableEnd writes what stands behind the parentheses of CREATE TABLE.
	TableEnd func(c *Compiler, t *schema.Table)
	// Comment writes the statement for a comment, or without one for none. Without the rule it is
	// COMMENT ON.
	Comment func(c *Compiler, on CommentTarget)
	// ViewComment is what a view is called in COMMENT ON, VIEW without it; NoComment stands for no comment, NULL without it.
	ViewComment, NoComment string
	// NoLimits are the words for sequences without smallest and greatest number, NO if they are
	// written as two words.
	NoLimits string
	// SequenceType tells that CREATE SEQUENCE names the type of the numbers.
	SequenceType bool
	// KeepsStart tells that ALTER SEQUENCE does not take START WITH, NoCache that a sequence which keeps one number
	// is written NOCACHE.
	KeepsStart, NoCache bool
	// Refresh writes the statement that reads a materialized view anew. Without the rule it is REFRESH MATERIALIZED VIEW.
	Refresh func(c *Compiler, s *schema.RefreshView)
	// KeptCascade are the words for what goes with a materialized view.
	KeptCascade string
	// ViewPrefix writes what stands before the word VIEW, ViewOptions what stands between a view's name and AS, ViewSuffix what
	// stands behind its query.
	ViewPrefix, ViewOptions, ViewSuffix func(c *Compiler, v *schema.View)
	// Cascade are the words for what goes with a table, a view or a column.
	Cascade string
	// ReplaceView are the words for a view that takes the place of another.
	ReplaceView string
	// Form are the rules by which definitions are compared, nil for those of the SQL standard.
	Form *sqlform.Rules
	// TableInto tells that a table with the rows of a query is made by SELECT ... INTO.
	TableInto bool
}

// ColumnRules are those for the definition of a column.
type ColumnRules struct {
	// Write writes all behind the column's name; auto marks the column that the database numbers by
	// itself.
	Write func(c *Compiler, col *schema.Column, auto bool)
	// Type writes the type.
	Type func(c *Compiler, col *schema.Column, auto bool)
	// Identity tells that there are identity columns.
	Identity bool
	// Computed writes how the column is computed from others.
	Computed func(c *Compiler, g *schema.Computed)
	// Options returns what options say of the column, in one form, for comparisons; nil where they are not compared.
	Options func(col *schema.Column) string
	// Default returns the text of a server default as it stands behind DEFAULT.
	Default func(text string) string
	// Serial are types by the names of those of columns that the database numbers by a sequence, in
	// small letters.
	Serial map[string]string
	// Marked tells that a column that the database numbers is marked in its definition.
	Marked bool
}

// ConstraintRules are those for constraints.
type ConstraintRules struct {
	// LeaveOut tells of a constraint that it is not written.
	LeaveOut func(con schema.Constraint) bool
	// Inherits tells of a constraint that its table has it from another one: it is not created.
	Inherits func(con schema.Constraint) bool
	// KeyWords writes what stands before the columns of a primary key or a unique constraint, Include
	// what stands behind them, End what stands behind the whole of any constraint.
	KeyWords, Include, End func(c *Compiler, con schema.Constraint)
	// KeyPart writes what stands behind a column of a primary key or a unique constraint.
	KeyPart func(c *Compiler, con schema.Constraint, column string)
	// NamelessChecks tells that checks beside a column have no names: one with a name is an element of the
	// table.
	NamelessChecks bool
	// Exclude tells that there are exclusion constraints.
	Exclude bool
	// LocalReferences tells that the table that a foreign key refers to is in the same schema, and is
	// written without it.
	LocalReferences bool
	// NoOnUpdate leaves out what happens when a key is changed, which the database does not have.
	NoOnUpdate bool
	// NoMatch tells that MATCH is an error.
	NoMatch bool
	// OnDeleteColumns tells that SET NULL may be about some columns of the key.
	OnDeleteColumns bool
	// NotValid tells that a constraint need not hold for rows that are there.
	NotValid bool
	// Drop writes what stands behind ALTER TABLE t for a constraint to go. Without the rule it is DROP
	// CONSTRAINT.
	Drop func(c *Compiler, s *schema.DropConstraint)
}

func (r *ConstraintRules) inherits(con schema.Constraint) bool {
	return r.Inherits != nil && r.Inherits(con)
}

// IndexRules are those for indexes.
type IndexRules struct {
	// Kind writes words before INDEX, Word words behind it, Using what stands before the columns, End
	// what stands behind them, but for WHERE.
	Kind, Word, Using, End func(c *Compiler, i *schema.Index)
	// Part writes what stands behind a part; name is its column or label.
	Part func(c *Compiler, i *schema.Index, name string)
	// Where returns the condition of a partial index from an option, nil for none.
	Where func(c *Compiler, i *schema.Index) expr.Expr
	// NoPartial tells that there are no partial indexes.
	NoPartial bool
	// Grouped tells of an expression that it has parentheses of its own.
	Grouped func(e expr.Expr) bool
	// NameInSchema tells that the index's name has the schema in front, TableWithout that the table's
	// has not.
	NameInSchema, TableWithout bool
	// NoIfNotExists leaves out IF NOT EXISTS.
	NoIfNotExists bool
	// DropOnTable tells that DROP INDEX names the table.
	DropOnTable bool
	// DropWord writes words behind DROP INDEX.
	DropWord func(c *Compiler, i *schema.Index)
}

// AlterRules are those for ALTER TABLE.
type AlterRules struct {
	// AddColumn stands behind ALTER TABLE t, in front of the column.
	AddColumn string
	// Column writes all behind ALTER TABLE t that changes a column. Without the rule it cannot be
	// done.
	Column func(c *Compiler, s *schema.AlterColumn)
	// Options writes what behind ALTER TABLE t changes an option. Without the rule it cannot be done.
	Options func(c *Compiler, option schema.Setting)
	// Identity writes all behind ALTER TABLE t that gives a column an identity or takes it. Without the
	// rule it cannot be done.
	Identity func(c *Compiler, s *schema.AlterIdentity)
	// Advance writes the statement that lets the numbers of an identity begin behind those of rows.
	Advance func(c *Compiler, t *schema.Table, col *schema.Column)
	// Number writes the statement that gives a column a sequence of its own, or takes it. Without the rule it cannot
	// be done.
	Number func(c *Compiler, t *schema.Table, s *schema.NumberColumn)
	// RenameTable, RenameColumn, RenameIndex, RenameConstraint and SetSchema write the whole statement.
	// Without RenameIndex, RenameConstraint or SetSchema it cannot be done.
	RenameTable      func(c *Compiler, s *schema.RenameTable)
	RenameColumn     func(c *Compiler, s *schema.RenameColumn)
	RenameIndex      func(c *Compiler, s *schema.RenameIndex)
	RenameConstraint func(c *Compiler, s *schema.RenameConstraint)
	SetSchema        func(c *Compiler, s *schema.SetSchema)
	// CopyRows are the words behind INSERT where rows go into the new form of their table.
	CopyRows string
	// NoConstraints tells that constraints are part of CREATE TABLE alone.
	NoConstraints bool
	// NoIfExists tells that columns are added and dropped without IF EXISTS.
	NoIfExists bool
}

// defaultDDL are the rules of the SQL standard.
func defaultDDL() DDLRules {
	return DDLRules{
		Abilities: schema.Abilities{Sequences: true, Alter: true, TableIfNotExists: true, IndexIfNotExists: true},
		Column: ColumnRules{
			Write:    StandardColumn,
			Type:     func(c *Compiler, col *schema.Column, _ bool) { c.TypeName(col.Type()) },
			Computed: GeneratedAlways,
			Identity: true,
			Default:  func(text string) string { return text },
		},
		NoLimits:    "NO ",
		Cascade:     " CASCADE",
		KeptCascade: " CASCADE",
		ReplaceView: "OR REPLACE",
		Alter:       AlterRules{AddColumn: "ADD COLUMN "},
	}
}

// ddl writes a statement of DDL, and reports whether n is one.
func (c *Compiler) ddl(n expr.Node) bool {
	switch n := n.(type) {
	case *schema.CreateTable:
		c.createTable(n)
	case *schema.DropTable:
		c.dropTable(n)
	case *schema.CreateIndex:
		c.createIndex(n)
	case *schema.DropIndex:
		c.dropIndex(n)
	case *schema.AddConstraint:
		c.addConstraint(n)
	case *schema.DropConstraint:
		c.dropConstraint(n)
	case *schema.CreateSequence:
		c.createSequence(n)
	case *schema.DropSequence:
		c.dropSequence(n)
	case *schema.AlterSequence:
		c.alterSequence(n)
	case *schema.CreateSchema:
		c.createSchema(n)
	case *schema.DropSchema:
		c.dropSchema(n)
	case *schema.TextDDL:
		c.textDDL(n)
	case *schema.Inventory:
		c.inventory(n)
	default:
		return c.ddlOfTypes(n) || c.ddlAlter(n)
	}
	return true
}

// ddlOfTypes writes a statement about a type, a view or a comment, and reports whether n is one.
func (c *Compiler) ddlOfTypes(n expr.Node) bool {
	switch n := n.(type) {
	case *schema.CreateEnum:
		c.createEnum(n)
	case *schema.DropEnum:
		c.dropEnum(n)
	case *schema.AddLabel:
		c.addLabel(n)
	case *schema.RenameEnum:
		c.renameEnum(n)
	case *schema.AlterDomain:
		c.alterDomain(n)
	case *schema.CreateDomain:
		c.createDomain(n)
	case *schema.DropDomain:
		c.dropDomain(n)
	case *schema.CreateView:
		c.createView(n)
	case *schema.DropView:
		c.dropView(n)
	case *schema.RefreshView:
		c.refreshView(n)
	case *schema.CreateTableAs:
		c.createTableAs(n)
	case *schema.SetComment:
		c.comment("SET COMMENT", n.On, CommentTarget{Replaces: n.Replaces})
	case *schema.DropComment:
		c.comment("DROP COMMENT", n.On, CommentTarget{Drop: true})
	case *literals:
		c.writeLiterals(n)
	default:
		return false
	}
	return true
}

// literals is an expression or a query whose values are written as literals: a part of DDL, which
// takes no parameters.
type literals struct {
	expr.StatementBase
	node expr.Node
	bare bool // columns are written without their table
}

// Fields declares the node.
func (l *literals) Fields(v expr.Visitor) {
	switch n := l.node.(type) {
	case expr.Query:
		v.Query(&n)
	case expr.Expr:
		v.Expr(&n)
	}
	v.Opaque()
}

func (c *Compiler) writeLiterals(l *literals) {
	c.inline, c.bare = true, l.bare
	c.Node(l.node)
}

// Literals returns the text of an expression, or of a query, with its values as literals. With bare,
// columns are written without their table.
func (c *Compiler) Literals(n expr.Node, bare bool) string {
	text, err := Literal(c.rules, &literals{node: n, bare: bare}, nil)
	if e, ok := err.(*Error); ok {
		err = e.Err
	}
	if err != nil {
		c.Fail(err)
	}
	return text
}
