package doc

import (
	"fmt"
	"strings"
)

// dumpPages writes what stands where, in millimetres, for golden files: text with its face and size, and the
// number of shapes of each kind. Neighbouring bars of a QR code are only counted.
func dumpPages(pages []page) string {
	var b strings.Builder
	for i, p := range pages {
		fmt.Fprintf(&b, "page %d: %.1f x %.1f mm\n", i+1, p.width/mm, p.height/mm)
		shapes := map[opKind]int{}
		for _, o := range p.ops {
			if o.kind != opText {
				shapes[o.kind]++
				continue
			}
			fmt.Fprintf(&b, "%6.1f %6.1f %-5s %4.1f #%06x %s\n", o.x/mm, o.y/mm, o.face, o.size, uint32(o.color), o.text)
		}
		fmt.Fprintf(&b, "lines %d, boxes %d, ovals %d, shapes %d\n", shapes[opLine], shapes[opRect], shapes[opOval], shapes[opShape])
	}
	return b.String()
}
