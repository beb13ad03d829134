package main

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"text/tabwriter"

	"gopkg.in/yaml.v3"

	"yichuang"
	"yichuang/internal/catalogue"
	"yichuang/internal/catalogue/lint"
	"yichuang/internal/text"
)

// builtin is the city that ships with the program and that commands read when no folder is named.
const builtin = "linxi"

// catalogueCmd checks and shows catalogues of service items.
type catalogueCmd struct {
	Lint catalogueLint `cmd:"" help:"Check a catalogue folder; every fault is named with file and line."`
	List catalogueList `cmd:"" help:"List the items."`
	Show catalogueShow `cmd:"" help:"Show one item in full."`
	Diff catalogueDiff `cmd:"" help:"Show what changed from one catalogue folder to another."`
}

type catalogueLint struct {
	Dir  string `arg:"" help:"Catalogue folder."`
	Lang string `help:"Language of the sentences." enum:"zh-CN,en" default:"zh-CN"`
	JSON bool   `help:"Write JSON." name:"json"`
}

// Run prints the findings; errors make the command fail, warnings do not.
func (c *catalogueLint) Run(s streams) error {
	findings, err := lint.Check(os.DirFS(c.Dir))
	if err != nil {
		return err
	}
	if c.JSON {
		if err := json.NewEncoder(s.out).Encode(findings); err != nil {
			return err
		}
	} else {
		for _, f := range findings {
			fmt.Fprintf(s.out, "%s/%s:%d: %s: %s: %s\n", c.Dir, f.File, f.Line, f.Severity, f.Code, f.In(text.Lang(c.Lang)))
		}
		fmt.Fprintf(s.out, "%d errors, %d warnings, %d of them basis not verified\n", catalogue.Count(findings, catalogue.Error),
			catalogue.Count(findings, catalogue.Warning), pending(findings))
	}
	if n := catalogue.Count(findings, catalogue.Error); n > 0 {
		return fmt.Errorf("the catalogue has %d errors", n)
	}
	return nil
}

func pending(findings []catalogue.Finding) int {
	n := 0
	for _, f := range findings {
		if f.Code == "basis.pending" {
			n++
		}
	}
	return n
}

// open loads a folder, or the built-in city when none is named.
func open(dir string) (*catalogue.Catalogue, error) {
	if dir != "" {
		return catalogue.Load(os.DirFS(dir))
	}
	sub, err := fs.Sub(yichuang.Catalogue(), builtin)
	if err != nil {
		return nil, err
	}
	return catalogue.Load(sub)
}

type catalogueList struct {
	Dir  string `arg:"" optional:"" help:"Catalogue folder; the built-in city when none is named."`
	Lang string `help:"Language of the names." enum:"zh-CN,en" default:"zh-CN"`
}

// Run prints one line an item.
func (c *catalogueList) Run(s streams) error {
	cat, err := open(c.Dir)
	if err != nil {
		return err
	}
	w := tabwriter.NewWriter(s.out, 0, 8, 2, ' ', 0)
	fmt.Fprintln(w, "CODE\tVERSION\tDEPARTMENT\tQUEUE\tCLASS\tPROMISED\tSTATUTORY\tBASIS\tNAME")
	for i := range cat.Items {
		it := &cat.Items[i]
		fmt.Fprintf(w, "%s\t%d\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n", it.Code, it.Version, it.Department, it.Queue, it.Class,
			limitText(it.Promised), limitText(it.Statutory), basisText(it), it.Name.In(c.Lang))
	}
	if err := w.Flush(); err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "%d items, catalogue %s\n", len(cat.Items), cat.Version[:12])
	return err
}

func limitText(l *catalogue.Limit) string {
	if l == nil {
		return "-"
	}
	return l.String()
}

func basisText(it *catalogue.Item) string {
	if it.PendingBasis() {
		return "pending"
	}
	return "verified"
}

type catalogueShow struct {
	Code string `arg:"" help:"Code of the item."`
	Dir  string `help:"Catalogue folder; the built-in city when none is named."`
}

// Run prints the item as the format has it, without what is empty.
func (c *catalogueShow) Run(s streams) error {
	cat, err := open(c.Dir)
	if err != nil {
		return err
	}
	it, ok := cat.Item(c.Code)
	if !ok {
		return fmt.Errorf("there is no item %s", c.Code)
	}
	body, err := it.Body()
	if err != nil {
		return err
	}
	var tree yaml.Node
	if err := yaml.Unmarshal(body, &tree); err != nil {
		return err
	}
	block(&tree)
	out, err := yaml.Marshal(&tree)
	if err != nil {
		return err
	}
	_, err = fmt.Fprintf(s.out, "# version %d, digest %s\n%s", it.Version, catalogue.Digest(body), out)
	return err
}

// block turns the flow style of JSON into lines that people read.
func block(n *yaml.Node) {
	n.Style = 0
	for _, c := range n.Content {
		block(c)
	}
}

type catalogueDiff struct {
	From string `arg:"" help:"Catalogue folder as it was."`
	To   string `arg:"" help:"Catalogue folder as it is."`
}

// Run prints the changes, and fails when an item changed without a new version: it could not be published.
func (c *catalogueDiff) Run(s streams) error {
	from, err := open(c.From)
	if err != nil {
		return err
	}
	to, err := open(c.To)
	if err != nil {
		return err
	}
	changes, err := catalogue.Diff(from, to)
	if err != nil {
		return err
	}
	for _, change := range changes {
		fmt.Fprintln(s.out, change)
	}
	return refuseStale(from, to, s.out)
}

func refuseStale(from, to *catalogue.Catalogue, out io.Writer) error {
	stale, err := catalogue.StaleVersions(from, to)
	if err != nil {
		return err
	}
	for _, code := range stale {
		fmt.Fprintf(out, "! item %s changed and needs a new version\n", code)
	}
	if len(stale) > 0 {
		return fmt.Errorf("%d items changed without a new version", len(stale))
	}
	return nil
}
