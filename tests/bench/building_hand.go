package main

import (
	"database/sql/driver"
	"strconv"
	"strings"
)

// statuses are the values of IN.
var statuses = []int64{1, 2, 3, 4, 5, 6, 7, 8, 9, 10}

var handBuilders = []builder{
	{"hand", "strings.Builder, as a careful programmer writes it", byHand},
	{"hand-constant", "the arguments only: the text is a constant", byHandConstant},
	{"hand-sent", "hand, and what database/sql makes of its arguments for a driver, as gild's are already", sent(byHand)},
	{"hand-constant-sent", "the same for hand-constant", sent(byHandConstant)},
}

// handArgs keeps the arguments from being left out.
var handArgs []any

func byHand() (string, int, error) {
	args := make([]any, 0, 16)
	var w strings.Builder
	w.Grow(512)
	w.WriteString(`SELECT i."id", i."name", i."email", o."id", o."total", p."name" FROM "item" AS i JOIN "orders" AS o ON o."item_id" = i."id" JOIN "product" AS p ON p."id" = o."product_id" LEFT JOIN "city" AS c ON c."id" = i."city_id" WHERE i."active" = $1 AND i."score" > $2 AND i."name" LIKE $3 AND o."status" IN (`)
	args = append(args, true, 10.5, "a%")
	for i, s := range statuses {
		if i > 0 {
			w.WriteString(", ")
		}
		args = append(args, s)
		w.WriteByte('$')
		w.WriteString(strconv.Itoa(len(args)))
	}
	args = append(args, "NL")
	w.WriteString(`) AND (c."country" = $`)
	w.WriteString(strconv.Itoa(len(args)))
	w.WriteString(` OR c."country" IS NULL) ORDER BY i."created" DESC, i."id" LIMIT 20 OFFSET 40`)
	handArgs = args
	return w.String(), len(args), nil
}

func byHandConstant() (string, int, error) {
	args := make([]any, 0, 16)
	args = append(args, true, 10.5, "a%")
	for _, s := range statuses {
		args = append(args, s)
	}
	handArgs = append(args, "NL")
	return "SELECT a constant", len(handArgs), nil
}

// sentArgs keeps what is sent from being left out.
var sentArgs []driver.NamedValue

// sent makes arguments into those of a driver, as database/sql does behind every execution.
func sent(build func() (string, int, error)) func() (string, int, error) {
	return func() (string, int, error) {
		text, n, err := build()
		sentArgs = make([]driver.NamedValue, n)
		for i, arg := range handArgs {
			v, err := driver.DefaultParameterConverter.ConvertValue(arg)
			if err != nil {
				return "", 0, err
			}
			sentArgs[i] = driver.NamedValue{Ordinal: i + 1, Value: v}
		}
		return text, n, err
	}
}
