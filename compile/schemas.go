package compile

import "maps"

// Translate returns the rules with other schemas: what is in a schema that the map has is written as in
// the one that it has there. The empty name is the default schema on either side. A nil map gives the
// rules without such a translation.
func (r *Rules) Translate(schemas map[string]string) *Rules {
	other := r.Clone()
	other.schemas = maps.Clone(schemas)
	return other
}

// InSchema returns the schema that what is in schema is written in, empty for the default one.
func (r *Rules) InSchema(schema string) string {
	if to, ok := r.schemas[schema]; ok {
		return to
	}
	return schema
}

// Schemas returns the schemas of Translate, which are not to be changed.
func (r *Rules) Schemas() map[string]string { return r.schemas }
