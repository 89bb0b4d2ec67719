// Package provider says how the resources of the Terraform provider for OpenStack are called in Pulumi: as npm's
// @pulumi/openstack calls them, so that programs written against that SDK run on this plugin.
package provider

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
	shimv2 "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim/sdk-v2"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
	"github.com/terraform-provider-openstack/terraform-provider-openstack/v3/openstack"
)

// Name is the Pulumi package that this plugin provides.
const Name = "openstack"

// Version is set by the linker to the version of the SDK that tokens.json was printed from.
var Version = "0.0.0-dev"

//go:embed tokens.json
var tokensJSON []byte

type tokenTable struct {
	Resources map[string]tokens.Type         `json:"resources"`
	Functions map[string]tokens.ModuleMember `json:"functions"`
}

// Info bridges the Terraform provider. It panics when tokens.json does not fit the provider: both are fixed at build time.
func Info() tfbridge.ProviderInfo {
	var table tokenTable
	if err := json.Unmarshal(tokensJSON, &table); err != nil {
		panic(fmt.Errorf("tokens.json: %w", err))
	}
	terraform := shimv2.NewProvider(openstack.Provider())
	info := tfbridge.ProviderInfo{
		P:           terraform,
		Name:        Name,
		Version:     Version,
		Description: "OpenStack resources, bridged from terraform-provider-openstack.",
		Resources:   map[string]*tfbridge.ResourceInfo{},
		DataSources: map[string]*tfbridge.DataSourceInfo{},
		Config:      config(),
	}
	for name, token := range table.Resources {
		info.Resources[name] = &tfbridge.ResourceInfo{Tok: token, Fields: fields[name]}
	}
	for name, token := range table.Functions {
		info.DataSources[name] = &tfbridge.DataSourceInfo{Tok: token}
	}
	mustMatch("resources", info.Resources, terraform.ResourcesMap())
	mustMatch("functions", info.DataSources, terraform.DataSourcesMap())
	info.SetAutonaming(255, "-")
	return info
}

func mustMatch[T any](kind string, table map[string]T, provider shim.ResourceMap) {
	have := map[string]bool{}
	provider.Range(func(name string, _ shim.Resource) bool {
		have[name] = true
		return true
	})
	var wrong []string
	for _, name := range slices.Sorted(maps.Keys(table)) {
		if !have[name] {
			wrong = append(wrong, name+" (not in the Terraform provider)")
		}
		delete(have, name)
	}
	for _, name := range slices.Sorted(maps.Keys(have)) {
		wrong = append(wrong, name+" (without a token)")
	}
	if len(wrong) > 0 {
		panic(fmt.Sprintf("tokens.json: %s: %s", kind, strings.Join(wrong, ", ")))
	}
}
