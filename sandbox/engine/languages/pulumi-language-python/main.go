// A language host for Python: what the Pulumi engine starts to run programs, and to generate SDKs for them. The official one comes with the Pulumi
// CLI and is to be preferred wherever it can be had; no package registry carries it, so this one stands in for it beside a CLI that was built from source.
// It needs a virtual environment, which the runtime option `virtualenv` names, and debugs nothing.
package main

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/pulumi/pulumi/pkg/v3/codegen/python"
	"github.com/pulumi/pulumi/pkg/v3/codegen/schema"
	pulumirpc "github.com/pulumi/pulumi/sdk/v3/proto/go"
	"google.golang.org/grpc"

	"hardening-baseline/sandbox/engine/languages/host"
)

//go:embed run.py
var runner string

// What run.py exits with after it has told the user what is wrong.
const toldUser = 32

type language struct {
	host.Runtime
	engine string
}

func main() {
	host.Serve(func(engine string) pulumirpc.LanguageRuntimeServer { return &language{engine: engine} })
}

// None: every resource names its plugin when it registers.
func (*language) GetRequiredPackages(context.Context, *pulumirpc.GetRequiredPackagesRequest) (*pulumirpc.GetRequiredPackagesResponse, error) {
	return &pulumirpc.GetRequiredPackagesResponse{}, nil
}

func (*language) GetRequiredPlugins(context.Context, *pulumirpc.GetRequiredPluginsRequest) (*pulumirpc.GetRequiredPluginsResponse, error) {
	return &pulumirpc.GetRequiredPluginsResponse{}, nil
}

func (*language) GetProgramDependencies(context.Context, *pulumirpc.GetProgramDependenciesRequest) (*pulumirpc.GetProgramDependenciesResponse, error) {
	return &pulumirpc.GetProgramDependenciesResponse{}, nil
}

func (*language) GeneratePackage(_ context.Context, request *pulumirpc.GeneratePackageRequest) (*pulumirpc.GeneratePackageResponse, error) {
	return host.Generate(request, func(pkg *schema.Package, loader schema.ReferenceLoader) (map[string][]byte, error) {
		return python.GeneratePackage("pulumi-language-python", pkg, request.ExtraFiles, loader)
	})
}

// Link adds generated SDKs to what the program requires.
func (*language) Link(_ context.Context, request *pulumirpc.LinkRequest) (*pulumirpc.LinkResponse, error) {
	file := filepath.Join(request.Info.RootDirectory, "requirements.txt")
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	lines := strings.FieldsFunc(string(text), func(r rune) bool { return r == '\n' })
	for _, linked := range request.Packages {
		line := "./" + filepath.ToSlash(linked.Path)
		found := false
		for _, other := range lines {
			found = found || other == line
		}
		if !found {
			lines = append(lines, line)
		}
	}
	if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
		return nil, err
	}
	return &pulumirpc.LinkResponse{ImportInstructions: "requirements.txt names the SDK."}, nil
}

// InstallDependencies makes the virtual environment, and installs into it what the program requires.
func (*language) InstallDependencies(
	request *pulumirpc.InstallDependenciesRequest, stream grpc.ServerStreamingServer[pulumirpc.InstallDependenciesResponse],
) error {
	environment, err := environmentOf(request.Info)
	if err != nil {
		return err
	}
	commands := [][]string{{filepath.Join(environment, "bin", "python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", "requirements.txt"}}
	if _, err := os.Stat(environment); errors.Is(err, os.ErrNotExist) {
		commands = append([][]string{{"python3", "-m", "venv", environment}}, commands...)
	}
	for _, command := range commands {
		cmd := exec.CommandContext(stream.Context(), command[0], command[1:]...)
		cmd.Dir = request.Info.ProgramDirectory
		said, err := cmd.CombinedOutput()
		if sendErr := stream.Send(&pulumirpc.InstallDependenciesResponse{Stderr: said}); sendErr != nil {
			return sendErr
		}
		if err != nil {
			return fmt.Errorf("%s: %w", strings.Join(command, " "), err)
		}
	}
	return nil
}

// environmentOf is the folder of a program's virtual environment.
func environmentOf(info *pulumirpc.ProgramInfo) (string, error) {
	name := info.GetOptions().GetFields()["virtualenv"].GetStringValue()
	if name == "" {
		return "", errors.New("the runtime option virtualenv must name a folder such as venv, got none")
	}
	if filepath.IsAbs(name) {
		return name, nil
	}
	return filepath.Join(info.RootDirectory, name), nil
}

func (l *language) Run(ctx context.Context, request *pulumirpc.RunRequest) (*pulumirpc.RunResponse, error) {
	environment, err := environmentOf(request.Info)
	if err != nil {
		return nil, err
	}
	config, err := json.Marshal(request.Config)
	if err != nil {
		return nil, err
	}
	secrets, err := json.Marshal(request.ConfigSecretKeys)
	if err != nil {
		return nil, err
	}
	program := filepath.Join(request.Info.ProgramDirectory, request.Info.EntryPoint)
	cmd := exec.CommandContext(ctx, filepath.Join(environment, "bin", "python"), append([]string{"-c", runner, program}, request.Args...)...)
	cmd.Dir = request.Pwd
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	cmd.Env = append(os.Environ(), "PULUMI_CONFIG="+string(config), "PULUMI_CONFIG_SECRET_KEYS="+string(secrets))
	for name, value := range map[string]string{
		"MONITOR": request.MonitorAddress, "ENGINE": l.engine, "PROJECT": request.Project, "STACK": request.Stack,
		"ORGANIZATION": request.Organization, "ROOT": request.Info.RootDirectory,
		"DRYRUN": strconv.FormatBool(request.DryRun), "PARALLEL": strconv.Itoa(int(request.Parallel)),
	} {
		cmd.Env = append(cmd.Env, "HARDENING_RUN_"+name+"="+value)
	}
	err = cmd.Run()
	var exit *exec.ExitError
	switch {
	case err == nil:
		return &pulumirpc.RunResponse{}, nil
	case errors.As(err, &exit) && exit.ExitCode() == toldUser:
		return &pulumirpc.RunResponse{Bail: true}, nil
	default:
		return &pulumirpc.RunResponse{Error: fmt.Sprintf("the program ended: %s", err)}, nil
	}
}
