// The plugin that the Pulumi engine starts for resources of the package aws. It bridges the official Terraform
// provider, which it runs as a child and expects beside itself.
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	pfbridge "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfgen"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource/plugin"
	"github.com/spf13/afero"

	"github.com/pulumi/pulumi-terraform-bridge/v3/dynamic/awsprovider/provider"
)

// A child ends with the thread that started it, and the main thread is the one that surely lasts.
func init() { runtime.LockOSThread() }

func main() {
	ctx := context.Background()
	executable, err := os.Executable()
	if err != nil {
		fail(err)
	}
	regional, err := provider.Start(ctx, filepath.Join(filepath.Dir(executable), "terraform-provider-aws"))
	if err != nil {
		fail(err)
	}
	info := provider.Info(ctx, regional)
	pfbridge.Main(ctx, provider.Name, info, pfbridge.ProviderMetadata{
		XGetSchema: func(context.Context, plugin.GetSchemaRequest) ([]byte, error) { return schema(info) },
	})
}

// schema takes some seconds to make, and few ask for it.
func schema(info tfbridge.ProviderInfo) ([]byte, error) {
	generator, err := tfgen.NewGenerator(tfgen.GeneratorOptions{
		Package: info.Name, Version: info.Version, Language: tfgen.Schema, ProviderInfo: info,
		Root: afero.NewMemMapFs(), XInMemoryDocs: true, SkipExamples: true,
	})
	if err != nil {
		return nil, err
	}
	made, err := generator.Generate()
	if err != nil {
		return nil, err
	}
	made.PackageSpec.Version = info.Version
	return json.Marshal(made.PackageSpec)
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
