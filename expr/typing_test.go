package expr_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// rightlyTyped are expressions that compile. The columns are declared in typingPrelude.
var rightlyTyped = []string{
	`id.Eq(1)`, `id.EqExpr(age)`, `name.Eq("a")`, `name.EqExpr(nick)`, `price.Gt(1.5)`, `active.Eq(true)`, `born.Lt(time.Now())`,
	`anything.Eq("a")`, `anything.Eq(1)`, `anything.Eq(id)`, `anything.EqExpr(other)`,
	`id.In(1, 2)`, `name.In("a", "b")`, `anything.In(1, "a", id)`, `id.InSelect(expr.Select(age))`,
	`id.Between(1, 2)`, `id.BetweenExpr(age, expr.Val(int64(3)))`,
	`id.Add(1).Mul(2)`, `id.AddExpr(age)`, `name.Concat("x")`, `name.ConcatExpr(nick)`, `id.Neg()`,
	`name.Like("a%")`, `name.StartsWith("a")`, `name.LikeExpr(nick)`, `name.Regexp("a", "i")`,
	`id.Set(1)`, `nick.SetNull()`, `nick.SetPtr(nil)`, `id.SetExpr(age.Add(1))`, `anything.Set("x")`,
	`expr.Coalesce(nick, name)`, `expr.Coalesce[int64](id, age)`, `expr.NullIf(name, "x")`, `expr.Greatest(id, age)`, `expr.Lower(name)`, `expr.Sum(price).Gt(1.5)`,
	`expr.Count(name).Gt(1)`, `expr.Max(born).Lt(time.Now())`, `expr.Lag(name).Over().Eq("a")`,
	`expr.Case[string]().When(id.Eq(1), "one").Else("other")`, `expr.CaseOf[string](id).When(1, "one")`, `expr.Case[int64]().WhenExpr(active, id).ElseExpr(age)`,
	`expr.Cast[string](id, typemap.Text()).Eq("1")`, `expr.ScalarOf[int64](expr.Select(id)).Gt(1)`, `id.GtExpr(expr.ScalarOf[int64](expr.Select(age)))`,
	`expr.And(active, id.Eq(1), expr.Not(active))`, `expr.Select(id, name.As("n"), expr.Count(id))`, `expr.Select(id).Where(active, id.Eq(1)).OrderBy(id.Desc())`,
	`id.EqExpr(expr.Param[int64]("n"))`, `name.EqExpr(expr.Raw[string]("'x'"))`, `id.EqExpr(expr.Typed[int64](anything))`,
	`expr.ColIn(expr.As(table, "a"), id).Eq(1)`,
}

// wronglyTyped are expressions that must not compile.
var wronglyTyped = []string{
	// Values of another type.
	`id.Eq("1")`, `id.Eq(1.5)`, `id.Eq(nil)`, `id.Eq(true)`, `name.Eq(1)`, `name.Eq(nil)`, `name.Eq([]byte("a"))`, `active.Eq(1)`, `active.Eq("t")`, `price.Eq("1.5")`, `born.Lt("2024-01-01")`, `born.Gt(1)`,
	`id.Ne("1")`, `id.Lt("1")`, `id.Le("1")`, `id.Gt("1")`, `id.Ge("1")`, `nick.Eq(1)`, `age.Eq(int32(1))`,
	// A column for a value, and a value for an expression.
	`id.Eq(age)`, `name.Eq(nick)`, `id.EqExpr(1)`, `name.EqExpr("a")`,
	// Expressions of another type.
	`id.EqExpr(name)`, `name.EqExpr(id)`, `id.EqExpr(price)`, `active.EqExpr(id)`, `born.EqExpr(name)`, `id.GtExpr(expr.Count(id).As("n"))`, `id.EqExpr(anything)`, `anything.EqExpr(id)`,
	`id.EqExpr(expr.ScalarOf[string](expr.Select(name)))`, `id.EqExpr(expr.Param[string]("n"))`, `id.EqExpr(expr.Cast[string](id, typemap.Text()))`,
	// Lists, ranges and arithmetic.
	`id.In("a")`, `id.In(1, "a")`, `name.In(1)`, `id.In([]int64{1})`, `id.NotIn("a")`, `id.Between(1, "2")`, `id.BetweenExpr(age, name)`, `name.Between(1, 2)`,
	`id.Add("1")`, `id.AddExpr(price)`, `id.AddExpr(name)`, `id.Mul(1.5)`, `name.Concat(1)`, `name.ConcatExpr(id)`, `id.BitAnd("1")`, `id.InSelect(age)`,
	// Patterns.
	`name.Like(1)`, `name.StartsWith(1)`, `name.LikeExpr(id)`, `name.Regexp(1)`, `id.Like("1%")`,
	// Assignments.
	`id.Set("1")`, `id.Set(nil)`, `name.Set(1)`, `name.SetNull()`, `nick.SetPtr("a")`, `nick.Set(nil)`, `id.SetExpr(name)`, `id.SetExpr(1)`,
	// Functions.
	`expr.Coalesce(nick, id)`, `expr.NullIf(name, 1)`, `expr.Greatest(id, name)`, `expr.Lower(id)`, `expr.Length(id)`, `expr.Sum(price).Gt("1")`, `expr.Count(name).Eq("1")`, `expr.Max(born).Eq(1)`, `expr.Concat(name, id)`,
	`expr.Lag(name).Over().Eq(1)`, `expr.Case[string]().When(id.Eq(1), 1)`, `expr.Case[string]().When("id = 1", "one")`, `expr.CaseOf[string](id).When("1", "one")`, `expr.Case[int64]().WhenExpr(active, name)`,
	// Text is never SQL.
	`expr.Select("id")`, `expr.Select(id).Where("id = 1")`, `expr.Select(id).OrderBy("id")`, `expr.Select(id).From("users")`, `expr.Select(id).Join("users")`, `expr.And("a", "b")`, `expr.Not("a")`, `expr.Select(id).GroupBy("id")`,
	// Things of another kind.
	`expr.Select(id).Where(expr.Select(id))`, `expr.Select(id.Set(1))`, `expr.Update(table).Set(id.Eq(1))`, `expr.Insert(table).Values(id)`, `expr.Union(table)`, `expr.Exists(id)`, `expr.Exists(table)`, `expr.Select(id).From(id)`,
	`expr.ColIn(expr.As(table, "a"), id).Eq("1")`,
}

const typingPrelude = `package p

import (
	"time"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

var (
	id       expr.Col[int64]
	age      expr.Null[int64]
	name     expr.Col[string]
	nick     expr.Null[string]
	price    expr.Col[float64]
	active   expr.Col[bool]
	born     expr.Col[time.Time]
	anything, other expr.Col[any]
	table    expr.From
	_        = typemap.Text
	_        = time.Now
)

`

// TestTyping: operands of a wrong type are the Go compiler's matter, not the database's.
func TestTyping(t *testing.T) {
	for _, test := range []struct {
		snippets []string
		compile  bool
	}{{rightlyTyped, true}, {wronglyTyped, false}} {
		mistakes := checkTypes(t, test.snippets)
		for i, snippet := range test.snippets {
			switch mistake, wrong := mistakes[i]; {
			case wrong && test.compile:
				t.Errorf("%s does not compile: %s", snippet, mistake)
			case !wrong && !test.compile:
				t.Errorf("%s compiles", snippet)
			}
		}
	}
}

// checkTypes returns what the compiler says about each snippet that is wrong.
func checkTypes(t *testing.T, snippets []string) map[int]string {
	t.Helper()
	var b strings.Builder
	b.WriteString(typingPrelude)
	first := strings.Count(b.String(), "\n") + 1
	for _, s := range snippets {
		fmt.Fprintf(&b, "var _ = %s\n", s)
	}
	fset := token.NewFileSet()
	file, err := parser.ParseFile(fset, "snippets.go", b.String(), 0)
	if err != nil {
		t.Fatal(err)
	}
	mistakes := map[int]string{}
	config := types.Config{
		Importer: importer.ForCompiler(fset, "gc", exportData(t)),
		Error: func(err error) {
			mistake, ok := errors.AsType[types.Error](err)
			if !ok {
				t.Fatal(err)
			}
			i := fset.Position(mistake.Pos).Line - first
			if i < 0 {
				t.Fatalf("not in a snippet: %v", err)
			}
			mistakes[i] = mistake.Msg
		},
	}
	_, _ = config.Check("p", fset, []*ast.File{file}, nil)
	return mistakes
}

// exportData opens what the compiler knows of a package, from the build cache.
func exportData(t *testing.T) func(path string) (io.ReadCloser, error) {
	t.Helper()
	out, err := exec.Command("go", "list", "-export", "-deps", "-json=ImportPath,Export", "github.com/gildsql/gild/expr", "time").Output()
	if err != nil {
		t.Fatal(err)
	}
	files := map[string]string{}
	for d := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p struct{ ImportPath, Export string }
		if err := d.Decode(&p); err == io.EOF {
			break
		} else if err != nil {
			t.Fatal(err)
		}
		files[p.ImportPath] = p.Export
	}
	return func(path string) (io.ReadCloser, error) {
		if files[path] == "" {
			return nil, fmt.Errorf("no export data of %s", path)
		}
		return os.Open(files[path])
	}
}
