package doc

import (
	"strconv"
	"strings"

	"github.com/skip2/go-qrcode"
)

// qrModules gives the rows of a QR code with medium error correction and no border; nil for what is too long.
func qrModules(address string) [][]bool {
	code, err := qrcode.New(address, qrcode.Medium)
	if err != nil {
		return nil
	}
	code.DisableBorder = true
	return code.Bitmap()
}

// qrPiece draws the dark modules as bars, one for each stretch in a row.
func qrPiece(address string, side float64) piece {
	p := piece{height: side}
	rows := qrModules(address)
	unit := side / float64(max(len(rows), 1))
	eachBar(rows, func(x, y, length int) {
		p.ops = append(p.ops, op{kind: opRect, x: float64(x) * unit, y: float64(y) * unit, w: float64(length) * unit, h: unit, fill: true})
	})
	return p
}

// qrPath is the same as an SVG path in units of one module.
func qrPath(address string) (path string, size int) {
	rows := qrModules(address)
	var b strings.Builder
	eachBar(rows, func(x, y, length int) {
		n := strconv.Itoa
		b.WriteString("M" + n(x) + " " + n(y) + "h" + n(length) + "v1h-" + n(length) + "z")
	})
	return b.String(), len(rows)
}

func eachBar(rows [][]bool, draw func(x, y, length int)) {
	for y, row := range rows {
		for x := 0; x < len(row); x++ {
			start := x
			for x < len(row) && row[x] {
				x++
			}
			if x > start {
				draw(start, y, x-start)
			}
		}
	}
}
