// The plugin that the Pulumi engine starts for resources of the package openstack.
package main

import (
	"fmt"
	"os"
	"path/filepath"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

	"hardening-baseline/sandbox/engine/openstack-provider/provider"
)

func main() {
	schema, err := schemaBesideExecutable()
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
	tfbridge.Main(provider.Name, provider.Version, provider.Info(), schema)
}

// The schema is made by pulumi-tfgen-openstack after both are built, so it cannot be embedded.
func schemaBesideExecutable() ([]byte, error) {
	executable, err := os.Executable()
	if err != nil {
		return nil, err
	}
	return os.ReadFile(filepath.Join(filepath.Dir(executable), "pulumi-openstack-schema.json"))
}
