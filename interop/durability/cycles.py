#!/usr/bin/env python3
"""Clients push, the registry is killed or loses its power, what it had promised is looked for: again and again.

    cycles.py kill  --launcher ./stowage --work DIR [--cycles 20] [--seed N]
    cycles.py power --launcher ./stowage --work DIR [--on strict|ext4|xfs|btrfs] [--no-sync] [--ignore files|directories]

Prints a line per fact, and ends with status 1 at the first cycle after which something is not as it must be; with
--expect-losses the other way round. The same seed makes the same clients and the same moments; what the machine does
in between differs.
"""
import argparse, os, random, signal, statistics, sys, time
from check import Check
from journal import Journal
from power import Real, Strict
from pushers import Crowd
from registry import Registry


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument('ending', choices=['kill', 'power'])
    arguments.add_argument('--launcher', required=True)
    arguments.add_argument('--work', required=True)
    arguments.add_argument('--cycles', type=int, default=20)
    arguments.add_argument('--seed', type=int, default=random.SystemRandom().randrange(1 << 32))
    arguments.add_argument('--clients', type=int, default=6)
    arguments.add_argument('--on', choices=['strict', 'ext4', 'xfs', 'btrfs'], default='strict')
    arguments.add_argument('--ignore', choices=['files', 'directories'])
    arguments.add_argument('--no-sync', action='store_true')
    arguments.add_argument('--expect-losses', action='store_true')
    options = arguments.parse_args()

    name = options.ending if options.ending == 'kill' else 'power-cut on ' + options.on
    if options.no_sync:
        name += ' with --no-sync'
    if options.ignore:
        name += ', which does not sync ' + options.ignore
    print('%s: --seed %d' % (name, options.seed), flush=True)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit('ended from outside'))
    os.makedirs(options.work)
    power = None
    if options.ending == 'power':
        power = Strict(options.work, options.ignore) if options.on == 'strict' else Real(options.work, options.on)
    registry = Registry(options.launcher, os.path.join(power.directory if power else options.work, 'data'),
                        os.path.join(options.work, 'registry.log'), ['--no-sync'] if options.no_sync else [])
    try:
        with open(os.path.join(options.work, 'journal'), 'w') as file:
            problems = Cycles(options, name, registry, power, Journal(file)).run()
    finally:
        registry.kill()
        if power:
            power.close()
    if options.expect_losses:
        if not problems:
            raise SystemExit('%s: nothing was lost in %d cycles, though it should have been' % (name, options.cycles))
        print('  ok  %s: losses are found, as they must be: %d, such as %s' % (name, len(problems), problems[0]))
    elif problems:
        raise SystemExit(1)


class Cycles:
    def __init__(self, options, name, registry, power, journal):
        self.options, self.name = options, name
        self.registry, self.power, self.journal = registry, power, journal
        self.chance = random.Random(options.seed)
        self.crowd = Crowd(options.clients, options.seed, None, journal, keeps_uploads=power is None)
        self.checks = []

    def run(self):
        began = time.monotonic()
        for cycle in range(1, self.options.cycles + 1):
            problems = self.cycle()
            if problems:
                return self.report(problems, 'after %d cycles' % cycle)
        check = Check(self.address, self.journal)
        if check.everything():
            return self.report(check.problems, 'at the end')
        print('  ok  %s: %d times; %d requests were answered, %d of them a promise; %d changes were not answered' % (
            self.name, self.options.cycles, self.crowd.total('answers'), self.journal.acknowledged,
            self.journal.unanswered))
        print('  ok  %s: each time everything is as it was answered, and nothing is there by half; %d things at the end' % (
            self.name, check.looked_at))
        print('  ok  %s: %d interrupted uploads were gone on with, and ended with the right digest' % (
            self.name, self.crowd.total('resumed')))
        print('figures  %s: %.0f s; the registry answers %.2f s after its start (median), the longest %.2f s' % (
            self.name, time.monotonic() - began, statistics.median(self.registry.starts), max(self.registry.starts)))
        return []

    def cycle(self):
        self.come_up()
        self.crowd.begin()
        self.wait_a_while()
        if self.power:
            self.crowd.trouble.set()
            moment = time.monotonic()
            self.power.cut(self.chance.randrange(1 << 32))
        self.registry.kill()
        self.crowd.end()
        if self.power:
            self.journal.power_was_cut(moment)
        self.journal.registry_ended()
        failures = self.crowd.failures()
        if self.power:
            self.power.restore()
        if failures:
            return failures
        self.come_up()
        return Check(self.address, self.journal).changed(self.chance.randrange(1 << 32))

    def wait_a_while(self):
        """Until some number of requests was answered, and then a moment: a slow machine is not killed at its start."""
        answers, end = self.crowd.total('answers') + self.chance.randint(20, 500), time.monotonic() + 20
        while self.crowd.total('answers') < answers and time.monotonic() < end:
            time.sleep(0.005)
        time.sleep(self.chance.uniform(0, 0.05))

    def come_up(self):
        if self.registry.process is None:
            self.address = self.registry.start()
            for pusher in self.crowd.pushers:
                pusher.connection.address = self.address

    def report(self, problems, when):
        if not self.options.expect_losses:
            for problem in problems[:30]:
                print('%s: %s: %s' % (self.name, when, problem), flush=True)
        return problems


main()
