package expr

// MergeMatch is which rows a branch of MERGE is about.
type MergeMatch int

// The kinds of rows: those of both sides that belong together, those of the source alone, those of
// the table alone.
const (
	Matched MergeMatch = iota
	NotMatched
	NotMatchedBySource
)

// String returns the words of SQL.
func (m MergeMatch) String() string {
	return [...]string{"MATCHED", "NOT MATCHED", "NOT MATCHED BY SOURCE"}[m]
}

// MergeDo is what a branch of MERGE does.
type MergeDo int

// What can be done.
const (
	MergeNothing MergeDo = iota
	MergeUpdate
	MergeDelete
	MergeInsert
)

// MergeBranch is a WHEN of a MERGE.
type MergeBranch struct {
	ExprBase
	Match   MergeMatch
	Where   []Expr // joined by AND
	Do      MergeDo
	Columns []*Column
	Values  []Expr // as long as Columns
}

// Fields declares the node.
func (b *MergeBranch) Fields(v Visitor) {
	v.Kind("merge branch")
	v.Number(int(b.Match))
	v.Exprs(&b.Where)
	v.Number(int(b.Do))
	v.Columns(&b.Columns)
	v.Exprs(&b.Values)
}
