package compile

import "time"

// spans makes the form of spans of time, also in lists and behind pointers. Other values are left
// as they are.
func spans(send func(d time.Duration) any) func(v any) (any, error) {
	var form func(v any) (any, error)
	form = func(v any) (any, error) {
		switch v := v.(type) {
		case time.Duration:
			return send(v), nil
		case *time.Duration:
			if v != nil {
				return send(*v), nil
			}
		case []time.Duration:
			out := make([]any, len(v))
			for i, d := range v {
				out[i] = send(d)
			}
			return out, nil
		case []any:
			out := make([]any, len(v))
			for i := range v {
				out[i], _ = form(v[i])
			}
			return out, nil
		}
		return v, nil
	}
	return form
}
