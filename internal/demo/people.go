package demo

import (
	"fmt"
	"strings"

	"yichuang/internal/text"
)

// pick takes one of the words that stand in a text, parted by spaces.
func (s *sim) pick(key string) string {
	list := strings.Fields(words.T(text.ZH, key))
	return list[s.rnd.IntN(len(list))]
}

func (s *sim) personName() string { return s.pick("demo.family") + s.pick("demo.given") }

func (s *sim) firmName() string {
	return words.T(text.ZH, "demo.firm", "a", s.pick("demo.firm_a"), "b", s.pick("demo.firm_b"))
}

// residentID makes a valid number of the made-up region 990000 (GB 11643).
func (s *sim) residentID() string {
	body := fmt.Sprintf("990000%04d%02d%02d%03d", 1945+s.rnd.IntN(60), 1+s.rnd.IntN(12), 1+s.rnd.IntN(28), s.rnd.IntN(1000))
	weights := []int{7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2}
	sum := 0
	for i, w := range weights {
		sum += int(body[i]-'0') * w
	}
	return body + string("10X98765432"[sum%11])
}

// uscc makes a valid unified social credit code of the made-up region (GB 32100 with GB 11714 inside).
func (s *sim) uscc() string {
	const alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
	org := fmt.Sprintf("MA99%04d", s.rnd.IntN(10000))
	sum := 0
	for i, w := range []int{3, 7, 9, 10, 5, 8, 4, 2} {
		v := strings.IndexByte("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ", org[i])
		sum += v * w
	}
	check := []string{"0", "1", "2", "3", "4", "5", "6", "7", "8", "9", "X", "0"}[11-sum%11]
	body := "91990000" + org + check
	total, w := 0, 1
	for i := range body {
		total += strings.IndexByte(alphabet, body[i]) * w
		w = w * 3 % 31
	}
	return body + string(alphabet[(31-total%31)%31])
}
