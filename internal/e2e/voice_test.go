package e2e

import (
	"encoding/binary"
	"os"
	"path/filepath"
	"testing"

	"github.com/chromedp/chromedp"

	"yichuang/internal/app"
	"yichuang/internal/halltest"
)

// The display speaks after one tap, says each call twice in Mandarin and once in English, and never two calls at once (HAL-3,
// decision 14). What the page sends to the loudspeaker is written down where the browser takes it.
func TestHAL3_TheDisplayCallsAloudOneAfterTheOther(t *testing.T) {
	chromium(t)
	voice := recordings(t)
	h := halltest.Open(t, "sqlite:"+t.TempDir()+"/hall.db", func(cfg *app.Config) { cfg.Voice = voice })
	base := serve(t, h)
	display := open(t, base)
	display.size(1920, 1080)
	var desks []*browser
	for i, clerk := range []string{"E-SB-06", "E-SB-07"} {
		desk := open(t, base)
		desk.signIn(clerk, []string{"shi-06", "shi-07"}[i])
		desk.visit("/h/shi/desk")
		desk.openIfClosed()
		desks = append(desks, desk)
	}
	kiosk := display.tab()
	for range desks {
		kiosk.takeTicket("SB-01")
	}

	display.visit("/h/shi/screen")
	display.says("[data-sound]", "静音中")
	display.eval(`(() => { window.heard = []; const start = AudioBufferSourceNode.prototype.start;
		AudioBufferSourceNode.prototype.start = function (at, from, seconds) { heard.push([at, at + seconds]); return start.apply(this, arguments) };
		return 1 })()`)
	display.click("[data-sound]") // no person's tap: the browser lets the page make no sound
	display.says("[data-sound]", "静音中")
	display.do(chromedp.Click("[data-sound]"))
	display.says("[data-sound]", "声音已打开")
	for _, desk := range desks {
		desk.press(`form[action$="/desk/call"] button`)
	}
	// A032 at 06: 11 clips in Mandarin, twice, and 9 in English; two calls.
	display.until("both calls said", `heard.length >= 62`)
	if n := eval[float64](display, `heard.length`); n != 62 {
		t.Errorf("%v clips were said, want 62", n)
	}
	if !eval[bool](display, `heard.every(([from, to], i) => to > from && (i === 0 || from >= heard[i - 1][1]))`) {
		t.Errorf("two clips sound at once: %v", eval[string](display, `JSON.stringify(heard)`))
	}
	display.do(chromedp.Click("[data-sound]"))
	display.says("[data-sound]", "静音中")
}

// recordings are a hall's own voice: a short tone for each clip, between silence that the display leaves out.
func recordings(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	const rate, samples = 8000, 800
	wave := append([]byte("RIFF"), binary.LittleEndian.AppendUint32(nil, 36+2*samples)...)
	wave = append(wave, "WAVEfmt "...)
	for _, v := range []uint32{16, 1 | 1<<16, rate, 2 * rate, 2 | 16<<16} { // PCM, one channel, 16 bits
		wave = binary.LittleEndian.AppendUint32(wave, v)
	}
	wave = append(wave, "data"...)
	wave = binary.LittleEndian.AppendUint32(wave, 2*samples)
	for i := range samples {
		level := uint16(0)
		if i > samples/4 && i < samples/2 && i%8 < 4 {
			level = 8000
		}
		wave = binary.LittleEndian.AppendUint16(wave, level)
	}
	names := []string{"please", "number", "to", "window"}
	for _, r := range "0123456789abcdefghijklmnopqrstuvwxyz" {
		names = append(names, string(r))
	}
	for _, lang := range []string{"zh", "en"} {
		if err := os.MkdirAll(filepath.Join(dir, lang), 0o700); err != nil {
			t.Fatal(err)
		}
		for _, n := range names {
			if err := os.WriteFile(filepath.Join(dir, lang, n+".wav"), wave, 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	return dir
}
