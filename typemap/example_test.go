package typemap_test

import (
	"database/sql/driver"
	"fmt"
	"reflect"
	"time"
	"unsafe"

	"github.com/gildsql/gild/typemap"
)

func ExampleEncode() {
	day := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	for _, arg := range []struct {
		typ   typemap.Type
		value any
	}{
		{typemap.Date(), day},
		{typemap.JSON(), []int{1, 2}},
		{typemap.BigInt(), (*int)(nil)},
		{typemap.Text(), make(chan int)},
	} {
		v, err := typemap.Encode(arg.typ, arg.value)
		fmt.Printf("%v %v\n", v, err)
	}
	// Output:
	// 2024-02-29 <nil>
	// [1,2] <nil>
	// <nil> <nil>
	// <nil> gild: cannot send Go type chan int as SQL type text: give the column a type that takes it (such as type=json) or implement driver.Valuer
}

func ExampleDecoderFor() {
	decode, err := typemap.DecoderFor(typemap.BigInt(), reflect.TypeFor[int8]())
	if err != nil {
		fmt.Println(err)
	}
	var n int8
	fmt.Println(decode(unsafe.Pointer(&n), int64(100)), n)
	fmt.Println(decode(unsafe.Pointer(&n), int64(1000)), n)
	// Output:
	// <nil> 100
	// the number does not fit a Go int8 100
}

func ExampleSlice() {
	type user struct {
		ID   int64
		Name string `gild:"user_name"`
		Nick *string
	}
	var users typemap.Slice[user]
	if err := users.Begin(typemap.NewColumns([]string{"user_name", "id"})); err != nil {
		fmt.Println(err)
	}
	for _, row := range [][]driver.Value{{"ed", int64(1)}, {[]byte("wendy"), int64(2)}} {
		if err := users.Row(row); err != nil {
			fmt.Println(err)
		}
	}
	for _, u := range users.Rows() {
		fmt.Println(u.ID, u.Name, u.Nick)
	}
	// Output:
	// 1 ed <nil>
	// 2 wendy <nil>
}

func ExampleColumns_Plan() {
	type user struct{ ID int }
	_, err := typemap.NewColumns([]string{"id", "nmae"}).Plan(reflect.TypeFor[user](), true)
	fmt.Println(err)
	// Output:
	// gild: column "nmae" has no field in typemap_test.user
}
