package expr

import "github.com/gildsql/gild/typemap"

// The functions in this file need a window: call their method Over.

// RowNumber is the number of the row in its window, from 1 on.
func RowNumber() Fn[int64] { return ranking("row_number") }

// Rank is the place of the row in its window. Equal rows share one, and leave out those behind.
func Rank() Fn[int64] { return ranking("rank") }

// DenseRank is the place of the row in its window. Equal rows share one; none is left out.
func DenseRank() Fn[int64] { return ranking("dense_rank") }

// PercentRank is Rank as a part of the way from the first row, 0, to the last, 1.
func PercentRank() Fn[float64] { return portable[float64]("percent_rank", typemap.Type{}) }

// CumeDist is the part of the rows of the window that are not behind the row.
func CumeDist() Fn[float64] { return portable[float64]("cume_dist", typemap.Type{}) }

// NTile splits the window in n parts, as equal as can be, and tells the row's, from 1 on.
func NTile(n int) Fn[int64] { return portable[int64]("ntile", typemap.Type{}, n) }

func ranking(name string) Fn[int64] { return portable[int64](name, typemap.Type{}) }

// Lag is e in the row before, or that many rows before, NULL where there is none.
func Lag[T any](e Of[T], rows ...int) Fn[T] { return neighbour("lag", e, rows) }

// Lead is e in the row behind, or that many rows behind, NULL where there is none.
func Lead[T any](e Of[T], rows ...int) Fn[T] { return neighbour("lead", e, rows) }

func neighbour[T any](name string, e Of[T], rows []int) Fn[T] {
	args := []any{canon(e)}
	for _, n := range rows {
		args = append(args, n)
	}
	return portable[T](name, TypeOf(e), args...)
}

// FirstValue is e in the first row of the window.
func FirstValue[T any](e Of[T]) Fn[T] { return sameType("first_value", e) }

// LastValue is e in the last row of the window's frame. With an order the frame ends at the
// current row unless Rows, Range or Groups say otherwise.
func LastValue[T any](e Of[T]) Fn[T] { return sameType("last_value", e) }

// NthValue is e in the n-th row of the window's frame, NULL while there is none. SQL Server does
// not have it.
func NthValue[T any](e Of[T], n int) Fn[T] { return portable[T]("nth_value", TypeOf(e), canon(e), n) }
