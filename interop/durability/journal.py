"""What was asked of a registry and what it answered, and what may therefore be there.

A thing is a blob or a manifest of a repository (there or not) or a tag (its digest, or none). Each
request that changes one is an event with the times of its beginning and of its answer; without an
answer it may have happened until the registry ended, or not. When things are looked at, nothing is
under way, so what was seen is a fact, and the events before it are forgotten.
"""
import json, threading, time

NEVER = float('-inf')
PENDING = float('inf')


class Event:
    def __init__(self, value, began, ended=PENDING, certain=False):
        self.value, self.began, self.ended, self.certain = value, began, ended, certain


class Journal:
    def __init__(self, file):
        self.file = file
        self.lock = threading.Lock()
        self.events = {}        # thing -> [Event]
        self.changed = set()    # things with events since they were last looked at
        self.contents = {}      # digest -> what a manifest needs: [('blob' or 'manifest', digest)]
        self.subjects = {}      # (repository, digest of a subject) -> digests of manifests that name it
        self.acknowledged = 0
        self.unanswered = 0

    def begin(self, thing, value):
        with self.lock:
            if thing not in self.events:
                self.events[thing] = [Event(None, NEVER, NEVER, True)]
            event = Event(value, time.monotonic())
            self.events[thing].append(event)
            self.changed.add(thing)
            return event

    def answered(self, thing, event):
        with self.lock:
            event.ended = time.monotonic()
            event.certain = True
            self.acknowledged += 1
            self.file.write(json.dumps([thing, event.value, event.began, event.ended]) + '\n')

    def refused(self, thing, event):
        with self.lock:
            self.events[thing].remove(event)

    def power_was_cut(self, moment):
        """Answers that came after that moment promise nothing."""
        with self.lock:
            for thing in self.changed:
                for event in self.events[thing]:
                    if event.ended > moment:
                        if event.certain:
                            self.acknowledged -= 1
                        event.certain = False

    def registry_ended(self):
        """What was not answered until now happened before, or never will."""
        now = time.monotonic()
        with self.lock:
            for thing in self.changed:
                for event in self.events[thing]:
                    if not event.certain:
                        event.ended = now
                        self.unanswered += 1

    def possible(self, thing):
        """The values that a thing may have: of each event after which no other certainly came."""
        with self.lock:
            events = self.events.get(thing, [Event(None, NEVER, NEVER, True)])
            return {e.value for e in events
                    if not any(later.certain and later.began > e.ended for later in events)}

    def seen(self, thing, value):
        with self.lock:
            now = time.monotonic()
            self.events[thing] = [Event(value, now, now, True)]
            self.changed.discard(thing)
