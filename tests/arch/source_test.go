package arch

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
)

const (
	maxFileLines     = 800
	maxFunctionLines = 80
)

// A source is the parsed files of one package.
type source struct {
	fset  *token.FileSet
	files []*ast.File
}

func newSource() *source { return &source{fset: token.NewFileSet()} }

func (s *source) add(name string, text []byte) error {
	f, err := parser.ParseFile(s.fset, name, text, parser.ParseComments|parser.SkipObjectResolution)
	if err == nil {
		s.files = append(s.files, f)
	}
	return err
}

// at returns a violation at a node: its position and the text.
func (s *source) at(n ast.Node, format string, args ...any) string {
	return fmt.Sprintf("%s: %s", s.fset.Position(n.Pos()), fmt.Sprintf(format, args...))
}

// tooLong returns the files and functions that are too long.
func (s *source) tooLong() []string {
	var violations []string
	for _, f := range s.files {
		if n := s.fset.File(f.Pos()).LineCount(); n > maxFileLines {
			violations = append(violations, s.at(f, "a file of %d lines, %d are allowed", n, maxFileLines))
		}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n.(type) {
			case *ast.FuncDecl, *ast.FuncLit:
				if lines := s.lines(n); lines > maxFunctionLines {
					violations = append(violations, s.at(n, "a function of %d lines, %d are allowed", lines, maxFunctionLines))
					return false
				}
			}
			return true
		})
	}
	return violations
}

// lines counts the lines of a node; of a function, without its doc comment.
func (s *source) lines(n ast.Node) int {
	if f, ok := n.(*ast.FuncDecl); ok {
		return s.line(f.End()) - s.line(f.Type.Pos()) + 1
	}
	return s.line(n.End()) - s.line(n.Pos()) + 1
}

func (s *source) line(p token.Pos) int { return s.fset.Position(p).Line }
