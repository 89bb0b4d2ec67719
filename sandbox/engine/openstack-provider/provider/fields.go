package provider

import "github.com/pulumi/pulumi-terraform-bridge/v3/pkg/tfbridge"

// config repeats the defaults that the SDK reads from the environment, and marks secrets that Terraform does not.
func config() map[string]*tfbridge.SchemaInfo {
	fields := map[string]*tfbridge.SchemaInfo{
		"application_credential_secret": {Secret: tfbridge.True()},
		"password":                      {Secret: tfbridge.True()},
		"token":                         {Secret: tfbridge.True()},
	}
	for field, variable := range map[string]string{
		"allow_reauth":  "OS_ALLOW_REAUTH",
		"cloud":         "OS_CLOUD",
		"delayed_auth":  "OS_DELAYED_AUTH",
		"endpoint_type": "OS_ENDPOINT_TYPE",
		"insecure":      "OS_INSECURE",
		"region":        "OS_REGION_NAME",
		"swauth":        "OS_SWAUTH",
	} {
		fields[field] = &tfbridge.SchemaInfo{Default: &tfbridge.DefaultInfo{EnvVars: []string{variable}}}
	}
	return fields
}

// fields holds the names and shapes of the SDK where the bridge would choose others, by resource.
var fields = map[string]map[string]*tfbridge.SchemaInfo{
	"openstack_compute_servergroup_v2": {"policies": {MaxItemsOne: tfbridge.False()}},
	"openstack_orchestration_stack_v1": {"outputs": {Name: "StackOutputs"}},
}
