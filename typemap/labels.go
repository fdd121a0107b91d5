package typemap

import (
	"database/sql/driver"
	"errors"
	"slices"
	"unsafe"
)

// errLabel says that the database has a text that its type does not have. Row plans add the column.
var errLabel = errors.New("the text is none of the labels of the type")

// labelDecoder reads one of a few texts into a string; nil for types without labels.
func labelDecoder(t Type) Decoder {
	labels := t.Labels()
	if len(labels) == 0 {
		return nil
	}
	return func(dst unsafe.Pointer, src driver.Value) error {
		var text string
		if err := decodeString(unsafe.Pointer(&text), src); err != nil {
			return err
		}
		i := slices.Index(labels, text)
		if i < 0 {
			return errLabel
		}
		*(*string)(dst) = labels[i] // which leaves the copy to the collector at once
		return nil
	}
}

// labelNormalizer gives one of a few texts.
func labelNormalizer(labels []string) Normalizer {
	return func(src driver.Value) (driver.Value, error) {
		if src == nil {
			return nil, nil
		}
		text, ok := bytesOf(src)
		if i := slices.Index(labels, string(text)); ok && i >= 0 {
			return labels[i], nil
		}
		return nil, errLabel
	}
}
