package sqltext

import "testing"

func FuzzScanner(f *testing.F) {
	for _, text := range samples {
		f.Add(text)
	}
	for text := range products {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, fl := range flavors {
			checkTokens(t, text, fl.flavor)
			Summarize(text, fl.flavor)
			FindProduct(text, fl.flavor)
		}
	})
}

func FuzzParams(f *testing.F) {
	for _, text := range samples {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		for _, fl := range flavors {
			checkParams(t, text, fl.flavor)
		}
	})
}
