package expr

import "fmt"

// What methods of nil pointers derive from: each is an error when it is compiled.
var (
	noSelect   = absentSelect()
	noCompound = &CompoundStmt{c: CompoundClauses{Operands: []Expr{ofNil("CompoundStmt", "Union")}}}
	noInsert   = &InsertStmt{c: InsertClauses{Table: ofNil("InsertStmt", "Insert")}}
	noConflict = &OnConflictClause{insert: noInsert}
	noUpdate   = &UpdateStmt{c: UpdateClauses{Table: ofNil("UpdateStmt", "Update")}}
	noDelete   = &DeleteStmt{c: DeleteClauses{Table: ofNil("DeleteStmt", "Delete")}}
	noMerge    = &MergeStmt{c: MergeClauses{Table: ofNil("MergeStmt", "Merge")}}
	noText     = &TextStmt{text: ":none", names: []string{"none"}, values: []Expr{ofNil("TextStmt", "Text")}}
	noQuery    = &TextQuery{text: ofNil("TextQuery", "Text")}
	noCTE      = CTEOf(nil, "")
	noSample   = TableSample(nil, "", nil)
	noNamed    = &NamedTable{err: ofNil("NamedTable", "TableNamed").Err}
	noFunc     = &TableFunc{fn: ofNil("TableFunc", "TableOf")}
	noValues   = &ValuesTable{err: ofNil("ValuesTable", "Values").Err}
)

func absentSelect() *SelectStmt {
	s := &SelectStmt{}
	mistake := []Expr{ofNil("SelectStmt", "Select")} // which no other list takes the place of
	s.of(&SelectClauses{Items: mistake, Where: mistake, SelectExtras: noExtras})
	return s
}

func ofNil(typ, begin string) *Invalid {
	return &Invalid{Err: fmt.Errorf("a method of a nil *expr.%s: begin with expr.%s", typ, begin)}
}

// or returns p, or for nil what stands for it.
func or[T any](p, absent *T) *T {
	if p == nil {
		return absent
	}
	return p
}
