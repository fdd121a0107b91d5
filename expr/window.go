package expr

import (
	"errors"
	"time"

	"github.com/gildsql/gild/typemap"
)

// OverExpr is a function over a window.
type OverExpr struct {
	ExprBase
	Func   Expr
	Window WindowSpec
}

// Fields declares the node.
func (o *OverExpr) Fields(v Visitor) {
	v.Kind("over")
	v.Expr(&o.Func)
	o.Window.parts(v)
}

// Type returns the type of the function.
func (o *OverExpr) Type() typemap.Type { return TypeOf(o.Func) }

// Over is e over a window: OVER (PARTITION BY ... ORDER BY ...). Without a window it is over
// all rows. More than one is an error at compile.
func Over[T any](e Of[T], window ...*WindowSpec) X[T] {
	over := &OverExpr{Func: canon(e)}
	switch len(window) {
	case 0:
	case 1:
		if window[0] == nil {
			return shell[T](invalid("a nil window: without one the function is over all rows"))
		}
		over.Window = *window[0]
	default:
		return shell[T](invalid("a function over more than one window: put all into one"))
	}
	return shell[T](over)
}

// WindowSpec is what a window function looks at. Its methods return a new one.
type WindowSpec struct {
	Base      string // the name of another window that this one is, or adds to
	Partition []Expr
	Order     []Expr
	Unit      FrameUnit
	From, To  FrameBound
	Exclusion Exclusion
	Err       error // a mistake made while building
}

// parts declares the window as a part of the node that holds it.
func (w *WindowSpec) parts(v Visitor) {
	v.Word(w.Base)
	v.Exprs(&w.Partition)
	v.Exprs(&w.Order)
	v.Number(int(w.Unit))
	v.Number(int(w.From.Kind))
	v.Expr(&w.From.Value)
	v.Number(int(w.To.Kind))
	v.Expr(&w.To.Value)
	v.Word(string(w.Exclusion))
	if w.Err != nil {
		v.Opaque()
	}
}

// Window starts a window of all rows.
func Window() *WindowSpec { return &WindowSpec{} }

// WindowNamed is the window that SelectStmt.Window has defined by that name. It may be given
// more parts; most databases allow an order and a frame.
func WindowNamed(name string) *WindowSpec {
	w := &WindowSpec{Base: name}
	if name == "" {
		w.Err = errors.New("a window with an empty name")
	}
	return w
}

func (w *WindowSpec) derive(change func(w *WindowSpec)) *WindowSpec {
	derived := WindowSpec{}
	if w != nil {
		derived = *w
	}
	change(&derived)
	return &derived
}

// PartitionBy adds expressions that rows must share to be in one window.
func (w *WindowSpec) PartitionBy(exprs ...Expr) *WindowSpec {
	return w.derive(func(w *WindowSpec) { w.Partition = extend(w.Partition, canons(exprs, "PartitionBy")) })
}

// OrderBy adds expressions to the order of the rows in the window.
func (w *WindowSpec) OrderBy(exprs ...Expr) *WindowSpec {
	return w.derive(func(w *WindowSpec) { w.Order = extend(w.Order, canons(exprs, "OrderBy")) })
}

// FrameUnit is what the bounds of a frame count.
type FrameUnit int

// The units of frames.
const (
	NoFrame FrameUnit = iota
	FrameRows
	FrameRange
	FrameGroups
)

// Rows limits the window to rows around the current one, counted in rows. A window has one
// frame.
func (w *WindowSpec) Rows(from, to FrameBound) *WindowSpec { return w.frame(FrameRows, from, to) }

// Range limits the window to rows whose ordered value is near that of the current one.
func (w *WindowSpec) Range(from, to FrameBound) *WindowSpec { return w.frame(FrameRange, from, to) }

// Groups limits the window to rows around the current one, counted in groups of rows with the
// same ordered value.
func (w *WindowSpec) Groups(from, to FrameBound) *WindowSpec { return w.frame(FrameGroups, from, to) }

func (w *WindowSpec) frame(unit FrameUnit, from, to FrameBound) *WindowSpec {
	return w.derive(func(w *WindowSpec) {
		for _, b := range []FrameBound{from, to} {
			if err := b.Check(); w.Err == nil {
				w.Err = err
			}
		}
		if w.Unit != NoFrame && w.Err == nil {
			w.Err = errors.New("a window has one frame: only one of Rows, Range and Groups")
		}
		w.Unit, w.From, w.To = unit, from, to
	})
}

// BoundKind is the kind of a frame's bound.
type BoundKind int

// The kinds of bounds.
const (
	BoundUnbounded BoundKind = iota
	BoundCurrent
	BoundPreceding
	BoundFollowing
)

// FrameBound is where a frame begins or ends. The zero value is Unbounded.
type FrameBound struct {
	Kind  BoundKind
	Value Expr // how far, for BoundPreceding and BoundFollowing
}

// Check reports a bound that makes no sense, such as the current row with a value.
func (b FrameBound) Check() error {
	switch b.Kind {
	case BoundUnbounded, BoundCurrent:
		if b.Value != nil {
			return errors.New("a bound at the current row or without limit takes no value: use Preceding or Following")
		}
	case BoundPreceding, BoundFollowing:
		if isNil(b.Value) {
			return errors.New("PRECEDING or FOLLOWING without a value: use Preceding or Following with one")
		}
	default:
		return errors.New("a bound of no known kind: use Unbounded, CurrentRow, Preceding or Following")
	}
	return nil
}

// Unbounded is the first row as the beginning of a frame, and the last as its end.
func Unbounded() FrameBound { return FrameBound{} }

// CurrentRow is the current row; with Range and Groups, all with its ordered value.
func CurrentRow() FrameBound { return FrameBound{Kind: BoundCurrent} }

// Preceding is n rows, groups or units of the ordered value before the current row: a number,
// for Range also a span of time, or an expression.
func Preceding(n any) FrameBound { return FrameBound{BoundPreceding, distance(n)} }

// Following is Preceding after the current row.
func Following(n any) FrameBound { return FrameBound{BoundFollowing, distance(n)} }

// Offset is a bound n rows, groups or units from the current row: before it when negative,
// after it when positive.
func Offset(n int64) FrameBound {
	switch {
	case n < 0:
		return Preceding(-n)
	case n > 0:
		return Following(n)
	}
	return CurrentRow()
}

// distance is how far a bound is away. Whole numbers have the smallest type that all databases
// take there.
func distance(n any) Expr {
	if isNull(n) {
		return nil
	}
	if _, isSpan := n.(time.Duration); isSpan {
		return bind(n, typemap.Interval())
	}
	typ := typemap.TypeOfValue(n)
	if typ.IsInteger() {
		typ = typemap.Integer()
	}
	return bind(n, typ)
}

// Exclusion is which rows around the current one a frame leaves out.
type Exclusion string

// What EXCLUDE leaves out.
const (
	ExcludeCurrentRow Exclusion = "CURRENT ROW"
	ExcludeGroup      Exclusion = "GROUP"
	ExcludeTies       Exclusion = "TIES"
	ExcludeNoOthers   Exclusion = "NO OTHERS"
)

// Exclude leaves rows out of the frame. It is an error without a frame.
func (w *WindowSpec) Exclude(what Exclusion) *WindowSpec {
	return w.derive(func(w *WindowSpec) { w.Exclusion = what })
}

// NamedWindow is a window of a SELECT with a name.
type NamedWindow struct {
	ExprBase
	Name   string
	Window WindowSpec
}

// Fields declares the node.
func (n *NamedWindow) Fields(v Visitor) {
	v.Kind("namedwindow")
	v.Word(n.Name)
	n.Window.parts(v)
}

// Window defines a named window for the functions of the SELECT: WINDOW name AS (...). They
// refer to it with WindowNamed. SQL Server before 2022 and MariaDB have no such clause: give the
// window itself to Over there.
func (s *SelectStmt) Window(name string, w *WindowSpec) *SelectStmt {
	return s.extra(func(x *SelectExtras) {
		if w == nil {
			w = &WindowSpec{Err: errors.New("a nil window")}
		}
		x.Windows = extend(x.Windows, []Expr{&NamedWindow{Name: name, Window: *w}})
	})
}
