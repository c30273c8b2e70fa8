#!/usr/bin/env python3
"""A file system that forgets everything that was not synced.

    forgetful.py DIRECTORY SOCKET [--delay SECONDS] [--ignore files|directories]

It speaks the kernel's FUSE protocol itself, keeps everything in memory, and knows for each file and
each directory what POSIX promises of it: the content of a file as of its last fsync, the names of a
directory as of the last fsync of that directory. A power cut keeps that, and of all that came later
whatever it likes: nothing, all, zeros in the right length, a part followed by zeros; of two names
given one after the other the second alone. Real file systems are kinder, each in its own way: what
survives here survives on all of them. What it takes for granted: a rename replaces a name in one step,
a directory has one name at a time, and modes and owners are kept at once.

A sync takes a while, as on a disk; meanwhile other requests are served, and what changes after its
beginning it does not save.

Commands come through the socket, one JSON object per line, and are answered by one:
    {"do": "mount"}              mounts, with what survived
    {"do": "cut", "seed": 7}     cuts the power: from now on every request fails
    {"do": "counts"}             how many syncs there were of files and of directories, and of how many bytes

--ignore makes it a liar that answers a sync of files (or directories) without doing it: for a test of
the test. Linux, as root.
"""
import argparse, ctypes, errno, heapq, itertools, json, os, random, select, socket, stat, struct, time

(LOOKUP, FORGET, GETATTR, SETATTR, MKNOD, MKDIR, UNLINK, RMDIR, RENAME, LINK, OPEN, READ, WRITE, STATFS, RELEASE,
 FSYNC, FLUSH, INIT, OPENDIR, READDIR, RELEASEDIR, FSYNCDIR, CREATE, INTERRUPT, DESTROY, BATCH_FORGET, RENAME2) = (
    1, 2, 3, 4, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 20, 25, 26, 27, 28, 29, 30, 35, 36, 38, 42, 45)
HEADER = struct.Struct('<IIQQIIIHH')
REPLY = struct.Struct('<IiQ')
ATTRIBUTES = struct.Struct('<6Q10I')
SETTING = struct.Struct('<IIQQQQQQIIIIIIII')
TRANSFER = struct.Struct('<QQIIQII')
LARGEST_WRITE = 1 << 17
FOREVER = 1 << 31


class Node:
    numbers = itertools.count(2)

    def __init__(self, mode, uid, gid, number=None):
        self.number = number or next(Node.numbers)
        self.mode, self.uid, self.gid = mode, uid, gid
        self.modified = self.changed = time.time()
        self.links = 1


class File(Node):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.data = bytearray()
        self.version = 0            # of the data
        self.durable = b''          # the data as of the last sync ...
        self.durable_version = 0    # ... and its version

    def sync_begins(self):
        return self.version, bytes(self.data)

    def sync_ends(self, begun):
        if begun[0] > self.durable_version:
            self.durable_version, self.durable = begun

    def after_cut(self, chance):
        if self.version == self.durable_version:
            return bytes(self.data)
        outcome, length = chance.random(), len(self.data)
        if outcome < 0.4:
            return self.durable
        if outcome < 0.7:
            return bytes(length)
        if outcome < 0.85:
            return bytes(self.data)
        kept = chance.randint(0, length)
        return bytes(self.data[:kept]) + bytes(length - kept)


class Directory(Node):
    changes = itertools.count(1)

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.entries = {}
        self.durable = {}     # as of the last sync
        self.later = {}       # name -> what it was since then, each with its time: [(change, node or None)]

    def put(self, name, node):
        if node is None:
            del self.entries[name]
        else:
            self.entries[name] = node
        self.later.setdefault(name, []).append((next(Directory.changes), node))
        self.modified = self.changed = time.time()

    def sync_begins(self):
        return next(Directory.changes)

    def sync_ends(self, begun):
        for name, history in list(self.later.items()):
            saved = [node for change, node in history if change < begun]
            if saved:
                self.set_durable(name, saved[-1])
                self.later[name] = history[len(saved):]
            if not self.later[name]:
                del self.later[name]

    def set_durable(self, name, node):
        if node is None:
            self.durable.pop(name, None)
        else:
            self.durable[name] = node

    def after_cut(self, chance):
        survived = dict(self.durable)
        for name, history in self.later.items():
            states = [self.durable.get(name)] + [node for _, node in history]
            outcome = chance.random()
            node = states[0] if outcome < 0.5 else states[-1] if outcome < 0.75 else chance.choice(states)
            survived.pop(name, None)
            if node is not None:
                survived[name] = node
        # a directory that was renamed has one name: never two, never none
        names = {}
        for name, node in survived.items():
            if isinstance(node, Directory):
                names.setdefault(node.number, []).append(name)
        for several in names.values():
            chance.shuffle(several)
            for name in several[1:]:
                del survived[name]
        moved = {node.number for node in self.entries.values() if isinstance(node, Directory)}
        for name, node in self.durable.items():
            if isinstance(node, Directory) and node.number in moved and node.number not in names:
                survived[name] = node
        return survived


class Failure(Exception):
    def __init__(self, number):
        super().__init__(os.strerror(number))
        self.number = number


class FileSystem:
    def __init__(self, directory, delay, ignored):
        self.directory, self.delay, self.ignored = directory, delay, ignored
        self.device = None
        self.waiting = []           # syncs under way: (when they end, a number, what to do then)
        self.order = itertools.count()
        self.lists = {}             # open directories: handle -> names
        self.dead = False
        self.counts = {'files': 0, 'directories': 0, 'bytes': 0}
        self.root = Directory(stat.S_IFDIR | 0o755, 0, 0, 1)
        self.nodes = {1: self.root}
        self.operations = {
            LOOKUP: self.lookup, GETATTR: self.getattr, SETATTR: self.setattr, MKNOD: self.mknod, MKDIR: self.mkdir,
            UNLINK: self.unlink, RMDIR: self.rmdir, RENAME: self.rename, RENAME2: self.rename2, LINK: self.link,
            OPEN: self.open, READ: self.read, WRITE: self.write, STATFS: self.statfs, RELEASE: self.nothing,
            OPENDIR: self.opendir, READDIR: self.readdir, RELEASEDIR: self.releasedir, CREATE: self.create,
            INIT: self.init}

    # --- the power

    def mount(self):
        libc = ctypes.CDLL(None, use_errno=True)
        self.device = os.open('/dev/fuse', os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC)
        options = 'fd=%d,rootmode=40000,user_id=0,group_id=0,allow_other,default_permissions' % self.device
        if libc.mount(b'forgetful', os.fsencode(self.directory), b'fuse', 2 | 4, options.encode()):
            raise OSError(ctypes.get_errno(), 'cannot mount ' + self.directory)
        self.dead = False

    def cut(self, seed):
        chance = random.Random(seed)
        survivors = {}

        def survivor(node):
            known = survivors.get(node.number)
            if known:
                known.links += 1
                return known
            again = type(node)(node.mode, node.uid, node.gid, node.number)
            again.modified, again.changed = node.modified, node.changed
            survivors[node.number] = again
            if isinstance(node, File):
                again.durable = node.after_cut(chance)
                again.data = bytearray(again.durable)
            else:
                again.entries = {name: survivor(child) for name, child in node.after_cut(chance).items()}
                again.durable = dict(again.entries)
            return again

        self.root = survivor(self.root)
        self.nodes = survivors
        self.lists.clear()
        self.dead = True
        for _, _, unique, _ in self.waiting:
            self.answer(unique, -errno.EIO)
        self.waiting.clear()

    # --- the kernel's requests

    def serve_one(self):
        try:
            request = os.read(self.device, LARGEST_WRITE + 4096)
        except OSError as e:
            if e.errno == errno.ENODEV: # unmounted
                os.close(self.device)
                self.device = None
            elif e.errno not in (errno.EAGAIN, errno.ENOENT, errno.EINTR):
                raise
            return
        _, operation, unique, number, uid, gid, _, _, _ = HEADER.unpack_from(request)
        if operation in (FORGET, BATCH_FORGET, INTERRUPT, DESTROY):
            return
        if self.dead and operation != INIT:
            self.answer(unique, -errno.EIO)
            return
        if operation in (FSYNC, FSYNCDIR):
            self.sync(unique, operation, self.nodes[number])
            return
        perform = self.operations.get(operation)
        if perform is None:
            self.answer(unique, -errno.ENOSYS)
            return
        try:
            self.answer(unique, 0, perform(self.nodes.get(number), memoryview(request)[HEADER.size:], uid, gid))
        except Failure as e:
            self.answer(unique, -e.number)

    def answer(self, unique, error, body=b''):
        try:
            os.write(self.device, REPLY.pack(REPLY.size + len(body), error, unique) + body)
        except OSError as e:
            if e.errno not in (errno.ENOENT, errno.ENODEV): # nobody waits for it any more
                raise

    def sync(self, unique, operation, node):
        kind = 'files' if operation == FSYNC else 'directories'
        self.counts[kind] += 1
        if operation == FSYNC and node.version > node.durable_version:
            self.counts['bytes'] += len(node.data)
        begun = None if kind == self.ignored else node.sync_begins()

        def finish():
            if begun is not None:
                node.sync_ends(begun)
            self.answer(unique, 0)
        heapq.heappush(self.waiting, (time.monotonic() + self.delay, next(self.order), unique, finish))

    def finish_syncs(self):
        """Ends the syncs whose time has come; how long to wait for the next one, or None."""
        while self.waiting and self.waiting[0][0] <= time.monotonic():
            heapq.heappop(self.waiting)[3]()
        return max(0.0, self.waiting[0][0] - time.monotonic()) if self.waiting else None

    def init(self, node, body, uid, gid):
        major, minor, readahead, flags = struct.unpack_from('<4I', body)
        if major != 7:
            raise Failure(errno.EPROTO)
        big_writes, parallel, pages = 1 << 5, 1 << 18, 1 << 22
        return struct.pack('<4I2H2I2HI7I', 7, min(minor, 31), readahead, flags & (big_writes | parallel | pages),
                           64, 48, LARGEST_WRITE, 1, LARGEST_WRITE // 4096, 0, 0, *([0] * 7))

    def attributes(self, node):
        size = len(node.data) if isinstance(node, File) else 4096
        times = (node.modified, node.modified, node.changed)
        return ATTRIBUTES.pack(node.number, size, (size + 511) // 512, *(int(t) for t in times),
                               *(int(t % 1 * 1e9) for t in times), node.mode, node.links, node.uid, node.gid, 0, 4096, 0)

    def entry(self, node):
        return struct.pack('<4QII', node.number, 0, FOREVER, 0, 0, 0) + self.attributes(node)

    def child(self, directory, name):
        if not isinstance(directory, Directory):
            raise Failure(errno.ENOTDIR)
        node = directory.entries.get(name)
        if node is None:
            raise Failure(errno.ENOENT)
        return node

    def lookup(self, node, body, uid, gid):
        return self.entry(self.child(node, text(body)))

    def getattr(self, node, body, uid, gid):
        return struct.pack('<QII', 0, 0, 0) + self.attributes(node)

    def setattr(self, node, body, uid, gid):
        valid, _, _, size, _, _, mtime, _, _, mtimensec, _, mode, _, new_uid, new_gid, _ = SETTING.unpack_from(body)
        if valid & 1:
            node.mode = stat.S_IFMT(node.mode) | stat.S_IMODE(mode)
        if valid & 2:
            node.uid = new_uid
        if valid & 4:
            node.gid = new_gid
        if valid & 8:
            del node.data[size:]
            node.data.extend(bytes(size - len(node.data)))
            node.version += 1
        if valid & 32:
            node.modified = time.time() if valid & 256 else mtime + mtimensec / 1e9
        node.changed = time.time()
        return self.getattr(node, body, uid, gid)

    def new(self, directory, name, kind, mode, uid, gid):
        if name in directory.entries:
            raise Failure(errno.EEXIST)
        if directory.links == 0:
            raise Failure(errno.ENOENT)
        if directory.mode & stat.S_ISGID:
            gid = directory.gid
            mode |= stat.S_ISGID if kind is Directory else 0
        node = kind(mode, uid, gid)
        self.nodes[node.number] = node
        directory.put(name, node)
        return node

    def mknod(self, node, body, uid, gid):
        mode, _, umask, _ = struct.unpack_from('<4I', body)
        return self.entry(self.new(node, text(body[16:]), File, mode & ~umask, uid, gid))

    def mkdir(self, node, body, uid, gid):
        mode, umask = struct.unpack_from('<2I', body)
        return self.entry(self.new(node, text(body[8:]), Directory, stat.S_IFDIR | mode & ~umask, uid, gid))

    def create(self, node, body, uid, gid):
        _, mode, umask, _ = struct.unpack_from('<4I', body)
        return self.entry(self.new(node, text(body[16:]), File, mode & ~umask, uid, gid)) + struct.pack('<QII', 0, 0, 0)

    def unlink(self, node, body, uid, gid):
        name = text(body)
        gone = self.child(node, name)
        node.put(name, None)
        gone.links -= 1
        gone.changed = time.time()
        return b''

    def rmdir(self, node, body, uid, gid):
        name = text(body)
        gone = self.child(node, name)
        if not isinstance(gone, Directory):
            raise Failure(errno.ENOTDIR)
        if gone.entries:
            raise Failure(errno.ENOTEMPTY)
        node.put(name, None)
        gone.links = 0
        return b''

    def rename(self, node, body, uid, gid):
        (target,) = struct.unpack_from('<Q', body)
        return self.move(node, self.nodes[target], body[8:])

    def rename2(self, node, body, uid, gid):
        target, flags, _ = struct.unpack_from('<QII', body)
        if flags:
            raise Failure(errno.EINVAL)
        return self.move(node, self.nodes[target], body[16:])

    def move(self, source, target, body):
        old, new, _ = bytes(body).split(b'\0', 2)
        moved, replaced = self.child(source, old), target.entries.get(new)
        if moved is replaced:
            return b''
        if replaced is not None:
            if isinstance(replaced, Directory) and replaced.entries:
                raise Failure(errno.ENOTEMPTY)
            replaced.links -= 1
        target.put(new, moved)
        source.put(old, None)
        moved.changed = time.time()
        return b''

    def link(self, node, body, uid, gid):
        (existing,) = struct.unpack_from('<Q', body)
        name, linked = text(body[8:]), self.nodes[existing]
        if name in node.entries:
            raise Failure(errno.EEXIST)
        if node.links == 0 or linked.links == 0:
            raise Failure(errno.ENOENT)
        node.put(name, linked)
        linked.links += 1
        linked.changed = time.time()
        return self.entry(linked)

    def open(self, node, body, uid, gid):
        if struct.unpack_from('<I', body)[0] & os.O_TRUNC:
            node.data.clear()
            node.version += 1
        return struct.pack('<QII', 0, 0, 0)

    def read(self, node, body, uid, gid):
        _, offset, size, _, _, _, _ = TRANSFER.unpack_from(body)
        return bytes(node.data[offset:offset + size])

    def write(self, node, body, uid, gid):
        _, offset, size, _, _, _, _ = TRANSFER.unpack_from(body)
        if offset > len(node.data):
            node.data.extend(bytes(offset - len(node.data)))
        node.data[offset:offset + size] = body[TRANSFER.size:TRANSFER.size + size]
        node.version += 1
        node.modified = node.changed = time.time()
        return struct.pack('<II', size, 0)

    def statfs(self, node, body, uid, gid):
        return struct.pack('<5Q4I6I', 1 << 22, 1 << 21, 1 << 21, 1 << 22, 1 << 21, 4096, 255, 4096, 0, *([0] * 6))

    def opendir(self, node, body, uid, gid):
        handle = next(self.order) + 1
        self.lists[handle] = list(node.entries.items())
        return struct.pack('<QII', handle, 0, 0)

    def readdir(self, node, body, uid, gid):
        handle, offset, size, _, _, _, _ = TRANSFER.unpack_from(body)
        found = bytearray()
        for place, (name, child) in enumerate(self.lists.get(handle, [])[offset:], offset + 1):
            entry = struct.pack('<QQII', child.number, place, len(name), child.mode >> 12) + name
            entry += bytes(-len(entry) % 8)
            if len(found) + len(entry) > size:
                break
            found += entry
        return bytes(found)

    def releasedir(self, node, body, uid, gid):
        self.lists.pop(struct.unpack_from('<Q', body)[0], None)
        return b''

    def nothing(self, node, body, uid, gid):
        return b''


def text(body):
    return bytes(body).split(b'\0', 1)[0]


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('directory')
    arguments.add_argument('socket')
    arguments.add_argument('--delay', type=float, default=0.002)
    arguments.add_argument('--ignore', choices=['files', 'directories'])
    options = arguments.parse_args()
    files = FileSystem(options.directory, options.delay, options.ignore)
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(options.socket)
        listening.listen(1)
        control, _ = listening.accept()
    commands = control.makefile('rw')
    while True:
        wait = files.finish_syncs()
        watched = [control] if files.device is None else [control, files.device]
        ready, _, _ = select.select(watched, [], [], wait)
        if files.device in ready:
            files.serve_one()
        if control in ready:
            line = commands.readline()
            if not line: # whoever started us is gone
                return
            command = json.loads(line)
            if command['do'] == 'mount':
                files.mount()
            elif command['do'] == 'cut':
                files.cut(command['seed'])
            commands.write(json.dumps(files.counts) + '\n')
            commands.flush()


if __name__ == '__main__':
    main()
