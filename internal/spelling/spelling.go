// Package spelling guesses which name was meant.
package spelling

// Nearest returns the name among known that takes the fewest edits to get to, "" if all
// take more than most. It is for errors that suggest what may be meant.
func Nearest(name string, known []string, most int) string {
	best := ""
	for _, k := range known {
		if n := distance(name, k); n <= most {
			best, most = k, n-1
		}
	}
	return best
}

// distance is the Levenshtein distance: how many bytes to insert, delete or
// replace to get from a to b.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		diagonal := row[0]
		row[0] = i + 1
		for j := range len(b) {
			d := diagonal
			if a[i] != b[j] {
				d = 1 + min(diagonal, row[j], row[j+1])
			}
			diagonal, row[j+1] = row[j+1], d
		}
	}
	return row[len(b)]
}
