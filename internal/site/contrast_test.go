package site

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
)

// palette reads the custom properties of the blocks of tokens.css whose selectors are given, later ones over earlier ones.
func palette(t *testing.T, selectors ...string) map[string]string {
	t.Helper()
	css := regexp.MustCompile(`(?s)/\*.*?\*/`).ReplaceAllString(readFile(t, "static/tokens.css"), "")
	out := map[string]string{}
	for _, sel := range selectors {
		block := regexp.MustCompile(`(?s)(?:^|[}\s])` + regexp.QuoteMeta(sel) + `\s*\{(.*?)\}`).FindStringSubmatch(css)
		if block == nil {
			t.Fatalf("tokens.css has no block %s", sel)
		}
		for _, m := range regexp.MustCompile(`--([a-z0-9-]+):([^;]+)`).FindAllStringSubmatch(block[1], -1) {
			out[m[1]] = strings.TrimSpace(m[2])
		}
	}
	return out
}

func colour(t *testing.T, pal map[string]string, name string) [3]float64 {
	t.Helper()
	v := pal[name]
	for strings.HasPrefix(v, "var(--") {
		v = pal[strings.TrimSuffix(strings.TrimPrefix(v, "var(--"), ")")]
	}
	hex := strings.TrimPrefix(v, "#")
	if len(hex) == 3 {
		hex = fmt.Sprintf("%c%c%c%c%c%c", hex[0], hex[0], hex[1], hex[1], hex[2], hex[2])
	}
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil || len(hex) != 6 {
		t.Fatalf("token %s = %q is no colour", name, v)
	}
	return [3]float64{float64(n>>16&255) / 255, float64(n>>8&255) / 255, float64(n&255) / 255}
}

func luminance(c [3]float64) float64 {
	lin := func(v float64) float64 {
		if v <= 0.04045 {
			return v / 12.92
		}
		return math.Pow((v+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c[0]) + 0.7152*lin(c[1]) + 0.0722*lin(c[2])
}

func ratio(a, b [3]float64) float64 {
	x, y := luminance(a), luminance(b)
	if x < y {
		x, y = y, x
	}
	return (x + 0.05) / (y + 0.05)
}

func TestContrastFormulaAgainstKnownPairs(t *testing.T) {
	black, white := [3]float64{}, [3]float64{1, 1, 1}
	if got := ratio(black, white); math.Abs(got-21) > 0.001 {
		t.Errorf("black on white = %f, want 21", got)
	}
	grey := [3]float64{119.0 / 255, 119.0 / 255, 119.0 / 255} // #777 on white is 4.48 by WCAG's own example
	if got := ratio(grey, white); math.Abs(got-4.48) > 0.01 {
		t.Errorf("#777 on white = %f, want 4.48", got)
	}
}

// Text pairs need 4.5:1, shapes 3:1 (guide §9.2, WCAG 1.4.3 and 1.4.11), on every surface and in every mode.
func TestTokenPairsHaveContrast(t *testing.T) {
	text := [][2]string{{"text", "bg"}, {"text", "surface"}, {"text-2", "bg"}, {"text-2", "surface"}, {"text-3", "bg"}, {"text-3", "surface"}}
	lamps := [][2]string{{"ok-text", "ok-bg"}, {"warn-text", "warn-bg"}, {"over-text", "over-bg"}, {"halt-text", "halt-bg"},
		{"done-text", "done-bg"}, {"link", "bg"}, {"link", "surface"}, {"on-primary", "primary"}, {"on-primary", "primary-hover"},
		{"blue-700", "blue-50"}, {"ink-500", "ink-100"}, {"ink-700", "ink-100"}, {"ink-700", "paper-2"}, {"text-2", "paper-2"}}
	shapes := [][2]string{{"ok-solid", "surface"}, {"warn-shape", "surface"}, {"over-solid", "surface"}, {"halt-solid", "surface"},
		{"done-solid", "surface"}, {"ink-500", "surface"}, {"focus-ink", "surface"}}
	shapesOnNight := [][2]string{{"ok-solid", "surface"}, {"warn-shape", "surface"}, {"over-solid", "surface"}, {"halt-solid", "surface"}}
	const elder, high = "html[data-size=elder]:not([data-surface=display])", "html[data-contrast=high]:not([data-surface=display])"
	for _, c := range []struct {
		name      string
		selectors []string
		text      [][2]string
		shapes    [][2]string
	}{
		{"default", []string{":root"}, append(text, lamps...), shapes},
		{"citizen", []string{":root", "[data-surface=citizen]"}, append(text, lamps...), shapes},
		{"kiosk", []string{":root", "[data-surface=kiosk]"}, append(text, lamps...), shapes},
		{"display", []string{":root", "[data-surface=display]"}, text, shapesOnNight},
		{"citizen elder", []string{":root", "[data-surface=citizen]", elder}, append(text, lamps...), shapes},
		{"citizen high", []string{":root", "[data-surface=citizen]", high}, append(text, lamps...), shapes},
		{"staff high", []string{":root", "[data-surface=staff]", high}, append(text, lamps...), shapes},
	} {
		pal := palette(t, c.selectors...)
		check := func(pairs [][2]string, floor float64) {
			for _, p := range pairs {
				if got := ratio(colour(t, pal, p[0]), colour(t, pal, p[1])); got < floor {
					t.Errorf("%s: %s on %s is %.2f:1, below %.1f:1", c.name, p[0], p[1], got, floor)
				}
			}
		}
		check(c.text, 4.5)
		check(c.shapes, 3)
	}
}

func TestLadderHasEveryRung(t *testing.T) {
	css := allCSS(t)
	for percent := -10; percent <= 130; percent++ {
		if class := percentClass(percent); !strings.Contains(css, "."+class+" {") {
			t.Errorf("no style for %s (%d %%)", class, percent)
		}
	}
}
