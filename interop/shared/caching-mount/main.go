// A mount of a directory that believes what it once saw, as an NFS client does: for 30 seconds that a name is absent, or
// which file it stands for, unless the directory that holds the name is opened; for 3 seconds what a file's size is.
// The caches are the kernel's own, so what runs on two such mounts meets what it meets on two NFS clients.
//
//	caching-mount DIRECTORY MOUNTPOINT
package main

import (
	"context"
	"log"
	"os"
	"os/signal"
	"sync"
	"syscall"
	"time"

	"github.com/hanwen/go-fuse/v2/fs"
	"github.com/hanwen/go-fuse/v2/fuse"
)

type node struct {
	fs.LoopbackNode
	mu     sync.Mutex
	looked map[string]bool // the names that the kernel was told of, absent or not
}

func newNode(root *fs.LoopbackRoot, _ *fs.Inode, _ string, _ *syscall.Stat_t) fs.InodeEmbedder {
	return &node{LoopbackNode: fs.LoopbackNode{RootData: root}, looked: map[string]bool{}}
}

func (n *node) Lookup(ctx context.Context, name string, out *fuse.EntryOut) (*fs.Inode, syscall.Errno) {
	n.mu.Lock()
	n.looked[name] = true
	n.mu.Unlock()
	return n.LoopbackNode.Lookup(ctx, name, out)
}

func (n *node) OpendirHandle(ctx context.Context, flags uint32) (fs.FileHandle, uint32, syscall.Errno) {
	n.mu.Lock()
	looked := n.looked
	n.looked = map[string]bool{}
	n.mu.Unlock()
	for name := range looked {
		n.NotifyEntry(name)
	}
	return n.LoopbackNode.OpendirHandle(ctx, flags)
}

func main() {
	if len(os.Args) != 3 {
		log.Fatal("usage: caching-mount DIRECTORY MOUNTPOINT")
	}
	names, attributes := 30*time.Second, 3*time.Second
	data := &fs.LoopbackRoot{Path: os.Args[1], NewNode: newNode}
	data.RootNode = newNode(data, nil, "", nil)
	server, err := fs.Mount(os.Args[2], data.RootNode, &fs.Options{
		EntryTimeout:    &names,
		NegativeTimeout: &names,
		AttrTimeout:     &attributes,
		NullPermissions: true,
		MountOptions: fuse.MountOptions{
			FsName:             os.Args[1],
			Name:               "caching",
			AllowOther:         true,
			DirectMount:        true,
			DisableReadDirPlus: true,
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM, syscall.SIGINT)
	go func() {
		<-stop
		if err := server.Unmount(); err != nil {
			syscall.Unmount(os.Args[2], syscall.MNT_DETACH)
		}
	}()
	server.Wait()
}
