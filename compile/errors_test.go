package compile_test

import (
	"database/sql/driver"
	"errors"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/dialect"
	"github.com/gildsql/gild/dialect/postgres"
	"github.com/gildsql/gild/dialect/sqlite"
	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/schema"
	"github.com/gildsql/gild/typemap"
)

var dialects = []*dialect.Dialect{sqlite.Dialect, postgres.Dialect}

var (
	meta  = schema.NewMetaData()
	users = schema.Define[struct {
		schema.Table `gild:"users"`
		ID           expr.Col[int64]  `gild:"id,pk"`
		Name         expr.Col[string] `gild:"name"`
	}](meta)
	mails = schema.Define[struct {
		schema.Table `gild:"mails"`
		ID           expr.Col[int64] `gild:"id,pk"`
		UserID       expr.Col[int64] `gild:"user_id,fk=users.id"`
		CcID         expr.Col[int64] `gild:"cc_id,fk=users.id"`
	}](meta)
	tags = schema.Define[struct {
		schema.Table `gild:"tags"`
		ID           expr.Col[int64] `gild:"id,pk"`
	}](meta)
	broken = schema.Define[struct {
		schema.Table `gild:"broken"`
		ID           expr.Col[int64] `gild:"id,pk,colour=red"`
	}](meta)
	lonely = schema.NewTable(meta, "lonely", schema.NewColumn("a", typemap.BigInt()))
	odd    = schema.NewTable(meta, "odd", schema.NewColumn("a", typemap.BigInt()),
		schema.NewForeignKey([]string{"a", "b"}, "users", []string{"id"}))
)

// undefined is a struct that nobody has given to schema.Define.
var undefined struct {
	schema.Table `gild:"undefined"`
	ID           expr.Col[int64]
}

type foreignNode struct{ expr.ExprBase }

func TestMistakes(t *testing.T) {
	var (
		noSelect *expr.SelectStmt
		noTable  *schema.Table
		noLabel  *expr.Label
		noColumn *expr.Column
	)
	one := expr.Select(users.ID)
	for _, tt := range []struct {
		name      string
		stmt      expr.Statement
		construct string
		want      string
	}{
		{"nil statement", nil, "statement", "nil"},
		{"nil select", noSelect, "statement", "nil *expr.SelectStmt"},
		{"nil item", expr.Select(nil), "SELECT", "nil item"},
		{"nil label", expr.Select(noLabel), "SELECT", "a nil expression"},
		{"nil table as an item", expr.Select(noTable), "SELECT", "a nil table"},
		{"nil condition", one.Where(nil), "SELECT", "Where of a nil expression"},
		{"nil in and", one.Where(expr.And(nil, users.ID.Eq(1))), "SELECT", "a nil expression"},
		{"nil in not", one.Where(expr.Not(nil)), "SELECT", "a nil expression"},
		{"nil column", one.Where(noColumn), "SELECT", "a nil expression"},
		{"nil from", one.From(nil), "SELECT", "From of a nil table"},
		{"nil join", one.Join(nil), "SELECT", "Join of a nil table"},
		{"join after a nil table", expr.Select().From(nil).Join(tags), "SELECT", "From of a nil table"},
		{"nil join on", one.JoinOn(tags, nil), "SELECT", "JoinOn of a nil expression"},
		{"nil group by", one.GroupBy(nil), "SELECT", "GroupBy of a nil expression"},
		{"nil correlation", one.Where(expr.Exists(one.Correlate(nil))), "SELECT", "Correlate of a nil table"},
		{"nil CTE", one.AddCTE(nil), "SELECT", "AddCTE of a nil table"},
		{"parameter of a nil text", (*expr.TextStmt)(nil).Bind("a", 1), "text", "begin with expr.Text"},
		{"nil order by", one.OrderBy(noLabel.Desc()), "SELECT", "a nil expression"},
		{"nil in select", one.Where(users.ID.InSelect(nil)), "SELECT", "a nil SELECT"},
		{"nil exists", one.Where(expr.Exists(nil)), "SELECT", "a nil SELECT"},
		{"nil scalar", expr.Select(&expr.Scalar{}), "SELECT", "a nil <nil>"},
		{"nil argument", expr.Select(expr.Lower(nil)), "SELECT", "a nil expression"},
		{"nil counted", expr.Select(expr.Count(nil)), "SELECT", "a nil expression"},
		{"Distinct of no call", expr.Select(expr.FnOf[any](users.ID).Distinct()), "SELECT", "Distinct on what is no function call"},
		{"nil window", expr.Select(expr.Over(users.ID, nil)), "SELECT", "a nil window"},
		{"two windows", expr.Select(expr.Rank().Over(expr.Window(), expr.Window())), "SELECT", "more than one window"},
		{"two frames", expr.Select(expr.Rank().Over(expr.Window().Rows(expr.Unbounded(), expr.CurrentRow()).Range(expr.Unbounded(), expr.CurrentRow()))), "window", "only one of Rows, Range and Groups"},
		{"bound with a value", expr.Select(expr.Rank().Over(expr.Window().Rows(expr.FrameBound{Value: users.ID}, expr.CurrentRow()))), "window", "takes no value"},
		{"bound without a value", expr.Select(expr.Rank().Over(expr.Window().Rows(expr.Preceding(nil), expr.CurrentRow()))), "window", "without a value"},
		{"bound of the future", expr.Select(expr.Rank().Over(expr.Window().Rows(expr.FrameBound{Kind: 9}, expr.CurrentRow()))), "window", "no known kind"},
		{"exclusion of SQL", expr.Select(expr.Rank().Over(expr.Window().Rows(expr.Unbounded(), expr.CurrentRow()).Exclude("x)"))), "window frame", "cannot exclude"},
		{"exclusion without a frame", expr.Select(expr.Rank().Over(expr.Window().Exclude(expr.ExcludeTies))), "window frame", "use Rows, Range or Groups"},
		{"zero over", expr.Select(&expr.OverExpr{}), "SELECT", "nil"},
		{"zero filter", expr.Select(&expr.FilterExpr{}), "SELECT", "nil"},
		{"zero within group", expr.Select(&expr.WithinGroup{}), "WITHIN GROUP", "nothing to order by"},
		{"within nothing", expr.Select(expr.CountAll().WithinGroup()), "SELECT", "what to order by"},
		{"no sequence", expr.Select(expr.NextValue(nil)), "SELECT", "no sequence"},
		{"strings without a separator", expr.Select(expr.Func[string]("aggregate_strings", users.ID)), "function aggregate_strings", "separator"},
		{"nil operand", one.Where(users.ID.EqExpr(nil)), "SELECT", "a nil expression"},
		{"nil aliased", expr.Select(expr.As(nil, "x").C("id")), "SELECT", "a nil table"},
		{"nil of a dynamic column", expr.Select(expr.DynamicColumn(nil, "id")), "SELECT", "a nil table"},
		{"nil of a column", expr.Select(expr.NewColumn(nil, "id", typemap.Text())), "SELECT", "a nil table"},
		{"zero column", expr.Select(&expr.Column{}), "SELECT", "belongs to no table"},
		{"zero typed column", expr.Select(expr.Col[int]{}), "SELECT", "fill typed columns with schema.Define"},
		{"zero typed column in a condition", one.Where(expr.Col[int]{}.Eq(1)), "SELECT", "fill typed columns with schema.Define"},
		{"zero expression", expr.Select(expr.X[int]{}), "SELECT", "schema.Define"},
		{"zero condition", one.Where(expr.Cond{}), "SELECT", "schema.Define"},
		{"column of a struct not defined", expr.Select(undefined.ID), "SELECT", "schema.Define"},
		{"table of a struct not defined", one.From(&undefined), "SELECT", "schema.Define"},
		{"zero alias", one.From(&expr.Alias{}), "SELECT", "nil"},
		{"zero binary", one.Where(&expr.Binary{}), "SELECT", "operator 0"},
		{"operator in the wrong place", one.Where(&expr.Binary{Op: expr.OpNot, Left: users.ID, Right: users.ID}), "SELECT", "between two expressions"},
		{"operator of the future", one.Where(&expr.Binary{Op: 99, Left: users.ID, Right: users.ID}), "SELECT", "operator 99"},
		{"operator of the past", one.Where(&expr.Unary{Op: -1, Operand: users.ID}), "SELECT", "operator -1"},
		{"operator inside", one.Where(users.ID.EqExpr(expr.Typed[int64](&expr.Unary{Op: 77, Operand: users.ID}))), "SELECT", "operator 77"},
		{"binary without sides", one.Where(&expr.Binary{Op: expr.OpEq}), "SELECT", "nil"},
		{"between without bounds", one.Where(&expr.Binary{Op: expr.OpBetween, Left: users.ID, Right: &expr.Logical{Op: expr.OpAnd}}), "SELECT", "two bounds"},
		{"zero logical", one.Where(&expr.Logical{}), "SELECT", "operator 0"},
		{"empty logical", one.Where(expr.Not(&expr.Logical{Op: expr.OpAnd})), "SELECT", "without conditions"},
		{"zero unary", one.Where(&expr.Unary{}), "SELECT", "operator 0"},
		{"zero call", expr.Select(&expr.Call{}), "function ", "is empty"},
		{"zero label", expr.Select(&expr.Label{}), "SELECT", "nil"},
		{"zero order", one.OrderBy(&expr.Order{}), "SELECT", "nil"},
		{"zero list", one.Where(expr.Val(1).EqExpr(expr.Typed[int](&expr.List{}))), "SELECT", "empty"},
		{"negative limit", one.Limit(-1), "SELECT", "Limit(-1): a number of rows is not negative"},
		{"negative offset", one.Limit(1).Offset(-2), "SELECT", "Offset(-2)"},
		{"nil scalar of a select", expr.Select(expr.ScalarOf[int](nil)), "SELECT", "a nil SELECT"},
		{"scalar of two columns", one.Where(users.ID.EqExpr(expr.ScalarOf[int64](expr.Select(users)))), "SELECT", "a SELECT of 2 columns where a value belongs"},
		{"a select where a value belongs, way out", one.Where(users.C("id").Eq(one)), "SELECT", "ScalarOf"},
		{"nil column for a value", one.Where(users.C("id").Eq(noColumn)), "SELECT", "a nil expression"},
		{"unknown column", expr.Select(users.C("nope")), "SELECT", `no column "nope" in "users"`},
		{"unknown column of a subquery without a name", expr.Select(one.Subquery().C("nope")), "SELECT", `no column "nope" in a part of FROM without a name`},
		{"unknown column of an alias", expr.Select(expr.As(users, "u").C("nope")), "SELECT", `no column "nope" in "u"`},
		{"a select where a value belongs", one.Where(users.C("id").Eq(one)), "SELECT", "InSelect"},
		{"broken table", expr.Select(broken.ID), "SELECT", `unknown option "colour"`},
		{"broken key", expr.Select(odd.C("a")).Join(users), "SELECT", `table "odd"`},
		{"foreign node", one.Where(&foreignNode{}), "SELECT", "there is no rule for a *compile_test.foreignNode"},

		{"join without a key", one.Join(tags), "SELECT", `no foreign key between "users" and "tags"`},
		{"join by two keys", one.Join(mails), "SELECT", `more than one foreign key leads from "users" to "mails"`},
		{"join to nothing", expr.Select(tags.ID).Join(tags), "SELECT", `nothing to join "tags" to`},
		{"join of nothing", one.From(&expr.Join{}), "SELECT", "a side missing"},
		{"join without a right side", one.From(&expr.Join{Left: expr.CanonicalFrom(users)}), "SELECT", "a side missing"},
		{"join with half a join inside", one.Join(&expr.Join{Right: expr.CanonicalFrom(tags)}), "SELECT", "a side missing"},
		{"join to one of two", expr.Select(users.ID, mails.ID).JoinOn(tags, expr.And()), "SELECT", `which of users, mails "tags" is joined to`},
		{"alias of a join", one.From(expr.As(&expr.Join{Left: expr.CanonicalFrom(users), Right: expr.CanonicalFrom(tags), On: expr.And()}, "j")), "SELECT", `"j"`},
		{"everything correlated", expr.Select(users.ID, tags.ID).Where(expr.Exists(expr.Select(users.ID, tags.ID))), "SELECT", "expr.As"},

		{"insert into nil", expr.Insert(nil).Values(users.ID.Set(1)), "INSERT", "a nil table"},
		{"zero insert", &expr.InsertStmt{}, "INSERT", "without a table"},
		{"insert into a join", expr.Insert(&expr.Join{Left: expr.CanonicalFrom(users), Right: expr.CanonicalFrom(tags)}), "INSERT", "a join (users, tags)"},
		{"insert of another table's column", expr.Insert(users).Values(tags.ID.Set(1)), "INSERT", `column "id" belongs to "tags", not to "users"`},
		{"insert of a zero column", expr.Insert(users).Values(expr.Col[int]{}.Set(1)), "INSERT", "schema.Define"},
		{"insert of an unknown column", expr.Insert(users).Values(users.C("nope").Set(1)), "INSERT", `no column "nope"`},
		{"insert of an unknown column, later", expr.Insert(users).Values(users.ID.Set(1)).Values(users.C("nope").Set(1)), "INSERT", `no column "nope"`},
		{"insert of a zero assignment", expr.Insert(users).Values(expr.Assignment{}), "INSERT", "belongs to no table"},
		{"insert of no value", expr.Insert(users).Values(expr.Assignment{Column: users.ID.Column()}), "INSERT", "a nil expression"},
		{"insert twice", expr.Insert(users).Values(users.ID.Set(1), users.ID.Set(2)), "INSERT", `"id" is assigned twice`},
		{"insert twice, later", expr.Insert(users).Values(users.ID.Set(1), users.Name.Set("")).Values(users.ID.Set(1), users.ID.Set(2)), "INSERT", `"id" is assigned twice`},
		{"insert of uneven rows", expr.Insert(users).Values(users.ID.Set(1)).Values(users.ID.Set(1), users.Name.Set("")), "INSERT", "row of 2 values for 1 columns"},
		{"insert of other columns", expr.Insert(users).Values(users.ID.Set(1)).Values(users.Name.Set("")), "INSERT", `"name" is not in the first row`},
		{"insert of rows without values", expr.Insert(users).Values().Values(), "INSERT", "several rows without values"},
		{"insert of a row after one without values", expr.Insert(users).Values().Values(users.ID.Set(1)), "INSERT", "row of 1 values for 0"},
		{"insert of no rows", expr.Insert(users).Rows(), "INSERT", "Rows without a row"},
		{"insert of uneven rows at once", expr.Insert(users).Rows([]expr.Assignment{users.ID.Set(1)}, []expr.Assignment{users.ID.Set(1), users.Name.Set("")}), "INSERT", "row of 2 values for 1 columns"},
		{"insert of other columns after rows at once", expr.Insert(users).Rows([]expr.Assignment{users.ID.Set(1)}, []expr.Assignment{users.ID.Set(1)}).Values(tags.ID.Set(1)), "INSERT", `"id" is not in the first row`},
		{"insert of rows without values at once", expr.Insert(users).Rows(nil, nil), "INSERT", "several rows without values"},
		{"insert of a column's value", expr.Insert(users).Values(users.ID.SetExpr(users.ID)), "INSERT", `mentions "users"`},
		{"returning another table", expr.Insert(users).Values(users.ID.Set(1)).Returning(tags.ID), "INSERT", `RETURNING mentions "tags"`},
		{"update nil", expr.Update(nil).Set(users.ID.Set(1)), "UPDATE", "a nil table"},
		{"zero update", &expr.UpdateStmt{}, "UPDATE", "without a table"},
		{"update of nothing", expr.Update(users), "UPDATE", "nothing is set"},
		{"update of a zero column", expr.Update(users).Set(expr.Null[int]{}.SetNull()), "UPDATE", "schema.Define"},
		{"update twice", expr.Update(users).Set(users.ID.Set(1)).Set(users.ID.Set(2)), "UPDATE", `"id" is assigned twice`},
		{"update twice at once", expr.Update(users).Set(users.Name.Set(""), users.ID.Set(1), users.ID.Set(2)), "UPDATE", `"id" is assigned twice`},
		{"update of another table's column", expr.Update(users).Set(tags.ID.Set(1)), "UPDATE", `belongs to "tags"`},
		{"delete nil", expr.Delete(nil), "DELETE", "a nil table"},
		{"zero delete", &expr.DeleteStmt{}, "DELETE", "without a table"},
		{"delete where nil", expr.Delete(users).Where(nil), "DELETE", "a nil expression"},

		{"text without its parameter", expr.Text("SELECT 1").Bind("a", 1), "text", "no parameter :a"},
		{"zero create table", &schema.CreateTable{}, "CREATE TABLE", "without a table"},
		{"create a broken table", &schema.CreateTable{Table: &broken.Table}, "CREATE TABLE", "colour"},
		{"zero drop table", &schema.DropTable{}, "DROP TABLE", "without a table"},
		{"zero create index", &schema.CreateIndex{}, "CREATE INDEX", "without a table"},
		{"create a stray index", &schema.CreateIndex{Index: schema.NewIndex("ix", "id")}, "CREATE INDEX", "without a table"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, d := range dialects {
				text, _, err := d.SQL(tt.stmt)
				var mistake *compile.Error
				if !errors.As(err, &mistake) {
					t.Fatalf("%s: no *compile.Error but %v, SQL %s", d.Name, err, text)
				}
				if mistake.Dialect != d.Name || mistake.Construct != tt.construct || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("%s, %q: %v\nwant %q, %q", mistake.Dialect, mistake.Construct, err, tt.construct, tt.want)
				}
			}
		})
	}
}

func TestJoinError(t *testing.T) {
	for stmt, want := range map[expr.Statement]compile.JoinError{
		expr.Select(users.ID).Join(tags):                            {Left: "users", Right: "tags"},
		expr.Select(users.ID).Join(mails):                           {Left: "users", Right: "mails", Ambiguous: true},
		expr.Select(users.ID).JoinOn(tags, expr.And()).Join(lonely): {Left: "users, tags", Right: "lonely"},
	} {
		_, _, err := sqlite.Dialect.SQL(stmt)
		var got *compile.JoinError
		if !errors.As(err, &got) || *got != want {
			t.Errorf("got %v, want %+v", err, want)
		}
	}
}

func TestParameters(t *testing.T) {
	id, name := expr.Param[int64]("id"), expr.Param[string]("name")
	both := expr.Select(users.ID).Where(users.ID.EqExpr(id), users.Name.EqExpr(name))
	many := expr.Select(users.ID).Where(users.ID.InParam("ids"))
	given := func(v ...any) (params []driver.NamedValue) {
		for i := 0; i < len(v); i += 2 {
			params = append(params, driver.NamedValue{Ordinal: i/2 + 1, Name: v[i].(string), Value: v[i+1]})
		}
		return params
	}
	for _, tt := range []struct {
		name   string
		stmt   expr.Statement
		params []driver.NamedValue
		want   string // in the error; empty for none
	}{
		{"all given", both, given("name", "x", "id", 1), ""},
		{"one missing", both, given("id", 1), `parameter "name" has no value: give it as sql.Named("name", value)`},
		{"one too many", both, given("id", 1, "name", "x", "other", 2), `no parameter "other"`},
		{"one twice", both, given("id", 1, "name", "x", "id", 2), `parameter "id" is given twice`},
		{"one without a name", both, given("id", 1, "", "x"), "argument 2 has no name"},
		{"null", both, given("id", nil, "name", nil), ""},
		{"wrong type", both, given("id", struct{}{}, "name", "x"), `parameter "id": gild: cannot send Go type struct {}`},
		{"a value where none is a parameter", expr.Select(users.ID), given("id", 1), `no parameter "id"`},
		{"list", many, given("ids", [2]int16{1, 2}), ""},
		{"no list", many, given("ids", 1), `parameter "ids": IN takes a slice, not a int`},
		{"nil list", many, given("ids", nil), `parameter "ids": IN takes a slice`},
		{"list of the wrong type", many, given("ids", []chan int{nil}), `parameter "ids": gild: cannot send Go type chan int`},
		{"value of the wrong type", expr.Select(users.ID).Where(users.C("id").Eq(struct{}{})), nil, "cannot send Go type struct {} as SQL type bigint"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			for _, d := range dialects {
				_, _, err := d.SQL(tt.stmt, tt.params...)
				switch {
				case tt.want == "" && err != nil:
					t.Errorf("%s: %v", d.Name, err)
				case tt.want != "" && (err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), d.Name)):
					t.Errorf("%s: %v\nwant %q", d.Name, err, tt.want)
				}
			}
		})
	}
}

func TestTooManyParameters(t *testing.T) {
	for d, max := range map[*dialect.Dialect]int{sqlite.Dialect: 32766, postgres.Dialect: 65535} {
		for n, fails := range map[int]bool{max: false, max + 1: true} {
			_, args, err := d.SQL(expr.Select(users.ID).Where(users.ID.In(make([]int64, n)...)))
			if fails != (err != nil) || !fails && len(args) != n {
				t.Errorf("%s: %d parameters: %v", d.Name, n, err)
			}
		}
	}
}

func TestNoReturning(t *testing.T) {
	old := sqlite.Dialect.Rules(dialect.Version{Major: 3, Minor: 34})
	var key expr.Key
	stmt := expr.Delete(tags).Returning(tags.ID)
	key.Add(stmt)
	if _, err := compile.Compile(old, stmt, &key); err == nil || !strings.Contains(err.Error(), "no RETURNING") {
		t.Error(err)
	}
}

// TestForeignNodes: a node of another package is compiled by the rule for its type, and
// needs no Fields for that, not even with values inside.
func TestForeignNodes(t *testing.T) {
	type opaque struct {
		expr.ExprBase
		value expr.Expr
	}
	rules := sqlite.Dialect.Rules(dialect.Version{})
	rules.Ext = map[reflect.Type]func(*compile.Compiler, expr.Node){
		reflect.TypeFor[*opaque](): func(c *compile.Compiler, n expr.Node) {
			c.WriteString("<")
			c.Node(n.(*opaque).value)
			c.WriteString(">")
		},
	}
	cache := compile.NewCache(rules, 0)
	for i := range 2 {
		stmt := expr.Select(users.ID).Where(users.ID.Eq(7), &opaque{value: expr.Val(i)}, users.Name.Eq("x"))
		if got, want := use(t, cache, stmt), "SELECT users.id FROM users WHERE users.id = ? AND <?> AND users.name = ?"; !strings.HasPrefix(got, want) {
			t.Errorf("got %s", got)
		} else if values := strings.TrimPrefix(got, want); values != []string{"[7 0 x]", "[7 1 x]"}[i] {
			t.Errorf("values %s", values)
		}
	}
	if hits, misses := cache.Stats(); hits != 0 || misses != 2 {
		t.Errorf("%d hits, %d misses", hits, misses)
	}
}

// TestNothingPanics calls the builders at random, with arguments of their types that are
// often nil or zero, and compiles what comes out.
func TestNothingPanics(t *testing.T) {
	b := &monkey{rand: rand.New(rand.NewPCG(1, 2)), values: map[reflect.Type][]reflect.Value{}}
	for _, v := range []any{
		users.ID, users.Name, users.C("id"), expr.Col[any]{}, expr.X[any]{}, expr.Cond{}, users, mails, &users.Table, &undefined, expr.As(users, "u"), (*expr.Alias)(nil),
		expr.Select(users), expr.Insert(users), expr.Update(users), expr.Delete(users), expr.Text("SELECT :a"), &expr.SelectStmt{}, &expr.InsertStmt{}, &expr.UpdateStmt{}, &expr.DeleteStmt{},
		&expr.TextStmt{}, users.ID.Set(1), expr.Assignment{}, &expr.Join{}, &expr.Label{}, users.ID.As("l"), &expr.Order{}, &expr.Binary{}, &expr.Unary{}, &expr.Logical{}, &expr.List{}, &expr.Call{},
		&expr.Constant{}, &expr.Scalar{}, &expr.Column{}, (*expr.Column)(nil), &expr.Bind{}, "a", "", 1, -1, int64(3), true, nil,
	} {
		b.keep(reflect.ValueOf(v))
	}
	functions := []any{
		expr.Select, expr.Insert, expr.Update, expr.Delete, expr.And, expr.Or, expr.Not, expr.Exists, expr.ScalarOf[any], expr.As, expr.DynamicColumn, expr.Count, expr.CountDistinct, expr.Sum[any], expr.Coalesce[any],
		expr.Func[any], expr.Typed[any], expr.Param[any], expr.Val[any], expr.Lower, expr.ColOf[any], expr.NewColumn, expr.Text,
	}
	for range 30_000 {
		if b.rand.IntN(3) == 0 {
			b.call(reflect.ValueOf(functions[b.rand.IntN(len(functions))]))
		} else {
			b.callMethod()
		}
	}
	if b.statements < 1000 || b.compiled < 100 {
		t.Errorf("only %d statements, %d of which compile", b.statements, b.compiled)
	}
}

// monkey keeps the values it has made, by type, to make others from.
type monkey struct {
	rand                 *rand.Rand
	values               map[reflect.Type][]reflect.Value
	types                []reflect.Type
	statements, compiled int
}

func (b *monkey) keep(v reflect.Value) {
	if v.Kind() == reflect.Interface {
		v = v.Elem()
	}
	if !v.IsValid() {
		return
	}
	list, known := b.values[v.Type()]
	if !known {
		b.types = append(b.types, v.Type())
	}
	if len(list) < 40 {
		b.values[v.Type()] = append(list, v)
	} else {
		list[b.rand.IntN(len(list))] = v
	}
}

// pick returns a value for a parameter of type t.
func (b *monkey) pick(t reflect.Type) reflect.Value {
	if b.rand.IntN(12) > 0 {
		for range 30 {
			u := b.types[b.rand.IntN(len(b.types))]
			if u.AssignableTo(t) {
				list := b.values[u]
				return list[b.rand.IntN(len(list))]
			}
		}
	}
	return reflect.Zero(t)
}

func (b *monkey) callMethod() {
	list := b.values[b.types[b.rand.IntN(len(b.types))]]
	v := list[b.rand.IntN(len(list))]
	if v.NumMethod() == 0 || v.Kind() == reflect.Pointer && v.IsNil() {
		return
	}
	i := b.rand.IntN(v.NumMethod())
	switch v.Type().Method(i).Name {
	case "Fields", "SetColumn", "Add", "With", "On", "For", "ForceQuotes", "Retype": // not for users, or for definitions
		return
	}
	b.call(v.Method(i))
}

func (b *monkey) call(f reflect.Value) {
	var in []reflect.Value
	for i := range f.Type().NumIn() {
		t := f.Type().In(i)
		if f.Type().IsVariadic() && i == f.Type().NumIn()-1 {
			for range b.rand.IntN(4) {
				in = append(in, b.pick(t.Elem()))
			}
			break
		}
		in = append(in, b.pick(t))
	}
	for _, out := range f.Call(in) {
		if !ours(out.Type()) {
			continue
		}
		b.keep(out)
		if stmt, ok := out.Interface().(expr.Statement); ok {
			b.statements++
			if _, _, err := dialects[b.rand.IntN(2)].SQL(stmt); err == nil {
				b.compiled++
			}
		}
	}
}

// ours reports whether t is a type of expr or schema, or a pointer to one.
func ours(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return strings.HasSuffix(t.PkgPath(), "gild/expr") || strings.HasSuffix(t.PkgPath(), "gild/schema")
}
