"""Starts the registry as a process of its own, and ends it without a warning."""
import ctypes, os, re, signal, subprocess, time


def dies_with_us():
    ctypes.CDLL(None).prctl(1, signal.SIGKILL)


class Registry:
    def __init__(self, launcher, data, log, flags=()):
        self.command = [launcher, 'serve', '--listen', '127.0.0.1:0', '--data', data, *flags]
        self.log = log
        self.process = None
        self.starts = []    # how long each took

    def start(self):
        """Its address, once it answers."""
        began = time.monotonic()
        with open(self.log, 'wb') as log:
            self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=log, stderr=log,
                                            preexec_fn=dies_with_us)
        while True:
            with open(self.log, errors='replace') as log:
                announced = re.search(r'listen(?:s|ing) on (?:http://)?([a-z0-9.]+:[1-9][0-9]*)', log.read())
            if announced:
                self.starts.append(time.monotonic() - began)
                return announced.group(1)
            if self.process.poll() is not None or time.monotonic() - began > 900: # the first start may build
                raise SystemExit('the registry did not start: ' + open(self.log, errors='replace').read()[-2000:])
            time.sleep(0.02)

    def kill(self):
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None
