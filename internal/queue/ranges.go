package queue

import (
	"strconv"
	"strings"
)

// Ranges writes sorted window numbers shortly: 03 04 05 08 becomes "03–05、08". Names that are no numbers follow nothing.
func Ranges(numbers []string) string {
	var parts []string
	for i := 0; i < len(numbers); {
		j := i
		for j+1 < len(numbers) && follows(numbers[j], numbers[j+1]) {
			j++
		}
		if j > i {
			parts = append(parts, numbers[i]+"–"+numbers[j])
		} else {
			parts = append(parts, numbers[i])
		}
		i = j + 1
	}
	return strings.Join(parts, "、")
}

func follows(a, b string) bool {
	x, errA := strconv.Atoi(a)
	y, errB := strconv.Atoi(b)
	return errA == nil && errB == nil && y == x+1
}
