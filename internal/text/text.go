package text

import (
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"gopkg.in/yaml.v3"
)

// Lang is a language of the user interface.
type Lang string

const (
	ZH Lang = "zh-CN"
	EN Lang = "en"
)

// Bundle is a set of messages in both languages. It is read-only after loading and safe for concurrent use.
type Bundle struct {
	messages map[Lang]map[string]string
}

// Must loads text.zh-CN.yaml and text.en.yaml from each file system and joins them; a broken file or a key given twice with
// different words ends the program at start.
func Must(systems ...fs.FS) *Bundle {
	b := &Bundle{messages: map[Lang]map[string]string{ZH: {}, EN: {}}}
	for _, fsys := range systems {
		for _, lang := range []Lang{ZH, EN} {
			if err := b.add(fsys, lang); err != nil {
				panic(err)
			}
		}
	}
	return b
}

func (b *Bundle) add(fsys fs.FS, lang Lang) error {
	name := "text." + string(lang) + ".yaml"
	raw, err := fs.ReadFile(fsys, name)
	if err != nil {
		return err
	}
	var tree map[string]any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	return b.flatten(lang, "", tree)
}

func (b *Bundle) flatten(lang Lang, prefix string, tree map[string]any) error {
	for k, v := range tree {
		key := strings.TrimPrefix(prefix+"."+k, ".")
		if sub, ok := v.(map[string]any); ok {
			if err := b.flatten(lang, key, sub); err != nil {
				return err
			}
			continue
		}
		word := fmt.Sprint(v)
		if old, twice := b.messages[lang][key]; twice && old != word {
			return fmt.Errorf("text key %s stands twice in %s with different words", key, lang)
		}
		b.messages[lang][key] = word
	}
	return nil
}

// T is the message of a key with {name} replaced from the pairs. A key without words shows as ⟦key⟧.
func (b *Bundle) T(lang Lang, key string, pairs ...any) string {
	msg, ok := b.messages[lang][key]
	if !ok {
		if msg, ok = b.messages[ZH][key]; !ok {
			return "⟦" + key + "⟧"
		}
	}
	for i := 0; i+1 < len(pairs); i += 2 {
		msg = strings.ReplaceAll(msg, "{"+fmt.Sprint(pairs[i])+"}", fmt.Sprint(pairs[i+1]))
	}
	return msg
}

// Has tells whether a key has words.
func (b *Bundle) Has(lang Lang, key string) bool {
	_, ok := b.messages[lang][key]
	return ok
}

// Keys are all keys of a language, sorted.
func (b *Bundle) Keys(lang Lang) []string { return slices.Sorted(maps.Keys(b.messages[lang])) }

// Check lists keys that one language has and the other lacks.
func (b *Bundle) Check() []string {
	var out []string
	for lang, other := range map[Lang]Lang{ZH: EN, EN: ZH} {
		for _, k := range b.Keys(lang) {
			if !b.Has(other, k) {
				out = append(out, k+" lacks "+string(other))
			}
		}
	}
	slices.Sort(out)
	return out
}
