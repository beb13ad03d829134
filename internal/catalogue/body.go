package catalogue

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"gopkg.in/yaml.v3"
)

// Body is the item as canonical JSON: the field names of the format, keys in order, nothing that is empty. A field that a later
// version of the program adds does not change the body of an item that does not use it.
func (it *Item) Body() ([]byte, error) {
	tree, err := plain(it)
	if err != nil {
		return nil, err
	}
	return json.Marshal(tree)
}

// ItemFromBody reads what Body wrote. JSON is YAML, so the names of the format hold here too. Its conditions are compiled.
func ItemFromBody(body []byte) (*Item, error) {
	var it Item
	if err := yaml.Unmarshal(body, &it); err != nil {
		return nil, err
	}
	compile(&it, func(int, string) {}) // a condition that no longer compiles is refused when it is asked: see MaterialsFor
	return &it, nil
}

// Digest names a body.
func Digest(body []byte) string {
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

// plain turns any value of the format into maps, lists and scalars without what is empty.
func plain(v any) (any, error) {
	raw, err := yaml.Marshal(v)
	if err != nil {
		return nil, err
	}
	var tree any
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return nil, err
	}
	return withoutEmpty(tree), nil
}

func withoutEmpty(v any) any {
	switch v := v.(type) {
	case map[string]any:
		for key, val := range v {
			if val = withoutEmpty(val); empty(val) {
				delete(v, key)
			} else {
				v[key] = val
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutEmpty(v[i])
		}
	}
	return v
}

func empty(v any) bool {
	switch v := v.(type) {
	case nil:
		return true
	case string:
		return v == ""
	case bool:
		return !v
	case int:
		return v == 0
	case float64:
		return v == 0
	case map[string]any:
		return len(v) == 0
	case []any:
		return len(v) == 0
	}
	return false
}
