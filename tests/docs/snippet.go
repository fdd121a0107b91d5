package docs

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"regexp"
	"strings"
)

// block is the Go code between two fences of a document.
type block struct {
	document string
	line     int // of its first line of code
	code     []string
}

// blocks returns the Go code of a document.
func blocks(document, text string) []block {
	var found []block
	inside := false
	for i, line := range strings.Split(text, "\n") {
		fence := strings.HasPrefix(line, "```")
		switch {
		case fence && inside:
			inside = false
		case fence && strings.TrimPrefix(line, "```") == "go":
			inside = true
			found = append(found, block{document: document, line: i + 2})
		case inside:
			last := &found[len(found)-1]
			last.code = append(last.code, line)
		}
	}
	return found
}

// elided is a body that a document leaves out.
var elided = regexp.MustCompile(`\{ \.\.\. \}`)

// source makes a file of a block: imports first, declarations as they are, and all other
// code in a function. Each part keeps the lines of the document.
func (b block) source(imports []string) string {
	head, decls, body := "package p\n", "", ""
	for _, path := range imports {
		head += "import " + path + "\n"
	}
	open := "" // what ends the declaration that is open
	part := &body
	for i, line := range b.code {
		line = elided.ReplaceAllString(line, `{ panic("elided") }`)
		if open == "" {
			part, open = b.partOf(line, &head, &decls, &body)
			*part += fmt.Sprintf("//line %s:%d\n", b.document, b.line+i)
		}
		*part += line + "\n"
		if open == "" || line == open || strings.HasPrefix(line, open+" ") {
			open = ""
		}
	}
	return head + decls + "func _() error {\n" + body + "\nreturn nil\n}\n"
}

// partOf returns where a line at the left margin belongs, and the line that ends what it
// begins, "" if that is the line itself.
func (b block) partOf(line string, head, decls, body *string) (part *string, end string) {
	part = body
	switch word, _, _ := strings.Cut(line, " "); word {
	case "package":
		return new(string), "" // there is one already
	case "import":
		part = head
	case "func", "type", "const":
		part = decls
	case "var":
		part = body
		if strings.Contains(line, " = ") {
			part = decls
		}
	}
	if part == body {
		return part, ""
	}
	switch {
	case strings.HasSuffix(line, "({"), strings.HasSuffix(line, "["):
		return part, "}"
	case strings.HasSuffix(line, "{"):
		return part, "}"
	case strings.HasSuffix(line, "("):
		return part, ")"
	}
	return part, ""
}

// selectors returns what is selected from each name in a file, by name: "gild" has "Open"
// for gild.Open.
func selectors(f *ast.File) map[string][]string {
	used := make(map[string][]string)
	ast.Inspect(f, func(n ast.Node) bool {
		if s, ok := n.(*ast.SelectorExpr); ok {
			if x, ok := s.X.(*ast.Ident); ok {
				used[x.Name] = append(used[x.Name], s.Sel.Name)
			}
		}
		return true
	})
	return used
}

// declared returns the names that files declare at package level.
func declared(files []*ast.File) map[string]bool {
	names := make(map[string]bool)
	for _, f := range files {
		for _, d := range f.Decls {
			switch d := d.(type) {
			case *ast.FuncDecl:
				names[d.Name.Name] = d.Recv == nil
			case *ast.GenDecl:
				for _, spec := range d.Specs {
					for _, name := range namesOf(spec) {
						names[name.Name] = true
					}
				}
			}
		}
	}
	return names
}

func namesOf(spec ast.Spec) []*ast.Ident {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		return []*ast.Ident{s.Name}
	case *ast.ValueSpec:
		return s.Names
	}
	return nil
}

func parse(fset *token.FileSet, name, text string) (*ast.File, error) {
	return parser.ParseFile(fset, name, text, parser.SkipObjectResolution)
}
