// A language host for Go that generates SDKs and runs nothing: the official one comes with the Pulumi CLI, and no package registry carries it.
package main

import (
	"context"

	"github.com/pulumi/pulumi/pkg/v3/codegen/go"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"

	"hardening-baseline/sandbox/engine/languages/host"
)

type language struct {
	host.Runtime
}

func main() {
	host.Serve(func(string) pulumirpc.LanguageRuntimeServer { return &language{} })
}

func (*language) GeneratePackage(_ context.Context, request *pulumirpc.GeneratePackageRequest) (*pulumirpc.GeneratePackageResponse, error) {
	return host.Generate(request, func(pkg *schema.Package, _ schema.ReferenceLoader) (map[string][]byte, error) {
		return gen.GeneratePackage("pulumi-language-go", pkg, request.LocalDependencies)
	})
}
