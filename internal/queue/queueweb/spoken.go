package queueweb

// The names of the clips that are no digit and no letter; they are the same in every language.
const (
	sayPlease = "please" // 请
	sayNumber = "number" // 号
	sayTo     = "to"     // 到
	sayWindow = "window" // 窗口
)

// spoken is one saying: the clips of one language in their order, each named LANGUAGE/CLIP.
type spoken []string

// sayings are what a display says for a call, in order: twice in Mandarin (请 A 0 3 2 号到 0 6 号窗口), then once in English (guide.md
// §6.3). Digits and letters are said one by one. Nothing is said when a sign of the number has no name in speech: a number with a
// hole is another number (HAL-1, HAL-3).
func sayings(number, window string) []spoken {
	ticket, counter := oneByOne(number), oneByOne(window)
	if ticket == nil || counter == nil {
		return nil
	}
	zh := inLanguage("zh", []string{sayPlease}, ticket, []string{sayNumber, sayTo}, counter, []string{sayNumber, sayWindow})
	en := inLanguage("en", []string{sayNumber}, ticket, []string{sayTo, sayWindow}, counter)
	return []spoken{zh, zh, en}
}

// oneByOne names the clip of each sign; nil when there is none or one that has no clip.
func oneByOne(s string) []string {
	var out []string
	for _, r := range s {
		switch {
		case r >= '0' && r <= '9', r >= 'a' && r <= 'z':
			out = append(out, string(r))
		case r >= 'A' && r <= 'Z':
			out = append(out, string(r-'A'+'a'))
		default:
			return nil
		}
	}
	return out
}

func inLanguage(lang string, parts ...[]string) spoken {
	var out spoken
	for _, part := range parts {
		for _, name := range part {
			out = append(out, lang+"/"+name)
		}
	}
	return out
}
