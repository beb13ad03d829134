package blob

import (
	"bytes"
	"encoding/binary"
)

const (
	orientationTag = 0x0112
	exifHeader     = "Exif\x00\x00"
)

// orientation reads the one tag that matters from a JPEG's EXIF block; 1 (upright) when there is none or it is broken.
func orientation(raw []byte) int {
	for at := 2; at+4 <= len(raw) && raw[at] == 0xff; {
		marker, length := raw[at+1], int(binary.BigEndian.Uint16(raw[at+2:]))
		if marker == 0xda || length < 2 || at+2+length > len(raw) {
			return 1
		}
		segment := raw[at+4 : at+2+length]
		if marker == 0xe1 && bytes.HasPrefix(segment, []byte(exifHeader)) {
			return orientationIn(segment[len(exifHeader):])
		}
		at += 2 + length
	}
	return 1
}

// orientationIn walks the first directory of a TIFF block.
func orientationIn(tiff []byte) int {
	order, ok := byteOrder(tiff)
	if !ok {
		return 1
	}
	start := int64(order.Uint32(tiff[4:]))
	if start+2 > int64(len(tiff)) {
		return 1
	}
	count := int64(order.Uint16(tiff[start:]))
	for i := range count {
		entry := start + 2 + i*12
		if entry+12 > int64(len(tiff)) {
			return 1
		}
		if order.Uint16(tiff[entry:]) == orientationTag {
			return int(order.Uint16(tiff[entry+8:]))
		}
	}
	return 1
}

func byteOrder(tiff []byte) (binary.ByteOrder, bool) {
	switch {
	case len(tiff) < 8:
		return nil, false
	case bytes.HasPrefix(tiff, []byte("II*\x00")):
		return binary.LittleEndian, true
	case bytes.HasPrefix(tiff, []byte("MM\x00*")):
		return binary.BigEndian, true
	}
	return nil, false
}
