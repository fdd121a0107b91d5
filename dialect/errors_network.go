package dialect

import (
	"context"
	"database/sql/driver"
	"errors"
	"io"
	"net"
	"syscall"
)

// lost are the errors that drivers give, without a code of the database, when the connection is
// gone.
var lost = []error{
	driver.ErrBadConn, io.EOF, io.ErrUnexpectedEOF, net.ErrClosed,
	syscall.ECONNRESET, syscall.ECONNREFUSED, syscall.ECONNABORTED, syscall.EPIPE,
}

// DescribeNetwork explains what drivers of database servers say when the connection is gone or
// cannot be made and so no server says it: ErrorDisconnect. It returns nil for any other error,
// also for one that comes from the end of a context, which says nothing about the server. It
// is the last part of such a dialect's Describe.
func DescribeNetwork(err error) *Error {
	if err == nil || errors.Is(err, context.Canceled) || errors.Is(err, context.DeadlineExceeded) {
		return nil
	}
	if _, ok := errors.AsType[*net.OpError](err); ok {
		return &Error{Class: ErrorDisconnect, Err: err}
	}
	for _, l := range lost {
		if errors.Is(err, l) {
			return &Error{Class: ErrorDisconnect, Err: err}
		}
	}
	return nil
}
