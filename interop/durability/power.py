"""File systems whose power can be cut: a directory to write to, and after the cut what survived of it."""
import json, os, socket, subprocess, sys, time
from registry import dies_with_us

HERE = os.path.dirname(os.path.abspath(__file__))


def run(*command):
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        raise SystemExit('%s: %s' % (' '.join(command), done.stdout))


def unmount(directory):
    """As soon as nobody uses it: the JVM may take a moment to die."""
    for _ in range(100):
        if subprocess.run(['umount', directory], stderr=subprocess.DEVNULL).returncode == 0:
            return
        time.sleep(0.05)
    run('umount', directory)


class Strict:
    """Our own (forgetful.py): keeps what POSIX promises, and of the rest what it likes."""

    def __init__(self, work, ignore=None):
        self.directory = os.path.join(work, 'strict')
        os.mkdir(self.directory)
        path = os.path.join(work, 'strict.socket')
        command = [sys.executable, os.path.join(HERE, 'forgetful.py'), self.directory, path]
        self.process = subprocess.Popen(command + (['--ignore', ignore] if ignore else []), preexec_fn=dies_with_us)
        self.socket = socket.socket(socket.AF_UNIX)
        for _ in range(200):
            try:
                self.socket.connect(path)
                break
            except OSError:
                time.sleep(0.05)
        self.control = self.socket.makefile('rw')
        self.say(do='mount')

    def say(self, **command):
        self.control.write(json.dumps(command) + '\n')
        self.control.flush()
        return json.loads(self.control.readline())

    def cut(self, seed):
        self.say(do='cut', seed=seed)

    def restore(self):
        unmount(self.directory)
        self.say(do='mount')

    def close(self):
        unmount(self.directory)
        self.control.close()
        self.socket.close()
        self.process.wait(30)


class Real:
    """A real file system in an image that lies on XFS. The image is copied in one step (a reflink): what was only in
    memory is not in the copy. Mounted again, the copy recovers as after a power cut."""

    def __init__(self, work, kind, megabytes=600):
        self.kind, self.work = kind, work
        self.below, self.directory = os.path.join(work, 'below'), os.path.join(work, kind)
        os.mkdir(self.below)
        os.mkdir(self.directory)
        disk = os.path.join(work, 'disk')
        with open(disk, 'wb') as image:
            image.truncate(3 * megabytes << 20)
        run('mkfs.xfs', '-q', '-m', 'reflink=1', disk)
        run('mount', '-o', 'loop', disk, self.below)
        self.image = os.path.join(self.below, 'image-0')
        with open(self.image, 'wb') as image:
            image.truncate(megabytes << 20)
        quiet = ['-F', '-q'] if kind == 'ext4' else ['-q']
        run('mkfs.' + kind, *quiet, self.image)
        self.copies = 0
        self.mount()

    def mount(self):
        # nothing is to be written by luck, because some time has passed
        run('mount', '-o', 'loop' + {'ext4': ',commit=60', 'btrfs': ',commit=60'}.get(self.kind, ''),
            self.image, self.directory)

    def cut(self, seed):
        self.copies += 1
        run('cp', '--reflink=always', self.image, os.path.join(self.below, 'image-%d' % self.copies))

    def restore(self):
        unmount(self.directory)
        os.remove(self.image)
        self.image = os.path.join(self.below, 'image-%d' % self.copies)
        self.mount()

    def close(self):
        unmount(self.directory)
        unmount(self.below)
