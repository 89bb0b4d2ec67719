// Package provider says how the resources of the Terraform provider for AWS are called in Pulumi: as npm's @pulumi/aws
// calls them, so that programs written against that SDK run on this plugin.
package provider

import (
	"context"
	"encoding/json"
	"slices"

	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/pf/proto"
	"github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"
	shim "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfshim"
	"github.com/pulumi/pulumi/sdk/v3/go/common/resource"
)

// Name is the Pulumi package that this plugin provides.
const Name = "aws"

// Version is set by the linker to the version of the SDK that is installed.
var Version = "0.0.0-dev"

// Info bridges what both the Terraform provider and the tables have.
func Info(ctx context.Context, regional *Regional) tfbridge.ProviderInfo {
	var shapes shapeTable
	load(&shapes, "shapes.json", shapesJSON)
	terraform := proto.New(ctx, regional)
	info := tfbridge.ProviderInfo{
		P:              terraform,
		Name:           Name,
		Version:        Version,
		ResourcePrefix: Name,
		Description:    "AWS resources, bridged from the official terraform-provider-aws.",
		MetadataInfo:   &tfbridge.MetadataInfo{Data: tfbridge.ProviderMetadata(nil)},
		Resources:      map[string]*tfbridge.ResourceInfo{},
		DataSources:    map[string]*tfbridge.DataSourceInfo{},
		Config: map[string]*tfbridge.SchemaInfo{
			"max_retries":             {Default: &tfbridge.DefaultInfo{EnvVars: []string{"AWS_MAX_ATTEMPTS"}}},
			"region":                  {Default: &tfbridge.DefaultInfo{EnvVars: []string{"AWS_REGION", "AWS_DEFAULT_REGION"}}},
			"skip_metadata_api_check": {Default: &tfbridge.DefaultInfo{Value: true}, Type: "boolean"},
		},
	}
	put(info.Config, shapes.Fields["provider"])
	terraform.ResourcesMap().Range(func(name string, schema shim.Resource) bool {
		fields := map[string]*tfbridge.SchemaInfo{}
		put(fields, shapes.Fields[name])
		nameItself(fields, name, schema.Schema(), shapes)
		bridged := &tfbridge.ResourceInfo{Tok: regional.tokens.Resources[name], Fields: fields}
		if properties := shapes.JSON[name]; len(properties) > 0 {
			bridged.PreCheckCallback = encoding(properties)
		}
		if id, ok := schema.Schema().GetOk("id"); !ok || id.Type() != shim.TypeString || !id.Computed() {
			bridged.ComputeID = computeID
		}
		info.Resources[name] = bridged
		return true
	})
	terraform.DataSourcesMap().Range(func(name string, _ shim.Resource) bool {
		fields := map[string]*tfbridge.SchemaInfo{}
		put(fields, shapes.Fields["data."+name])
		info.DataSources[name] = &tfbridge.DataSourceInfo{Tok: regional.tokens.Functions[name], Fields: fields}
		return true
	})
	return info
}

// nameItself lets a resource make up the name that a program leaves out, from the name that Pulumi knows it by.
func nameItself(fields map[string]*tfbridge.SchemaInfo, resource string, schema shim.SchemaMap, shapes shapeTable) {
	auto, special := shapes.Autonames[resource]
	if !special {
		auto = autoname{Field: "name", Property: "name", Max: 255}
	}
	name, ok := schema.GetOk(auto.Field)
	settable := ok && name.Type() == shim.TypeString && (name.Optional() || name.Required())
	if !settable || slices.Contains(shapes.Named, resource) {
		return
	}
	made := tfbridge.AutoNameWithCustomOptions(auto.Property, tfbridge.AutoNameOptions{
		Separator: "-", Maxlen: auto.Max, Randlen: 7,
		Transform: func(name string) string { return auto.Prefix + name },
	})
	field := entry(fields, auto.Field)
	field.Name, field.Default = made.Name, made.Default
}

// computeID finds an id for what Terraform gives none.
func computeID(_ context.Context, state resource.PropertyMap) (resource.ID, error) {
	for _, key := range []resource.PropertyKey{"id", "arn", "name"} {
		if value, ok := state[key]; ok && value.IsString() && value.StringValue() != "" {
			return resource.ID(value.StringValue()), nil
		}
	}
	return "missing ID", nil
}

// encoding writes properties as JSON that a program gives as objects.
func encoding(properties []string) tfbridge.PreCheckCallback {
	return func(_ context.Context, inputs, _ resource.PropertyMap) (resource.PropertyMap, error) {
		for _, property := range properties {
			key := resource.PropertyKey(property)
			value := inputs[key]
			secret := value.IsSecret()
			if secret {
				value = value.SecretValue().Element
			}
			if !value.IsObject() && !value.IsArray() {
				continue
			}
			encoded := resource.MakeComputed(resource.NewStringProperty(""))
			if !value.ContainsUnknowns() {
				text, err := json.Marshal(resource.PropertyMap{key: value}.Mappable()[property])
				if err != nil {
					return nil, err
				}
				encoded = resource.NewStringProperty(string(text))
			}
			if secret {
				encoded = resource.MakeSecret(encoded)
			}
			inputs[key] = encoded
		}
		return inputs, nil
	}
}
