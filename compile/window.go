package compile

import (
	"errors"
	"fmt"
	"strings"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

// overExpr writes a function over a window.
func (c *Compiler) overExpr(o *expr.OverExpr) {
	w := &o.Window
	c.Node(o.Func)
	c.WriteString(" OVER ")
	if w.Base != "" && c.namedWindows() && len(w.Partition) == 0 && len(w.Order) == 0 && w.Unit == expr.NoFrame && w.Exclusion == "" {
		c.Ident(w.Base)
		return
	}
	c.window(w)
}

// window writes the parentheses with what a window is.
func (c *Compiler) window(w *expr.WindowSpec) {
	if w.Err != nil {
		c.construct = "window"
		c.Fail(w.Err)
		return
	}
	c.writeByte('(')
	sep := ""
	part := func(keyword string) {
		c.WriteString(sep)
		c.WriteString(keyword)
		sep = " "
	}
	if w.Base != "" && c.namedWindows() {
		part("")
		c.Ident(w.Base)
	}
	if len(w.Partition) > 0 {
		part("PARTITION BY ")
		c.separated(w.Partition, ", ")
	}
	if len(w.Order) > 0 {
		part("ORDER BY ")
		c.separated(w.Order, ", ")
	}
	if w.Unit != expr.NoFrame {
		part("")
	}
	c.frame(w)
	c.writeByte(')')
}

// namedWindows fails where windows have no names.
func (c *Compiler) namedWindows() bool {
	if !c.rules.Func.NamedWindows {
		c.construct = "WINDOW"
		c.fail("the database has no windows with names: give the window itself to Over")
	}
	return c.rules.Func.NamedWindows
}

var units = map[expr.FrameUnit]string{
	expr.FrameRows: "ROWS BETWEEN ", expr.FrameRange: "RANGE BETWEEN ", expr.FrameGroups: "GROUPS BETWEEN ",
}

// frame writes the rows of the window that count.
func (c *Compiler) frame(w *expr.WindowSpec) {
	if w.Unit == expr.NoFrame {
		if w.Exclusion != "" {
			c.badFrame(errors.New("rows are excluded from a frame, and there is none: use Rows, Range or Groups as well"))
		}
		return
	}
	unit, ok := units[w.Unit]
	if !ok {
		c.badFrame(errors.New("a frame of no known unit: use Rows, Range or Groups"))
		return
	}
	if c.spans(w); c.err != nil {
		return
	}
	c.WriteString(unit)
	c.bound(w.From, "UNBOUNDED PRECEDING")
	c.WriteString(" AND ")
	c.bound(w.To, "UNBOUNDED FOLLOWING")
	switch strings.ToUpper(string(w.Exclusion)) {
	case "":
	case string(expr.ExcludeCurrentRow), string(expr.ExcludeGroup), string(expr.ExcludeTies), string(expr.ExcludeNoOthers):
		c.WriteString(" EXCLUDE ")
		c.WriteString(string(w.Exclusion))
	default:
		c.badFrame(fmt.Errorf("a frame cannot exclude %q: use one of the constants of type expr.Exclusion", string(w.Exclusion)))
	}
}

// spans fails at bounds that are spans of time where there are none.
func (c *Compiler) spans(w *expr.WindowSpec) {
	for _, b := range []expr.FrameBound{w.From, w.To} {
		if b.Value == nil || expr.TypeOf(b.Value).Kind != typemap.KindInterval {
			continue
		}
		switch _, isValue := b.Value.(*expr.Bind); {
		case w.Unit != expr.FrameRange:
			c.badFrame(errors.New("ROWS and GROUPS count: a span of time is a bound of Range"))
		case isValue && !c.rules.Func.FrameIntervals:
			c.badFrame(errors.New("the database takes no parameter for a span of time as a bound: give its own text with expr.Raw, such as INTERVAL 1 HOUR on MySQL, or order by a number"))
		}
	}
}

func (c *Compiler) badFrame(err error) {
	c.construct = "window frame"
	c.Fail(err)
}

// bound writes one end of a frame.
func (c *Compiler) bound(b expr.FrameBound, unbounded string) {
	if err := b.Check(); err != nil {
		c.badFrame(err)
		return
	}
	switch b.Kind {
	case expr.BoundUnbounded:
		c.WriteString(unbounded)
		return
	case expr.BoundCurrent:
		c.WriteString("CURRENT ROW")
		return
	}
	if c.rules.Func.FrameLiterals {
		c.Inline(b.Value)
	} else {
		c.Node(b.Value)
	}
	if b.Kind == expr.BoundPreceding {
		c.WriteString(" PRECEDING")
		return
	}
	c.WriteString(" FOLLOWING")
}

// windows writes the windows of a SELECT that have names.
func (c *Compiler) windows(q *expr.SelectClauses) {
	for i, e := range q.Windows {
		w, ok := e.(*expr.NamedWindow)
		if !ok {
			c.Node(e)
			return
		}
		if !c.namedWindows() {
			return
		}
		c.WriteString([...]string{" WINDOW ", ", "}[min(i, 1)])
		c.Ident(w.Name)
		c.WriteString(" AS ")
		c.window(&w.Window)
	}
}
