package arch

import (
	"go/ast"
	"go/token"
	"slices"
)

// undocumented returns what lacks a comment in p: the package itself and, where others may import it, its
// exported names.
func undocumented(p pkg, s *source) []string {
	if len(s.files) == 0 {
		return nil
	}
	var violations []string
	if !slices.ContainsFunc(s.files, func(f *ast.File) bool { return written(f.Doc) }) {
		violations = append(violations, s.at(s.files[0].Name, "package %s has no package comment", p.ImportPath))
	}
	if p.Name == "main" || matches(p.place(), "tests/...", "examples/...") {
		return violations
	}
	for _, f := range s.files {
		for _, d := range f.Decls {
			for _, name := range bare(d) {
				violations = append(violations, s.at(name, "%s has no doc comment", name.Name))
			}
		}
	}
	return violations
}

// bare returns the exported names that a declaration leaves without a comment.
func bare(d ast.Decl) []*ast.Ident {
	switch d := d.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && !written(d.Doc) && exportedReceiver(d) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		return bareSpecs(d)
	}
	return nil
}

// bareSpecs does so for a const, var or type declaration. The comment of a group covers its constants and
// variables; a type in a group needs its own.
func bareSpecs(d *ast.GenDecl) []*ast.Ident {
	var names []*ast.Ident
	for _, spec := range d.Specs {
		switch spec := spec.(type) {
		case *ast.TypeSpec:
			alone := !d.Lparen.IsValid()
			if !written(spec.Doc) && !(alone && written(d.Doc)) {
				names = append(names, spec.Name)
			}
		case *ast.ValueSpec:
			if !written(d.Doc) && !written(spec.Doc) && !written(spec.Comment) {
				names = append(names, spec.Names...)
			}
		}
	}
	return slices.DeleteFunc(names, func(n *ast.Ident) bool { return !token.IsExported(n.Name) })
}

// exportedReceiver reports whether f is a function, or a method of an exported type.
func exportedReceiver(f *ast.FuncDecl) bool {
	if f.Recv == nil {
		return true
	}
	typ := f.Recv.List[0].Type
	for {
		switch t := typ.(type) {
		case *ast.StarExpr:
			typ = t.X
		case *ast.ParenExpr:
			typ = t.X
		case *ast.IndexExpr:
			typ = t.X
		case *ast.IndexListExpr:
			typ = t.X
		default:
			id, ok := t.(*ast.Ident)
			return ok && id.IsExported()
		}
	}
}

// written reports whether a comment says anything; a directive such as //go:embed does not.
func written(c *ast.CommentGroup) bool { return c != nil && c.Text() != "" }
