// Command yichuang (一窗) runs a service hall. Flags and signals only: every command calls a package that does the work.
package main

import (
	"fmt"
	"io"
	"os"

	"github.com/alecthomas/kong"
)

// cli lists the commands.
type cli struct {
	Demo      demoCmd      `cmd:"" help:"Open the made-up city of Linxi in a browser, with history, queues and running cases."`
	Init      initCmd      `cmd:"" help:"Set a real hall up: directory, keys, first administrator, hall from a catalogue folder."`
	Serve     serveCmd     `cmd:"" help:"Run the hall that init has set up."`
	Token     tokenCmd     `cmd:"" help:"Give a device or a system a token."`
	Verify    verifyCmd    `cmd:"" help:"Derive the journal, all clocks and all figures anew and compare; what differs is named."`
	Backup    backupCmd    `cmd:"" help:"Copy the hall into one file while it works; the keys are not in it."`
	Restore   restoreCmd   `cmd:"" help:"Bring a hall back from a backup into an empty place."`
	Deadline  deadlineCmd  `cmd:"" help:"Compute when a limit ends, and explain it day by day."`
	Bench     benchCmd     `cmd:"" help:"Measure the program beside the limits of this machine."`
	Catalogue catalogueCmd `cmd:"" help:"Check, list, show and compare catalogues of service items."`
}

func main() { os.Exit(run(os.Args[1:], os.Stdout, os.Stderr)) }

// Exit codes: 1 the command failed, 2 it was called wrongly.
const (
	failed = 1
	misuse = 2
)

func run(args []string, stdout, stderr io.Writer) int {
	parser := kong.Must(&cli{}, kong.Name("yichuang"), kong.Description("One window for a service hall."),
		kong.Writers(stdout, stderr), kong.Bind(streams{stdout, stderr}))
	ctx, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintln(stderr, "yichuang:", err)
		return misuse
	}
	if err := ctx.Run(); err != nil {
		fmt.Fprintln(stderr, "yichuang:", err)
		return failed
	}
	return 0
}
