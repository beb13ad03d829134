package site

import (
	"fmt"
	"strings"

	qrcode "github.com/skip2/go-qrcode"
)

// qrPath draws a QR code as the path of an SVG with one unit a module, runs of a row joined; size is the number of modules a side.
func qrPath(content string) (path string, size int, err error) {
	code, err := qrcode.New(content, qrcode.Medium)
	if err != nil {
		return "", 0, fmt.Errorf("qr code: %w", err)
	}
	code.DisableBorder = true
	rows := code.Bitmap()
	var b strings.Builder
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			start := x
			for x < len(row) && row[x] {
				x++
			}
			if x > start {
				fmt.Fprintf(&b, "M%d %dh%dv1h-%dz", start, y, x-start, x-start)
			}
		}
	}
	return b.String(), len(rows), nil
}

// quiet is the blank margin around a code, in modules.
const quiet = 2

func qrBox(size int) string {
	return fmt.Sprintf("%d %d %d %d", -quiet, -quiet, size+2*quiet, size+2*quiet)
}

func qrGround(size int) string {
	side := size + 2*quiet
	return fmt.Sprintf("M%d %dh%dv%dh-%dz", -quiet, -quiet, side, side, side)
}
