package typemap

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unsafe"
)

// decodeDuration reads a span of time: PostgreSQL's text of one, the moment that long after 1970
// as databases without such a type keep it, or a number of nanoseconds.
func decodeDuration(dst unsafe.Pointer, src driver.Value) error {
	var err error
	var d time.Duration
	text, isText := src.(string)
	if b, ok := src.([]byte); ok {
		text, isText = string(b), true
	}
	switch t, isTime := src.(time.Time); {
	case isTime:
		d, err = sinceEpoch(t)
	case isText:
		d, err = ParseInterval(text)
	default:
		return decodeInt64(dst, src)
	}
	if err == nil {
		*(*time.Duration)(dst) = d
	}
	return err
}

func sinceEpoch(t time.Time) (time.Duration, error) {
	d := t.Sub(time.Unix(0, 0))
	if !time.Unix(0, 0).Add(d).Equal(t) {
		return 0, errLongSpan
	}
	return d, nil
}

var errLongSpan = errors.New("the span of time is longer than the 292 years of a time.Duration")

// ParseInterval reads a span of time as PostgreSQL writes it, such as "1 day 02:00:00.5", or as a
// moment that long after 1970. A span with months has no fixed length: it is an error.
func ParseInterval(text string) (time.Duration, error) {
	if n, err := strconv.ParseInt(text, 10, 64); err == nil {
		return time.Duration(n), nil
	}
	if len(text) > 10 && text[4] == '-' {
		if t, err := ParseTime(text); err == nil {
			return sinceEpoch(t)
		}
	}
	days := 0
	var total time.Duration
	fields := strings.Fields(text)
	for i := 0; i < len(fields); i++ {
		if strings.Contains(fields[i], ":") {
			d, err := parseClock(fields[i])
			if err != nil {
				return 0, err
			}
			total += d
			continue
		}
		n, err := strconv.Atoi(fields[i])
		switch {
		case err != nil || i+1 == len(fields):
			return 0, errInterval
		case fields[i+1] != "day" && fields[i+1] != "days":
			return 0, fmt.Errorf("a span of time with %s has no fixed length: read it as a string", strings.TrimRight(fields[i+1], "s")+"s")
		}
		i++
		days += n
	}
	if len(fields) == 0 {
		return 0, errInterval
	}
	if days > maxDays || days < -maxDays || total > maxClock || total < -maxClock {
		return 0, errLongSpan
	}
	return total + time.Duration(days)*24*time.Hour, nil
}

// The most days, and the longest time of a day, that are a time.Duration together.
const (
	maxDays  = 53_375
	maxClock = 1<<62 - 1
)

var errInterval = errors.New("the text is no span of time")

// parseClock reads hours, minutes and seconds, perhaps negative.
func parseClock(text string) (time.Duration, error) {
	digits, negative := strings.CutPrefix(text, "-")
	parts := strings.Split(strings.TrimPrefix(digits, "+"), ":")
	if len(parts) != 3 {
		return 0, errInterval
	}
	d, err := time.ParseDuration(parts[0] + "h" + parts[1] + "m" + parts[2] + "s")
	if err != nil {
		return 0, errInterval
	}
	if negative {
		d = -d
	}
	return d, nil
}
