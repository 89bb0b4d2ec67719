package provider

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-go/tftypes"

	"github.com/pulumi/pulumi-terraform-bridge/v3/dynamic/internal/shim/run"
)

const attribute = "region"

// Regional is the Terraform provider with what the SDK has and provider 5 lacks: an argument `region` of each resource,
// served by one provider process for each region.
type Regional struct {
	run.Provider
	executable string
	tokens     tokenTable
	schema     *tfprotov6.GetProviderSchemaResponse
	// The types, without the argument, of what has been given it.
	resources, functions map[string]tftypes.Object
	providerType         tftypes.Type

	lock       sync.Mutex
	configured *tfprotov6.ConfigureProviderRequest
	region     string
	others     map[string]run.Provider
}

// Start runs the Terraform provider and keeps of it what has a token.
func Start(ctx context.Context, executable string) (*Regional, error) {
	process, err := run.LocalProvider(ctx, executable)
	if err != nil {
		return nil, err
	}
	r := &Regional{Provider: process, executable: executable, others: map[string]run.Provider{}}
	load(&r.tokens, "tokens.json", tokensJSON)
	if r.schema, err = process.GetProviderSchema(ctx, &tfprotov6.GetProviderSchemaRequest{}); err != nil {
		return nil, err
	}
	r.providerType = r.schema.Provider.ValueType()
	s, t := r.schema, r.tokens
	s.ResourceSchemas, r.resources = regionalised(s.ResourceSchemas, t.Resources, t.Global.Resources)
	s.DataSourceSchemas, r.functions = regionalised(s.DataSourceSchemas, t.Functions, t.Global.Functions)
	return r, nil
}

// regionalised gives the schemas that have a token, with the argument, and the types of those that got it.
func regionalised[T any](
	schemas map[string]*tfprotov6.Schema, tokens map[string]T, global []string,
) (map[string]*tfprotov6.Schema, map[string]tftypes.Object) {
	kept, types := map[string]*tfprotov6.Schema{}, map[string]tftypes.Object{}
	for name, schema := range schemas {
		if _, ok := tokens[name]; !ok {
			continue
		}
		kept[name] = schema
		if with := withArgument(schema); with != nil && !slices.Contains(global, name) {
			kept[name], types[name] = with, schema.ValueType().(tftypes.Object)
		}
	}
	return kept, types
}

// withArgument adds the argument to a schema, or makes one of an attribute that only says the region; nil where a
// program can give it already.
func withArgument(schema *tfprotov6.Schema) *tfprotov6.Schema {
	attributes := slices.Clone(schema.Block.Attributes)
	at := slices.IndexFunc(attributes, func(a *tfprotov6.SchemaAttribute) bool { return a.Name == attribute })
	argument := &tfprotov6.SchemaAttribute{Name: attribute, Type: tftypes.String, Optional: true, Computed: true}
	switch {
	case at < 0:
		attributes = append(attributes, argument)
	case attributes[at].Optional || attributes[at].Required:
		return nil
	default:
		attributes[at] = argument
	}
	block := *schema.Block
	block.Attributes = attributes
	with := *schema
	with.Block = &block
	return &with
}

func (r *Regional) GetProviderSchema(
	context.Context, *tfprotov6.GetProviderSchemaRequest,
) (*tfprotov6.GetProviderSchemaResponse, error) {
	return r.schema, nil
}

func (r *Regional) ConfigureProvider(
	ctx context.Context, request *tfprotov6.ConfigureProviderRequest,
) (*tfprotov6.ConfigureProviderResponse, error) {
	settings, err := r.settings(request)
	if err != nil {
		return nil, err
	}
	r.lock.Lock()
	r.configured = request
	r.region = text(settings[attribute])
	if r.region == "" {
		r.region = os.Getenv("AWS_REGION")
	}
	if r.region == "" {
		r.region = os.Getenv("AWS_DEFAULT_REGION")
	}
	r.lock.Unlock()
	return r.Provider.ConfigureProvider(ctx, request)
}

func (r *Regional) settings(request *tfprotov6.ConfigureProviderRequest) (map[string]tftypes.Value, error) {
	value, err := request.Config.Unmarshal(r.providerType)
	if err != nil {
		return nil, err
	}
	settings := map[string]tftypes.Value{}
	return settings, value.As(&settings)
}

// in gives the provider of a region, configured like the first one.
func (r *Regional) in(ctx context.Context, region tftypes.Value) (tfprotov6.ProviderServer, error) {
	r.lock.Lock()
	defer r.lock.Unlock()
	name := text(region)
	if name == "" || name == r.region || r.configured == nil {
		return r.Provider, nil
	}
	if other, ok := r.others[name]; ok {
		return other, nil
	}
	settings, err := r.settings(r.configured)
	if err != nil {
		return nil, err
	}
	settings[attribute] = region
	config, err := tfprotov6.NewDynamicValue(r.providerType, tftypes.NewValue(r.providerType, settings))
	if err != nil {
		return nil, err
	}
	request := *r.configured
	request.Config = &config
	other, err := run.LocalProvider(ctx, r.executable)
	if err != nil {
		return nil, err
	}
	response, err := other.ConfigureProvider(ctx, &request)
	if err != nil {
		return nil, err
	}
	for _, diagnostic := range response.Diagnostics {
		if diagnostic.Severity == tfprotov6.DiagnosticSeverityError {
			return nil, fmt.Errorf("%s: %s: %s", name, diagnostic.Summary, diagnostic.Detail)
		}
	}
	r.others[name] = other
	return other, nil
}

// orDefault gives the first region that is known, or the provider's own.
func (r *Regional) orDefault(regions ...tftypes.Value) tftypes.Value {
	for _, region := range regions {
		if text(region) != "" {
			return region
		}
	}
	r.lock.Lock()
	defer r.lock.Unlock()
	if r.region == "" {
		return tftypes.NewValue(tftypes.String, nil)
	}
	return tftypes.NewValue(tftypes.String, r.region)
}

func (r *Regional) ValidateResourceConfig(
	ctx context.Context, request *tfprotov6.ValidateResourceConfigRequest,
) (*tfprotov6.ValidateResourceConfigResponse, error) {
	own := *request
	if kind, ok := r.resources[request.TypeName]; ok {
		var err error
		if own.Config, _, err = without(request.Config, kind); err != nil {
			return nil, err
		}
	}
	return r.Provider.ValidateResourceConfig(ctx, &own)
}

func (r *Regional) UpgradeResourceState(
	ctx context.Context, request *tfprotov6.UpgradeResourceStateRequest,
) (*tfprotov6.UpgradeResourceStateResponse, error) {
	kind, ok := r.resources[request.TypeName]
	if !ok {
		return r.Provider.UpgradeResourceState(ctx, request)
	}
	own := *request
	region := tftypes.NewValue(tftypes.String, nil)
	if request.RawState != nil && len(request.RawState.JSON) > 0 {
		state := map[string]json.RawMessage{}
		if err := json.Unmarshal(request.RawState.JSON, &state); err != nil {
			return nil, err
		}
		var name *string
		if raw, ok := state[attribute]; ok {
			if err := json.Unmarshal(raw, &name); err != nil {
				return nil, err
			}
		}
		region = tftypes.NewValue(tftypes.String, name)
		delete(state, attribute)
		stripped, err := json.Marshal(state)
		if err != nil {
			return nil, err
		}
		own.RawState = &tfprotov6.RawState{JSON: stripped}
	}
	response, err := r.Provider.UpgradeResourceState(ctx, &own)
	if err != nil {
		return nil, err
	}
	response.UpgradedState, err = with(response.UpgradedState, kind, r.orDefault(region))
	return response, err
}

func (r *Regional) ReadResource(
	ctx context.Context, request *tfprotov6.ReadResourceRequest,
) (*tfprotov6.ReadResourceResponse, error) {
	kind, ok := r.resources[request.TypeName]
	if !ok {
		return r.Provider.ReadResource(ctx, request)
	}
	own := *request
	current, region, err := without(request.CurrentState, kind)
	if err != nil {
		return nil, err
	}
	own.CurrentState = current
	region = r.orDefault(region)
	provider, err := r.in(ctx, region)
	if err != nil {
		return nil, err
	}
	response, err := provider.ReadResource(ctx, &own)
	if err != nil {
		return nil, err
	}
	response.NewState, err = with(response.NewState, kind, region)
	return response, err
}

func (r *Regional) PlanResourceChange(
	ctx context.Context, request *tfprotov6.PlanResourceChangeRequest,
) (*tfprotov6.PlanResourceChangeResponse, error) {
	kind, ok := r.resources[request.TypeName]
	if !ok {
		return r.Provider.PlanResourceChange(ctx, request)
	}
	own := *request
	prior, before, err := without(request.PriorState, kind)
	if err != nil {
		return nil, err
	}
	proposed, _, err := without(request.ProposedNewState, kind)
	if err != nil {
		return nil, err
	}
	config, asked, err := without(request.Config, kind)
	if err != nil {
		return nil, err
	}
	own.PriorState, own.ProposedNewState, own.Config = prior, proposed, config
	region := asked
	if asked.IsNull() {
		region = r.orDefault(before)
	}
	provider, err := r.in(ctx, region)
	if err != nil {
		return nil, err
	}
	response, err := provider.PlanResourceChange(ctx, &own)
	if err != nil {
		return nil, err
	}
	if text(before) != "" && text(region) != text(before) {
		response.RequiresReplace = append(response.RequiresReplace, tftypes.NewAttributePath().WithAttributeName(attribute))
	}
	response.PlannedState, err = with(response.PlannedState, kind, region)
	return response, err
}

func (r *Regional) ApplyResourceChange(
	ctx context.Context, request *tfprotov6.ApplyResourceChangeRequest,
) (*tfprotov6.ApplyResourceChangeResponse, error) {
	kind, ok := r.resources[request.TypeName]
	if !ok {
		return r.Provider.ApplyResourceChange(ctx, request)
	}
	own := *request
	prior, before, err := without(request.PriorState, kind)
	if err != nil {
		return nil, err
	}
	planned, after, err := without(request.PlannedState, kind)
	if err != nil {
		return nil, err
	}
	config, _, err := without(request.Config, kind)
	if err != nil {
		return nil, err
	}
	own.PriorState, own.PlannedState, own.Config = prior, planned, config
	region := r.orDefault(after, before)
	provider, err := r.in(ctx, region)
	if err != nil {
		return nil, err
	}
	response, err := provider.ApplyResourceChange(ctx, &own)
	if err != nil {
		return nil, err
	}
	response.NewState, err = with(response.NewState, kind, region)
	return response, err
}

// ImportResourceState takes `id@region`, as provider 6 does.
func (r *Regional) ImportResourceState(
	ctx context.Context, request *tfprotov6.ImportResourceStateRequest,
) (*tfprotov6.ImportResourceStateResponse, error) {
	if _, ok := r.resources[request.TypeName]; !ok {
		return r.Provider.ImportResourceState(ctx, request)
	}
	own := *request
	region := r.orDefault()
	if at := strings.LastIndex(own.ID, "@"); at > 0 && strings.Count(own.ID[at:], "-") >= 2 {
		region = tftypes.NewValue(tftypes.String, own.ID[at+1:])
		own.ID = own.ID[:at]
	}
	provider, err := r.in(ctx, region)
	if err != nil {
		return nil, err
	}
	response, err := provider.ImportResourceState(ctx, &own)
	if err != nil {
		return nil, err
	}
	for _, imported := range response.ImportedResources {
		if kind, ok := r.resources[imported.TypeName]; ok {
			if imported.State, err = with(imported.State, kind, region); err != nil {
				return nil, err
			}
		}
	}
	return response, nil
}

func (r *Regional) ValidateDataResourceConfig(
	ctx context.Context, request *tfprotov6.ValidateDataResourceConfigRequest,
) (*tfprotov6.ValidateDataResourceConfigResponse, error) {
	own := *request
	if kind, ok := r.functions[request.TypeName]; ok {
		var err error
		if own.Config, _, err = without(request.Config, kind); err != nil {
			return nil, err
		}
	}
	return r.Provider.ValidateDataResourceConfig(ctx, &own)
}

func (r *Regional) ReadDataSource(
	ctx context.Context, request *tfprotov6.ReadDataSourceRequest,
) (*tfprotov6.ReadDataSourceResponse, error) {
	kind, ok := r.functions[request.TypeName]
	if !ok {
		return r.Provider.ReadDataSource(ctx, request)
	}
	own := *request
	config, region, err := without(request.Config, kind)
	if err != nil {
		return nil, err
	}
	own.Config = config
	region = r.orDefault(region)
	provider, err := r.in(ctx, region)
	if err != nil {
		return nil, err
	}
	response, err := provider.ReadDataSource(ctx, &own)
	if err != nil {
		return nil, err
	}
	response.State, err = with(response.State, kind, region)
	return response, err
}

// without splits a value into the one that provider 5 knows and the region.
func without(value *tfprotov6.DynamicValue, kind tftypes.Object) (*tfprotov6.DynamicValue, tftypes.Value, error) {
	none := tftypes.NewValue(tftypes.String, nil)
	if value == nil {
		return nil, none, nil
	}
	from, err := value.Unmarshal(typeWith(kind))
	if err != nil {
		return nil, none, err
	}
	if from.IsNull() || !from.IsKnown() {
		to, err := encode(kind, same(from))
		return to, none, err
	}
	members := map[string]tftypes.Value{}
	if err := from.As(&members); err != nil {
		return nil, none, err
	}
	region := members[attribute]
	if _, says := kind.AttributeTypes[attribute]; says {
		members[attribute] = none
	} else {
		delete(members, attribute)
	}
	to, err := encode(kind, members)
	return to, region, err
}

// with joins again what without has split.
func with(value *tfprotov6.DynamicValue, kind tftypes.Object, region tftypes.Value) (*tfprotov6.DynamicValue, error) {
	if value == nil {
		return nil, nil
	}
	from, err := value.Unmarshal(kind)
	if err != nil {
		return nil, err
	}
	if from.IsNull() || !from.IsKnown() {
		return encode(typeWith(kind), same(from))
	}
	members := map[string]tftypes.Value{}
	if err := from.As(&members); err != nil {
		return nil, err
	}
	members[attribute] = region
	return encode(typeWith(kind), members)
}

func same(value tftypes.Value) any {
	if value.IsNull() {
		return nil
	}
	return tftypes.UnknownValue
}

func encode(kind tftypes.Object, content any) (*tfprotov6.DynamicValue, error) {
	value, err := tfprotov6.NewDynamicValue(kind, tftypes.NewValue(kind, content))
	return &value, err
}

func typeWith(kind tftypes.Object) tftypes.Object {
	members := map[string]tftypes.Type{}
	for name, member := range kind.AttributeTypes {
		members[name] = member
	}
	members[attribute] = tftypes.String
	return tftypes.Object{AttributeTypes: members, OptionalAttributes: kind.OptionalAttributes}
}

// text is "" for what is null or unknown.
func text(value tftypes.Value) string {
	var text string
	if value.IsKnown() && !value.IsNull() {
		_ = value.As(&text)
	}
	return text
}
