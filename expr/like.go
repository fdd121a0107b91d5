package expr

import (
	"errors"
	"reflect"
	"strings"

	"github.com/gildsql/gild/typemap"
)

// LikeOption changes how Like, StartsWith and their kin take a pattern.
type LikeOption struct {
	escape string
	wild   bool
}

// Escape makes a character take the special meaning from % and _ behind it.
func Escape(character rune) LikeOption { return LikeOption{escape: string(character)} }

// Wildcards lets % and _ have their meanings in the text given to StartsWith, EndsWith, Contains
// and their kin, which take it literally otherwise.
func Wildcards() LikeOption { return LikeOption{wild: true} }

func likeOptions(opts []LikeOption) (all LikeOption) {
	for _, o := range opts {
		if o.escape != "" {
			all.escape = o.escape
		}
		all.wild = all.wild || o.wild
	}
	return all
}

// likeExpr compares left with a pattern that is an expression.
func likeExpr(op Op, left, pattern Expr, opts []LikeOption) Cond {
	return compared(op, left, beside(left, pattern), likeOptions(opts).escape)
}

// patternBeside binds text beside left, whatever the type of that is.
func patternBeside(left Expr, v any) Expr {
	if isNull(v) {
		return &Constant{}
	}
	if _, ok := v.(Node); ok {
		return bindBeside(left, v)
	}
	typ := typemap.TypeOfValue(v)
	if !typ.IsText() {
		typ = typemap.String(0)
	}
	return &Bind{Value: v, Typ: typ, Hint: hintOf(left)}
}

// Like is x LIKE pattern, where % stands for any text and _ for one character. Whether letters
// match their capitals is the database's matter; see ILike.
func (x X[T]) Like(pattern T, opts ...LikeOption) Cond {
	return likePattern(OpLike, x.inner(), pattern, opts)
}

// likePattern compares left with a pattern.
func likePattern(op Op, left Expr, pattern any, opts []LikeOption) Cond {
	option := likeOptions(opts).escape
	if text, ok := pattern.(string); ok {
		return compareBind(op, left, Bind{Value: pattern, Typ: typemap.TypeOfValue(text), Hint: hintOf(left)}, option)
	}
	return compared(op, left, patternBeside(left, pattern), option)
}

// NotLike is x NOT LIKE pattern.
func (x X[T]) NotLike(pattern T, opts ...LikeOption) Cond {
	return likePattern(OpNotLike, x.inner(), pattern, opts)
}

// ILike is Like with capitals and small letters alike.
func (x X[T]) ILike(pattern T, opts ...LikeOption) Cond {
	return likePattern(OpILike, x.inner(), pattern, opts)
}

// NotILike is the opposite of ILike.
func (x X[T]) NotILike(pattern T, opts ...LikeOption) Cond {
	return likePattern(OpNotILike, x.inner(), pattern, opts)
}

// LikeExpr is Like with a pattern that is an expression.
func (x X[T]) LikeExpr(pattern Of[T], opts ...LikeOption) Cond {
	return likeExpr(OpLike, x.inner(), pattern, opts)
}

// ILikeExpr is ILike with a pattern that is an expression.
func (x X[T]) ILikeExpr(pattern Of[T], opts ...LikeOption) Cond {
	return likeExpr(OpILike, x.inner(), pattern, opts)
}

// StartsWith tells whether x begins with v. In v no character has a special meaning: %, _ and
// the escape character, which is / unless Escape gives another, are escaped. With Wildcards v is
// taken as it is. An expression, which an X[any] takes too, is never escaped.
func (x X[T]) StartsWith(v T, opts ...LikeOption) Cond {
	return affix(OpStartsWith, x.inner(), v, opts)
}

// EndsWith tells whether x ends with v, which is taken as StartsWith takes it.
func (x X[T]) EndsWith(v T, opts ...LikeOption) Cond { return affix(OpEndsWith, x.inner(), v, opts) }

// Contains tells whether v is a part of x; v is taken as StartsWith takes it.
func (x X[T]) Contains(v T, opts ...LikeOption) Cond {
	return affix(OpContainsText, x.inner(), v, opts)
}

// IStartsWith is StartsWith with capitals and small letters alike.
func (x X[T]) IStartsWith(v T, opts ...LikeOption) Cond {
	return affix(OpIStartsWith, x.inner(), v, opts)
}

// IEndsWith is EndsWith with capitals and small letters alike.
func (x X[T]) IEndsWith(v T, opts ...LikeOption) Cond { return affix(OpIEndsWith, x.inner(), v, opts) }

// IContains is Contains with capitals and small letters alike.
func (x X[T]) IContains(v T, opts ...LikeOption) Cond {
	return affix(OpIContainsText, x.inner(), v, opts)
}

var errNoText = errors.New("text is needed to look for at the beginning, at the end or inside of another")

func affix(op Op, left Expr, v any, opts []LikeOption) Cond {
	all := likeOptions(opts)
	if isNull(v) {
		return compared(op, left, nullWord, "")
	}
	if _, isNode := v.(Node); isNode || all.wild {
		return compared(op, left, patternBeside(left, v), all.escape)
	}
	rv := reflect.ValueOf(v)
	for rv.Kind() == reflect.Pointer {
		rv = rv.Elem()
	}
	if rv.Kind() != reflect.String {
		return cond(&Invalid{Err: errNoText})
	}
	if all.escape == "" {
		all.escape = "/"
	}
	escaped := strings.NewReplacer(all.escape, all.escape+all.escape, "%", all.escape+"%", "_", all.escape+"_").Replace(rv.String())
	return compared(op, left, patternBeside(left, escaped), all.escape)
}
