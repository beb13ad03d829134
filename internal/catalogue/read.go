package catalogue

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"
)

// Origin remembers where an entry stands, so that a finding can name file and line.
type Origin struct {
	file string
	node *yaml.Node
}

// File is the name of the file within its folder; empty for an item that was read from the store.
func (o Origin) File() string { return o.file }

// Line is the line of the value under the given path of keys (string) and positions (int); where a part is missing, of its parent.
func (o Origin) Line(path ...any) int {
	n := o.node
	if n == nil {
		return 0
	}
	line := n.Line
	for _, step := range path {
		next, at := child(n, step)
		if next == nil {
			break
		}
		n, line = next, at
	}
	return line
}

func child(n *yaml.Node, step any) (*yaml.Node, int) {
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	switch step := step.(type) {
	case string:
		for i := 0; n.Kind == yaml.MappingNode && i+1 < len(n.Content); i += 2 {
			if n.Content[i].Value == step {
				return n.Content[i+1], n.Content[i].Line
			}
		}
	case int:
		if n.Kind == yaml.SequenceNode && step < len(n.Content) {
			return n.Content[step], n.Content[step].Line
		}
	}
	return nil, 0
}

// read merges every YAML file of the folder. What cannot be read is a finding; the rest is returned all the same.
func read(fsys fs.FS) (File, []string, []Finding, error) {
	names, err := fs.Glob(fsys, "*.yaml")
	if err != nil || len(names) == 0 {
		return File{}, nil, nil, errors.Join(err, ErrEmpty)
	}
	slices.Sort(names)
	var all File
	var findings []Finding
	for _, name := range names {
		raw, err := fs.ReadFile(fsys, name)
		if err != nil {
			return File{}, nil, nil, err
		}
		one, bad := parse(name, raw)
		findings = append(findings, bad...)
		findings = append(findings, merge(&all, one)...)
	}
	return all, names, findings, nil
}

// parse reads one file and ties every entry to its node.
func parse(name string, raw []byte) (File, []Finding) {
	var doc yaml.Node
	err := yaml.NewDecoder(bytes.NewReader(raw)).Decode(&doc)
	if errors.Is(err, io.EOF) {
		return File{}, nil
	}
	if err != nil {
		return File{}, syntax(name, err)
	}
	root := doc.Content[0]
	findings := unknownKeys(name, root, reflect.TypeFor[File]())
	var f File
	if err := root.Decode(&f); err != nil {
		findings = append(findings, syntax(name, err)...)
	}
	tie(&f, name, root)
	return f, findings
}

var lineOf = regexp.MustCompile(`line (\d+): (.*)`)

// syntax turns an error of the YAML reader into findings, one for each line it names.
func syntax(name string, err error) []Finding {
	messages := []string{err.Error()}
	var wrong *yaml.TypeError
	if errors.As(err, &wrong) {
		messages = wrong.Errors
	}
	var out []Finding
	for _, m := range messages {
		line := 1
		if hit := lineOf.FindStringSubmatch(m); hit != nil {
			line, _ = strconv.Atoi(hit[1])
			m = hit[2]
		}
		out = append(out, finding(Error, name, line, "file.syntax", "problem", m))
	}
	return out
}

// unknownKeys reports keys that the format does not have: a misspelt key would silently drop a promise.
func unknownKeys(name string, n *yaml.Node, t reflect.Type) []Finding {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if n.Kind == yaml.AliasNode {
		n = n.Alias
	}
	var out []Finding
	switch {
	case n.Kind == yaml.SequenceNode && t.Kind() == reflect.Slice:
		for _, c := range n.Content {
			out = append(out, unknownKeys(name, c, t.Elem())...)
		}
	case n.Kind == yaml.MappingNode && t.Kind() == reflect.Struct:
		fields := yamlFields(t)
		for i := 0; i+1 < len(n.Content); i += 2 {
			key := n.Content[i]
			field, known := fields[key.Value]
			if !known {
				out = append(out, finding(Error, name, key.Line, "file.unknown_field", "field", key.Value))
				continue
			}
			out = append(out, unknownKeys(name, n.Content[i+1], field)...)
		}
	}
	return out
}

func yamlFields(t reflect.Type) map[string]reflect.Type {
	out := map[string]reflect.Type{}
	for i := range t.NumField() {
		f := t.Field(i)
		if tag, _, _ := strings.Cut(f.Tag.Get("yaml"), ","); tag != "" {
			out[tag] = f.Type
		}
	}
	return out
}

// tie gives every entry of every list its node.
func tie(f *File, name string, root *yaml.Node) {
	here := func(key string, i int) Origin {
		list, _ := child(root, key)
		if list == nil {
			return Origin{file: name, node: root}
		}
		if n, _ := child(list, i); n != nil {
			return Origin{file: name, node: n}
		}
		return Origin{file: name, node: list}
	}
	if f.City != nil {
		n, _ := child(root, "city")
		f.City.Origin = Origin{file: name, node: n}
	}
	each(f.Laws, func(i int, e *Law) { e.Origin = here("laws", i) })
	each(f.Halls, func(i int, e *Hall) { e.Origin = here("halls", i) })
	each(f.Queues, func(i int, e *Queue) { e.Origin = here("queues", i) })
	each(f.Windows, func(i int, e *Window) { e.Origin = here("windows", i) })
	each(f.Departments, func(i int, e *Department) { e.Origin = here("departments", i) })
	each(f.Posts, func(i int, e *Post) { e.Origin = here("posts", i) })
	each(f.Staff, func(i int, e *Staff) { e.Origin = here("staff", i) })
	each(f.Priorities, func(i int, e *Priority) { e.Origin = here("priorities", i) })
	each(f.Promises, func(i int, e *Promise) { e.Origin = here("promises", i) })
	each(f.Phrases, func(i int, e *Phrase) { e.Origin = here("phrases", i) })
	each(f.Notices, func(i int, e *Notice) { e.Origin = here("notices", i) })
	each(f.Items, func(i int, e *Item) { e.Origin = here("items", i) })
}

func each[T any](list []T, do func(int, *T)) {
	for i := range list {
		do(i, &list[i])
	}
}

// merge adds one file to the whole. The city may stand once.
func merge(all *File, one File) []Finding {
	var out []Finding
	switch {
	case one.City == nil:
	case all.City == nil:
		all.City = one.City
	default:
		out = append(out, finding(Error, one.City.Origin.file, one.City.Origin.Line(), "code.duplicate", "kind", "city", "code", one.City.Code,
			"first", fmt.Sprintf("%s:%d", all.City.Origin.file, all.City.Origin.Line())))
	}
	all.Laws = append(all.Laws, one.Laws...)
	all.Halls = append(all.Halls, one.Halls...)
	all.Queues = append(all.Queues, one.Queues...)
	all.Windows = append(all.Windows, one.Windows...)
	all.Departments = append(all.Departments, one.Departments...)
	all.Posts = append(all.Posts, one.Posts...)
	all.Staff = append(all.Staff, one.Staff...)
	all.Priorities = append(all.Priorities, one.Priorities...)
	all.Promises = append(all.Promises, one.Promises...)
	all.Phrases = append(all.Phrases, one.Phrases...)
	all.Notices = append(all.Notices, one.Notices...)
	all.Items = append(all.Items, one.Items...)
	return out
}
