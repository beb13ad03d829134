package queueweb

import (
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/fstest"

	"golang.org/x/net/html"

	"yichuang"
	"yichuang/internal/queue"
)

// everyClip is a voice with all that a call of digits and letters needs.
func everyClip(ext, content string) fstest.MapFS {
	out := fstest.MapFS{}
	names := []string{sayPlease, sayNumber, sayTo, sayWindow}
	for _, r := range "0123456789abcdefghijklmnopqrstuvwxyz" {
		names = append(names, string(r))
	}
	for _, lang := range []string{"zh", "en"} {
		for _, n := range names {
			out[lang+"/"+n+ext] = &fstest.MapFile{Data: []byte(content + n)}
		}
	}
	return out
}

func TestHAL3_AHallsOwnRecordingWinsByName(t *testing.T) {
	built, own := everyClip(".opus", "built "), fstest.MapFS{"zh/3.wav": {Data: []byte("own 3")}, "zh/notes.txt": {Data: []byte("who spoke")},
		"loose.wav": {Data: []byte("x")}, "zh/4.wav": {}, "zh/5.wav": {Data: make([]byte, largestClip+1)}}
	v := NewVoice(built, own)
	for name, want := range map[string]string{"zh/3": "own 3", "zh/4": "built 4", "zh/5": "built 5", "en/3": "built 3"} {
		if got := string(v.clips[name].raw); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if len(v.Clips()) != len(built) {
		t.Errorf("%d clips from %d names: %v", len(v.Clips()), len(built), v.Clips())
	}
}

// With a clip missing, a language is silent rather than wrong: A032 must never be heard as A02.
func TestHAL3_ASayingWithAHoleIsNotSaid(t *testing.T) {
	some := everyClip(".wav", "")
	delete(some, "zh/3.wav")
	v := NewVoice(some)
	if said := v.Say("A032", "06"); len(said) != 1 || !strings.Contains(said[0][0], "/voice/en/") {
		t.Errorf("said %v", said)
	}
	if said := v.Say("A042", "06"); len(said) != 3 {
		t.Errorf("a call without the missing digit is said whole: %v", said)
	}
	var none *Voice
	if none.Say("A032", "06") != nil || NewVoice(fstest.MapFS{}).Say("A032", "06") != nil {
		t.Error("said without clips")
	}
}

// called has one ticket called to window 01 and returns its number.
func (w *world) called() string {
	w.t.Helper()
	w.number(queue.Request{Line: "main:register"})
	return w.call(w.open("1", "E-1")).Number
}

func TestHAL3_TheDisplayHandsTheClipsOverAndTheyAreServed(t *testing.T) {
	w := small(t)
	w.web.Voice = NewVoice(everyClip(".wav", "sound "))
	number := w.called()
	el := ""
	each(w.get("/h/main/screen").tree, func(n *html.Node) { el += attr(n, "data-clips") })
	sayings := strings.Split(el, " | ")
	if len(sayings) != 3 {
		t.Fatalf("data-clips of %s: %q", number, el)
	}
	urls := strings.Fields(sayings[0])
	resp, err := w.c.Get(w.url + urls[1])
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	raw, _ := io.ReadAll(resp.Body)
	if resp.StatusCode != http.StatusOK || string(raw) != "sound "+strings.ToLower(number[:1]) || resp.Header.Get("Content-Type") != "audio/wav" ||
		!strings.Contains(resp.Header.Get("Cache-Control"), "immutable") {
		t.Errorf("%s: %d %q %v", urls[1], resp.StatusCode, raw, resp.Header)
	}
	for _, path := range []string{"/voice/zh/nothing", "/voice/..%2fzh/0", "/voice/zh/0.wav"} {
		if resp, err := w.c.Get(w.url + path); err != nil || resp.StatusCode != http.StatusNotFound {
			t.Errorf("%s: %v %v", path, resp.StatusCode, err)
		}
	}
}

func TestHAL3_AQuietPlaceHasNoVoiceAndNothingToTurnOn(t *testing.T) {
	w := small(t)
	w.web.Voice = NewVoice(everyClip(".wav", ""))
	w.called()
	for path, want := range map[string]struct{ said, gate bool }{
		"/h/main/screen":                       {true, true},
		"/h/main/screen/all?sound=chime":       {false, true},
		"/h/main/screen/all?sound=off":         {false, false},
		"/h/main/screen/all/calls?sound=chime": {false, false}, // a fragment has no head
		"/h/main/screen/all/calls":             {true, false},
		"/h/main/sign/1":                       {false, false}, // signs never speak over the display
	} {
		page := w.get(path).raw
		if got := strings.Contains(page, "/voice/zh/"); got != want.said {
			t.Errorf("%s: clips %v, want %v", path, got, want.said)
		}
		if got := strings.Contains(page, "data-sound "); got != want.gate {
			t.Errorf("%s: button %v, want %v", path, got, want.gate)
		}
	}
	if page := w.get("/h/main/screen/all?sound=chime").raw; !strings.Contains(page, `/screen/all/calls?sound=chime`) {
		t.Error("the part that is fetched again forgets how loud it may be")
	}
}

// The script of the project and the program agree on the names.
func TestHAL3_TheBuiltVoiceIsComplete(t *testing.T) {
	built := NewVoice(yichuang.Voice())
	if len(built.Clips()) == 0 {
		t.Skip("no clips were made: run make voice (Debian: apt-get install espeak-ng opus-tools)")
	}
	for _, signs := range []string{"ABCDEFGHIJKLM01234", "NOPQRSTUVWXYZ56789"} {
		if said := built.Say(signs, "06"); len(said) != 3 {
			t.Errorf("%s is said %d times, want 3; there are %v", signs, len(said), built.Clips())
		}
	}
}
