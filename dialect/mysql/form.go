package mysql

import (
	"github.com/gildsql/gild/internal/sqlform"
	"github.com/gildsql/gild/internal/sqltext"
)

// form is how definitions are compared with what the server writes of them.
var form = &sqlform.Rules{
	Flavor: sqltext.MySQL(), FoldNames: true, Bits: true,
	Functions: map[string]string{
		"lcase": "lower", "ucase": "upper", "substr": "substring", "length": "octet_length", "power": "pow", "ceil": "ceiling", "day": "dayofmonth",
		"character_length": "char_length",
	},
	Types: map[string]string{"boolean": "bool", "tinyint(1)": "bool", "double precision": "double"},
}
