#!/usr/bin/env python3
"""How many syncs a push takes, and how many pushes there are in a second, with 1, 8 and 32 clients.

    syncs.py --launcher ./stowage --work DIR [--seconds 6] [--no-sync]

Small blobs (1 KB, in one request) and small manifests (each with a tag of its own) go to one repository. Two runs for
each row: one under strace, which counts and is slow, and one without, which is timed. DIR says on which file system;
if it is an ext4 that nobody else writes to, the commits of its journal are counted too.
"""
import argparse, collections, json, os, re, shutil, signal, subprocess, sys, tempfile, threading, time
from pushers import CONFIG, Connection, LAYER, MANIFEST, digest_of, path_of, with_digest
from registry import Registry

REPOSITORY = 'bench/app'


def expect(answer, status):
    if answer[0] != status:
        raise SystemExit('answered %d instead of %d: %s' % (answer[0], status, answer[2][:300]))
    return answer


class Clients:
    def __init__(self, address, kind, count):
        self.address, self.kind = address, kind
        self.done = [0] * count
        self.ending = threading.Event()
        self.config = b'{}'
        connection = Connection(address)
        _, answer, _ = expect(connection.request('POST', '/v2/%s/blobs/uploads/' % REPOSITORY), 202)
        expect(connection.request('PUT', with_digest(path_of(answer['location']), digest_of(self.config)), self.config), 201)
        self.threads = [threading.Thread(target=self.push, args=(n,)) for n in range(count)]

    def push(self, number):
        connection = Connection(self.address)
        while not self.ending.is_set():
            if self.kind == 'blob':
                content = os.urandom(1000)
                expect(connection.request('POST', '/v2/%s/blobs/uploads/?digest=%s' % (REPOSITORY, digest_of(content)),
                                          content, {'Content-Type': 'application/octet-stream'}), 201)
            else:
                tag = 't%d-%d' % (number, self.done[number])
                content = json.dumps({'schemaVersion': 2, 'mediaType': MANIFEST, 'annotations': {'tag': tag}, 'config': {
                    'mediaType': CONFIG, 'digest': digest_of(self.config), 'size': 2}, 'layers': []}).encode()
                expect(connection.request('PUT', '/v2/%s/manifests/%s' % (REPOSITORY, tag), content,
                                          {'Content-Type': MANIFEST}), 201)
            self.done[number] += 1

    def run(self, seconds):
        """Pushes and seconds, without the warm-up."""
        for thread in self.threads:
            thread.start()
        time.sleep(seconds / 2)
        before, began = sum(self.done), time.monotonic()
        time.sleep(seconds)
        done, took = sum(self.done) - before, time.monotonic() - began
        self.ending.set()
        for thread in self.threads:
            thread.join()
        return done, took


def commits(directory):
    """How often ext4 has written its journal; None elsewhere."""
    device = os.stat(directory).st_dev
    name = os.path.basename(os.path.realpath('/sys/dev/block/%d:%d' % (os.major(device), os.minor(device))))
    try:
        with open('/proc/fs/jbd2/%s-8/info' % name) as info:
            return int(info.read().split()[0])
    except FileNotFoundError:
        return None


def timed(options, kind, count):
    """Commits per push, and pushes per second."""
    with served(options) as address:
        clients = Clients(address, kind, count)
        before = commits(options.work)
        done, took = clients.run(options.seconds)
        after = commits(options.work)
        return '' if before is None else '%.1f' % ((after - before) / sum(clients.done)), done / took


def counted(options, kind, count):
    """Syncs of files and of directories per push."""
    with served(options) as address:
        trace = os.path.join(options.work, 'trace')
        tracer = subprocess.Popen(['strace', '-f', '-q', '-y', '-e', 'trace=fsync,fdatasync', '-o', trace, '-p',
                                   str(served.registry.process.pid)], stderr=subprocess.DEVNULL)
        clients = Clients(address, kind, count)
        time.sleep(1)
        clients.run(options.seconds)
        tracer.send_signal(signal.SIGINT)
        tracer.wait()
        calls = collections.Counter(re.findall(r'\b(fsync|fdatasync)\(', open(trace).read()))
        pushes = sum(clients.done)
        return calls['fdatasync'] / pushes, calls['fsync'] / pushes


class served:
    """A registry with an empty directory, for the time of a with block."""
    registry = None

    def __init__(self, options):
        self.options = options

    def __enter__(self):
        self.data = tempfile.mkdtemp(dir=self.options.work)
        served.registry = Registry(self.options.launcher, os.path.join(self.data, 'data'),
                                   os.path.join(self.data, 'log'), ['--no-sync'] if self.options.no_sync else [])
        return served.registry.start()

    def __exit__(self, *_):
        served.registry.kill()
        shutil.rmtree(self.data)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('--launcher', required=True)
    arguments.add_argument('--work', required=True)
    arguments.add_argument('--seconds', type=float, default=6)
    arguments.add_argument('--no-sync', action='store_true')
    options = arguments.parse_args()
    os.makedirs(options.work, exist_ok=True)
    kind_of = subprocess.run(['stat', '-f', '-c', '%T', options.work], capture_output=True, text=True).stdout.strip()
    print('file system: %s%s' % (kind_of, ', no syncs' if options.no_sync else ''))
    print('| pushed | clients | syncs of files | of directories | commits of the journal | pushes/s |')
    print('|---|---|---|---|---|---|')
    for kind in 'blob', 'manifest':
        for count in 1, 8, 32:
            files, directories = counted(options, kind, count)
            print('| %s | %d | %.1f | %.1f | %s | %.0f |' % (
                kind, count, files, directories, *timed(options, kind, count)), flush=True)


main()
