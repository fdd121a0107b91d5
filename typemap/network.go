package typemap

import (
	"database/sql/driver"
	"errors"
	"net"
	"net/netip"
	"reflect"
	"strings"
	"unsafe"
)

var (
	addrType     = reflect.TypeFor[netip.Addr]()
	prefixType   = reflect.TypeFor[netip.Prefix]()
	hardwareType = reflect.TypeFor[net.HardwareAddr]()
	ipType       = reflect.TypeFor[net.IP]()
	ipNetType    = reflect.TypeFor[net.IPNet]()
)

// networkTypeOf returns the SQL types of addresses.
func networkTypeOf(t reflect.Type) (Type, bool) {
	switch t {
	case addrType, prefixType, ipType:
		return Inet(), true
	case ipNetType:
		return CIDR(), true
	case hardwareType:
		return MACAddr(), true
	}
	return Type{}, false
}

// networkEncoder sends addresses as text; the zero address is NULL.
func networkEncoder(typ reflect.Type) encoder {
	var text func(v any) string
	switch typ {
	case addrType:
		text = func(v any) string { return validText(v.(netip.Addr)) }
	case prefixType:
		text = func(v any) string { return validText(v.(netip.Prefix)) }
	case hardwareType:
		text = func(v any) string { return v.(net.HardwareAddr).String() }
	case ipType:
		text = func(v any) string {
			if ip := v.(net.IP); ip != nil {
				return ip.String()
			}
			return ""
		}
	case ipNetType:
		text = func(v any) string {
			if n := v.(net.IPNet); n.IP != nil {
				return n.String()
			}
			return ""
		}
	default:
		return nil
	}
	return func(v any, _ int) (driver.Value, error) {
		if s := text(v); s != "" {
			return s, nil
		}
		return nil, nil
	}
}

// validText is the text of an address, empty for the zero one.
func validText(v interface {
	IsValid() bool
	String() string
}) string {
	if !v.IsValid() {
		return ""
	}
	return v.String()
}

var errNetwork = errors.New("the text is no address")

// networkDecoder reads addresses; nil for other Go types.
func networkDecoder(typ reflect.Type) Decoder {
	switch typ {
	case addrType:
		return parsed(parseAddr)
	case prefixType:
		return parsed(parsePrefix)
	case hardwareType:
		return parsed(net.ParseMAC)
	case ipType:
		return parsed(func(text string) (net.IP, error) {
			addr, err := parseAddr(text)
			return addr.AsSlice(), err
		})
	case ipNetType:
		return parsed(func(text string) (net.IPNet, error) {
			_, n, err := net.ParseCIDR(text)
			if err != nil {
				return net.IPNet{}, err
			}
			return *n, nil
		})
	}
	return nil
}

// parseAddr reads the address of a host. PostgreSQL writes that of a CIDR with the length of its network.
func parseAddr(text string) (netip.Addr, error) {
	host, bits, found := strings.Cut(text, "/")
	addr, err := netip.ParseAddr(host)
	if err == nil && found && bits != "32" && bits != "128" {
		return netip.Addr{}, errors.New("the address has the length of a network: read it as a netip.Prefix")
	}
	return addr, err
}

// parsePrefix reads the address of a network, or of a host as that of one alone.
func parsePrefix(text string) (netip.Prefix, error) {
	if strings.Contains(text, "/") {
		return netip.ParsePrefix(text)
	}
	addr, err := netip.ParseAddr(text)
	if err != nil {
		return netip.Prefix{}, err
	}
	return netip.PrefixFrom(addr, addr.BitLen()), nil
}

// parsed makes a decoder of a function that reads text. The function's error, which may quote the text, is
// not handed on.
func parsed[T any](parse func(text string) (T, error)) Decoder {
	return func(dst unsafe.Pointer, src driver.Value) error {
		if src == nil {
			if reflect.TypeFor[T]().Kind() != reflect.Slice {
				return errNull
			}
			var none T
			*(*T)(dst) = none
			return nil
		}
		b, ok := bytesOf(src)
		if !ok {
			return mismatch(src, reflect.TypeFor[T]().String())
		}
		v, err := parse(string(b))
		if err != nil {
			return errNetwork
		}
		*(*T)(dst) = v
		return nil
	}
}
