package expr

// ByName refers to a column of the SELECT list by its label, or else to a column of what is
// selected from by its name, in ORDER BY, GROUP BY and DISTINCT ON. Any other name is an error
// at compile, so that the name may come from outside.
func ByName(name string) X[any] { return shell[any](&LabelRef{Name: name}) }

// LabelRef is the name of a selected column. It is made by ByName.
type LabelRef struct {
	ExprBase
	Name string
}

// Fields declares the node.
func (r *LabelRef) Fields(v Visitor) {
	v.Kind("label ref")
	v.Word(r.Name)
}

// ReferenceName returns the name by which ByName finds e in a SELECT list: that of a label, or a
// column's behind that of its table. It is empty for what is not found.
func ReferenceName(e Expr) string {
	name := tableName(e)
	if name.isMade() {
		return ""
	}
	return name.Text
}
