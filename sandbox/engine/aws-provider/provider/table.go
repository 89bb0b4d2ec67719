package provider

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	"github.com/pulumi/pulumi/sdk/v3/go/common/tokens"
)

//go:embed tokens.json
var tokensJSON []byte

//go:embed shapes.json
var shapesJSON []byte

// tokenTable holds what Pulumi calls the resources and functions of Terraform that are bridged.
type tokenTable struct {
	Resources map[string]tokens.Type         `json:"resources"`
	Functions map[string]tokens.ModuleMember `json:"functions"`
	// Those that belong to the account and not to a region, so that the SDK gives them no argument `region`.
	Global struct {
		Resources []string `json:"resources"`
		Functions []string `json:"functions"`
	} `json:"global"`
}

// shapeTable holds where the SDK departs from the rules by which the bridge names and shapes.
type shapeTable struct {
	// By resource and dotted path of Terraform's names; `data.` goes before a function's, and the provider is "provider".
	Fields map[string]map[string]field `json:"fields"`
	// Properties that the SDK takes as an object and AWS as a string of JSON.
	JSON map[string][]string `json:"json"`
	// How the names are made up that a program leaves out, where that is not a `name` of up to 255 characters.
	Autonames map[string]autoname `json:"autonames"`
	// Resources with a `name` that must not be made up.
	Named []string `json:"named"`
}

type field struct {
	Name string `json:"name"`
	// Whether a list is one object.
	One *bool `json:"one"`
}

type autoname struct {
	Field    string `json:"field"`
	Property string `json:"property"`
	Prefix   string `json:"prefix"`
	Max      int    `json:"max"`
}

// load panics when a table cannot be read: both are fixed at build time.
func load(into any, name string, text []byte) {
	if err := json.Unmarshal(text, into); err != nil {
		panic(fmt.Errorf("%s: %w", name, err))
	}
}

// put turns dotted paths into nested field overrides; what is in a block is under Elem.Fields.
func put(fields map[string]*tfbridge.SchemaInfo, overrides map[string]field) {
	for path, override := range overrides {
		parts := strings.Split(path, ".")
		at := fields
		for _, part := range parts[:len(parts)-1] {
			block := entry(at, part)
			if block.Elem == nil {
				block.Elem = &tfbridge.SchemaInfo{Fields: map[string]*tfbridge.SchemaInfo{}}
			}
			at = block.Elem.Fields
		}
		last := entry(at, parts[len(parts)-1])
		last.Name, last.MaxItemsOne = override.Name, override.One
	}
}

func entry(fields map[string]*tfbridge.SchemaInfo, name string) *tfbridge.SchemaInfo {
	if fields[name] == nil {
		fields[name] = &tfbridge.SchemaInfo{}
	}
	return fields[name]
}
