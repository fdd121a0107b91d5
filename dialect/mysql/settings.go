package mysql

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/gildsql/gild/compile"
	"github.com/gildsql/gild/schema"
)

// fixedOptions are those that no comparison is about: what counts on by itself, what the catalog does not tell, and where
// files are.
var fixedOptions = map[string]bool{
	"auto_increment": true, "comment": true, "connection": true, "password": true, "data_directory": true,
	"index_directory": true, "insert_method": true, "union": true, "tablespace": true, "sequence": true, "transactional": true, "system_versioning": true,
	"partition_by": true, "partitions": true, "subpartition_by": true, "subpartitions": true,
}

// otherNames are the words of CREATE TABLE that mean the same.
var otherNames = map[string]string{
	"default_charset": "charset", "default_character_set": "charset", "character_set": "charset", "default_collate": "collate",
}

// settings returns how the options of a table are compared. A collation belongs to a character set, which it names.
func settings(maria bool) func(o schema.Options) map[string]string {
	dialects := []string{"mysql"}
	if maria {
		dialects = append(dialects, "mariadb")
	}
	return func(o schema.Options) map[string]string {
		_, given := optionsIn(o, dialects...)
		found := map[string]string{}
		for name, value := range given {
			if fixedOptions[name] {
				continue
			}
			if other, is := otherNames[name]; is {
				name = other
			}
			found[name] = strings.ToLower(fmt.Sprint(value))
		}
		if set, _, has := strings.Cut(found["collate"], "_"); has && found["charset"] == "" && set != "uca1400" {
			found["charset"] = set
		}
		for _, name := range []string{"charset", "collate"} {
			if rest, old := strings.CutPrefix(found[name], "utf8"); old && (rest == "" || rest[0] == '_') {
				found[name] = "utf8mb3" + rest
			}
		}
		return found
	}
}

// setOption writes an option behind ALTER TABLE.
func setOption(c *compile.Compiler, option schema.Setting) {
	tableOption(c, option.Name, cmp.Or(option.Value, "DEFAULT"))
}
