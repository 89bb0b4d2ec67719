// Becomes the official Terraform provider for AWS, in a process that ends with its parent: the bridge leaves the
// providers that it starts running when the engine ends the plugin.
package main

import (
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"syscall"
)

// The signal is a setting of the thread that asks for it, and exec keeps that of the thread that calls it.
func init() { runtime.LockOSThread() }

func main() {
	fmt.Fprintln(os.Stderr, become())
	os.Exit(1)
}

func become() error {
	_, _, failed := syscall.RawSyscall(syscall.SYS_PRCTL, syscall.PR_SET_PDEATHSIG, uintptr(syscall.SIGKILL), 0)
	if failed != 0 {
		return failed
	}
	executable, err := os.Executable()
	if err != nil {
		return err
	}
	official := filepath.Join(filepath.Dir(executable), "official", "terraform-provider-aws")
	return syscall.Exec(official, append([]string{official}, os.Args[1:]...), os.Environ())
}
