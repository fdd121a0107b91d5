package expr

import (
	"errors"
	"fmt"

	"github.com/gildsql/gild/typemap"
)

// JSONForm is what a JSONAccess gives.
type JSONForm int

// The forms of JSONAccess.
const (
	JSONDocument JSONForm = iota // the part as a document
	JSONText                     // the part as text, as PostgreSQL's ->> has it
	JSONScalar                   // the part as a value of the node's type
	JSONInCast                   // the part as a CAST to a type takes it
)

// JSONAccess is a part of a JSON document: at a key, at an index, or at the end of a path.
type JSONAccess struct {
	ExprBase
	Doc  Expr
	Key  Expr // a bound value has text, a whole number or a JSONPath; how it is sent is compile's matter
	Path bool // Key is a path
	Form JSONForm
	Typ  typemap.Type
}

// Fields declares the node.
func (j *JSONAccess) Fields(v Visitor) {
	v.Kind("json")
	v.Number(flag(j.Path) | int(j.Form)<<1)
	v.Type(j.Typ)
	v.Expr(&j.Doc)
	v.Expr(&j.Key)
}

// Type returns the type of the part.
func (j *JSONAccess) Type() typemap.Type { return j.Typ }

// JSONPath is the way to a part of a JSON document: keys as text and indexes as whole numbers.
type JSONPath []any

// JSONValue is a part of a JSON document. As it stands it is a document too; the As methods
// make a value of another type of it. What the document has no value for is NULL.
type JSONValue struct{ X[any] }

// JSONOf gives an expression known to be a part of a JSON document the methods of JSONValue. On
// anything else, a whole column for example, they are errors at compile.
func JSONOf(e Expr) JSONValue { return JSONValue{shell[any](canon(e))} }

// JSON is the part of a JSON document under a key, which is text, or at an index, which is a
// whole number counted from 0. The key may be an expression as well. Any character may stand
// in a key: it is one key, never a path. Anything else for a key is an error at compile.
func (x X[T]) JSON(key any) JSONValue {
	doc := x.inner()
	if err := jsonPart(key); err != nil {
		return JSONValue{shell[any](&Invalid{Err: err})}
	}
	return jsonValue(&JSONAccess{Doc: doc, Key: jsonKey(doc, key), Typ: TypeOf(doc)})
}

// JSONPath is the part of a JSON document at the end of a path of keys and indexes, each as
// JSON takes it, but for expressions. An empty path is an error at compile.
func (x X[T]) JSONPath(parts ...any) JSONValue {
	doc := x.inner()
	if len(parts) == 0 {
		return JSONValue{shell[any](invalid("an empty JSON path: give it keys and indexes"))}
	}
	for _, p := range parts {
		_, isNode := p.(Node)
		if err := jsonPart(p); err != nil || isNode {
			return JSONValue{shell[any](&Invalid{Err: fmt.Errorf("a %T in a JSON path: keys are text, indexes whole numbers", p)})}
		}
	}
	key := &Bind{Value: JSONPath(append([]any(nil), parts...)), Hint: hintOf(doc)}
	return jsonValue(&JSONAccess{Doc: doc, Key: key, Path: true, Typ: TypeOf(doc)})
}

func jsonValue(j *JSONAccess) JSONValue { return JSONValue{shell[any](j)} }

// jsonKey returns a key as an expression. The value has the type that databases take it for.
func jsonKey(doc Expr, key any) Expr {
	if _, ok := key.(Node); ok {
		return bindValue(key)
	}
	typ := typemap.TypeOfValue(key)
	if typ.IsInteger() {
		typ = typemap.Integer()
	}
	return &Bind{Value: key, Typ: typ, Hint: hintOf(doc)}
}

// jsonPart returns an error for what is no key and no index.
func jsonPart(key any) error {
	if _, ok := key.(Node); ok {
		return nil
	}
	if typ := typemap.TypeOfValue(key); !typ.IsText() && !typ.IsInteger() {
		return fmt.Errorf("a %T where a JSON key or index belongs: a key is text, an index a whole number", key)
	}
	return nil
}

// AsString is the part as text, without the quotes of JSON.
func (j JSONValue) AsString() X[string] { return jsonAs[string](j, JSONScalar, typemap.Unicode(0)) }

// AsText is the part as the database gives it for text, without a cast: by ->> and #>> on
// PostgreSQL. Where documents have values of other types, SQLite gives these.
func (j JSONValue) AsText() X[string] { return jsonAs[string](j, JSONText, typemap.Text()) }

// AsInteger is the part as a whole number.
func (j JSONValue) AsInteger() X[int64] { return jsonAs[int64](j, JSONScalar, typemap.Integer()) }

// AsFloat is the part as a floating point number.
func (j JSONValue) AsFloat() X[float64] { return jsonAs[float64](j, JSONScalar, typemap.Float(0)) }

// AsBoolean is the part as a truth value.
func (j JSONValue) AsBoolean() X[bool] { return jsonAs[bool](j, JSONScalar, typemap.Boolean()) }

// AsNumeric is the part as an exact decimal with precision digits, scale of them behind the
// point.
func (j JSONValue) AsNumeric(precision, scale uint16) X[any] {
	return jsonAs[any](j, JSONScalar, typemap.Numeric(precision, scale))
}

// AsJSON is the part as a document, which it is in any case.
func (j JSONValue) AsJSON() JSONValue {
	if jsonAccess(j.inner()) == nil {
		return JSONValue{shell[any](jsonMistake(j))}
	}
	return j
}

// jsonAccess returns the access that e is, nil if it is none.
func jsonAccess(e Expr) *JSONAccess {
	j, _ := e.(*JSONAccess)
	return j
}

func jsonAs[T any](j JSONValue, form JSONForm, typ typemap.Type) X[T] {
	access := jsonAccess(j.inner())
	if access == nil {
		return shell[T](jsonMistake(j))
	}
	derived := *access
	derived.Form, derived.Typ = form, typ
	return shell[T](&derived)
}

var errNoJSONPart = errors.New("a part of a JSON document is needed: take one with JSON or JSONPath first")

// jsonMistake is for an As method on what is no part of a document.
func jsonMistake(j JSONValue) Expr {
	if mistake, ok := j.inner().(*Invalid); ok {
		return mistake
	}
	return &Invalid{Err: errNoJSONPart}
}
