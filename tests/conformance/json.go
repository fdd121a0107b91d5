package main

import (
	"encoding/json"

	"github.com/gildsql/gild/expr"
	"github.com/gildsql/gild/typemap"
)

func init() {
	enter(map[string]reading{
		"json_get":  func(r *reader, n node) any { return r.x(n.arg(0)).JSON(r.operand(n.arg(1))) },
		"json_path": func(r *reader, n node) any { return r.x(n.arg(0)).JSONPath(pathParts(asList(n.arg(1)))...) },
		"json_as":   func(r *reader, n node) any { return r.jsonAs(r.jsonPart(n.arg(0)), n.arg(1)) },
		"astext":    func(r *reader, n node) any { return r.jsonPart(n.arg(0)).AsText() },
		"array":     func(r *reader, n node) any { return r.array(n) },
		"index":     func(r *reader, n node) any { return r.x(n.arg(0)).Index(r.operand(n.arg(1))) },
		"slice":     func(r *reader, n node) any { return r.x(n.arg(0)).Slice(r.operand(n.arg(1)), r.operand(n.arg(2))) },
		"any":       func(r *reader, n node) any { return expr.Any(r.expr(n.arg(0))) },
		"all":       func(r *reader, n node) any { return expr.All(r.expr(n.arg(0))) },
	})
	enterOperators(map[string]operator{
		"@>": func(l expr.X[any], r any) expr.Expr { return l.ContainsAll(r) },
		"<@": func(l expr.X[any], r any) expr.Expr { return l.ContainedBy(r) },
		"&&": func(l expr.X[any], r any) expr.Expr { return l.Overlaps(r) },
		"?":  func(l expr.X[any], r any) expr.Expr { return l.HasKey(r) },
		"?|": func(l expr.X[any], r any) expr.Expr { return l.HasAny(r) },
		"?&": func(l expr.X[any], r any) expr.Expr { return l.HasAll(r) },
		"#-": func(l expr.X[any], r any) expr.Expr { return l.DeletePath(r) },
		"@?": func(l expr.X[any], r any) expr.Expr { return l.PathExists(r) },
		"@@": func(l expr.X[any], r any) expr.Expr { return l.PathMatch(r) },
	})
}

// pathParts reads the keys and indexes of a path.
func pathParts(list []any) []any {
	var parts []any
	for _, v := range list {
		if n, ok := v.(json.Number); ok {
			v = asInt(n)
		}
		parts = append(parts, v)
	}
	return parts
}

// jsonPart reads an expression that is a part of a document.
func (r *reader) jsonPart(v any) expr.JSONValue {
	switch e := r.object(v).(type) {
	case expr.JSONValue:
		return e
	case expr.Expr:
		return expr.JSONOf(e)
	}
	malformed("%s is no expression", asNode(v).kind())
	return expr.JSONValue{}
}

func (r *reader) jsonAs(part expr.JSONValue, how any) expr.Expr {
	if isNode(how) {
		n := asNode(how)
		if n.kind() != "numeric" {
			malformed("%v is no type of a JSON value", how)
		}
		return part.AsNumeric(uint16(size(n, 0)), uint16(size(n, 1)))
	}
	switch asText(how) {
	case "string":
		return part.AsString()
	case "integer":
		return part.AsInteger()
	case "float":
		return part.AsFloat()
	case "boolean":
		return part.AsBoolean()
	case "json":
		return part.AsJSON()
	}
	malformed("%v is no type of a JSON value", how)
	return nil
}

func (r *reader) array(n node) expr.Expr {
	var elem typemap.Type
	if types := optionalType(n.optionsAt(1)); types != nil {
		elem = types[0]
	}
	var elems []any
	for _, v := range asList(n.arg(0)) {
		elems = append(elems, r.argument(v))
	}
	return expr.ArrayTyped(elem, elems...)
}
