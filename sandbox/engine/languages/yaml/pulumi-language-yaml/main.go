// Pulumi's own language host for YAML, which the engine starts to run programs. What the Go module proxy has of it is older than `pulumi package add`:
// that asks it to link what was added, of which it knows nothing, and in YAML there is nothing to do.
package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"os"

	"github.com/pulumi/pulumi-yaml/pkg/server"
	"github.com/pulumi/pulumi/sdk/v3/go/common/util/rpcutil"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"
)

type language struct {
	pulumirpc.LanguageRuntimeServer
}

func (*language) Link(context.Context, *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	return &pulumirpc.LinkResponse{}, nil
}

func main() {
	for _, name := range []string{"tracing", "root"} {
		flag.String(name, "", "ignored")
	}
	flag.Parse()
	cancel := make(chan bool)
	// The engine holds the other end of our standard input, so its death, however sudden, closes it.
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin)
		close(cancel)
	}()
	handle, err := rpcutil.ServeWithOptions(rpcutil.ServeOptions{
		Cancel: cancel,
		Init: func(srv *grpc.Server) error {
			host := server.NewLanguageHost(flag.Arg(flag.NArg()-1), "", true)
			pulumirpc.RegisterLanguageRuntimeServer(srv, &language{host})
			return nil
		},
	})
	if err == nil {
		fmt.Println(handle.Port)
		err = <-handle.Done
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
