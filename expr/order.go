package expr

// NullsOrder is where ORDER BY puts NULL.
type NullsOrder int

// The places of NULL in an order.
const (
	NullsByDatabase NullsOrder = iota
	NullsAtStart
	NullsAtEnd
)

// Order is an expression in ORDER BY with its direction and the place of NULL.
type Order struct {
	ExprBase
	Expr       Expr
	Descending bool
	Undirected bool // neither ASC nor DESC is written
	Nulls      NullsOrder
}

// Fields declares the node.
func (o *Order) Fields(v Visitor) {
	v.Kind("order")
	v.Number(flag(o.Descending) | flag(o.Undirected)<<1 | int(o.Nulls)<<2)
	v.Expr(&o.Expr)
}

// NullsFirst puts NULL in front: NULLS FIRST. Not all databases have it.
func (o *Order) NullsFirst() *Order { return o.nulls(NullsAtStart) }

// NullsLast puts NULL behind all else: NULLS LAST. Not all databases have it.
func (o *Order) NullsLast() *Order { return o.nulls(NullsAtEnd) }

func (o *Order) nulls(where NullsOrder) *Order {
	if o == nil {
		return &Order{Expr: invalid("a nil order")}
	}
	derived := *o
	derived.Nulls = where
	return &derived
}

// Asc orders by the value, smallest first.
func (x X[T]) Asc() *Order { return &Order{Expr: x.inner()} }

// Desc orders by the value, greatest first.
func (x X[T]) Desc() *Order { return &Order{Expr: x.inner(), Descending: true} }

// NullsFirst orders by the value with NULL in front: NULLS FIRST.
func (x X[T]) NullsFirst() *Order { return undirected(x.inner()).NullsFirst() }

// NullsLast orders by the value with NULL behind all else: NULLS LAST.
func (x X[T]) NullsLast() *Order { return undirected(x.inner()).NullsLast() }

// Asc orders by the label, smallest first.
func (l *Label) Asc() *Order { return &Order{Expr: canon(l)} }

// Desc orders by the label, greatest first.
func (l *Label) Desc() *Order { return &Order{Expr: canon(l), Descending: true} }

// NullsFirst orders by the label with NULL in front: NULLS FIRST.
func (l *Label) NullsFirst() *Order { return undirected(canon(l)).NullsFirst() }

// NullsLast orders by the label with NULL behind all else: NULLS LAST.
func (l *Label) NullsLast() *Order { return undirected(canon(l)).NullsLast() }

// undirected returns e as an order, itself if it is one.
func undirected(e Expr) *Order {
	if o, ok := e.(*Order); ok {
		return o
	}
	return &Order{Expr: e, Undirected: true}
}
